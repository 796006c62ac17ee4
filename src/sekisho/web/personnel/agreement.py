"""Whether moves, their lines and what was said of each thing are what was sealed of them.

Names and addresses of who joins are in no digest: they can be erased.
"""

from collections.abc import Iterator

from sekisho.web.evidence.agreeing import Difference
from sekisho.web.evidence.standing import Kept, Tables
from sekisho.web.personnel.models import Handover, Line, Move

_WORDS = frozenset({"name", "furigana", "email", "number"})

TABLES = Tables(
    kinds=frozenset({
        "move.drawn", "move.changed", "move.line", "move.line-removed", "move.handed",
        "move.settled", "move.reopened", "move.dropped", "move.applied", "move.refused",
    }),
    kept=(
        Kept(Move, "move", without=frozenset({"failure"})),
        Kept(Line, "move-line", without=_WORDS),
        Kept(Handover, "handover"),
    ),
)  # fmt: skip


def differences() -> Iterator[Difference]:
    """Compare every row of this room with the ledger; a query a table, and one."""
    return TABLES.differences()
