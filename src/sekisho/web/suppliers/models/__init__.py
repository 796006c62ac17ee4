"""Rows of this room: firms, contracts, the chains below them, how contracts ended."""

from sekisho.web.suppliers.models.contracts import Contract, Ending, Firm, Subcontract

__all__ = ["Contract", "Ending", "Firm", "Subcontract"]
