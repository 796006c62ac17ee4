"""Whether the rows of this room are what was sealed of them."""

from collections.abc import Iterator

from sekisho.web.audits.models import (
    Audit,
    AuditPlan,
    Finding,
    Inspection,
    Item,
    Member,
    Sample,
    Sheet,
)
from sekisho.web.evidence.agreeing import Difference
from sekisho.web.evidence.standing import Kept, Tables

TABLES = Tables(
    kinds=frozenset({
        "inspection.started", "inspection.asked", "inspection.answered", "inspection.confirmed",
        "inspection.returned", "audit.planned", "audit.plan-approved", "audit.ordered",
        "audit.member-added", "audit.member-removed", "audit.judged", "audit.sampled",
        "audit.found", "audit.reported",
    }),
    kept=(
        Kept(Inspection, "inspection"),
        Kept(Sheet, "inspection-sheet"),
        Kept(AuditPlan, "audit-plan"),
        Kept(Audit, "audit"),
        Kept(Member, "audit-member"),
        Kept(Item, "audit-item", without=frozenset({"entries"})),
        Kept(Sample, "audit-sample", without=frozenset({"lines", "population"})),
        Kept(Finding, "audit-finding"),
    ),
)  # fmt: skip


def differences() -> Iterator[Difference]:
    """Compare every row of this room with the ledger; a query a table, and one."""
    return TABLES.differences()
