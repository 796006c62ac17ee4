"""Rows of this room: firms, selections, contracts and their chains, who works, what is out."""

from sekisho.web.suppliers.models.contracts import Contract, Ending, Firm, Subcontract
from sekisho.web.suppliers.models.portal import Confirmation, Link, Promise
from sekisho.web.suppliers.models.selections import Candidate, Selection
from sekisho.web.suppliers.models.working import Finding, Handover, Worker

__all__ = [
    "Candidate",
    "Confirmation",
    "Contract",
    "Ending",
    "Finding",
    "Firm",
    "Handover",
    "Link",
    "Promise",
    "Selection",
    "Subcontract",
    "Worker",
]
