"""Every register of the product that goes out to Excel and CSV; those that come back, and why not.

A test holds the tuple against the rooms and against the table of `docs/registers.md`.
"""

from sekisho.web.approvals.table import OWN_DEVICES, PERMITS
from sekisho.web.approvals.table import SERVICES as PERMITTED_SERVICES
from sekisho.web.assets.relation_table import RELATIONS
from sekisho.web.assets.table import ASSETS
from sekisho.web.audits.registered import ANSWERS
from sekisho.web.corrections.registered import CORRECTIONS
from sekisho.web.organization.registered import PEOPLE
from sekisho.web.personnel.registered import MOVES
from sekisho.web.premises.registered import (
    AREAS,
    CARDS,
    DISPOSALS,
    FIXTURES,
    LISTED,
    PASSAGES,
    VISITS,
)
from sekisho.web.risks.registered import RISKS
from sekisho.web.suppliers.registered import (
    CONTRACTS,
    SERVICES,
    SOCIAL_ACCOUNTS,
    SUBCONTRACTS,
)
from sekisho.web.systems.registered import ACCOUNTS, SYSTEMS, WEAKNESSES
from sekisho.web.terminals.registered import SOFTWARE, TERMINALS

REGISTERS = (
    ASSETS,
    RELATIONS,
    RISKS,
    TERMINALS,
    SOFTWARE,
    SYSTEMS,
    ACCOUNTS,
    WEAKNESSES,
    AREAS,
    LISTED,
    CARDS,
    PASSAGES,
    VISITS,
    FIXTURES,
    DISPOSALS,
    CONTRACTS,
    SUBCONTRACTS,
    SERVICES,
    SOCIAL_ACCOUNTS,
    CORRECTIONS,
    ANSWERS,
    PEOPLE,
    MOVES,
    PERMITS,
    OWN_DEVICES,
    PERMITTED_SERVICES,
)
