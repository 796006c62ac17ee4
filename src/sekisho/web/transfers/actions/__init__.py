"""Every change of this room."""

from sekisho.web.transfers.actions.expiring import expire_originals, take_in_commands
from sekisho.web.transfers.actions.forgetting import forget_person
from sekisho.web.transfers.actions.recording import NewCrossing, record_crossings
from sekisho.web.transfers.actions.releasing import ask_release, decide_release, take_original
from sekisho.web.transfers.actions.settling import close, may_be_sent, send_again
from sekisho.web.transfers.actions.taking import Taken, take_in, take_records

__all__ = [
    "NewCrossing",
    "Taken",
    "ask_release",
    "close",
    "decide_release",
    "expire_originals",
    "forget_person",
    "may_be_sent",
    "record_crossings",
    "send_again",
    "take_in",
    "take_in_commands",
    "take_original",
    "take_records",
]
