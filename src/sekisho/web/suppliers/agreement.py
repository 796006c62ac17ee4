"""Whether firms, contracts, chains and endings are what was sealed of them.

How to reach a firm proves nothing, and is not compared. Who a worker was, and who
answered, can be erased; wrong codes are counted and not compared.
"""

from collections.abc import Iterator

from sekisho.web.evidence.agreeing import Difference
from sekisho.web.evidence.standing import Kept, Tables
from sekisho.web.suppliers.models import (
    Candidate,
    Confirmation,
    Contract,
    Ending,
    Finding,
    Firm,
    Handover,
    Link,
    Lookalike,
    Posting,
    Promise,
    Selection,
    Service,
    SocialAccount,
    SocialOperator,
    Subcontract,
    Worker,
)

TABLES = Tables(
    kinds=frozenset({
        "firm.recorded", "firm.changed", "contract.recorded", "contract.changed", "contract.own",
        "contract.clauses", "subcontract.asked", "subcontract.decided", "subcontract.refused",
        "subcontract.copy-seen", "subcontract.ended", "contract.ended", "contract.certified",
        "contract.closed", "selection.begun", "selection.compared", "selection.proposed",
        "selection.decided", "selection.returned", "contract-worker.listed",
        "contract-worker.ended", "contract-worker.erased", "contract-workers.confirmed",
        "handover.made", "handover.returned", "handover.wiped", "supplier-finding.noted",
        "supplier-finding.mended", "confirmation.asked", "confirmation.withdrawn",
        "confirmation.answered", "confirmation.reviewed", "supplier-link.made",
        "supplier-link.code-renewed", "supplier-link.opened", "supplier-link.closed",
        "worker-promise.made", "service.recorded", "service.changed", "service.assessed",
        "service.ended", "service.erased", "service.own",
        "social-account.recorded", "social-account.changed",
        "social-account.guarded", "social-account.watched", "social-account.closed",
        "social-operator.named", "social-operator.ended", "social-posting.recorded",
        "social-archive.taken", "lookalike.settled",
    }),
    kept=(
        Kept(Firm, "firm", only=frozenset({"name"})),
        Kept(Contract, "contract"),
        Kept(Subcontract, "subcontract"),
        Kept(Ending, "ending", without=frozenset({"certificate"})),
        Kept(Selection, "selection"),
        Kept(Candidate, "candidate"),
        Kept(Worker, "contract-worker", without=frozenset({"name"})),
        Kept(Handover, "handover"),
        Kept(Finding, "supplier-finding"),
        Kept(Confirmation, "confirmation", without=frozenset({"respondent"})),
        Kept(Link, "supplier-link", without=frozenset({"secrets", "attempts"})),
        Kept(Promise, "worker-promise"),
        Kept(Service, "service", without=frozenset({"certificate"})),
        Kept(SocialAccount, "social-account"),
        Kept(SocialOperator, "social-operator"),
        Kept(Posting, "social-posting"),
        Kept(Lookalike, "lookalike"),
    ),
)  # fmt: skip


def differences() -> Iterator[Difference]:
    """Compare every row of this room with the ledger; a query a table, and one."""
    return TABLES.differences()
