"""Every change to systems, accounts, weaknesses, backups and drills; each seals its evidence."""

from sekisho.web.systems.actions.backup_files import TakenReport, read_folder, take_report
from sekisho.web.systems.actions.backups import (
    make_token,
    record_backup,
    record_drill,
    take_backup,
)
from sekisho.web.systems.actions.confirming import (
    Told,
    confirm,
    hand_over,
    say_whose,
    say_whose_all,
)
from sekisho.web.systems.actions.directories import (
    DirectoryEntry,
    read_all_directories,
    read_directory,
    set_directory,
)
from sekisho.web.systems.actions.forgetting import forget_person
from sekisho.web.systems.actions.listing import Taken, take_csv, take_list
from sekisho.web.systems.actions.refusing import settle_refused, tell_refused
from sekisho.web.systems.actions.registering import Entry, change, keep_own, record, retire
from sekisho.web.systems.actions.taking_in import TakenIn, take_in
from sekisho.web.systems.actions.weaknesses import close_weakness, note_weakness

__all__ = [
    "DirectoryEntry",
    "Entry",
    "Taken",
    "TakenIn",
    "TakenReport",
    "Told",
    "change",
    "close_weakness",
    "confirm",
    "forget_person",
    "hand_over",
    "keep_own",
    "make_token",
    "note_weakness",
    "read_all_directories",
    "read_directory",
    "read_folder",
    "record",
    "record_backup",
    "record_drill",
    "retire",
    "say_whose",
    "say_whose_all",
    "set_directory",
    "settle_refused",
    "take_backup",
    "take_csv",
    "take_in",
    "take_list",
    "take_report",
    "tell_refused",
]
