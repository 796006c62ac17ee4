"""Every change of this room."""

from sekisho.web.premises.actions.areas import (
    close_area,
    end_listed,
    list_entrant,
    record_area,
    review_list,
)
from sekisho.web.premises.actions.doors import (
    LogLayout,
    give_card,
    record_door,
    record_system,
    take_card_back,
)
from sekisho.web.premises.actions.imports import DoorFile, import_log, settle_unread
from sekisho.web.premises.actions.passages import (
    close_tablet,
    confirm_log,
    explain,
    forget_person,
    open_tablet,
    pass_in,
    pass_out,
)
from sekisho.web.premises.actions.visits import (
    Visitor,
    erase_visit,
    forget_old_visits,
    let_out,
    receive,
)

__all__ = [
    "DoorFile",
    "LogLayout",
    "Visitor",
    "close_area",
    "close_tablet",
    "confirm_log",
    "end_listed",
    "erase_visit",
    "explain",
    "forget_old_visits",
    "forget_person",
    "give_card",
    "import_log",
    "let_out",
    "list_entrant",
    "open_tablet",
    "pass_in",
    "pass_out",
    "receive",
    "record_area",
    "record_door",
    "record_system",
    "review_list",
    "settle_unread",
    "take_card_back",
]
