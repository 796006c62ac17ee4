"""Whether campaigns, assignments, tries, sessions and attendance are what was sealed of them.

How many pages somebody has read so far proves nothing, and is not compared.
"""

from collections.abc import Iterator

from sekisho.web.evidence.agreeing import Difference
from sekisho.web.evidence.standing import Kept, Tables
from sekisho.web.training.models import Assignment, Attempt, Attendance, Campaign, Session

TABLES = Tables(
    kinds=frozenset({
        "training.started", "training.ended", "training.assigned", "training.attempted",
        "training.completed", "training.session-planned", "training.session-opened",
        "training.session-closed", "training.session-reopened", "training.attended",
    }),
    kept=(
        Kept(Campaign, "campaign"),
        Kept(Assignment, "training", without=frozenset({"pages_read", "read_digest"})),
        Kept(Attempt, "attempt"),
        Kept(Session, "session"),
        Kept(Attendance, "attendance"),
    ),
)  # fmt: skip


def differences() -> Iterator[Difference]:
    """Compare every row of this room with the ledger; a query a table, and one."""
    return TABLES.differences()
