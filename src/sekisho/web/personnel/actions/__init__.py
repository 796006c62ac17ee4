"""Every change of this room; each seals its evidence."""

from sekisho.web.personnel.actions.forgetting import forget_person
from sekisho.web.personnel.actions.handing import Choice, decide, hand_all
from sekisho.web.personnel.actions.preparing import (
    Entry,
    change_move,
    draw_move,
    drop_move,
    put_line,
    remove_line,
)
from sekisho.web.personnel.actions.settling import carry_out, carry_out_due, reopen, settle
from sekisho.web.personnel.actions.taking_in import Told, take_in

__all__ = [
    "Choice",
    "Entry",
    "Told",
    "carry_out",
    "carry_out_due",
    "change_move",
    "decide",
    "draw_move",
    "drop_move",
    "forget_person",
    "hand_all",
    "put_line",
    "remove_line",
    "reopen",
    "settle",
    "take_in",
]
