"""Every change of this room; each seals its evidence."""

from sekisho.web.audits.actions.inspecting import (
    answer_sheet,
    ask_joiners,
    confirm_sheets,
    return_sheet,
    start_inspection,
)
from sekisho.web.audits.actions.telling import tell_inspections

__all__ = [
    "answer_sheet",
    "ask_joiners",
    "confirm_sheets",
    "return_sheet",
    "start_inspection",
    "tell_inspections",
]
