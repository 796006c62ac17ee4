"""Rows of this room: firms, contracts and their chains, work, links, services, accounts."""

from sekisho.web.suppliers.models.contracts import Contract, Ending, Firm, Subcontract
from sekisho.web.suppliers.models.external import (
    Lookalike,
    Posting,
    Service,
    SocialAccount,
    SocialOperator,
)
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
    "Lookalike",
    "Posting",
    "Promise",
    "Selection",
    "Service",
    "SocialAccount",
    "SocialOperator",
    "Subcontract",
    "Worker",
]
