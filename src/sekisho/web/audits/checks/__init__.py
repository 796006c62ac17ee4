"""What this room can prove."""

from sekisho.verdicts import Check
from sekisho.web.audits.checks.inspections import inspection_answered, inspection_confirmed

CHECKS = (
    Check("inspection-answered", inspection_answered),
    Check("inspection-confirmed", inspection_confirmed),
)
