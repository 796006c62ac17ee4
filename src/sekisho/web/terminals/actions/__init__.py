"""Every change to terminals, agents, keys and what they report; each seals its evidence."""

from sekisho.web.terminals.actions.attesting import attest
from sekisho.web.terminals.actions.enrolling import (
    Enrolled,
    assign_node,
    enrol,
    make_secret,
    node_of,
    revoke_node,
)
from sekisho.web.terminals.actions.keys import add_key, revoke_key
from sekisho.web.terminals.actions.registering import (
    Entry,
    ask_again,
    change,
    hand_over,
    keep_own,
    record,
    retire,
)
from sekisho.web.terminals.actions.reporting import take_answers
from sekisho.web.terminals.actions.software import TakenSoftware, forbid, permit, take_in_software
from sekisho.web.terminals.actions.taking_in import Taken, take_in
from sekisho.web.terminals.actions.uploading import take_upload

__all__ = [
    "Enrolled",
    "Entry",
    "Taken",
    "TakenSoftware",
    "add_key",
    "ask_again",
    "assign_node",
    "attest",
    "change",
    "enrol",
    "forbid",
    "hand_over",
    "keep_own",
    "make_secret",
    "node_of",
    "permit",
    "record",
    "retire",
    "revoke_key",
    "revoke_node",
    "take_answers",
    "take_in",
    "take_in_software",
    "take_upload",
]
