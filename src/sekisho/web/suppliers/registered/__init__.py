"""The tables of this room that go out to Excel and come back (decision 0008)."""

from sekisho.web.suppliers.registered.contracts import CONTRACTS
from sekisho.web.suppliers.registered.external import SERVICES

__all__ = ["CONTRACTS", "SERVICES"]
