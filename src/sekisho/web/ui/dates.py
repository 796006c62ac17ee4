"""Dates as officials write them: 和暦 with the western date beside, and the fiscal year."""

from datetime import date, datetime

from django.utils import timezone
from japanera import Era, EraDate

GREGORIAN_SINCE = date(1873, 1, 1)  # 明治6年: before it Japan counted by another calendar
_LAST_KNOWN = date(9998, 1, 1)
_YEAR_BEGINS = (4, 1)


def wareki(day: date) -> str:
    """Return the date in both calendars: 令和5年3月31日（2023-03-31）."""
    return f"{wareki_only(day)}（{day.isoformat()}）"


def wareki_only(day: date) -> str:
    """Return the date as papers carry it: 令和5年3月31日; the first year is 元年."""
    return f"{era_year(day)}{day.month}月{day.day}日"


def wareki_english(day: date) -> str:
    """Return the date for English pages: 2023-03-31 (Reiwa 5)."""
    if day < GREGORIAN_SINCE:
        return day.isoformat()
    era, number = _era(day)
    return f"{day.isoformat()} ({era.english} {number})"


def era_year(day: date) -> str:
    """Return the year as written: 令和5年, 令和元年; the western year before 1873."""
    if day < GREGORIAN_SINCE:
        return f"西暦{day.year}年"
    era, number = _era(day)
    return f"{era.kanji}{'元' if number == 1 else number}年"


def local_day(when: date | datetime) -> date:
    """Return the day of a moment in the body's time zone; a date is its own day."""
    return timezone.localtime(when).date() if isinstance(when, datetime) else when


def clock(at: datetime) -> str:
    """Return the local time of day to the minute: 09:05."""
    return f"{timezone.localtime(at):%H:%M}"


def fiscal_year(day: date) -> int:
    """Return the western year in which the fiscal year (1 April to 31 March) of the day began."""
    return day.year if (day.month, day.day) >= _YEAR_BEGINS else day.year - 1


def fiscal_year_start(day: date) -> date:
    """Return 1 April of the day's fiscal year."""
    return date(fiscal_year(day), *_YEAR_BEGINS)


def fiscal_year_end(day: date) -> date:
    """Return 31 March of the day's fiscal year, the default end of every permission."""
    return date(fiscal_year(day) + 1, 3, 31)


def fiscal_year_name(day: date) -> str:
    """Return the fiscal year as written, by the era of its 1 April: 令和8年度."""
    return f"{era_year(fiscal_year_start(day))}度"


def _era(day: date) -> tuple[Era, int]:
    # Asked of a day no later than the library's calendar: 9999-12-31 is typed for "for ever".
    era = EraDate.from_date(min(day, _LAST_KNOWN)).era
    return era, day.year - era.since.year + 1
