"""Reads of permits and applications for the rooms above and for the pages, as frozen values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from types import MappingProxyType
from typing import Any

from django.db.models import OuterRef, Q
from django.db.models.expressions import Combinable
from django.utils import timezone

from sekisho.web.approvals.models import Application, Permit, PermitQuerySet, Seat, Step
from sekisho.web.approvals.seating import Rule, people_in
from sekisho.web.ui.dates import local_day
from sekisho.web.ui.local_days import LocalDay


@dataclass(frozen=True, slots=True)
class PermitInForce:
    """A permit as other rooms know it. `holder` is an opaque id, `unit` a unit's id.

    `subjects` are the opaque `room:id` strings it is about; `scope` the answers it is limited to,
    by field name; `ends` is its last day, included.
    """

    id: int
    kind: str
    holder: str
    unit: int
    subjects: tuple[str, ...]
    subject_words: str
    scope: Mapping[str, Any]
    starts: date
    ends: date
    decision: str
    conditions: str
    decided_at: datetime
    ended_at: datetime | None  # before its last day, by somebody

    @property
    def subject(self) -> str:
        """The first thing it is about; empty where the applicant named it in writing."""
        return self.subjects[0] if self.subjects else ""

    @property
    def counted_until(self) -> date:
        """The last day on which it counts or counted: sooner than `ends` when it was ended."""
        return self.ends if self.ended_at is None else min(self.ends, local_day(self.ended_at))

    def days_left(self, on: date) -> int:
        """Days after that day on which it still counts; 0 on its last day."""
        return (self.ends - on).days


def permits_in_force(
    kind: str, *, at: datetime, subject: str | None = None
) -> tuple[PermitInForce, ...]:
    """Return the permits of a kind that count at that moment, about `subject` when given.

    In the order in which they end; two queries, however many there are. A permit counts from its
    decision to midnight (Asia/Tokyo) of its last day, unless it was ended before.
    """
    rows = Permit.objects.in_force(at).filter(kind=kind)
    if subject is not None:
        rows = rows.filter(subjects__subject=subject)
    return _values(rows)


def reasons_of(permits: Iterable[int]) -> dict[int, str]:
    """Return why each of those permits was asked for, by its id; one query."""
    rows = Permit.objects.filter(pk__in=permits).order_by()
    return dict(rows.values_list("pk", "application__reason"))


def permits_ended(kind: str, *, since: date, at: datetime) -> tuple[PermitInForce, ...]:
    """Return the permits of a kind that count no more and had their last day since `since`.

    For rooms that have to undo what a permit allowed; two queries.
    """
    return _values(Permit.objects.over(at).filter(kind=kind, ends__gte=since))


def permits_between(kind: str, first: date, last: date) -> tuple[PermitInForce, ...]:
    """Return the permits of a kind that count on one of the days, or did; two queries.

    One ended early counts to the day it ended.
    """
    begins = datetime.combine(first, time.min, tzinfo=timezone.get_default_timezone())
    rows = Permit.objects.filter(kind=kind, starts__lte=last, ends__gte=first)
    return _values(rows.filter(Q(ended_at=None) | Q(ended_at__gte=begins)))


def permits_on(
    kind: str, *, subject: Combinable, holder: OuterRef, day: LocalDay
) -> PermitQuerySet:
    """Return the permits that count, or did, on the day of each row of a larger read.

    For rooms that judge many rows at once, within `Exists`; one law with `permits_between`.
    """
    rows = Permit.objects.filter(kind=kind, holder=holder, subjects__subject=subject)
    rows = rows.filter(starts__lte=day, ends__gte=day).alias(ended_on=LocalDay("ended_at"))
    return rows.filter(Q(ended_at=None) | Q(ended_on__gte=day)).order_by()


def _values(rows: PermitQuerySet) -> tuple[PermitInForce, ...]:
    found = rows.select_related("holder").prefetch_related("subjects").distinct()
    return tuple(value_of(row) for row in found)


def value_of(row: Permit) -> PermitInForce:
    """Return a permit's row, its subjects read before, as other rooms know it."""
    return PermitInForce(
        id=row.pk,
        kind=row.kind,
        holder=str(row.holder.opaque_id),
        unit=row.unit_id,
        subjects=tuple(each.subject for each in row.subjects.all()),
        subject_words=row.subject_words,
        scope=MappingProxyType(dict(row.scope)),
        starts=row.starts,
        ends=row.ends,
        decision=row.decision,
        conditions=row.conditions,
        decided_at=row.decided_at,
        ended_at=row.ended_at,
    )


@dataclass(frozen=True, slots=True)
class Box:
    """One box of the decision form (決裁欄): who is to act, and who did."""

    seat: Seat
    step: Step | None
    open: bool  # whether its turn is now
    skipped: bool  # another seat of the stage was enough


def boxes_of(application: Application) -> tuple[Box, ...]:
    """Return the boxes of the route in order; one query."""
    seats = list(
        application.seats.select_related("unit", "filled_by__person__post", "filled_by__instead_of")
    )
    return tuple(_box(seat, application) for seat in seats)


def _box(seat: Seat, application: Application) -> Box:
    waiting = application.is_waiting and seat.filled_by is None
    return Box(
        seat=seat,
        step=seat.filled_by,
        open=waiting and seat.stage == application.stage,
        skipped=seat.filled_by is None and seat.stage < application.stage,
    )


def history_of(application: Application) -> tuple[tuple[Application, tuple[Step, ...]], ...]:
    """Return the application and those it revises, the newest first, each with its steps.

    Three queries and one per earlier revision.
    """
    found: list[Application] = []
    here: Application | None = application
    while here is not None:
        found.append(here)
        here = here.revises
    steps: dict[int, list[Step]] = {}
    rows = Step.objects.filter(application__in=found)
    for step in rows.select_related("person", "instead_of"):
        steps.setdefault(step.application_id, []).append(step)
    return tuple((each, tuple(steps.get(each.pk, ()))) for each in found)


def vacant(seats: Iterable[Seat], behind: Iterable[int], at: datetime) -> tuple[Seat, ...]:
    """Return the open seats nobody can fill today; one query a seat."""
    on, ours = timezone.localdate(at), list(behind)
    return tuple(
        seat
        for seat in seats
        if not people_in(Rule.of(seat), seat.reading, on).exclude(pk__in=ours).exists()
    )


def nobodys_turn(at: datetime) -> tuple[int, ...]:
    """Return the waiting applications on which nobody can act today.

    One query a different rule of an open seat, however many applications there are.
    """
    on = timezone.localdate(at)
    sitting: dict[tuple[Rule, str], frozenset[int]] = {}
    able: dict[int, set[int]] = {}
    for seat in Seat.objects.open():
        key = (Rule.of(seat), seat.reading)
        if key not in sitting:
            sitting[key] = frozenset(people_in(*key, on).values_list("pk", flat=True))
        able.setdefault(seat.application_id, set()).update(sitting[key])
    behind: dict[int, set[int]] = {}
    through = Application.behind.through.objects.filter(application__in=able)
    for application, person in through.values_list("application", "person"):
        behind.setdefault(application, set()).add(person)
    return tuple(sorted(pk for pk, people in able.items() if not people - behind.get(pk, set())))
