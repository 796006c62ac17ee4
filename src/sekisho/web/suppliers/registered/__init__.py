"""The tables of this room that go out to Excel and come back (decision 0008)."""

from sekisho.web.suppliers.registered.contracts import CONTRACTS
from sekisho.web.suppliers.registered.external import SERVICES
from sekisho.web.suppliers.registered.social import SOCIAL_ACCOUNTS
from sekisho.web.suppliers.registered.subcontracts import SUBCONTRACTS

__all__ = ["CONTRACTS", "SERVICES", "SOCIAL_ACCOUNTS", "SUBCONTRACTS"]
