"""Every change of this room; each seals its evidence."""

from sekisho.web.governance.actions.contacts import (
    enter_contact,
    forget_person,
    number_of,
    remove_contact,
)
from sekisho.web.governance.actions.meetings import (
    Decided,
    call_meeting,
    cancel_meeting,
    carry_out,
    close_meeting,
    hand_decision,
)

__all__ = [
    "Decided",
    "call_meeting",
    "cancel_meeting",
    "carry_out",
    "close_meeting",
    "enter_contact",
    "forget_person",
    "hand_decision",
    "number_of",
    "remove_contact",
]
