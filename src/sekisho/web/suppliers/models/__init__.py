"""Rows of this room: firms, selections, contracts and their chains, who works, what is out."""

from sekisho.web.suppliers.models.contracts import Contract, Ending, Firm, Subcontract
from sekisho.web.suppliers.models.selections import Candidate, Selection
from sekisho.web.suppliers.models.working import Finding, Handover, Worker

__all__ = [
    "Candidate",
    "Contract",
    "Ending",
    "Finding",
    "Firm",
    "Handover",
    "Selection",
    "Subcontract",
    "Worker",
]
