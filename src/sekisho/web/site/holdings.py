"""The tuple of everything people hold that a move of people passes on, in the order of pages."""

from sekisho.web.approvals import holdings as approvals
from sekisho.web.assets import holdings as assets
from sekisho.web.governance import holdings as governance
from sekisho.web.personnel import own
from sekisho.web.personnel.holdings import Holdings
from sekisho.web.premises import holdings as premises
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
    own.Accounts(),
    *training.HOLDINGS,
)
