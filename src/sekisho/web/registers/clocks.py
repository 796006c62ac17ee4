"""Reads times of day as officials write them: 9:30, 9時30分, 午後1時5分, a part of a day."""

import re
import unicodedata
from datetime import time

_CLOCK = re.compile(
    r"(?P<half>午前|午後|AM|PM)?(?P<hour>\d{1,2})(?:時|[:時](?P<minute>\d{1,2})分?)(?::\d{1,2})?",
    re.IGNORECASE,
)
_FRACTION = re.compile(r"0?\.\d+")
_DAY = 24 * 60
_NOON = 12


class ClockError(ValueError):
    """No time of day."""


def read_clock(words: str) -> time:
    """Return the time of day, to the minute. Raises ClockError."""
    text = "".join(unicodedata.normalize("NFKC", words).split())
    if _FRACTION.fullmatch(text):
        minutes = round(float(text) * _DAY)
        return _time(minutes // 60, minutes % 60)
    found = _CLOCK.fullmatch(text)
    if found is None:
        raise ClockError(words)
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    half = (found["half"] or "").upper()
    if half and hour > _NOON:
        raise ClockError(words)
    if half in {"午後", "PM"} and hour < _NOON:
        hour += _NOON
    elif half in {"午前", "AM"} and hour == _NOON:
        hour = 0
    return _time(hour, minute)


def _time(hour: int, minute: int) -> time:
    try:
        return time(hour, minute)
    except ValueError:
        raise ClockError from None
