"""Rows of this room: areas and their lists, doors and cards, the entry log."""

from sekisho.web.premises.models.areas import Area, Card, Door, DoorSystem, Listed
from sekisho.web.premises.models.entries import (
    DoorImport,
    LogSpan,
    Passage,
    Tablet,
    UnreadLine,
    Visit,
)

__all__ = [
    "Area",
    "Card",
    "Door",
    "DoorImport",
    "DoorSystem",
    "Listed",
    "LogSpan",
    "Passage",
    "Tablet",
    "UnreadLine",
    "Visit",
]
