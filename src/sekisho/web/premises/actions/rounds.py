"""Fixtures, rounds and faults: planned, made, mended."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.catalogue import load_premises
from sekisho.web.organization.models import Person
from sekisho.web.premises.actions.sealing import day, seal
from sekisho.web.premises.errors import PremisesError
from sekisho.web.premises.models import Answer, Area, Fault, Fixture, Photo, Round
from sekisho.web.premises.pictures import draw_anew
from sekisho.web.premises.sheets import Asked, sheets


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of one fixture: per line of the sheet what was found, and words for faults."""

    found: Mapping[str, Answer.Found]
    notes: Mapping[str, str] = field(default_factory=dict)
    untrusted_photo: bytes = b""


@transaction.atomic
def record_fixture(*, area: Area, kind: str, name: str, by: Person | None, at: datetime) -> Fixture:
    """Note that a thing with safeguards stands in an area. Raises PremisesError, ValueError."""
    if kind not in load_premises().fixture_kinds:
        raise ValueError(f"unknown kind {kind!r}")
    if Fixture.objects.in_use().filter(area=area, name=name.strip()).exists():
        raise PremisesError(_("この区域には、同じ名称の設備があります。"))
    row = Fixture.objects.create(area=area, kind=kind, name=name.strip())
    seal("fixture.recorded", f"fixture:{row.pk}", by=by, at=at, area=area.pk, kind=kind,
         rows=[row])  # fmt: skip
    return row


@transaction.atomic
def remove_fixture(*, fixture: Fixture, by: Person, at: datetime) -> Fixture:
    """Note that a thing stands there no more. Raises PremisesError while a fault is open."""
    row = Fixture.objects.select_for_update().get(pk=fixture.pk)
    if Fault.objects.open().filter(fixture=row).exists():
        raise PremisesError(_("直していない不良があります。先に不良を直したと記録してください。"))
    row.removed_at = at
    row.save(update_fields=["removed_at"])
    seal("fixture.removed", f"fixture:{row.pk}", by=by, at=at, area=row.area_id, rows=[row])
    return row


@transaction.atomic
def plan_rounds(*, area: Area, sheet: str, due_on: date, by: Person | None, at: datetime) -> Round:
    """Begin regular rounds of an area with a sheet; the first is due on the day.

    Raises PremisesError when they are planned already, ValueError for an unknown sheet.
    """
    if sheet not in sheets():
        raise ValueError(f"unknown sheet {sheet!r}")
    if Round.objects.filter(area=area, sheet=sheet, done_at=None, ended_at=None).exists():
        raise PremisesError(_("この区域には、同じ点検表の予定が既にあります。"))
    return _plan(area, sheet, due_on, by, at)


@transaction.atomic
def end_rounds(*, round: Round, by: Person, at: datetime) -> Round:  # noqa: A002  # the field's term
    """Give up the rounds of an area with a sheet: the waiting one ends and none follows."""
    row = _locked(round)
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    seal("round.ended", f"round:{row.pk}", by=by, at=at, area=row.area_id, sheet=row.sheet,
         rows=[row])  # fmt: skip
    return row


@transaction.atomic
def answer_fixture(
    *,
    round: Round,  # noqa: A002  # the field's term
    fixture: Fixture,
    seen: Seen,
    by: Person,
    at: datetime,
) -> tuple[Fault, ...]:
    """Write down what was seen of one fixture; answering again replaces what was said.

    Every line asked of its kind is answered, every fault has words. A photograph is drawn anew
    before it is kept. Raises PremisesError; nothing is half written. Returns the faults.
    """
    row = _locked(round)
    lines = {line.id for line in lines_for(row.sheet, fixture)}
    if set(seen.found) != lines or fixture.area_id != row.area_id:
        raise PremisesError(_("全ての項目に記入してください。"))
    wrong = [line for line, found in seen.found.items() if found == Answer.Found.FAULT]
    if any(not seen.notes.get(line, "").strip() for line in wrong):
        raise PremisesError(_("「不良」の項目には、見たことを書いてください。"))
    photo = draw_anew(seen.untrusted_photo) if seen.untrusted_photo else b""
    Answer.objects.filter(round=row, fixture=fixture).delete()
    answers = Answer.objects.bulk_create(
        Answer(round=row, fixture=fixture, line=line, found=found)
        for line, found in sorted(seen.found.items())
    )
    older = [f"photo:{each.pk}" for each in row.photos.filter(fixture=fixture).only("pk")]
    picture = _keep_photo(row, fixture, photo, at)
    faults = tuple(_fault(row, fixture, line, seen.notes[line], by=by, at=at) for line in wrong)
    seal("round.answered", f"round:{row.pk}", by=by, at=at, fixture=fixture.pk, sheet=row.sheet,
         faults=len(wrong), photo_sha256=picture.sha256 if picture else None,
         removed=older if picture else (),
         rows=[*answers, *faults, *([picture] if picture else [])])  # fmt: skip
    return faults


@transaction.atomic
def finish_round(*, round: Round, by: Person, at: datetime) -> Round:  # noqa: A002  # the field's term
    """Say that a round is made; the next is planned from today. Raises PremisesError.

    Every fixture the sheet asks about has its answers; a round of nothing is none.
    """
    row = _locked(round)
    asked, left = fixtures_for(row), unanswered(row)
    if not asked:
        raise PremisesError(_("この点検表で見る設備がありません。設備を登録してください。"))
    if left:
        raise PremisesError(
            _("まだ記入していない設備があります: %(names)s")
            % {"names": _("、").join(each.name for each in left[:5])}
        )
    row.done_at, row.done_by = at, by
    row.save(update_fields=["done_at", "done_by"])
    faults = row.answers.filter(found=Answer.Found.FAULT).count()
    seal("round.done", f"round:{row.pk}", by=by, at=at, area=row.area_id, sheet=row.sheet,
         due_on=day(row.due_on), faults=faults, rows=[row])  # fmt: skip
    every = timedelta(days=sheets()[row.sheet].every_days)
    if row.area.closed_at is None:
        _plan(row.area, row.sheet, timezone.localdate(at) + every, None, at)
    return row


@transaction.atomic
def mend_fault(*, fault: Fault, how: str, by: Person, at: datetime) -> Fault:
    """Say that a fault is mended, and how. Raises PremisesError."""
    row = Fault.objects.select_for_update().get(pk=fault.pk)
    if row.mended_at is not None:
        raise PremisesError(_("この不良は既に直したと記録されています。"))
    if not how.strip():
        raise PremisesError(_("直した方法を書いてください。"))
    row.mended_at, row.mended_by, row.how = at, by, how.strip()
    row.save(update_fields=["mended_at", "mended_by", "how"])
    seal("fault.mended", f"fault:{row.pk}", by=by, at=at, fixture=row.fixture_id, line=row.line,
         rows=[row])  # fmt: skip
    return row


def lines_for(sheet: str, fixture: Fixture) -> tuple[Asked, ...]:
    """Return the lines a sheet asks of a fixture now; one query."""
    found = sheets().get(sheet)
    return found.lines_for(fixture) if found else ()


def fixtures_for(round: Round) -> list[Fixture]:  # noqa: A002  # the field's term
    """Return the fixtures of the round's area that its sheet asks about; two queries."""
    sheet = sheets().get(round.sheet)
    kinds = {line.subject for line in sheet.lines} if sheet else set()
    return list(Fixture.objects.in_use().filter(area=round.area_id, kind__in=kinds))


def unanswered(round: Round) -> list[Fixture]:  # noqa: A002  # the field's term
    """Return the fixtures something the sheet asks now has no answer for; three queries."""
    sheet = sheets().get(round.sheet)
    answered = set(round.answers.values_list("fixture", "line"))
    return [
        each
        for each in fixtures_for(round)
        if sheet and any((each.pk, line.id) not in answered for line in sheet.lines_for(each))
    ]


def _locked(row: Round) -> Round:
    """Return the round as it stands, if it still has to be made."""
    found = Round.objects.select_for_update(of=("self",)).select_related("area").get(pk=row.pk)
    if not found.is_open:
        raise PremisesError(_("この点検は既に終わっています。"))
    return found


def _plan(area: Area, sheet: str, due_on: date, by: Person | None, at: datetime) -> Round:
    row = Round.objects.create(area=area, sheet=sheet, due_on=due_on)
    seal("round.planned", f"round:{row.pk}", by=by, at=at, area=area.pk, sheet=sheet,
         due_on=day(due_on), rows=[row])  # fmt: skip
    return row


def _keep_photo(row: Round, fixture: Fixture, photo: bytes, at: datetime) -> Photo | None:
    """Keep the picture beside the answers and return it; a new one takes the place of the old."""
    if not photo:
        return None
    sha256 = hashlib.sha256(photo).hexdigest()
    Photo.objects.filter(round=row, fixture=fixture).delete()
    return Photo.objects.create(round=row, fixture=fixture, content=photo, sha256=sha256, at=at)


def _fault(  # noqa: PLR0913  # the columns of a fault
    row: Round, fixture: Fixture, line: str, note: str, *, by: Person, at: datetime
) -> Fault:
    """Return the open fault of that line, found now or before; it keeps its first day."""
    known = Fault.objects.open().filter(fixture=fixture, line=line).first()
    if known:
        known.note = note.strip()
        known.save(update_fields=["note"])
        return known
    due_on = timezone.localdate(at) + timedelta(days=load_premises().mend_days)
    fault = Fault.objects.create(
        round=row, fixture=fixture, line=line, note=note.strip(), found_at=at, due_on=due_on
    )
    seal("fault.found", f"fault:{fault.pk}", by=by, at=at, fixture=fixture.pk, line=line,
         due_on=day(due_on), rows=[fault])  # fmt: skip
    return fault
