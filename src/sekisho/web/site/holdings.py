"""The tuple of everything people hold that a move of people passes on, in the order of pages."""

from sekisho.web.approvals import holdings as approvals
from sekisho.web.assets import holdings as assets
from sekisho.web.audits import holdings as audits
from sekisho.web.corrections import holdings as corrections
from sekisho.web.governance import holdings as governance
from sekisho.web.incidents import holdings as incidents
from sekisho.web.personnel import own
from sekisho.web.personnel.holdings import Holdings
from sekisho.web.premises import holdings as premises
from sekisho.web.suppliers import holdings as suppliers
from sekisho.web.systems import holdings as systems
from sekisho.web.terminals import holdings as terminals
from sekisho.web.training import holdings as training

HOLDINGS: tuple[Holdings, ...] = (
    own.Roles(),
    *approvals.HOLDINGS,
    *governance.HOLDINGS,
    *assets.HOLDINGS,
    *terminals.HOLDINGS,
    *systems.HOLDINGS,
    *premises.HOLDINGS,
    *suppliers.HOLDINGS,
    *incidents.HOLDINGS,
    *corrections.HOLDINGS,
    *audits.HOLDINGS,
    own.Accounts(),
    *training.HOLDINGS,
)
