"""Reads of crossings that need thought: what is sought, and how many there were month by month."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.utils import timezone

from sekisho.web.approvals.queries import permits_in_force
from sekisho.web.assets.whereabouts import declared, place_of
from sekisho.web.organization.models import Person
from sekisho.web.transfers.models import Crossing, CrossingQuerySet, Release, Sending
from sekisho.web.transfers.ways import (
    Grant,
    Leave,
    Standpoint,
    Traveller,
    Way,
    grant_of,
    leave,
    wrong_place,
)

MONTHS = 12
SPECIAL_FLOW = "special-flow"  # the kind of permit of the catalogue
_HASH = 8  # hexadecimal digits from which on a word is sought as a hash
_HEX = frozenset("0123456789abcdef")


@dataclass(frozen=True, slots=True)
class Sought:
    """What a reader seeks; empty: everything."""

    words: str = ""
    outcome: str = ""
    state: str = ""
    way: str = ""
    first: date | None = None
    last: date | None = None


def sought(rows: CrossingQuerySet, wanted: Sought, *, subjects: bool) -> CrossingQuerySet:
    """Return the rows sought; `subjects`: the reader may read what every mail is about.

    Each word stands in a receipt number, an address or (if allowed) a subject, or begins a hash.
    """
    if wanted.outcome:
        rows = rows.filter(outcome=wanted.outcome)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.way:
        rows = rows.filter(way=wanted.way)
    if wanted.first:
        rows = rows.filter(at__gte=_midnight(wanted.first))
    if wanted.last:
        rows = rows.filter(at__lt=_midnight(wanted.last + timedelta(days=1)))
    for word in wanted.words.split():
        rows = rows.filter(_word(word, subjects=subjects))
    return rows


def _word(word: str, *, subjects: bool) -> Q:
    found = Q(number__iexact=word) | Q(sender__icontains=word)
    found |= Q(pk__in=_written_to(word))
    if subjects:
        found |= Q(subject__icontains=word)
    lower = word.lower()
    if len(word) >= _HASH and set(lower) <= _HEX:
        found |= Q(sha256_in__startswith=lower) | Q(sha256_out__startswith=lower)
    return found


def _written_to(word: str) -> CrossingQuerySet:
    rows = Crossing.objects.filter(recipients__address__icontains=word)
    return rows.order_by().values("pk")  # type: ignore[return-value]  # a sub-query


def leave_for(
    way: Way, stand: Standpoint, *, by: Person, at: datetime, taking: bool = False
) -> Leave:
    """Say whether somebody may take a way at a moment; four queries at most."""
    return leaves((way,), stand, by=by, at=at, taking=taking)[0]


def leaves(
    ways: Iterable[Way], stand: Standpoint, *, by: Person, at: datetime, taking: bool = False
) -> list[Leave]:
    """Say of each way whether somebody may take it; four queries at most."""
    zones = declared()
    here = place_of(stand.address, zones)
    traveller = Traveller(stand.cleared, _grants(by, at) if stand.cleared else ())
    return [leave(each, traveller, here, zones, taking=taking) for each in ways]


def place_refuses(way: Way, stand: Standpoint) -> str:
    """Return why a file of a way may not be looked at from there, "" when it may; one query."""
    zones = declared()
    return wrong_place(way, place_of(stand.address, zones), zones, taking=True)


def _grants(person: Person, at: datetime) -> tuple[Grant, ...]:
    """Return the special permits the person holds now; one without usable addresses is none."""
    mine = [
        each
        for each in permits_in_force(SPECIAL_FLOW, at=at)
        if each.holder == str(person.opaque_id)
    ]
    return tuple(found for each in mine if (found := grant_of(each)) is not None)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=timezone.get_default_timezone())


@dataclass(frozen=True, slots=True)
class Month:
    """How many crossings there were in a month, by what became of them.

    The first four are of what came in, `mail`, `file` and `web` the same by how it came; `sent`
    and `stopped` are parcels that were to leave, `released` the originals somebody was given.
    """

    first: date
    delivered: int = 0
    text_only: int = 0
    held: int = 0
    rejected: int = 0
    mail: int = 0
    file: int = 0
    web: int = 0
    sent: int = 0
    stopped: int = 0
    released: int = 0

    @property
    def total(self) -> int:
        """All that came in."""
        return self.delivered + self.text_only + self.held + self.rejected


def months(*, at: datetime, count: int = MONTHS) -> tuple[Month, ...]:
    """Return the figures of the last months, the oldest first, this month last; four queries."""
    firsts = _firsts(timezone.localdate(at), count)
    found: dict[date, dict[str, int]] = {}
    came = Crossing.objects.filter(direction=Crossing.Direction.IN).order_by()
    for month, outcome, way, number in (
        _of_months(came, "at", firsts[0])
        .values_list("month", "outcome", "way")
        .annotate(count=Count("pk"))
    ):
        counts = found.setdefault(month.date(), {})
        for name in (outcome.replace("-", "_"), way):
            counts[name] = counts.get(name, 0) + number
    sendings = Sending.objects.order_by()
    for name, rows, field in (
        ("sent", sendings, "taken_at"),
        ("stopped", sendings, "returned_at"),
        ("released", Release.objects.order_by(), "taken_at"),
    ):
        counted = _of_months(rows, field, firsts[0]).values_list("month")
        for month, number in counted.annotate(count=Count("pk")):
            found.setdefault(month.date(), {})[name] = number
    return tuple(Month(each, **found.get(each, {})) for each in firsts)


def _of_months(rows: QuerySet[Any], field: str, first: date) -> QuerySet[Any]:
    """Return the rows from a day on, each with the month (Asia/Tokyo) of one of its times."""
    month = TruncMonth(field, tzinfo=timezone.get_default_timezone())
    since = rows.filter(**{f"{field}__gte": _midnight(first)})
    counted: QuerySet[Any] = since.annotate(month=month)
    return counted


def _firsts(today: date, count: int) -> Sequence[date]:
    """Return the first days of the last `count` months, this month's last."""
    number = today.year * 12 + today.month - 1
    return [date(each // 12, each % 12 + 1, 1) for each in range(number - count + 1, number + 1)]
