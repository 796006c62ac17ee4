"""Times of records as integer microseconds UTC: what they state, what must be assumed.

A record without a zone is read in the zone of its source (Asia/Tokyo unless said otherwise), one
without a year (RFC 3164) gets the year that brings it nearest to when it was written; both are
`assumed`. Fractions are read as digits, never as floating numbers.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from functools import lru_cache

TOKYO = timezone(timedelta(hours=9), "Asia/Tokyo")
SECOND = 1_000_000
DAY = 86_400 * SECOND
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_ISO = re.compile(
    r"(\d{4})[-/](\d{2})[-/](\d{2})[T ](\d{2}):(\d{2}):(\d{2})(?:[.,](\d{1,9}))?"
    r"[ ]?(Z|[+-]\d{2}:?\d{2})?\Z",
    re.ASCII,
)
_EPOCH_TEXT = re.compile(r"(\d{1,11})(?:\.(\d{1,9})\d*)?\Z", re.ASCII)
_SCIENTIFIC = re.compile(r"\d(?:\.\d{1,30})?[eE](?:-\d{1,2}|\+?\d)\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Stamp:
    """A time a record states; `assumed`: its zone or year is not in the record."""

    us: int
    assumed: bool = False


def micros(at: datetime) -> int:
    """Return a time (with its zone) as microseconds."""
    return (at - _EPOCH) // _MICROSECOND


def moment(us: int) -> datetime:
    """Return microseconds as a time in UTC; raises OverflowError beyond the years of datetime."""
    return _EPOCH + timedelta(microseconds=us)


def iso(untrusted: object, zone: tzinfo) -> Stamp | None:
    """Read `2026-11-30T10:00:00.123456+09:00` and its relatives (space, slashes, no zone)."""
    found = _ISO.match(untrusted) if isinstance(untrusted, str) else None
    if found is None:
        return None
    *parts, fraction, offset = found.groups()
    base = _second(tuple(map(int, parts)), _offset(offset) if offset else zone)
    return None if base is None else Stamp(base + _fraction(fraction), not offset)


def epoch(untrusted: object) -> int | None:
    """Read seconds since 1970, with a fraction or without."""
    if isinstance(untrusted, int) and not isinstance(untrusted, bool):
        untrusted = str(untrusted)
    found = _EPOCH_TEXT.match(untrusted) if isinstance(untrusted, str) else None
    if found is None:
        return _scientific(untrusted)
    return int(found[1]) * SECOND + _fraction(found[2])


def bsd(month: str, day: str, clock: str, zone: tzinfo, written_us: int) -> Stamp | None:
    """Read `Nov 30 10:00:00` (RFC 3164): the year nearest to when the line was written."""
    number = _MONTHS.get(month.lower())
    if number is None:
        return None
    second, _, fraction = clock.partition(".")
    year = _year(written_us)
    parts = (number, int(day), *map(int, second.split(":")))
    near = [
        us for y in (year - 1, year, year + 1) if (us := _second((y, *parts), zone)) is not None
    ]
    if not near:
        return None
    return Stamp(
        min(near, key=lambda us: abs(us - written_us)) + _fraction(fraction[:9]), assumed=True
    )


def dated(year: str, month: str, day: str, clock: str, zone: tzinfo) -> Stamp | None:
    """Read a time whose month is a name and whose year is given."""
    second, _, fraction = clock.partition(".")
    number = _MONTHS.get(month.lower())
    if number is None:
        return None
    base = _second((int(year), number, int(day), *map(int, second.split(":"))), zone)
    return None if base is None else Stamp(base + _fraction(fraction[:9]), assumed=True)


def _scientific(untrusted: object) -> int | None:
    """Read `9.05e-06`, as JSON writers put small lengths of time."""
    found = _SCIENTIFIC.match(untrusted) if isinstance(untrusted, str) else None
    return None if found is None else int(Decimal(found[0]) * SECOND)


@lru_cache(maxsize=1_024)
def _offset(words: str) -> tzinfo:
    if words == "Z":
        return UTC
    minutes = int(words[1:3]) * 60 + int(words[-2:])
    minutes = min(minutes, 1_439)
    return timezone(timedelta(minutes=-minutes if words[0] == "-" else minutes))


@lru_cache(maxsize=8_192)
def _second(parts: tuple[int, ...], zone: tzinfo) -> int | None:
    """Return a whole second; a leap second is the second before it."""
    year, month, day, hour, minute, second = parts
    try:
        at = datetime(
            year, month, day, hour, minute, min(second, 59) if second == 60 else second, tzinfo=zone
        )
        return micros(at)
    except (ValueError, OverflowError):
        return None


@lru_cache(maxsize=64)
def _year_of_day(day: int) -> int:
    return moment(day * DAY).year


def _year(us: int) -> int:
    return _year_of_day(us // DAY)


def _fraction(digits: str | None) -> int:
    return int(digits[:6].ljust(6, "0")) if digits else 0
