"""Who may enter which area on which day, and which entries nobody may have made.

Laws: a list's line counts from its first to its last day, inclusive (Asia/Tokyo); a post's line
counts for whoever holds the post and is present; a visitor's entry counts while the visit lasts
and, where the grade asks for it, only with an escort.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, TypeVar

from django.db.models import Q
from django.utils import timezone

from sekisho.catalogue import load_premises
from sekisho.web.organization.models import Person, PersonQuerySet
from sekisho.web.premises.models import Area, Listed, Passage, Visit
from sekisho.web.premises.permits import permits_between

Span = tuple[date, date]


class Entered(Protocol):
    """What of a passage tells whether it had a right: a row, or a few of its columns."""

    @property
    def pk(self) -> int: ...  # noqa: D102
    @property
    def way(self) -> str: ...  # noqa: D102
    @property
    def at(self) -> datetime: ...  # noqa: D102
    @property
    def area_id(self) -> int: ...  # noqa: D102
    @property
    def person_id(self) -> int | None: ...  # noqa: D102
    @property
    def visit_id(self) -> int | None: ...  # noqa: D102
    @property
    def card(self) -> str: ...  # noqa: D102


COLUMNS = ("pk", "way", "at", "area_id", "person_id", "visit_id", "card")
Entry = TypeVar("Entry", bound=Entered)


@dataclass(frozen=True, slots=True)
class Rights:
    """The spans in which people (rows) may enter areas (rows), and the visits of the time."""

    spans: dict[tuple[int, int], list[Span]]  # (area, person)
    visits: dict[int, Visit]
    badges: dict[tuple[int, str], list[Visit]]  # (area, badge)
    escorted: frozenset[int]  # areas whose grade asks for an escort

    def allow(self, passage: Entered) -> bool:
        """Whether somebody might go in as the passage says."""
        day = timezone.localdate(passage.at)
        if passage.person_id is not None:
            spans = self.spans.get((passage.area_id, passage.person_id), ())
            return any(first <= day <= last for first, last in spans)
        visit = self.visits.get(passage.visit_id or 0) or self._by_badge(passage)
        return visit is not None and (
            visit.escort_id is not None or passage.area_id not in self.escorted
        )

    def _by_badge(self, passage: Entered) -> Visit | None:
        visits = self.badges.get((passage.area_id, passage.card), ()) if passage.card else ()
        return next((each for each in visits if lasts(each, passage.at)), None)


def lasts(visit: Visit, at: datetime) -> bool:
    """Whether the visitor is in the area at that time."""
    return visit.in_at <= at and (visit.out_at is None or at <= visit.out_at)


def rights_between(first: date, last: date) -> Rights:
    """Return the rights of some days; five queries whatever the number of rows."""
    spans: dict[tuple[int, int], list[Span]] = defaultdict(list)
    for area, person, span in _listed(first, last):
        spans[area, person].append(span)
    for area, person, span in _permitted(first, last):
        spans[area, person].append(span)
    visits = list(Visit.objects.filter(_touching(first, last)))
    badges: dict[tuple[int, str], list[Visit]] = defaultdict(list)
    for visit in visits:
        if visit.badge:
            badges[visit.area_id, visit.badge].append(visit)
    return Rights(spans, {each.pk: each for each in visits}, badges, _escorting())


def unrightful(passages: Iterable[Entry], rights: Rights) -> Iterator[Entry]:
    """Yield the entries without a right."""
    for passage in passages:
        if passage.way == Passage.Way.IN and not rights.allow(passage):
            yield passage


def may_enter(area: Area, on: date) -> PersonQuerySet:
    """Return who may enter the area on the day, by list or permit, and is present."""
    lines = Listed.objects.on(on).filter(area=area)
    permitted = [each.person for each in permits_between(on, on) if each.area == area.pk]
    return Person.objects.present(on).filter(
        Q(pk__in=lines.exclude(person=None).values("person"))
        | Q(post__in=lines.exclude(post=None).values("post"))
        | Q(opaque_id__in=permitted)
    )


def _listed(first: date, last: date) -> Iterator[tuple[int, int, Span]]:
    lines = Listed.objects.filter(from_date__lte=last, until_date__gte=first)
    holders: dict[int, list[int]] = defaultdict(list)
    posts = Person.objects.filter(post__in=lines.exclude(post=None).values("post"))
    for person, post in posts.order_by().values_list("pk", "post_id"):
        holders[post or 0].append(person)
    columns = ("area_id", "person_id", "post_id", "from_date", "until_date")
    for area, person, post, start, end in lines.order_by().values_list(*columns):
        for each in [person] if person is not None else holders[post or 0]:
            yield area, each, (start, end)


def _permitted(first: date, last: date) -> Iterator[tuple[int, int, Span]]:
    permits = permits_between(first, last)
    people = Person.objects.filter(opaque_id__in={each.person for each in permits}).order_by()
    rows = {str(opaque): pk for opaque, pk in people.values_list("opaque_id", "pk")}
    for each in permits:
        if each.person in rows:
            yield each.area, rows[each.person], (each.from_date, each.until_date)


def _touching(first: date, last: date) -> Q:
    return Q(in_at__date__lte=last) & (Q(out_at=None) | Q(out_at__date__gte=first))


def _escorting() -> frozenset[int]:
    levels = {level.id for level in load_premises().levels.values() if level.escort}
    return frozenset(Area.objects.filter(level__in=levels).values_list("pk", flat=True))
