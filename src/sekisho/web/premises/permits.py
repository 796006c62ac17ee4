"""Permits to enter an area, decided elsewhere: read through what is handed in at start-up.

The permanent list is this room's own; a permit for some days comes from a decided application.
Until a room that has them is handed in, there are none, and the check says that it read none.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Protocol

from django.db.models import OuterRef, Q

from sekisho.web.ui.local_days import LocalDay

_NOBODY = Q(pk__in=())  # Django's condition that no row meets


@dataclass(frozen=True, slots=True)
class EntryPermit:
    """A decided permit: who (opaque id), which area (row), the first and the last day."""

    person: str
    area: int
    from_date: date
    until_date: date


class PermitSource(Protocol):
    """A room that knows permits to enter: its two answers follow one law."""

    def between(self, first: date, last: date) -> Iterable[EntryPermit]:
        """Return every permit that counts on one of the days."""
        ...

    def letting_in(self, *, area: OuterRef, person: OuterRef, day: LocalDay) -> Q:
        """Return the condition that a permit lets the person (row) into the area that day."""
        ...


_sources: list[PermitSource] = []


def install(*sources: PermitSource) -> None:
    """Take what knows the permits; called once at start-up."""
    _sources[:] = sources


def known() -> bool:
    """Whether anything was handed in."""
    return bool(_sources)


def permits_between(first: date, last: date) -> tuple[EntryPermit, ...]:
    """Return every permit that counts on one of the days."""
    return tuple(each for source in _sources for each in source.between(first, last))


def letting_in(*, area: OuterRef, person: OuterRef, day: LocalDay) -> Q:
    """Return the condition, over rows of a log, that a permit let the person in."""
    found = (source.letting_in(area=area, person=person, day=day) for source in _sources)
    return reduce(or_, found, _NOBODY)
