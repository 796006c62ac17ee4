"""Reads dates as officials write them: 和暦 in every spelling, western dates, serial numbers."""

import re
import unicodedata
from datetime import date, timedelta

# Each era's first day; a year beyond an era's last is read on (平成35年 was printed before 令和).
_ERAS = {
    "明治": date(1868, 10, 23),
    "大正": date(1912, 7, 30),
    "昭和": date(1926, 12, 25),
    "平成": date(1989, 1, 8),
    "令和": date(2019, 5, 1),
}
_SHORT = {"M": "明治", "T": "大正", "S": "昭和", "H": "平成", "R": "令和"}
_SHORT |= {name[0]: name for name in _ERAS}
_GREGORIAN_SINCE = date(1873, 1, 1)  # 明治6年: before it Japan counted by another calendar
_SEPARATED = r"(?P<month>\d{1,2})(?:月|[-/.])(?P<day>\d{1,2})日?"
_ERA = re.compile(
    rf"(?P<era>[A-Z]|[一-鿿]{{1,2}})\.?(?P<year>元|\d{{1,2}})(?:年|[-/.]){_SEPARATED}"
)
_WESTERN = re.compile(rf"(?:西暦)?(?P<year>\d{{4}})(?:年|[-/.]){_SEPARATED}")
_PACKED = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})")
_CLOCK = re.compile(r"[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_WEEKDAY = re.compile(r"\([日月火水木金土](?:曜日?)?\)$")
_SINCE_1900, _SINCE_1904 = date(1899, 12, 30), date(1904, 1, 1)
_LEAP_BUG = 60  # the spreadsheets' 1900-02-29, a day there never was
_LAST = 2_958_465  # 9999-12-31


class DayError(ValueError):
    """No date: `code` is unreadable, no-such-day or before-era (then `era` says which)."""

    def __init__(self, code: str, era: str = "") -> None:
        super().__init__(code)
        self.code, self.era = code, era


def read_day(text: str, *, since_1904: bool = False) -> date:
    """Return the date a text means; full-width characters are read as half-width. Raises DayError.

    A year of two digits without an era means nothing: it may be either calendar.
    """
    plain = unicodedata.normalize("NFKC", text).strip().upper()
    plain = _WEEKDAY.sub("", _CLOCK.sub("", plain)).replace(" ", "")
    if found := _ERA.fullmatch(plain):
        return _of_era(found)
    if found := _WESTERN.fullmatch(plain) or _PACKED.fullmatch(plain):
        return _day(int(found["year"]), found)
    if _SERIAL.fullmatch(plain):
        return serial_day(float(plain), since_1904=since_1904)
    raise DayError("unreadable")


def serial_day(number: float, *, since_1904: bool = False) -> date:
    """Return the date of a spreadsheet's serial number, its time of day left off.

    Raises DayError outside 1900-03-01 (1904-01-02 in the other system) to 9999-12-31.
    """
    whole = int(number) if abs(number) < _LAST + 1 else -1
    first = 1 if since_1904 else _LEAP_BUG + 1
    begin = _SINCE_1904 if since_1904 else _SINCE_1900
    if whole < first or whole > (date.max - begin).days:
        raise DayError("unreadable")
    return begin + timedelta(days=whole)


def _of_era(found: re.Match[str]) -> date:
    era = found["era"]
    name = era if era in _ERAS else _SHORT.get(era)
    if name is None:
        raise DayError("unreadable")
    year = 1 if found["year"] == "元" else int(found["year"])
    if not year:
        raise DayError("no-such-day")
    first = _ERAS[name]
    day = _day(first.year + year - 1, found)
    if day < max(first, _GREGORIAN_SINCE):
        raise DayError("before-era", name)
    return day


def _day(year: int, found: re.Match[str]) -> date:
    try:
        return date(year, int(found["month"]), int(found["day"]))
    except ValueError:
        raise DayError("no-such-day") from None
