"""Whether firms, contracts, chains and endings are what was sealed of them.

How to reach a firm proves nothing, and is not compared.
"""

from collections.abc import Iterator

from sekisho.web.evidence.agreeing import Difference
from sekisho.web.evidence.standing import Kept, Tables
from sekisho.web.suppliers.models import Contract, Ending, Firm, Subcontract

TABLES = Tables(
    kinds=frozenset({
        "firm.recorded", "firm.changed", "contract.recorded", "contract.changed", "contract.own",
        "contract.clauses", "subcontract.asked", "subcontract.decided", "subcontract.refused",
        "subcontract.copy-seen", "subcontract.ended", "contract.ended", "contract.certified",
        "contract.closed",
    }),
    kept=(
        Kept(Firm, "firm", only=frozenset({"name"})),
        Kept(Contract, "contract"),
        Kept(Subcontract, "subcontract"),
        Kept(Ending, "ending", without=frozenset({"certificate"})),
    ),
)  # fmt: skip


def differences() -> Iterator[Difference]:
    """Compare every row of this room with the ledger; a query a table, and one."""
    return TABLES.differences()
