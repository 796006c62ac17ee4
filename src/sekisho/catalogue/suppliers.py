"""Outsourcing, external services and social media as data: what contracts say, what is asked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Protocol, TypeVar

from sekisho.catalogue.entry import Entry
from sekisho.catalogue.errors import CatalogueError
from sekisho.catalogue.files import data_folder, read_mapping
from sekisho.catalogue.model import Text

FILE = "suppliers.yaml"


@dataclass(frozen=True, slots=True)
class Gravity:
    """How grave information is; the data list the lightest first."""

    id: str
    title: Text


@dataclass(frozen=True, slots=True)
class ContractClause:
    """What a contract must say from a gravity of information on; `text` in our own words."""

    id: str
    title: Text
    text: Text
    from_grade: str
    source: str
    confirmed: bool


class _Graded(Protocol):
    @property
    def from_grade(self) -> str: ...


class _Identified(Protocol):
    @property
    def id(self) -> str: ...


Thing = TypeVar("Thing", bound=_Identified)
Asked = TypeVar("Asked", bound=_Graded)


@dataclass(frozen=True, slots=True)
class Suppliers:
    """The whole file. The days say until when something must be seen to."""

    grades: Mapping[str, Gravity]
    clauses: Mapping[str, ContractClause]
    ending_days: int
    copy_days: int

    def rank(self, grade: str) -> int:
        """Return the place of a gravity, 0 the lightest; an unknown one counts as the gravest."""
        order = list(self.grades)
        return order.index(grade) if grade in self.grades else len(order) - 1

    def asked_of(self, things: Mapping[str, Asked], grade: str) -> tuple[Asked, ...]:
        """Return the entries that are asked where information of that gravity is handled."""
        rank = self.rank(grade)
        return tuple(each for each in things.values() if self.rank(each.from_grade) <= rank)

    def clauses_for(self, grade: str) -> tuple[ContractClause, ...]:
        """Return the clauses a contract over information of that gravity must have."""
        return self.asked_of(self.clauses, grade)


@cache
def load_suppliers() -> Suppliers:
    """Return the data of this installation; it is read once per process. Raises CatalogueError."""
    return read_suppliers(data_folder())


def read_suppliers(folder: Traversable) -> Suppliers:
    """Read the file from a folder laid out like `data/`. Raises CatalogueError."""
    entry = read_mapping(folder, FILE)
    grades = _by_id(Gravity(each.word("id"), each.text("title")) for each in _done(entry, "grades"))
    names = tuple(grades)
    found = Suppliers(
        grades=grades,
        clauses=_by_id(_clause(each, names) for each in _done(entry, "clauses")),
        ending_days=entry.number("ending_days"),
        copy_days=entry.number("copy_days"),
    )
    entry.done()
    return found


def _done(entry: Entry, field: str) -> Iterable[Entry]:
    """Yield the entries of a list; each must have been read whole when the next is asked for."""
    for each in entry.entries(field):
        yield each
        each.done()


def _by_id(things: Iterable[Thing]) -> Mapping[str, Thing]:
    found: dict[str, Thing] = {}
    for thing in things:
        if thing.id in found:
            raise CatalogueError(FILE, thing.id, "the id is used twice")
        found[thing.id] = thing
    return MappingProxyType(found)


def _clause(entry: Entry, grades: tuple[str, ...]) -> ContractClause:
    return ContractClause(
        id=entry.word("id"),
        title=entry.text("title"),
        text=entry.text("text"),
        from_grade=entry.one_of("from_grade", grades),
        source=entry.word("source"),
        confirmed=entry.flag("confirmed"),
    )
