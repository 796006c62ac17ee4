"""Reads one entry of a data file field by field, and says exactly where one is wrong."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Protocol, TypeVar

from sekisho.catalogue.errors import CatalogueError
from sekisho.catalogue.model import Text

Word = TypeVar("Word", bound=str)


class _Identified(Protocol):
    @property
    def id(self) -> str: ...


Thing = TypeVar("Thing", bound=_Identified)


def by_id(file: str, things: Iterable[Thing]) -> Mapping[str, Thing]:
    """Return what was read by its id, in the order of the file. CatalogueError for one twice."""
    found: dict[str, Thing] = {}
    for thing in things:
        if thing.id in found:
            raise CatalogueError(file, thing.id, "the id is used twice")
        found[thing.id] = thing
    return MappingProxyType(found)


class Entry:
    """A mapping of a data file. Every field is taken once; `done()` refuses what is left over."""

    def __init__(self, file: str, raw: Any, name: str = "") -> None:
        """Take the mapping `raw`; `name` is used in messages until its `id` is known."""
        if not isinstance(raw, dict):
            raise CatalogueError(file, name or "?", "is not a mapping")
        self.file = file
        self._left: dict[Any, Any] = dict(raw)
        self.name = name or str(raw.get("id", "?"))

    def error(self, problem: str) -> CatalogueError:
        """Return the error that names this file and entry."""
        return CatalogueError(self.file, self.name, problem)

    def has(self, field: str) -> bool:
        """Say whether the field is there and not taken yet."""
        return field in self._left

    def take(self, field: str, default: Any = None) -> Any:
        """Remove and return a field; without a default it must be there."""
        value = self._left.pop(field, default)
        if value is None:
            raise self.error(f"field {field!r} is missing or empty")
        return value

    def word(self, field: str) -> str:
        """Return a field that is one non-empty string."""
        value = self.take(field)
        if not isinstance(value, str) or not value.strip():
            raise self.error(f"field {field!r} must be text")
        return value

    def one_of(self, field: str, allowed: tuple[Word, ...]) -> Word:
        """Return a field that is one of the allowed words."""
        value = self.word(field)
        for choice in allowed:
            if choice == value:
                return choice
        raise self.error(f"field {field!r} is {value!r}, not one of {', '.join(allowed)}")

    def number(self, field: str) -> int:
        """Return a field that is a whole number above zero."""
        value = self.take(field)
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise self.error(f"field {field!r} must be a whole number above zero")
        return value

    def flag(self, field: str) -> bool:
        """Return a field that is true or false."""
        value = self.take(field)
        if not isinstance(value, bool):
            raise self.error(f"field {field!r} must be true or false")
        return value

    def text(self, field: str) -> Text:
        """Return a field with words in both languages."""
        inner = Entry(self.file, self.take(field), f"{self.name}.{field}")
        text = Text(inner.word("ja").strip(), inner.word("en").strip())
        inner.done()
        return text

    def words(self, field: str, *, optional: bool = False) -> tuple[str, ...]:
        """Return a field that is a list of different non-empty strings."""
        values = self.take(field, [] if optional else None)
        if not isinstance(values, list) or not all(isinstance(v, str) and v for v in values):
            raise self.error(f"field {field!r} must be a list of words")
        if len(set(values)) != len(values):
            raise self.error(f"field {field!r} names something twice")
        if not values and not optional:
            raise self.error(f"field {field!r} is an empty list")
        return tuple(values)

    def entries(self, field: str, *, optional: bool = False) -> tuple["Entry", ...]:
        """Return a field that is a list of mappings."""
        values = self.take(field, [] if optional else None)
        if not isinstance(values, list):
            raise self.error(f"field {field!r} must be a list")
        return tuple(Entry(self.file, value) for value in values)

    def each(self, field: str) -> Iterator["Entry"]:
        """Yield the mappings of a list; each is read whole when the next is asked for."""
        for entry in self.entries(field):
            yield entry
            entry.done()

    def done(self) -> None:
        """Refuse fields nobody asked for: a misspelt field must not pass in silence."""
        if self._left:
            raise self.error(f"unknown field {', '.join(sorted(map(str, self._left)))}")
