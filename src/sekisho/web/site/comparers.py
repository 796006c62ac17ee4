"""The tuple of all comparisons of rows with what was sealed of them."""

from sekisho.web.approvals import agreement as approvals
from sekisho.web.assets import agreement as assets
from sekisho.web.audits import agreement as audits
from sekisho.web.awareness import agreement as awareness
from sekisho.web.browsing import agreement as browsing
from sekisho.web.controls import agreement as controls
from sekisho.web.corrections import agreement as corrections
from sekisho.web.evidence.agreeing import Comparer
from sekisho.web.governance import agreement as governance
from sekisho.web.incidents import agreement as incidents
from sekisho.web.maildrills import agreement as maildrills
from sekisho.web.monitoring import agreement as monitoring
from sekisho.web.organization import agreement as organization
from sekisho.web.personnel import agreement as personnel
from sekisho.web.policies import agreement as policies
from sekisho.web.premises import agreement as premises
from sekisho.web.reviews import agreement as reviews
from sekisho.web.risks import agreement as risks
from sekisho.web.suppliers import agreement as suppliers
from sekisho.web.systems import agreement as systems
from sekisho.web.terminals import agreement as terminals
from sekisho.web.training import agreement as training
from sekisho.web.transfers import agreement as transfers
from sekisho.web.yearplan import agreement as yearplan
from sekisho.web.zones import agreement as zones

COMPARERS: tuple[Comparer, ...] = (
    organization.differences,
    personnel.differences,
    governance.differences,
    yearplan.differences,
    approvals.differences,
    policies.differences,
    zones.differences,
    transfers.differences,
    controls.differences,
    corrections.differences,
    audits.differences,
    assets.differences,
    premises.differences,
    training.differences,
    browsing.differences,
    monitoring.differences,
    awareness.differences,
    maildrills.differences,
    suppliers.differences,
    terminals.differences,
    systems.differences,
    risks.differences,
    incidents.differences,
    reviews.differences,
)
