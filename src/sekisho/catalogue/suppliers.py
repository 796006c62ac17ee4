"""Outsourcing, external services and social media as data: what contracts say, what is asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources.abc import Traversable
from typing import Protocol, TypeVar

from sekisho.catalogue.entry import Entry, by_id
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


@dataclass(frozen=True, slots=True)
class CriterionAnswer:
    """An answer to a criterion and its points; 0 is the worst."""

    id: str
    points: int
    title: Text


@dataclass(frozen=True, slots=True)
class Criterion:
    """What firms are compared by; the worst answer to a `needed` one keeps a firm out."""

    id: str
    title: Text
    question: Text
    from_grade: str
    weight: int
    needed: bool
    answers: tuple[CriterionAnswer, ...]

    @property
    def most(self) -> int:
        """The points of the best answer."""
        return max(each.points for each in self.answers)

    def answer(self, identifier: str) -> CriterionAnswer | None:
        """Return the answer of that id; None for one nobody knows."""
        return next((each for each in self.answers if each.id == identifier), None)

    def points_of(self, identifier: str) -> int | None:
        """Return the points of an answer; None for one nobody knows."""
        found = self.answer(identifier)
        return found.points if found else None


@dataclass(frozen=True, slots=True)
class YearlyQuestion:
    """What a contractor answers once a year by yes, no or does not apply."""

    id: str
    question: Text
    from_grade: str


@dataclass(frozen=True, slots=True)
class TermsQuestion:
    """What is looked at in the terms of a service; a `needed` one must be answered by yes."""

    id: str
    question: Text
    from_grade: str
    needed: bool


@dataclass(frozen=True, slots=True)
class KnownServices:
    """External services of a kind that people use of their own accord, by their hosts."""

    id: str
    title: Text
    hosts: tuple[str, ...]


class _Graded(Protocol):
    @property
    def from_grade(self) -> str: ...


Asked = TypeVar("Asked", bound=_Graded)


@dataclass(frozen=True, slots=True)
class Suppliers:
    """The whole file. The days say until when something must be seen to."""

    grades: Mapping[str, Gravity]
    clauses: Mapping[str, ContractClause]
    criteria: Mapping[str, Criterion]
    ending_days: int
    copy_days: int
    wipe_days: int
    worker_list_days: int
    worker_days: int
    yearly: Mapping[str, YearlyQuestion]
    yearly_days: int
    yearly_from: str
    finding_days: int
    link_days: int
    pledge_days: int
    terms: Mapping[str, TermsQuestion]
    assessed_days: int
    guard_days: int
    watch_days: int
    known_services: Mapping[str, KnownServices]

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

    def criteria_for(self, grade: str) -> tuple[Criterion, ...]:
        """Return what firms are compared by that are to handle information of that gravity."""
        return self.asked_of(self.criteria, grade)

    def yearly_for(self, grade: str) -> tuple[YearlyQuestion, ...]:
        """Return what a contractor over information of that gravity answers once a year."""
        return self.asked_of(self.yearly, grade)

    def terms_for(self, grade: str) -> tuple[TermsQuestion, ...]:
        """Return what is looked at of a service that holds information of that gravity."""
        return self.asked_of(self.terms, grade)


@cache
def load_suppliers() -> Suppliers:
    """Return the data of this installation; it is read once per process. Raises CatalogueError."""
    return read_suppliers(data_folder())


def read_suppliers(folder: Traversable) -> Suppliers:
    """Read the file from a folder laid out like `data/`. Raises CatalogueError."""
    entry = read_mapping(folder, FILE)
    grades = by_id(
        FILE, (Gravity(each.word("id"), each.text("title")) for each in entry.each("grades"))
    )
    names = tuple(grades)
    found = Suppliers(
        grades=grades,
        clauses=by_id(FILE, (_clause(each, names) for each in entry.each("clauses"))),
        criteria=by_id(FILE, (_criterion(each, names) for each in entry.each("criteria"))),
        ending_days=entry.number("ending_days"),
        copy_days=entry.number("copy_days"),
        wipe_days=entry.number("wipe_days"),
        worker_list_days=entry.number("worker_list_days"),
        worker_days=entry.number("worker_days"),
        yearly=by_id(FILE, (_yearly(each, names) for each in entry.each("yearly"))),
        yearly_days=entry.number("yearly_days"),
        yearly_from=entry.one_of("yearly_from", names),
        finding_days=entry.number("finding_days"),
        link_days=entry.number("link_days"),
        pledge_days=entry.number("pledge_days"),
        terms=by_id(FILE, (_terms(each, names) for each in entry.each("terms"))),
        assessed_days=entry.number("assessed_days"),
        guard_days=entry.number("guard_days"),
        watch_days=entry.number("watch_days"),
        known_services=by_id(FILE, (_known(each) for each in entry.each("known_services"))),
    )
    if len(hosts := _hosts(found)) != len(set(hosts)):
        raise entry.error("a host of known services stands twice")
    entry.done()
    return found


def _gravity(entry: Entry) -> Gravity:
    return Gravity(entry.word("id"), entry.text("title"))


def _clause(entry: Entry, grades: tuple[str, ...]) -> ContractClause:
    return ContractClause(
        id=entry.word("id"),
        title=entry.text("title"),
        text=entry.text("text"),
        from_grade=entry.one_of("from_grade", grades),
        source=entry.word("source"),
        confirmed=entry.flag("confirmed"),
    )


def _criterion(entry: Entry, grades: tuple[str, ...]) -> Criterion:
    identifier = entry.word("id")
    answers = tuple(by_id(FILE, (_answer(each) for each in entry.each("answers"))).values())
    points = [each.points for each in answers]
    if points != sorted(set(points), reverse=True) or min(points, default=1) != 0:
        raise entry.error("answers must go down to 0 points, each with fewer than the one before")
    return Criterion(
        id=identifier,
        title=entry.text("title"),
        question=entry.text("question"),
        from_grade=entry.one_of("from_grade", grades),
        weight=entry.number("weight"),
        needed=entry.flag("needed"),
        answers=answers,
    )


def _answer(entry: Entry) -> CriterionAnswer:
    points = entry.take("points", 0)
    if isinstance(points, bool) or not isinstance(points, int) or points < 0:
        raise entry.error("field 'points' must be a whole number, 0 or more")
    return CriterionAnswer(entry.word("id"), points, entry.text("title"))


def _yearly(entry: Entry, grades: tuple[str, ...]) -> YearlyQuestion:
    return YearlyQuestion(
        entry.word("id"), entry.text("question"), entry.one_of("from_grade", grades)
    )


def _known(entry: Entry) -> KnownServices:
    return KnownServices(entry.word("id"), entry.text("title"), entry.words("hosts"))


def _hosts(found: Suppliers) -> list[str]:
    return [host for each in found.known_services.values() for host in each.hosts]


def _terms(entry: Entry, grades: tuple[str, ...]) -> TermsQuestion:
    return TermsQuestion(
        id=entry.word("id"),
        question=entry.text("question"),
        from_grade=entry.one_of("from_grade", grades),
        needed=entry.flag("needed"),
    )
