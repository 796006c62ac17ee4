"""Whether drills and their figures are what was sealed. The salt is never in a digest."""

from collections.abc import Iterator

from sekisho.web.evidence.agreeing import Difference
from sekisho.web.evidence.standing import Kept, Tables
from sekisho.web.maildrills.models import Drill, UnitResult

TABLES = Tables(
    kinds=frozenset({
        "maildrill.planned", "maildrill.cancelled", "maildrill.started", "maildrill.closed",
    }),
    kept=(
        Kept(Drill, "maildrill", without=frozenset({"salt", "first_reported_at"})),
        Kept(UnitResult, "maildrill-result"),
    ),
)  # fmt: skip


def differences() -> Iterator[Difference]:
    """Compare every row of this room with the ledger; a query a table, and one."""
    return TABLES.differences()
