"""Every change of this room."""

from sekisho.web.transfers.actions.expiring import expire_originals, take_in_commands
from sekisho.web.transfers.actions.forgetting import forget_person
from sekisho.web.transfers.actions.handing_in import (
    HandedIn,
    hand_in,
    hand_in_kept,
    let_out,
    open_mail,
    try_password,
    wants_password,
)
from sekisho.web.transfers.actions.inviting import page_of
from sekisho.web.transfers.actions.picturing import (
    AFTER,
    BEFORE,
    SIDES,
    ask_pictures,
    draw_asked,
    may_be_pictured,
)
from sekisho.web.transfers.actions.processing import process_waiting
from sekisho.web.transfers.actions.recording import NewCrossing, record_crossings
from sekisho.web.transfers.actions.releasing import ask_release, decide_release, take_original
from sekisho.web.transfers.actions.sending import (
    SendingEntry,
    decide_sending,
    find_sending,
    look_through,
    secrets_of,
    send_out,
    take_oneself,
    take_sending,
)
from sekisho.web.transfers.actions.settling import close, may_be_sent, send_again
from sekisho.web.transfers.actions.standing import tell_standings
from sekisho.web.transfers.actions.taking import Taken, take_in, take_records
from sekisho.web.transfers.actions.taking_downloads import take_downloads, take_in_downloads
from sekisho.web.transfers.actions.uploading import (
    LARGEST,
    arrived,
    begin_upload,
    find_upload,
    forget_uploads,
    give_up,
    go_on,
)

__all__ = [
    "AFTER",
    "BEFORE",
    "LARGEST",
    "SIDES",
    "HandedIn",
    "NewCrossing",
    "SendingEntry",
    "Taken",
    "arrived",
    "ask_pictures",
    "ask_release",
    "begin_upload",
    "close",
    "decide_release",
    "decide_sending",
    "draw_asked",
    "expire_originals",
    "find_sending",
    "find_upload",
    "forget_person",
    "forget_uploads",
    "give_up",
    "go_on",
    "hand_in",
    "hand_in_kept",
    "let_out",
    "look_through",
    "may_be_pictured",
    "may_be_sent",
    "open_mail",
    "page_of",
    "process_waiting",
    "record_crossings",
    "secrets_of",
    "send_again",
    "send_out",
    "take_downloads",
    "take_in",
    "take_in_commands",
    "take_in_downloads",
    "take_oneself",
    "take_original",
    "take_records",
    "take_sending",
    "tell_standings",
    "try_password",
    "wants_password",
]
