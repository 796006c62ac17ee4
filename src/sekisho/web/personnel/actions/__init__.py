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
from sekisho.web.personnel.actions.proposals import (
    add_places,
    missing_places,
    set_aside,
    take_proposal,
)
from sekisho.web.personnel.actions.reading import (
    DirectoryEntry,
    read_directory,
    read_due,
    read_file,
    set_directory,
    take_list,
)
from sekisho.web.personnel.actions.settling import carry_out, carry_out_due, reopen, settle
from sekisho.web.personnel.actions.taking_in import Told, take_in

__all__ = [
    "Choice",
    "DirectoryEntry",
    "Entry",
    "Told",
    "add_places",
    "carry_out",
    "carry_out_due",
    "change_move",
    "decide",
    "draw_move",
    "drop_move",
    "forget_person",
    "hand_all",
    "missing_places",
    "put_line",
    "read_directory",
    "read_due",
    "read_file",
    "remove_line",
    "reopen",
    "set_aside",
    "set_directory",
    "settle",
    "take_in",
    "take_list",
    "take_proposal",
]
