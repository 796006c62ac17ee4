"""Reads of documents and pledges, as values for pages and checks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, When

from sekisho.policytext import compare
from sekisho.policytext.comparison import Piece
from sekisho.policytext.comparison import lines as written_lines
from sekisho.web.organization.models import PersonQuerySet, Unit
from sekisho.web.policies.access import people_asked
from sekisho.web.policies.models import (
    Clause,
    ClauseTopic,
    Document,
    DocumentQuerySet,
    Edition,
    EditionQuerySet,
    Pledge,
)
from sekisho.web.policies.reading import document_of


@dataclass(frozen=True, slots=True)
class Line:
    """A document and how it stands for one reader."""

    document: Document
    in_force: Edition | None
    newest: Edition  # the newest edition the reader may know of


@dataclass(frozen=True, slots=True)
class Counts:
    """How many clauses of an edition demand something, and how many of those carry no topic."""

    clauses: int
    demanding: int
    uncovered: int
    unconfirmed: int


@dataclass(frozen=True, slots=True)
class UnitProgress:
    """How far the people of one unit are with their confirmations."""

    unit: Unit
    asked: int
    confirmed: int
    overdue: int

    @property
    def open(self) -> int:
        """How many are still to confirm."""
        return self.asked - self.confirmed


@dataclass(frozen=True, slots=True)
class ChangedClause:
    """A clause somebody confirms again, as lines of pieces with the new words underlined."""

    id: str
    lines: tuple[tuple[Piece, ...], ...]


def listed(rights: frozenset[str]) -> DocumentQuerySet:
    """Return the documents with an edition the reader may know of, basic policy first."""
    editions = Edition.objects.readable(rights).filter(document=OuterRef("pk"))
    kinds = [When(kind=kind, then=at) for at, kind in enumerate(Document.Kind.values)]
    rows = Document.objects.readable(rights).filter(Exists(editions))
    return rows.order_by(Case(*kinds, output_field=IntegerField()), "pk")


def document_lines(rights: frozenset[str], documents: Iterable[Document]) -> list[Line]:
    """Return these documents with what of their editions the reader may know of; one query."""
    shown = list(documents)
    rows = Edition.objects.readable(rights).light().filter(document__in=shown)
    found: dict[int, list[Edition]] = {}
    for edition in rows.order_by("-number"):
        found.setdefault(edition.document_id, []).append(edition)
    return [_line(document, found[document.pk]) for document in shown]


def _line(document: Document, editions: list[Edition]) -> Line:
    in_force = next((each for each in editions if each.state == Edition.State.PUBLISHED), None)
    return Line(document, in_force, editions[0])


def counts(edition: Edition) -> Counts:
    """Return the figures of an edition's clauses; one query."""
    carried = ClauseTopic.objects.filter(clause=OuterRef("pk"))
    rows = Clause.objects.filter(edition=edition).order_by().annotate(carried=Exists(carried))
    found = rows.aggregate(
        clauses=Count("pk"),
        demanding=Count("pk", filter=Q(demands=True)),
        uncovered=Count("pk", filter=Q(demands=True, carried=False)),
        unconfirmed=Count("pk", filter=Q(confirmed_at=None)),
    )
    return Counts(**found)


@dataclass(frozen=True, slots=True)
class Standing:
    """How one person stands with the pledge on a day."""

    unit: int
    asked: bool
    confirmed: bool
    overdue: bool


def standings(edition: Edition, on: date) -> dict[int, Standing]:
    """Return, for everybody of the five categories present that day, how they stand; two queries.

    Whoever has something open has not confirmed; somebody nobody asked yet is open, not overdue.
    """
    people = dict(people_asked(on).order_by().values_list("pk", "unit"))
    rows = Pledge.objects.counting_for(edition).order_by()
    asked: dict[int, list[tuple[bool, bool]]] = {}
    for person, confirmed_at, due_on in rows.values_list("person", "confirmed_at", "due_on"):
        late = confirmed_at is None and due_on < on
        asked.setdefault(person, []).append((confirmed_at is not None, late))
    return {
        person: Standing(
            unit=unit,
            asked=person in asked,
            confirmed=person in asked and all(done for done, _late in asked[person]),
            overdue=any(late for _done, late in asked.get(person, ())),
        )
        for person, unit in people.items()
    }


def confirmed_by_all(editions: Iterable[Edition], on: date) -> dict[str, int]:
    """Return how many people there are to ask, and how they stand.

    Nobody asked them for anything yet; they confirmed everything asked; they are late with any.
    """
    found: dict[int, list[Standing]] = {}
    for edition in editions:
        for person, standing in standings(edition, on).items():
            found.setdefault(person, []).append(standing)
    return {
        "asked": len(found),
        "unasked": sum(not any(each.asked for each in own) for own in found.values()),
        "confirmed": sum(all(each.confirmed for each in own) for own in found.values()),
        "overdue": sum(any(each.overdue for each in own) for own in found.values()),
    }


def progress(edition: Edition, on: date) -> list[UnitProgress]:
    """Return each unit's progress over the people present that day; three queries."""
    by_unit: dict[int, list[Standing]] = {}
    for standing in standings(edition, on).values():
        by_unit.setdefault(standing.unit, []).append(standing)
    return [
        UnitProgress(
            unit,
            asked=len(by_unit[unit.pk]),
            confirmed=sum(each.confirmed for each in by_unit[unit.pk]),
            overdue=sum(each.overdue for each in by_unit[unit.pk]),
        )
        for unit in Unit.objects.filter(pk__in=list(by_unit))
    ]


def editions_asked() -> EditionQuerySet:
    """Return the editions in force that people confirm, without files; the basic policy first."""
    rows = Edition.objects.in_force().light().filter(document__in=Document.objects.asking())
    return rows.order_by("document__kind", "document_id")  # "basic" sorts before "standard"


def open_pledges(people: PersonQuerySet, edition: Edition | None = None) -> QuerySet[Pledge]:
    """Return the open pledges of these people for one edition in force, or for all that ask.

    By document, the basic policy first, and by furigana.
    """
    rows = Pledge.objects.open().filter(edition__in=editions_asked(), person__in=people)
    if edition is not None:
        rows = rows.filter(edition=edition)
    rows = rows.select_related("edition__document", "person__unit")
    rows = rows.defer("edition__source", "edition__tree")
    return rows.order_by(
        "edition__document__kind", "edition__document_id", "person__furigana", "pk"
    )


def changes_for(pledge: Pledge) -> tuple[ChangedClause, ...]:
    """Return the clauses a person confirms again, new words underlined; () for the whole."""
    if pledge.known is None or not pledge.changed:
        return ()
    wanted = set(pledge.changed)
    rows = compare(document_of(pledge.known.tree), document_of(pledge.edition.tree))
    return tuple(
        ChangedClause(row.new.id, written_lines(row, "new"))
        for row in rows
        if row.new is not None and row.new.id in wanted
    )
