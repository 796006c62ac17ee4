"""Who may enter which area on which day, and which entries nobody may have made.

Laws: a list's line counts from its first to its last day, inclusive (Asia/Tokyo); a post's line
counts for whoever holds the post; neither counts for somebody who has left the body or not yet
joined it; a visitor's entry counts while the visit lasts and, where the grade asks for it, only
with an escort; of two visitors with one badge the later one carries it.

Entries are judged by the database, each time somebody asks: a list, a permit, a post or a visit
that changes is judged by at once, and a log of years costs no row brought to Python. The same laws
are written a second time, row by row, in the tests, and held against these.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact

from sekisho.catalogue import load_premises
from sekisho.web.organization.models import Person, PersonQuerySet
from sekisho.web.premises.models import Area, Listed, Passage, Visit
from sekisho.web.premises.permits import letting_in, permits_between
from sekisho.web.ui.local_days import LocalDay

_DAY = LocalDay(OuterRef("at"))  # of the passage that is judged


def unrightful() -> Q:
    """Return the condition of passages that are entries without a right."""
    visiting = Q(person=None) & (_received() | _with_badge())
    return Q(way=Passage.Way.IN) & ~_entitled() & ~visiting


def may_enter(area: Area, on: date) -> PersonQuerySet:
    """Return who may enter the area on the day, by list or permit, and is present."""
    lines = Listed.objects.on(on).filter(area=area)
    permitted = [each.person for each in permits_between(on, on) if each.area == area.pk]
    return Person.objects.present(on).filter(
        Q(pk__in=lines.exclude(person=None).values("person"))
        | Q(post__in=lines.exclude(post=None).values("post"))
        | Q(opaque_id__in=permitted)
    )


def rights_on(day: date) -> set[tuple[int, int]]:
    """Return each area (row) and person (row) with a right that day, those gone included."""
    return {*_listed(day), *_permitted(day)}


def _entitled() -> Q:
    """Return whether a person went in who was there that day, by a list or a permit."""
    there = Person.objects.present(_DAY).filter(pk=OuterRef("person"))
    lines = Listed.objects.filter(
        area=OuterRef("area"), from_date__lte=_DAY, until_date__gte=_DAY
    ).order_by()
    by_name, by_post = (
        lines.filter(**{column: OuterRef(holds)})
        for column, holds in (("person", "person"), ("post", "person__post"))
    )
    permitted = letting_in(area=OuterRef("area"), person=OuterRef("person"), day=_DAY)
    return Q(Exists(there)) & (Q(Exists(by_name)) | Q(Exists(by_post)) | permitted)


def _received() -> Q:
    """Return whether a visitor went in who was received at the desk, and accompanied if need be."""
    return Q(visit__isnull=False) & (Q(visit__escort__isnull=False) | ~_strict())


def _with_badge() -> Q:
    """Return whether a badge went in that a visitor had then, and accompanied if need be."""
    carriers = (
        Visit.objects.filter(area=OuterRef("area"), badge=OuterRef("card"))
        .filter(Q(out_at=None) | Q(out_at__gte=OuterRef("at")), in_at__lte=OuterRef("at"))
        .order_by("-in_at", "-pk")
    )
    alone = Subquery(carriers.annotate(alone=Q(escort=None)).values("alone")[:1])
    accompanied = Q(Exact(Coalesce(alone, True), False))  # noqa: FBT003  # nobody carried it
    return Q(visit=None) & ~Q(card="") & ((~_strict() & Q(Exists(carriers))) | accompanied)


def _strict() -> Q:
    levels = {level.id for level in load_premises().levels.values() if level.escort}
    return Q(area__level__in=levels)


def _listed(day: date) -> Iterator[tuple[int, int]]:
    lines = Listed.objects.on(day).order_by()
    yield from lines.exclude(person=None).values_list("area_id", "person_id")
    holders: dict[int, list[int]] = defaultdict(list)
    posts = Person.objects.filter(post__in=lines.exclude(post=None).values("post"))
    for person, post in posts.order_by().values_list("pk", "post_id"):
        holders[post or 0].append(person)
    for area, post in lines.exclude(post=None).values_list("area_id", "post_id"):
        yield from ((area, person) for person in holders[post])


def _permitted(day: date) -> Iterator[tuple[int, int]]:
    permits = permits_between(day, day)
    people = Person.objects.filter(opaque_id__in={each.person for each in permits}).order_by()
    rows = {str(opaque): pk for opaque, pk in people.values_list("opaque_id", "pk")}
    for each in permits:
        if each.person in rows:
            yield each.area, rows[each.person]
