"""Rows of this room: areas and lists, the entry log, rounds, stock-taking, disposal."""

from sekisho.web.premises.models.areas import Area, Card, Door, DoorSystem, Listed
from sekisho.web.premises.models.disposals import Disposal
from sekisho.web.premises.models.entries import (
    DoorImport,
    LogSpan,
    Passage,
    Tablet,
    UnreadLine,
    Visit,
)
from sekisho.web.premises.models.rounds import (
    Answer,
    Fault,
    Fixture,
    Photo,
    Round,
    SheetEdition,
)
from sekisho.web.premises.models.stock import StockLine, StockTaking

__all__ = [
    "Answer",
    "Area",
    "Card",
    "Disposal",
    "Door",
    "DoorImport",
    "DoorSystem",
    "Fault",
    "Fixture",
    "Listed",
    "LogSpan",
    "Passage",
    "Photo",
    "Round",
    "SheetEdition",
    "StockLine",
    "StockTaking",
    "Tablet",
    "UnreadLine",
    "Visit",
]
