"""Every change of this room."""

from sekisho.web.suppliers.actions.contracts import (
    Entry,
    change_firm,
    firm_named,
    keep_own,
    record_contract,
    tick_clauses,
)
from sekisho.web.suppliers.actions.endings import (
    complete_ending,
    confirm_ending,
    record_ending,
)
from sekisho.web.suppliers.actions.subcontracts import (
    SUBCONTRACT,
    Work,
    ask_consent,
    ask_consent_again,
    decide_consent,
    end_subcontract,
    see_copy,
)

__all__ = [
    "SUBCONTRACT",
    "Entry",
    "Work",
    "ask_consent",
    "ask_consent_again",
    "change_firm",
    "complete_ending",
    "confirm_ending",
    "decide_consent",
    "end_subcontract",
    "firm_named",
    "keep_own",
    "record_contract",
    "record_ending",
    "see_copy",
    "tick_clauses",
]
