"""The tuples of everything that can be found, in the order the page shows it."""

from sekisho.web.approvals import finding as approvals
from sekisho.web.assets import finding as assets
from sekisho.web.audits import finding as audits
from sekisho.web.awareness import finding as awareness
from sekisho.web.browsing import finding as browsing
from sekisho.web.controls import finding as controls
from sekisho.web.corrections import finding as corrections
from sekisho.web.evidence import finding as evidence
from sekisho.web.governance import finding as governance
from sekisho.web.incidents import finding as incidents
from sekisho.web.maildrills import finding as maildrills
from sekisho.web.monitoring import finding as monitoring
from sekisho.web.notices import finding as notices
from sekisho.web.organization import finding as organization
from sekisho.web.personnel import finding as personnel
from sekisho.web.policies import finding as policies
from sekisho.web.premises import finding as premises
from sekisho.web.reviews import finding as reviews
from sekisho.web.risks import finding as risks
from sekisho.web.search.sources import Source
from sekisho.web.suppliers import finding as suppliers
from sekisho.web.systems import finding as systems
from sekisho.web.terminals import finding as terminals
from sekisho.web.training import finding as training
from sekisho.web.transfers import finding as transfers
from sekisho.web.yearplan import finding as yearplan
from sekisho.web.zones import finding as zones

SOURCES: tuple[Source, ...] = (
    *notices.SOURCES,
    *policies.SOURCES,
    *controls.SOURCES,
    *organization.SOURCES,
    *personnel.SOURCES,
    *governance.SOURCES,
    *approvals.SOURCES,
    *terminals.SOURCES,
    *systems.SOURCES,
    *zones.SOURCES,
    *transfers.SOURCES,
    *browsing.SOURCES,
    *premises.SOURCES,
    *training.SOURCES,
    *awareness.SOURCES,
    *maildrills.SOURCES,
    *corrections.SOURCES,
    *suppliers.SOURCES,
    *audits.SOURCES,
    *reviews.SOURCES,
    *risks.SOURCES,
    *incidents.SOURCES,
    *monitoring.SOURCES,
    *assets.SOURCES,
    *evidence.SOURCES,
)

# Every room is asked for its duties: more than all other sources together take.
APART: tuple[Source, ...] = (*yearplan.SOURCES,)
