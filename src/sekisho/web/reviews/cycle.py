"""How the clauses in force stood at the end of each fiscal year, and what moved since.

Statuses are computed again from what was sealed until the last moment of each year, over the
edition that was in force then. Procedures are left out: the page is for many.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from sekisho.web.controls.queries import Board, board, states, states_then
from sekisho.web.controls.status import WEIGHT, Status
from sekisho.web.policies.models import Clause, Document, Edition
from sekisho.web.reviews.quarters import window
from sekisho.web.ui.dates import fiscal_year

YEARS = 3  # told: the year running and two before it


@dataclass(frozen=True, slots=True)
class Standing:
    """How the clauses in force stood at the end of a fiscal year, or stand now."""

    year: int
    now: bool
    counts: dict[Status, int]

    @property
    def total(self) -> int:
        """How many clauses demanded something."""
        return sum(self.counts.values()) - self.counts[Status.NO_DEMAND]


@dataclass(frozen=True, slots=True)
class Moved:
    """A clause that stands otherwise than at the end of the year before; `before` None: new."""

    document: str
    clause: Clause
    before: Status | None
    now: Status

    @property
    def worse(self) -> bool:
        """Whether it stands worse than it did."""
        return self.before is not None and WEIGHT[self.now] > WEIGHT[self.before]


@dataclass(frozen=True, slots=True)
class History:
    """How clauses stood year by year, the newest last, and which moved since last year's end."""

    standings: tuple[Standing, ...]
    moved: tuple[Moved, ...]


def history(at: datetime) -> History:
    """Return how clauses stood at the end of each year told, and stand now.

    About eight queries a year, and two for each document in force.
    """
    this = fiscal_year(timezone.localdate(at))
    years = range(this - YEARS + 1, this + 1)
    ends = [window(year)[1] - timedelta(microseconds=1) for year in years if year != this]
    boards = [*(list(_boards(end, past=True)) for end in ends), list(_boards(at, past=False))]
    standings = tuple(
        Standing(year, year == this, _counts(found))
        for year, found in zip(years, boards, strict=True)
    )
    return History(standings, _moved(boards[-2], boards[-1]))


def _boards(at: datetime, *, past: bool) -> Iterator[Board]:
    editions = _in_force_at(at)
    known = (states_then(at) if past else states(at)) if editions else {}
    for edition in editions:
        yield board(edition, at, known)


def _in_force_at(at: datetime) -> list[Edition]:
    """Return the edition of each document that was in force at a moment."""
    rows = Edition.objects.exclude(document__kind=Document.Kind.PROCEDURE).light()
    newest = {
        edition.document_id: edition
        for edition in rows.filter(published_at__lte=at).order_by("document", "number")
    }
    return list(newest.values())


def _counts(boards: Iterable[Board]) -> dict[Status, int]:
    counts = dict.fromkeys(Status, 0)
    for each in boards:
        for status, number in each.counts.items():
            counts[status] += number
    return counts


def _moved(before: Iterable[Board], now: Iterable[Board]) -> tuple[Moved, ...]:
    """Return clauses with a demand of their own that stand otherwise; those worse come first.

    Of a document that was not in force then there is nothing to compare.
    """
    before = list(before)
    compared = {each.edition.document_id for each in before}
    known = {
        (each.edition.document_id, row.clause.clause_id): row.state.own
        for each in before
        for row in each.rows
    }
    found = [
        Moved(each.edition.title, row.clause, old, row.state.own)
        for each in now
        if each.edition.document_id in compared
        for row in each.rows
        for old in [known.get((each.edition.document_id, row.clause.clause_id))]
        if row.state.own not in {Status.NO_DEMAND, old}
    ]
    return tuple(sorted(found, key=lambda each: (not each.worse, -WEIGHT[each.now])))
