"""Every register of the product that goes out to Excel and CSV; those that come back, and why not.

A test holds the tuple against the rooms and against the table of `docs/registers.md`.
"""

from sekisho.web.approvals.table import OWN_DEVICES, PERMITS
from sekisho.web.approvals.table import SERVICES as PERMITTED_SERVICES
from sekisho.web.assets.relation_table import RELATIONS
from sekisho.web.assets.table import ASSETS
from sekisho.web.audits.registered import ANSWERS
from sekisho.web.corrections.registered import CORRECTIONS
from sekisho.web.personnel.registered import MOVES
from sekisho.web.premises.registered import AREAS, CARDS, DISPOSALS, FIXTURES, LISTED, VISITS
from sekisho.web.suppliers.registered import CONTRACTS, SERVICES
from sekisho.web.systems.registered import SYSTEMS
from sekisho.web.terminals.registered import SOFTWARE, TERMINALS

REGISTERS = (
    ASSETS,
    RELATIONS,
    TERMINALS,
    SOFTWARE,
    SYSTEMS,
    AREAS,
    LISTED,
    CARDS,
    VISITS,
    FIXTURES,
    DISPOSALS,
    CONTRACTS,
    SERVICES,
    CORRECTIONS,
    ANSWERS,
    MOVES,
    PERMITS,
    OWN_DEVICES,
    PERMITTED_SERVICES,
)
