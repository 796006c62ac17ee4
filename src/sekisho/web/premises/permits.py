"""Permits to enter an area, decided elsewhere: read through a function handed in at start-up.

The permanent list is this room's own; a permit for some days comes from a decided application.
Until a room that has them is handed in, there are none, and the check says that it read none.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class EntryPermit:
    """A decided permit: who (opaque id), which area (row), the first and the last day."""

    person: str
    area: int
    from_date: date
    until_date: date


PermitSource = Callable[[date, date], Iterable[EntryPermit]]  # first and last day asked about

_sources: list[PermitSource] = []


def install(*sources: PermitSource) -> None:
    """Take what knows the permits; called once at start-up."""
    _sources[:] = sources


def known() -> bool:
    """Whether anything was handed in."""
    return bool(_sources)


def permits_between(first: date, last: date) -> tuple[EntryPermit, ...]:
    """Return every permit that counts on one of the days."""
    return tuple(each for source in _sources for each in source(first, last))
