"""Every change to corrections; each seals its evidence. Rooms above call `open_correction`."""

from sekisho.web.corrections.actions.changing import (
    Entry,
    change,
    hand_over,
    keep_own,
    pass_on,
    put_off,
    withdraw,
)
from sekisho.web.corrections.actions.judging import agree, confirm, send_back
from sekisho.web.corrections.actions.mending import note, plan, report
from sekisho.web.corrections.actions.opening import (
    Finding,
    Opening,
    open_correction,
    open_many,
)
from sekisho.web.corrections.actions.telling import tell_open

__all__ = [
    "Entry",
    "Finding",
    "Opening",
    "agree",
    "change",
    "confirm",
    "hand_over",
    "keep_own",
    "note",
    "open_correction",
    "open_many",
    "pass_on",
    "plan",
    "put_off",
    "report",
    "send_back",
    "tell_open",
    "withdraw",
]
