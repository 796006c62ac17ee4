"""Public holidays and closed days of the state's offices, as dated data."""

from dataclasses import dataclass
from functools import cache
from importlib.resources.abc import Traversable

from sekisho.catalogue.entry import Entry
from sekisho.catalogue.errors import CatalogueError
from sekisho.catalogue.files import data_folder, read_mapping

FILE = "calendar.yaml"


@dataclass(frozen=True, slots=True)
class HolidayRule:
    """A public holiday: a `day`, the Monday of a `week`, or an equinox; the others are 0.

    `equinox` is the day of the month in 1980 as a fraction. `since` and `until` are years, 0: open.
    """

    id: str
    month: int
    day: int
    week: int
    equinox: float
    since: int
    until: int
    only: frozenset[int]
    without: frozenset[int]

    def holds_in(self, year: int) -> bool:
        """Whether there is such a holiday in the year."""
        bounded = self.since <= year and (not self.until or year <= self.until)
        return bounded and year not in self.without and (not self.only or year in self.only)


@dataclass(frozen=True, slots=True)
class ClosedSpan:
    """Days of a month, both inclusive, on which offices are closed each year."""

    month: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class ClosedDays:
    """The whole file. Outside `known_from` to `known_until` (years) nothing is said."""

    source: str
    confirmed: bool
    known_from: int
    known_until: int
    closed: tuple[ClosedSpan, ...]
    holidays: tuple[HolidayRule, ...]


@cache
def load_closed_days() -> ClosedDays:
    """Return the days of this installation; they are read once per process. CatalogueError."""
    return read_closed_days(data_folder())


def read_closed_days(folder: Traversable) -> ClosedDays:
    """Read the file from a folder laid out like `data/`. Raises CatalogueError."""
    entry = read_mapping(folder, FILE)
    found = ClosedDays(
        source=entry.word("source"),
        confirmed=entry.flag("confirmed"),
        known_from=entry.number("known_from"),
        known_until=entry.number("known_until"),
        closed=tuple(_span(each) for each in entry.each("closed")),
        holidays=tuple(_holiday(each) for each in entry.each("holidays")),
    )
    entry.done()
    if len({each.id for each in found.holidays}) != len(found.holidays):
        raise CatalogueError(FILE, "holidays", "an id is used twice")
    return found


def _span(entry: Entry) -> ClosedSpan:
    return ClosedSpan(entry.number("month"), entry.number("from"), entry.number("until"))


def _holiday(entry: Entry) -> HolidayRule:
    rule = HolidayRule(
        id=entry.word("id"),
        month=entry.number("month"),
        day=_number(entry, "day"),
        week=_number(entry, "week"),
        equinox=float(entry.take("equinox", 0.0)),
        since=_number(entry, "since"),
        until=_number(entry, "until"),
        only=_years(entry, "only"),
        without=_years(entry, "except"),
    )
    if [bool(rule.day), bool(rule.week), bool(rule.equinox)].count(True) != 1:
        raise entry.error("is a day, the Monday of a week or an equinox, and one of them only")
    return rule


def _number(entry: Entry, field: str) -> int:
    return entry.number(field) if entry.has(field) else 0


def _years(entry: Entry, field: str) -> frozenset[int]:
    found = entry.take(field, [])
    if not isinstance(found, list) or not all(isinstance(each, int) for each in found):
        raise entry.error(f"field {field!r} must be a list of years")
    return frozenset(found)
