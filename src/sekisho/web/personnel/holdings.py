"""What people hold in each room, and how it passes to somebody else; handed in at start-up.

A room that gives things to people hands in one `Holdings`. The law: whoever leaves or moves keeps
nothing by accident. Each thing passes to a successor, ends, or stays with who only moves, and
somebody said so; a thing that can do none of these holds up the move until its own room is done
with it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from django.utils.functional import Promise

from sekisho.web.organization.models import Person, Post, Unit


class Way(StrEnum):
    """What becomes of something held."""

    PASS = "pass"  # noqa: S105  # to a successor
    END = "end"
    KEEP = "keep"  # stays with who only moves to another unit or post


@dataclass(frozen=True, slots=True)
class Held:
    """One thing a person holds. `key` names it in its room, the same as long as it is held.

    `ways` are what can become of it. None, and `follows`: it needs nobody's word, `note` says why.
    None, and not `follows`: it holds up the move until it is settled in its own room.
    """

    key: str
    label: str
    ways: frozenset[Way] = frozenset()
    follows: bool = False
    note: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Going:
    """Somebody who leaves (`unit` is None), or moves to a unit and post."""

    person: Person
    unit: Unit | None = None
    post: Post | None = None

    @property
    def leaves(self) -> bool:
        """Whether the person leaves the body."""
        return self.unit is None


@dataclass(frozen=True, slots=True)
class Passing:
    """One thing passing from a person on the first day it is no longer theirs.

    `taker` is None when it ends. `by` settled it.
    """

    key: str
    giver: Person
    taker: Person | None
    on: date
    by: Person


class Holdings(Protocol):
    """What one room knows people to hold."""

    @property
    def id(self) -> str:
        """A word that stands in rows; it never changes."""
        ...

    @property
    def title(self) -> str | Promise:
        """What the things are, for people."""
        ...

    def of(self, going: Sequence[Going], on: date) -> Mapping[int, Iterable[Held]]:
        """Return what each person (by row) holds just before the day, in a flat number of queries.

        `on` is the first day the people are gone or moved. Pure reading.
        """
        ...

    def hand_over(self, passing: Passing, at: datetime) -> None:
        """Pass a thing on, or end it, and seal that; runs inside the move's transaction.

        Raises Refused when it cannot be.
        """
        ...


_handed_in: list[Holdings] = []


def install(*holdings: Holdings) -> None:
    """Take what rooms know people to hold, at start-up. Raises ValueError for an id twice."""
    if len({each.id for each in holdings}) != len(holdings):
        raise ValueError("two holdings of one id")
    _handed_in[:] = holdings


def all_holdings() -> tuple[Holdings, ...]:
    """Return everything handed in, in order. Raises LookupError when there is nothing."""
    if not _handed_in:
        raise LookupError("no holdings were handed in at start-up")
    return tuple(_handed_in)


def holdings_of(word: str) -> Holdings:
    """Return the holdings of an id. Raises LookupError for one nobody handed in."""
    for each in all_holdings():
        if each.id == word:
            return each
    raise LookupError(f"no holdings of {word!r}")
