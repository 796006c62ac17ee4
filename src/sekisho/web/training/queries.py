"""Reads of training for pages and checks: progress by unit, who is done this year."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from sekisho.catalogue import load
from sekisho.web.organization.models import Person, PersonQuerySet, RoleHolding, Unit
from sekisho.web.training.access import people_in_scope
from sekisho.web.training.models import Assignment, AssignmentQuerySet, Campaign, Session
from sekisho.web.training.reach import with_below
from sekisho.web.ui.dates import fiscal_year_start

JOINER_DAYS = 30
YEAR = timedelta(days=365)
_KINDS = ("done", "overdue", "asked", "recent", "new")  # in this order


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a campaign, or a unit in it, has come."""

    asked: int
    done: int
    overdue: int


@dataclass(frozen=True, slots=True)
class UnitProgress:
    """A unit's progress in one campaign."""

    unit: Unit
    progress: Progress


def asked_in(campaign: Campaign, on: date) -> AssignmentQuerySet:
    """Return what counts in a campaign: completed, or open of people present on the day."""
    rows = Assignment.objects.filter(campaign=campaign)
    here = Q(person__left_on=None) | Q(person__left_on__gte=on)
    return rows.filter(Q(completed_at__isnull=False) | here)


def progress_of(campaigns: Iterable[Campaign], on: date) -> dict[int, Progress]:
    """Return the progress of each campaign; one query."""
    here = Q(person__left_on=None) | Q(person__left_on__gte=on)
    done = Q(completed_at__isnull=False)
    rows = Assignment.objects.filter(campaign__in=campaigns).filter(done | here).order_by()
    found = rows.values("campaign").annotate(
        asked=Count("pk"), done=Count("pk", filter=done), late=Count("pk", filter=_late(on))
    )
    counted = found.values_list("campaign", "asked", "done", "late")
    return {pk: Progress(asked, done, late) for pk, asked, done, late in counted}


def progress_by_unit(campaign: Campaign, on: date) -> tuple[UnitProgress, ...]:
    """Return the progress of each unit with somebody asked; two queries."""
    done = Q(completed_at__isnull=False)
    found = asked_in(campaign, on).order_by().values("person__unit").annotate(
        asked=Count("pk"), done=Count("pk", filter=done), late=Count("pk", filter=_late(on))
    )  # fmt: skip
    counted = {
        unit: Progress(asked, done, late)
        for unit, asked, done, late in found.values_list("person__unit", "asked", "done", "late")
    }
    units = Unit.objects.filter(pk__in=counted)
    return tuple(UnitProgress(unit, counted[unit.pk]) for unit in units)


def overdue_by_unit(on: date) -> dict[int, int]:
    """Return how many assignments are overdue in each unit that has any; one query."""
    rows = Assignment.objects.overdue(on).order_by().values("person__unit")
    return dict(rows.annotate(late=Count("pk")).values_list("person__unit", "late"))


def headed_units(person: Person, on: date) -> frozenset[int]:
    """Return the units somebody heads on a day, and all below them; two queries.

    Heads are the catalogue's `heads` roles held for a unit, or for all: then their own unit.
    """
    heads = load().routing.heads
    held = RoleHolding.objects.on(on).filter(person=person, role__in=heads)
    own: set[int] = set()
    for row in held.select_related("unit"):
        own.add(row.unit.pk if row.unit else person.unit_id)
    return with_below(own)


def overdue_in(units: frozenset[int], on: date) -> AssignmentQuerySet:
    """Return what is overdue of the people of units, with person and campaign; one query."""
    rows = Assignment.objects.overdue(on).filter(person__unit__in=units)
    return rows.select_related("person__unit", "campaign").order_by("due_on", "person__furigana")


@dataclass(frozen=True, slots=True)
class YearStanding:
    """How the people in scope stand in the fiscal year of a day.

    `asked` are asked and in time; `overdue` have let a day pass; `recent` completed within a year
    but not in this one; `new` joined within thirty days; `left_out` are none of these.
    """

    people: int
    done: int
    overdue: int
    asked: int
    recent: int
    new: int
    left_out: int
    left_out_units: tuple[tuple[int, int], ...]


def year_standing(on: date) -> YearStanding:
    """Count each person in scope once, as what comes first in the order above; one query."""
    own = Assignment.objects.filter(person=OuterRef("pk"))
    open_ = Assignment.objects.counting(on).filter(person=OuterRef("pk"))
    rows = people_in_scope(on).order_by().annotate(
        done=Exists(own.filter(completed_at__gte=_midnight(fiscal_year_start(on)))),
        overdue=Exists(open_.filter(due_on__lt=on)),
        asked=Exists(open_),
        recent=Exists(own.filter(completed_at__gte=_midnight(on - YEAR))),
    )  # fmt: skip
    counts = Counter[str]()
    units = Counter[int]()
    for unit, joined, *flags in rows.values_list("unit", "joined_on", *_KINDS[:4]):
        new = joined + timedelta(days=JOINER_DAYS) >= on
        kind = next((k for k, flag in zip(_KINDS, (*flags, new), strict=True) if flag), "left_out")
        counts[kind] += 1
        units[unit] += kind == "left_out"
    return YearStanding(
        people=counts.total(),
        done=counts["done"],
        overdue=counts["overdue"],
        asked=counts["asked"],
        recent=counts["recent"],
        new=counts["new"],
        left_out=counts["left_out"],
        left_out_units=_some(units),
    )


@dataclass(frozen=True, slots=True)
class JoinerStanding:
    """How those stand who joined within the year: completed in time, later, waiting, missed."""

    joined: int
    in_time: int
    later: int
    waiting: int
    missed: int
    missed_units: tuple[tuple[int, int], ...]


def joiner_standing(on: date) -> JoinerStanding:
    """Compare each joiner's first completion with thirty days after joining; two queries."""
    people = people_in_scope(on).filter(joined_on__gte=on - YEAR).order_by()
    firsts: dict[int, date] = {}
    done = Assignment.objects.completed().filter(person__in=people).order_by("-completed_at")
    for person, at in done.values_list("person", "completed_at"):
        firsts[person] = timezone.localdate(at)
    counts = Counter[str]()
    units = Counter[int]()
    for pk, unit, joined in people.values_list("pk", "unit", "joined_on"):
        kind = _joiner(firsts.get(pk), joined + timedelta(days=JOINER_DAYS), on)
        counts[kind] += 1
        units[unit] += kind == "missed"
    return JoinerStanding(
        joined=counts.total(),
        in_time=counts["in_time"],
        later=counts["later"],
        waiting=counts["waiting"],
        missed=counts["missed"],
        missed_units=_some(units),
    )


def _joiner(first: date | None, last: date, on: date) -> str:
    if first is None:
        return "waiting" if on <= last else "missed"
    return "in_time" if first <= last else "later"


def _some(units: Counter[int]) -> tuple[tuple[int, int], ...]:
    """Return the units with their counts, without those of nobody."""
    return tuple(sorted((unit, count) for unit, count in units.items() if count))


def _late(on: date) -> Q:
    """Say what is overdue among what is asked in a running campaign."""
    return Q(completed_at=None, due_on__lt=on, campaign__ended_at=None)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def not_there(session: Session, but: Person, on: date) -> PersonQuerySet:
    """Return who is asked in the session's campaign, has not completed it, and is not `but`."""
    open_ = Assignment.objects.counting(on).filter(campaign=session.campaign_id)
    people = Person.objects.filter(pk__in=open_.values("person")).exclude(pk=but.pk)
    return people.select_related("unit").order_by("unit__position", "furigana", "pk")
