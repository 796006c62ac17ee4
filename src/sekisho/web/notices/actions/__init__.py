"""Every change to notices and mails: tell, done, remind, queue, send."""

from sekisho.web.notices.actions.mailing import Sent, queue_mail, send_queued
from sekisho.web.notices.actions.telling import done, finish, remind_due, tell

__all__ = ["Sent", "done", "finish", "queue_mail", "remind_due", "send_queued", "tell"]
