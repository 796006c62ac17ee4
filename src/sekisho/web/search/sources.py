"""What each room lets be found. A source applies its room's own access rule; this room has none."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar, overload

from django.db.models import QuerySet
from django.utils.functional import Promise

from sekisho.web.search.words import Words
from sekisho.web.ui.access import RightsRequest

Rows = QuerySet[Any, Any] | Sequence[Any]
Row = TypeVar("Row")


@dataclass(frozen=True)
class Numbered(Sequence[Row], Generic[Row]):
    """Rows known by their numbers, in order; a row is read when looked at, a slice reads nothing.

    `read` returns the rows of some numbers, in any order, by number; those gone meanwhile left out.
    """

    numbers: Sequence[int]
    read: Callable[[Sequence[int]], dict[int, Row]]

    def __len__(self) -> int:
        return len(self.numbers)

    def __iter__(self) -> Iterator[Row]:
        rows = self.read(self.numbers) if self.numbers else {}
        return (rows[number] for number in self.numbers if number in rows)

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> "Numbered[Row]": ...
    def __getitem__(self, place: int | slice) -> "Row | Numbered[Row]":
        if isinstance(place, slice):
            return Numbered(self.numbers[place], self.read)
        return self.read([self.numbers[place]])[self.numbers[place]]


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: where it is opened, what it is called, what is said about it."""

    url: str
    title: str
    text: str = ""
    place: str = ""  # the document, unit or zone it belongs to


class Source(Protocol):
    """A kind of things to be found, of one room."""

    @property
    def id(self) -> str:
        """The word of the address: `clauses`."""
        ...

    @property
    def label(self) -> str | Promise:
        """What the things are called on the page."""
        ...

    def found(self, request: RightsRequest, words: Words) -> Rows:
        """Return the rows in which every word stands, of those the reader may know of, in order.

        Nothing for whoever may not open the room at all. `words` is never empty.
        """
        ...

    def hit(self, row: Any) -> Hit:
        """Return one of those rows as it is shown; no query of its own."""
        ...


_together: list[Source] = []
_apart: list[Source] = []


def install(together: Iterable[Source], apart: Iterable[Source] = ()) -> None:
    """Take the sources of all rooms in the order they are shown; called once at start-up.

    `apart`: those that cost more than all others; they are asked alone, when somebody wants them.
    """
    _together[:], _apart[:] = together, apart


def together() -> tuple[Source, ...]:
    """Return those asked together."""
    return tuple(_together)


def apart() -> tuple[Source, ...]:
    """Return those asked alone."""
    return tuple(_apart)


def sources() -> tuple[Source, ...]:
    """Return every source handed in."""
    return (*_together, *_apart)
