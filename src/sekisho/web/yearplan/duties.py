"""Duties with a day, handed in by the rooms at start-up.

A room that knows something to be done until a day hands in one `Duties`. The law: a duty says who
is to see to it (people, or whoever holds all of some permission words), what it is to those who may
know, and what it may be called where anybody could read it (a calendar on a telephone).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from django.utils.functional import Promise


class State(StrEnum):
    """How a duty stands on a day."""

    DONE = "done"
    LATE = "late"
    SOON = "soon"  # within two weeks
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Duty:
    """Something to be done until a day.

    `key` names it, the same as long as it is the same. `plain` carries no name of a person, thing
    or document. `people` are rows of the register; `acting` the permission words of whoever sees to
    it. `needs`: who lacks one of these words may not know of it.
    """

    key: str
    day: date
    title: str
    plain: str
    url: str
    people: frozenset[int] = field(default_factory=frozenset)
    acting: frozenset[str] = field(default_factory=frozenset)
    needs: frozenset[str] = field(default_factory=frozenset)
    done: bool = False

    def is_of(self, person: int, rights: frozenset[str]) -> bool:
        """Whether the person, with these rights, is one to see to it."""
        return person in self.people or bool(self.acting and self.acting <= rights)


class Duties(Protocol):
    """What one room knows to be due."""

    @property
    def id(self) -> str:
        """A word for the room's duties; it never changes."""
        ...

    @property
    def title(self) -> str | Promise:
        """What they are, for people."""
        ...

    def between(self, first: date, last: date, at: datetime) -> Iterable[Duty]:
        """Yield the duties of these days, done ones too; a flat number of queries; pure reading."""
        ...


_handed_in: list[Duties] = []


def install(*sources: Duties) -> None:
    """Take what rooms know to be due, at start-up. Raises ValueError for an id twice."""
    if len({each.id for each in sources}) != len(sources):
        raise ValueError("two sources of duties of one id")
    _handed_in[:] = sources


def all_duties() -> tuple[Duties, ...]:
    """Return everything handed in. Raises LookupError when there is nothing."""
    if not _handed_in:
        raise LookupError("no duties were handed in at start-up")
    return tuple(_handed_in)
