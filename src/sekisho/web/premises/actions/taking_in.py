"""Taking a file of this room in: every row in a few statements, sealed as a form does."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from django.db import IntegrityError, transaction
from django.db.models import CharField, Model, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.catalogue import load_premises
from sekisho.ledger import JsonValue
from sekisho.web.evidence import actions as evidence
from sekisho.web.evidence.changes import changes_file, values_of
from sekisho.web.organization.models import Person, Post, Unit
from sekisho.web.premises.actions.areas import (
    SHOWN,
    facts_of_area,
    facts_of_line,
    refuse_line,
    refuse_longer,
)
from sekisho.web.premises.agreement import TABLES
from sekisho.web.premises.errors import PremisesError
from sekisho.web.premises.models import Area, Fixture, Listed

Own: TypeAlias = Mapping[str, str | int | float]
Told: TypeAlias = tuple[evidence.Event, Sequence[Model]]
_BATCH = 100  # rows written by one statement


@dataclass(frozen=True, slots=True)
class TakenArea:
    """A row of a file of areas: the area it changes, what it says, the body's own fields."""

    row: Area | None
    name: str
    level: str
    unit: Unit
    place: str
    logs_exit: bool
    own: Own


@dataclass(frozen=True, slots=True)
class TakenLine:
    """A row of a file of entrants. Of a line that is there only the last day can change."""

    row: Listed | None
    number: str
    area: Area
    person: Person | None
    post: Post | None
    from_date: date
    until_date: date
    reason: str
    own: Own


@dataclass(frozen=True, slots=True)
class TakenFixture:
    """A row of a file of fixtures: the one it changes, what it says, the body's own fields."""

    row: Fixture | None
    number: str
    area: Area
    kind: str
    name: str
    own: Own


@transaction.atomic
def take_in_areas(*, taken: Sequence[TakenArea], by: Person, at: datetime) -> None:
    """Enter and correct areas. Raises PremisesError for a name in use: nothing done."""
    if unknown := {each.level for each in taken} - set(load_premises().levels):
        raise ValueError(f"unknown levels {sorted(unknown)}")
    new = [each.name.strip() for each in taken if each.row is None]
    if Area.objects.in_use().filter(name__in=new).exists():
        raise PremisesError(_("同じ名称の管理区域があります。別の名称にしてください。"))
    before = [values_of(each.row, SHOWN) if each.row else {} for each in taken]
    rows = [_area(each, timezone.localdate(at)) for each in taken]
    fresh = [row for row, each in zip(rows, taken, strict=True) if each.row is None]
    Area.objects.bulk_create(fresh, batch_size=_BATCH)
    known = [each.row for each in taken if each.row]
    written = ("name", "level", "unit", "place", "logs_exit", "own")
    Area.objects.bulk_update(known, written, batch_size=_BATCH)
    seal_told(
        (each for row, was in zip(rows, before, strict=True) for each in _area_events(row, was)),
        by=by,
        at=at,
    )


@transaction.atomic
def take_in_lines(*, taken: Sequence[TakenLine], by: Person, at: datetime) -> None:
    """Let people in and end lines sooner. Raises PremisesError: nothing done."""
    for each in taken:
        _refuse_taken(each, by)
    before = [_own_and_end(each.row) for each in taken]
    rows = [_line(each) for each in taken]
    fresh = [row for row, each in zip(rows, taken, strict=True) if each.row is None]
    Listed.objects.bulk_create(fresh, batch_size=_BATCH)
    known = [each.row for each in taken if each.row]
    Listed.objects.bulk_update(known, ("until_date", "own"), batch_size=_BATCH)
    seal_told(
        (each for row, was in zip(rows, before, strict=True) for each in _line_events(row, *was)),
        by=by,
        at=at,
    )


@transaction.atomic
def take_in_fixtures(*, taken: Sequence[TakenFixture], by: Person, at: datetime) -> None:
    """Enter and correct fixtures. Raises PremisesError for a name twice in an area."""
    if unknown := {each.kind for each in taken} - set(load_premises().fixture_kinds):
        raise ValueError(f"unknown kinds {sorted(unknown)}")
    before = [_fixture_values(each.row) for each in taken]
    rows = [_fixture(each) for each in taken]
    fresh = [row for row, each in zip(rows, taken, strict=True) if each.row is None]
    known = [each.row for each in taken if each.row]
    try:
        with transaction.atomic():
            _let_go_of_names(known)
            Fixture.objects.bulk_update(known, ("area", "kind", "name", "own"), batch_size=_BATCH)
            Fixture.objects.bulk_create(fresh, batch_size=_BATCH)
    except IntegrityError as error:
        raise PremisesError(_("一つの区域に、同じ名称の設備があります。")) from error
    events = (
        each for row, was in zip(rows, before, strict=True) for each in _fixture_events(row, *was)
    )
    seal_told(events, by=by, at=at)


def _let_go_of_names(rows: Sequence[Fixture]) -> None:
    """Give rows names of nobody for a moment: two of them may exchange theirs."""
    own = Concat(Value("\x1f"), Cast("pk", CharField()))
    Fixture.objects.filter(pk__in=[row.pk for row in rows]).update(name=own)


def _fixture(taken: TakenFixture) -> Fixture:
    row = taken.row or Fixture(number=taken.number)
    row.area, row.kind, row.name = taken.area, taken.kind, taken.name.strip()
    row.own = dict(taken.own)
    return row


def _fixture_values(row: Fixture | None) -> tuple[dict[str, str], tuple[object, ...] | None]:
    """Return the body's own fields and what a file can correct; None for a new one."""
    return (values_of(row, ()), (row.area_id, row.kind, row.name)) if row else ({}, None)


def _fixture_facts(row: Fixture) -> dict[str, JsonValue]:
    return {"area": row.area_id, "kind": row.kind}


def _fixture_events(
    row: Fixture, own: dict[str, str], said: tuple[object, ...] | None
) -> Iterable[Told]:
    subject, facts = f"fixture:{row.pk}", _fixture_facts(row)
    if said is None:
        yield evidence.Event("fixture.recorded", subject, facts), [row]
    elif said != (row.area_id, row.kind, row.name):
        yield evidence.Event("fixture.changed", subject, facts), [row]
    if files := changes_file(own, values_of(row, ())):
        yield evidence.Event("fixture.own", subject, {}, files), [row]


def _area(taken: TakenArea, today: date) -> Area:
    row = taken.row or Area(log_from=today)
    row.name, row.level, row.unit = taken.name.strip(), taken.level, taken.unit
    row.place, row.logs_exit, row.own = taken.place.strip(), taken.logs_exit, dict(taken.own)
    return row


def _area_events(row: Area, before: dict[str, str]) -> Iterable[Told]:
    """Yield what a form would seal, and the body's own fields where they changed."""
    subject, own_now, now = f"area:{row.pk}", values_of(row, ()), values_of(row, SHOWN)
    own_before = {name: text for name, text in before.items() if name not in SHOWN}
    plain = {name: text for name, text in now.items() if name not in own_now}
    if files := changes_file(before, plain | own_before):
        kind = "area.changed" if before else "area.recorded"
        yield evidence.Event(kind, subject, facts_of_area(row), files), [row]
    if files := changes_file(own_before, own_now):
        yield evidence.Event("area.own", subject, {}, files), [row]


def _refuse_taken(taken: TakenLine, by: Person) -> None:
    if taken.row:
        refuse_longer(taken.row, taken.until_date)
    else:
        refuse_line(taken.person, taken.post, taken.from_date, taken.until_date, by)


def _own_and_end(row: Listed | None) -> tuple[dict[str, str], date | None]:
    return (values_of(row, ()), row.until_date) if row else ({}, None)


def _line(taken: TakenLine) -> Listed:
    row = taken.row or Listed(
        number=taken.number,
        area=taken.area,
        person=taken.person,
        post=taken.post,
        from_date=taken.from_date,
        reason=taken.reason.strip(),
    )
    row.until_date = max(taken.until_date, row.from_date)
    row.own = dict(taken.own)
    return row


def _line_events(row: Listed, own: dict[str, str], until: date | None) -> Iterable[Told]:
    subject, facts = f"area:{row.area_id}", facts_of_line(row)
    if until is None:
        yield evidence.Event("entry-list.added", subject, facts), [row]
    elif until != row.until_date:
        yield evidence.Event("entry-list.ended", subject, facts), [row]
    if files := changes_file(own, values_of(row, ())):
        yield evidence.Event("entry-list.own", subject, {}, files), [row]


def seal_told(told: Iterable[Told], *, by: Person, at: datetime) -> Sequence[int]:
    """Seal what was done together, each with how its rows stand; return where in the ledger."""
    events = TABLES.standing_so(list(told))
    return evidence.seal_many(events=events, at=at, by=str(by.opaque_id))
