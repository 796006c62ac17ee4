"""Every change of this room."""

from sekisho.web.suppliers.actions.confirming import (
    answer_confirmation,
    ask_confirmation,
    promise,
    review_confirmation,
    withdraw_confirmation,
)
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
from sekisho.web.suppliers.actions.linking import (
    close_link,
    find_link,
    make_link,
    open_link,
    renew_code,
    secrets_of,
)
from sekisho.web.suppliers.actions.selections import (
    OUTSOURCING,
    begin_selection,
    compare_firm,
    decide_selection,
    propose,
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
from sekisho.web.suppliers.actions.telling import tell_due
from sekisho.web.suppliers.actions.working import (
    Handed,
    confirm_wiped,
    confirm_workers,
    end_worker,
    forget_workers,
    hand_over,
    list_worker,
    mend_finding,
    note_finding,
    take_return,
)
from sekisho.web.suppliers.errors import SuppliersError

__all__ = [
    "OUTSOURCING",
    "SUBCONTRACT",
    "Entry",
    "Handed",
    "SuppliersError",
    "Work",
    "answer_confirmation",
    "ask_confirmation",
    "ask_consent",
    "ask_consent_again",
    "begin_selection",
    "change_firm",
    "close_link",
    "compare_firm",
    "complete_ending",
    "confirm_ending",
    "confirm_wiped",
    "confirm_workers",
    "decide_consent",
    "decide_selection",
    "end_subcontract",
    "end_worker",
    "find_link",
    "firm_named",
    "forget_workers",
    "hand_over",
    "keep_own",
    "list_worker",
    "make_link",
    "mend_finding",
    "note_finding",
    "open_link",
    "promise",
    "propose",
    "record_contract",
    "record_ending",
    "renew_code",
    "review_confirmation",
    "secrets_of",
    "see_copy",
    "take_return",
    "tell_due",
    "tick_clauses",
    "withdraw_confirmation",
]
