"""Days on which the state's offices are closed (行政機関の休日に関する法律第1条)."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from sekisho.catalogue import ClosedDays, HolidayRule, load_closed_days

_DAY = timedelta(days=1)
_SATURDAY, _SUNDAY = 5, 6
# The day of an equinox moves by 0.242194 days a year and back by one in leap years, from 1980 on.
_DRIFT, _BASE = 0.242194, 1980


@dataclass(frozen=True, slots=True)
class ClosedCalendar:
    """Public holidays as the law says them: named days, substitutes, days between two holidays."""

    rules: ClosedDays

    @classmethod
    def of_catalogue(cls) -> "ClosedCalendar":
        """Return the calendar of this installation."""
        return cls(load_closed_days())

    def knows(self, day: date) -> bool:
        """Whether the rules speak of the day's year."""
        return self.rules.known_from <= day.year <= self.rules.known_until

    def holidays(self, year: int) -> frozenset[date]:
        """Return every public holiday of a year, substitutes and days between included."""
        return _holidays(self.rules, year)

    def is_closed(self, day: date) -> bool:
        """Whether offices are closed: a weekend, a public holiday, or the turn of the year."""
        if day.weekday() in {_SATURDAY, _SUNDAY} or day in self.holidays(day.year):
            return True
        return any(
            day.month == span.month and span.first <= day.day <= span.last
            for span in self.rules.closed
        )

    def next_open(self, day: date) -> date:
        """Return the day itself when offices are open on it, else the next day they are."""
        while self.is_closed(day):
            day += _DAY
        return day


@cache
def _holidays(rules: ClosedDays, year: int) -> frozenset[date]:
    named = frozenset(_day(rule, year) for rule in rules.holidays if rule.holds_in(year))
    between = frozenset(
        day + _DAY
        for day in named
        if day + 2 * _DAY in named and day + _DAY not in named and (day + _DAY).weekday() != _SUNDAY
    )
    return named | between | _substitutes(named)


def _day(rule: HolidayRule, year: int) -> date:
    if rule.day:
        return date(year, rule.month, rule.day)
    if rule.equinox:
        since = year - _BASE
        return date(year, rule.month, int(rule.equinox + _DRIFT * since) - since // 4)
    first = date(year, rule.month, 1)
    return first + timedelta(days=-first.weekday() % 7 + 7 * (rule.week - 1))


def _substitutes(named: frozenset[date]) -> frozenset[date]:
    """Return for each holiday on a Sunday the nearest later day that is none."""
    found = set()
    for day in named:
        if day.weekday() == _SUNDAY:
            later = day + _DAY
            while later in named:
                later += _DAY
            found.add(later)
    return frozenset(found)
