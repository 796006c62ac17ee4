"""Every change of this room."""

from sekisho.web.premises.actions.areas import (
    close_area,
    end_listed,
    list_entrant,
    record_area,
    review_list,
)
from sekisho.web.premises.actions.disposals import (
    Waste,
    confirm_disposal,
    plan_disposal,
    record_disposal,
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
from sekisho.web.premises.actions.rounds import (
    Seen,
    answer_fixture,
    end_rounds,
    finish_round,
    mend_fault,
    plan_rounds,
    record_fixture,
    remove_fixture,
)
from sekisho.web.premises.actions.sheets import Question, write_sheet
from sekisho.web.premises.actions.stocktaking import (
    close_stocktaking,
    open_stocktaking,
    see,
    settle_difference,
)
from sekisho.web.premises.actions.taking_in import (
    TakenArea,
    TakenFixture,
    TakenLine,
    take_in_areas,
    take_in_fixtures,
    take_in_lines,
)
from sekisho.web.premises.actions.taking_in_cards import TakenCard, take_in_cards
from sekisho.web.premises.actions.taking_in_disposals import TakenDisposal, take_in_disposals
from sekisho.web.premises.actions.taking_in_visits import TakenVisit, take_in_visits
from sekisho.web.premises.actions.telling import tell_due
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
    "Question",
    "Seen",
    "TakenArea",
    "TakenCard",
    "TakenDisposal",
    "TakenFixture",
    "TakenLine",
    "TakenVisit",
    "Visitor",
    "Waste",
    "answer_fixture",
    "close_area",
    "close_stocktaking",
    "close_tablet",
    "confirm_disposal",
    "confirm_log",
    "end_listed",
    "end_rounds",
    "erase_visit",
    "explain",
    "finish_round",
    "forget_old_visits",
    "forget_person",
    "give_card",
    "import_log",
    "let_out",
    "list_entrant",
    "mend_fault",
    "open_stocktaking",
    "open_tablet",
    "pass_in",
    "pass_out",
    "plan_disposal",
    "plan_rounds",
    "receive",
    "record_area",
    "record_disposal",
    "record_door",
    "record_fixture",
    "record_system",
    "remove_fixture",
    "review_list",
    "see",
    "settle_difference",
    "settle_unread",
    "take_card_back",
    "take_in_areas",
    "take_in_cards",
    "take_in_disposals",
    "take_in_fixtures",
    "take_in_lines",
    "take_in_visits",
    "tell_due",
    "write_sheet",
]
