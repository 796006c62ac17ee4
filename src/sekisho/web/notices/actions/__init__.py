"""Every change to notices and mails: tell, done, remind, queue, send, purge, wish."""

from sekisho.web.notices.actions.mailing import Sent, queue_mail, queue_words, send_queued
from sekisho.web.notices.actions.purging import purge_mails
from sekisho.web.notices.actions.standing import Telling, days_told, tell_standing
from sekisho.web.notices.actions.telling import done, done_for_all, finish, remind_due, tell
from sekisho.web.notices.actions.wishing import wish

__all__ = [
    "Sent",
    "Telling",
    "days_told",
    "done",
    "done_for_all",
    "finish",
    "purge_mails",
    "queue_mail",
    "queue_words",
    "remind_due",
    "send_queued",
    "tell",
    "tell_standing",
    "wish",
]
