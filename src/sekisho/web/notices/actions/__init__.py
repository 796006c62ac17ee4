"""Every change to notices and mails: tell, done, remind, queue, send."""

from sekisho.web.notices.actions.mailing import Sent, queue_mail, send_queued
from sekisho.web.notices.actions.telling import done, done_for_all, finish, remind_due, tell

__all__ = [
    "Sent",
    "done",
    "done_for_all",
    "finish",
    "queue_mail",
    "remind_due",
    "send_queued",
    "tell",
]
