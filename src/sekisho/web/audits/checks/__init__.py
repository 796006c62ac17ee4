"""What this room can prove."""

from sekisho.verdicts import Check
from sekisho.web.audits.checks.auditing import (
    audit_by_plan,
    audit_findings_answered,
    audit_planned,
)
from sekisho.web.audits.checks.inspections import inspection_answered, inspection_confirmed

CHECKS = (
    Check("inspection-answered", inspection_answered),
    Check("inspection-confirmed", inspection_confirmed),
    Check("audit-planned", audit_planned),
    Check("audit-by-plan", audit_by_plan),
    Check("audit-findings-answered", audit_findings_answered),
)
