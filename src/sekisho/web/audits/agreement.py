"""Whether the rows of this room are what was sealed of them."""

from collections.abc import Iterator

from sekisho.web.audits.models import Inspection, Sheet
from sekisho.web.evidence.agreeing import Difference
from sekisho.web.evidence.standing import Kept, Tables

TABLES = Tables(
    kinds=frozenset({
        "inspection.started", "inspection.asked", "inspection.answered", "inspection.confirmed",
        "inspection.returned",
    }),
    kept=(
        Kept(Inspection, "inspection"),
        Kept(Sheet, "inspection-sheet"),
    ),
)  # fmt: skip


def differences() -> Iterator[Difference]:
    """Compare every row of this room with the ledger; a query a table, and one."""
    return TABLES.differences()
