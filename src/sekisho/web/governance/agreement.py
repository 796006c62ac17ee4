"""Whether meetings, attendance, decisions and contacts are what was sealed of them.

A telephone number is in no digest: it can be erased.
"""

from collections.abc import Iterator

from sekisho.web.evidence.agreeing import Difference
from sekisho.web.evidence.standing import Kept, Tables
from sekisho.web.governance.models import Attendance, Contact, Decision, Meeting

TABLES = Tables(
    kinds=frozenset({
        "meeting.called", "meeting.cancelled", "meeting.closed", "decision.done",
        "decision.handed", "contact.entered", "contact.removed",
    }),
    kept=(
        Kept(Meeting, "meeting"),
        Kept(Attendance, "meeting-member"),
        Kept(Decision, "committee-decision"),
        Kept(Contact, "contact", without=frozenset({"number"})),
    ),
)  # fmt: skip


def differences() -> Iterator[Difference]:
    """Compare every row of this room with the ledger; a query a table, and one."""
    return TABLES.differences()
