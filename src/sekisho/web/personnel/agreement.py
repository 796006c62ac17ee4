"""Whether moves, their lines and what was said of each thing are what was sealed of them.

Names, numbers and addresses are in no digest: they can be erased.
"""

from collections.abc import Iterator

from sekisho.web.evidence.agreeing import Difference
from sekisho.web.evidence.standing import Kept, Tables
from sekisho.web.personnel.models import (
    Handover,
    Line,
    Move,
    Proposal,
    Reading,
    StaffDirectory,
)

_WORDS = frozenset({"name", "furigana", "email", "number"})

TABLES = Tables(
    kinds=frozenset({
        "move.drawn", "move.changed", "move.line", "move.line-removed", "move.handed",
        "move.settled", "move.reopened", "move.dropped", "move.applied", "move.refused",
        "staff-list.directory", "staff-list.read", "staff-list.taken", "staff-list.aside",
    }),
    kept=(
        Kept(Move, "move", without=frozenset({"failure"})),
        Kept(Line, "move-line", without=_WORDS),
        Kept(Handover, "handover"),
        Kept(StaffDirectory, "staff-directory", without=frozenset({"failed_at", "failure"})),
        Kept(Reading, "staff-reading"),
        Kept(Proposal, "staff-proposal", without=frozenset({"number", "values", "reason"})),
    ),
)  # fmt: skip


def differences() -> Iterator[Difference]:
    """Compare every row of this room with the ledger; a query a table, and one."""
    return TABLES.differences()
