"""The tuple of all automatic checks of the product."""

from sekisho.verdicts import Check
from sekisho.web.approvals import checks as approvals
from sekisho.web.assets import checks as assets
from sekisho.web.audits import checks as audits
from sekisho.web.awareness import checks as awareness
from sekisho.web.browsing import checks as browsing
from sekisho.web.controls import checks as controls
from sekisho.web.corrections import checks as corrections
from sekisho.web.evidence import checks as evidence
from sekisho.web.governance import checks as governance
from sekisho.web.incidents import checks as incidents
from sekisho.web.maildrills import checks as maildrills
from sekisho.web.monitoring import checks as monitoring
from sekisho.web.notices import checks as notices
from sekisho.web.organization import checks as organization
from sekisho.web.personnel import checks as personnel
from sekisho.web.policies import checks as policies
from sekisho.web.premises import checks as premises
from sekisho.web.reviews import checks as reviews
from sekisho.web.risks import checks as risks
from sekisho.web.suppliers import checks as suppliers
from sekisho.web.systems import checks as systems
from sekisho.web.terminals import checks as terminals
from sekisho.web.training import checks as training
from sekisho.web.transfers import checks as transfers
from sekisho.web.zones import checks as zones

CHECKS: tuple[Check, ...] = (
    *evidence.CHECKS,
    *organization.CHECKS,
    *notices.CHECKS,
    *personnel.CHECKS,
    *governance.CHECKS,
    *approvals.CHECKS,
    *assets.CHECKS,
    *policies.CHECKS,
    *terminals.CHECKS,
    *premises.CHECKS,
    *training.CHECKS,
    *browsing.CHECKS,
    *monitoring.CHECKS,
    *awareness.CHECKS,
    *maildrills.CHECKS,
    *suppliers.CHECKS,
    *systems.CHECKS,
    *zones.CHECKS,
    *transfers.CHECKS,
    *controls.CHECKS,
    *corrections.CHECKS,
    *risks.CHECKS,
    *audits.CHECKS,
    *incidents.CHECKS,
    *reviews.CHECKS,
)
