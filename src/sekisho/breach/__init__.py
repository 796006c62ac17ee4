"""Report duties after a leak, and their clocks: facts in, duties with due times out.

Pure values: no storage, no clock, no network. The rules are dated data of the catalogue. What is
unsure counts as what would be graver: the earlier deadline, and the duty says that it is unsure.
"""

from sekisho.breach.assessing import assess
from sekisho.breach.closed import ClosedCalendar
from sekisho.breach.duties import (
    Assessment,
    Duty,
    Ground,
    Note,
    Reading,
    ReadingReason,
    SetAside,
)
from sekisho.breach.errors import BreachError, FactError
from sekisho.breach.facts import UNSURE, Facts
from sekisho.breach.moving import Change, Move, moves
from sekisho.breach.wareki import japanese_day

__all__ = [
    "UNSURE",
    "Assessment",
    "BreachError",
    "Change",
    "ClosedCalendar",
    "Duty",
    "FactError",
    "Facts",
    "Ground",
    "Move",
    "Note",
    "Reading",
    "ReadingReason",
    "SetAside",
    "assess",
    "japanese_day",
    "moves",
]
