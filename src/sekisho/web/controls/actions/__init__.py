"""Every change of this room: run checks, attest, set a control aside, tell what is due."""

from sekisho.web.controls.actions.attesting import attest
from sekisho.web.controls.actions.checking import run_check, run_due_checks
from sekisho.web.controls.actions.setting_aside import (
    ask_set_aside,
    decide_set_aside,
    end_set_aside,
)
from sekisho.web.controls.actions.telling import tell_due_checks, tell_upcoming
from sekisho.web.controls.actions.warning import tell_failing

__all__ = [
    "ask_set_aside",
    "attest",
    "decide_set_aside",
    "end_set_aside",
    "run_check",
    "run_due_checks",
    "tell_due_checks",
    "tell_failing",
    "tell_upcoming",
]
