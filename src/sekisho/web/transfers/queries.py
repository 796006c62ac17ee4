"""Reads of crossings that need thought: what is sought, and how many there were month by month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth
from django.utils import timezone

from sekisho.web.transfers.models import Crossing, CrossingQuerySet

MONTHS = 12
_HASH = 8  # hexadecimal digits from which on a word is sought as a hash
_HEX = frozenset("0123456789abcdef")


@dataclass(frozen=True, slots=True)
class Sought:
    """What a reader seeks; empty: everything."""

    words: str = ""
    outcome: str = ""
    state: str = ""
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


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=timezone.get_default_timezone())


@dataclass(frozen=True, slots=True)
class Month:
    """How many crossings there were in a month, by what became of them."""

    first: date
    delivered: int = 0
    text_only: int = 0
    held: int = 0
    rejected: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.delivered + self.text_only + self.held + self.rejected


def months(rows: CrossingQuerySet, *, at: datetime, count: int = MONTHS) -> tuple[Month, ...]:
    """Return the figures of the last months, the oldest first, this month last; one query."""
    firsts = _firsts(timezone.localdate(at), count)
    found: dict[date, dict[str, int]] = {}
    counted = (
        rows.filter(at__gte=_midnight(firsts[0]))
        .order_by()
        .annotate(month=TruncMonth("at", tzinfo=timezone.get_default_timezone()))
        .values_list("month", "outcome")
        .annotate(count=Count("pk"))
    )
    for month, outcome, number in counted:
        found.setdefault(month.date(), {})[outcome.replace("-", "_")] = number
    return tuple(Month(each, **found.get(each, {})) for each in firsts)


def _firsts(today: date, count: int) -> Sequence[date]:
    """Return the first days of the last `count` months, this month's last."""
    number = today.year * 12 + today.month - 1
    return [date(each // 12, each % 12 + 1, 1) for each in range(number - count + 1, number + 1)]
