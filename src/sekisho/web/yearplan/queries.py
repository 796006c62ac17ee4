"""The plan of a fiscal year as one reader may see it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from sekisho.catalogue import load
from sekisho.web.organization.access import rights_of
from sekisho.web.organization.models import Person
from sekisho.web.ui.dates import fiscal_year, fiscal_year_end, fiscal_year_start
from sekisho.web.ui.words import worded
from sekisho.web.yearplan.actions import digest
from sekisho.web.yearplan.duties import Duty, State, all_duties
from sekisho.web.yearplan.models import Feed

SOON = timedelta(days=14)
READ_ALL = "status.read"  # sees everybody's duties; others their own


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks: their row and their permission words on the day."""

    person: int
    rights: frozenset[str]


@dataclass(frozen=True, slots=True)
class Planned:
    """A duty as a page shows it."""

    duty: Duty
    room: str
    state: State
    owners: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the fiscal year."""

    first: date
    planned: tuple[Planned, ...]


def year_plan(year: int, reader: Reader, at: datetime, *, mine: bool) -> tuple[Month, ...]:
    """Return the twelve months from April with every duty the reader may know of.

    `mine`: only what the reader is to see to. Queries do not grow with duties.
    """
    first = date(year, 4, 1)
    found = _known(first, fiscal_year_end(first), reader, at, mine=mine)
    names = _names(duty for _room, duty in found)
    today = timezone.localdate(at)
    planned = [
        Planned(duty, room, state_of(duty, today), _owners(duty, names)) for room, duty in found
    ]
    return tuple(
        Month(month, tuple(p for p in planned if (p.duty.day.year, p.duty.day.month) == key))
        for month in _months(first)
        for key in ((month.year, month.month),)
    )


def own_duties(person: Person, at: datetime) -> list[Duty]:
    """Return what one person is to see to in this fiscal year and the next, soonest first."""
    reader = Reader(person.pk, rights_of(person, timezone.localdate(at)))
    return [duty for _room, duty in known_duties(reader, at, mine=True)]


def known_duties(reader: Reader, at: datetime, *, mine: bool) -> list[tuple[str, Duty]]:
    """Return each duty of this fiscal year and the next with its room, the soonest first.

    `mine`: only what the reader is to see to; else, with the right, everybody's.
    """
    today = timezone.localdate(at)
    last = fiscal_year_end(fiscal_year_end(today) + timedelta(days=1))
    return _known(fiscal_year_start(today), last, reader, at, mine=mine)


def state_of(duty: Duty, today: date) -> State:
    """Return how a duty stands on the day."""
    if duty.done:
        return State.DONE
    if duty.day < today:
        return State.LATE
    return State.SOON if duty.day <= today + SOON else State.OPEN


def person_of_feed(untrusted_token: str, on: date) -> Person | None:
    """Return whose calendar an address is, while it is not withdrawn and they are there."""
    rows = Feed.objects.filter(sha256=digest(untrusted_token), withdrawn_at=None)
    row = rows.select_related("person__account").first()
    if row is None or not row.person.is_present(on):
        return None
    account = row.person.account
    return row.person if account is not None and account.is_active else None


def year_of(text: str, today: date) -> int:
    """Return the fiscal year asked for; this one when it is none near it."""
    now = fiscal_year(today)
    asked = int(text) if text.isdecimal() and len(text) == 4 else now  # noqa: PLR2004  # a year
    return asked if abs(asked - now) <= 5 else now  # noqa: PLR2004  # years somebody plans or reads


def _known(
    first: date, last: date, reader: Reader, at: datetime, *, mine: bool
) -> list[tuple[str, Duty]]:
    everything = not mine and READ_ALL in reader.rights
    found = [
        (str(source.title), duty)
        for source in all_duties()
        for duty in source.between(first, last, at)
        if first <= duty.day <= last
        and duty.needs <= reader.rights
        and (everything or duty.is_of(reader.person, reader.rights))
    ]
    return sorted(found, key=lambda each: (each[1].day, each[1].key))


def _names(duties: Iterable[Duty]) -> dict[int, str]:
    wanted = {person for duty in duties for person in duty.people}
    rows = Person.objects.filter(pk__in=wanted, erased_at=None).order_by()
    return dict(rows.values_list("pk", "name"))


def _owners(duty: Duty, names: dict[int, str]) -> tuple[str, ...]:
    people = tuple(sorted(names[each] for each in duty.people if each in names))
    if people or not duty.acting:
        return people
    roles = load().roles.values()
    return tuple(worded(role.title) for role in roles if duty.acting <= frozenset(role.permissions))


def _months(first: date) -> list[date]:
    return [date(first.year + (3 + n) // 12, (3 + n) % 12 + 1, 1) for n in range(12)]
