"""Every change to drills: plan, cancel, start, send, close, note what was opened and reported."""

from sekisho.web.maildrills.actions.noting import note_opened, note_reported
from sekisho.web.maildrills.actions.planning import Audience, cancel, plan
from sekisho.web.maildrills.actions.running import close_due, start_due
from sekisho.web.maildrills.actions.sending import send_waiting
from sekisho.web.maildrills.actions.taking import take_reports

__all__ = [
    "Audience",
    "cancel",
    "close_due",
    "note_opened",
    "note_reported",
    "plan",
    "send_waiting",
    "start_due",
    "take_reports",
]
