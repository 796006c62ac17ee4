"""Whether risks and treatments are what was sealed of them."""

from collections.abc import Iterator

from sekisho.web.evidence.agreeing import Difference
from sekisho.web.evidence.standing import Kept, Tables
from sekisho.web.risks.models import Risk, Treatment

TABLES = Tables(
    kinds=frozenset({
        "risk.judged", "risk.treatment-asked", "risk.treatment-decided", "risk.treatment-returned",
    }),
    kept=(Kept(Risk, "risk"), Kept(Treatment, "risk-treatment")),
)  # fmt: skip


def differences() -> Iterator[Difference]:
    """Compare every row of this room with the ledger; a query a table, and one."""
    return TABLES.differences()
