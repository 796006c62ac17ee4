"""The rows of this room, by what they are about."""

from sekisho.web.audits.models.auditing import Audit, AuditPlan, Finding, Item, Member, Sample
from sekisho.web.audits.models.inspections import Inspection, Sheet, SheetQuerySet

__all__ = [
    "Audit",
    "AuditPlan",
    "Finding",
    "Inspection",
    "Item",
    "Member",
    "Sample",
    "Sheet",
    "SheetQuerySet",
]
