"""The entry log by hand: going in and out, days without entries, looking into an entry."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.web.organization.models import Person
from sekisho.web.premises.actions.sealing import day, opaque, seal
from sekisho.web.premises.entering import may_enter
from sekisho.web.premises.errors import PremisesError
from sekisho.web.premises.models import Area, LogSpan, Passage, Tablet
from sekisho.web.premises.staying import still_inside


@transaction.atomic
def pass_in(
    *, area: Area, person: Person, by: Person, at: datetime, tablet: Tablet | None = None
) -> Passage:
    """Record somebody going in. Raises PremisesError for who has no right, or is inside."""
    row = _open_area(area)
    if not may_enter(row, timezone.localdate(at)).filter(pk=person.pk).exists():
        raise PremisesError(
            _("入室者名簿にも許可にもない人です。許可を得るか、来訪者として受け付けてください。")
        )
    if _inside(row, person, at):
        raise PremisesError(_("既に入室が記録されています。退室を記録してください。"))
    return _record(row, Passage.Way.IN, person, by=by, at=at, tablet=tablet)


@transaction.atomic
def pass_out(
    *, area: Area, person: Person, by: Person, at: datetime, tablet: Tablet | None = None
) -> Passage:
    """Record somebody leaving. Raises PremisesError for who is not inside."""
    row = _open_area(area)
    if not _inside(row, person, at):
        raise PremisesError(_("入室が記録されていません。"))
    return _record(row, Passage.Way.OUT, person, by=by, at=at, tablet=tablet)


@transaction.atomic
def confirm_log(
    *, area: Area, from_date: date, until_date: date, by: Person, at: datetime
) -> LogSpan:
    """Say that the log of some past days is complete. Raises PremisesError."""
    if until_date < from_date:
        raise PremisesError(_("記録の末日は、初日以後の日にしてください。"))
    if until_date >= timezone.localdate(at):
        raise PremisesError(_("終わった日までを確かめてください。今日はまだ終わっていません。"))
    row = LogSpan.objects.create(
        area=area, from_date=from_date, until_date=until_date, by=by, at=at
    )
    seal("entry-log.confirmed", f"area:{area.pk}", by=by, at=at,
         from_date=day(from_date), until=day(until_date), rows=[row])  # fmt: skip
    return row


@transaction.atomic
def explain(*, passage: Passage, explanation: str, by: Person, at: datetime) -> Passage:
    """Write down what was found about an entry. Nobody looks into their own.

    Raises PremisesError.
    """
    row = Passage.objects.select_for_update().get(pk=passage.pk)
    if not explanation.strip():
        raise PremisesError(_("調べた結果を書いてください。監査で確かめられます。"))
    if row.person_id == by.pk:
        raise PremisesError(_("自分の入退室は、ほかの担当者が調べます。"))
    row.explained_at, row.explained_by, row.explanation = at, by, explanation.strip()
    row.save(update_fields=["explained_at", "explained_by", "explanation"])
    seal("passage.explained", f"passage:{row.pk}", by=by, at=at, area=row.area_id,
         person=opaque(row.person), rows=[row])  # fmt: skip
    return row


@transaction.atomic
def open_tablet(*, area: Area, by: Person, at: datetime, hours: int = 12) -> Tablet:
    """Let a tablet record at the area's door, and nothing else, for some hours."""
    row = Tablet.objects.create(
        area=area, opened_by=by, opened_at=at, until_at=at + timedelta(hours=hours)
    )
    seal("tablet.opened", f"tablet:{row.pk}", by=by, at=at, area=area.pk, rows=[row])
    return row


@transaction.atomic
def close_tablet(*, tablet: Tablet, at: datetime) -> None:
    """End a tablet's recording before its time."""
    if Tablet.objects.filter(pk=tablet.pk, closed_at=None).update(closed_at=at):
        seal("tablet.closed", f"tablet:{tablet.pk}", by=None, at=at, area=tablet.area_id,
             rows=[tablet])  # fmt: skip


def forget_person(person: Person) -> int:
    """Empty what door systems called somebody who is erased; return how many lines said it."""
    return Passage.objects.filter(person=person).exclude(holder="").update(holder="")


def _open_area(area: Area) -> Area:
    """Return the area as it stands, held until the transaction ends: one entry at a time."""
    row = Area.objects.select_for_update().get(pk=area.pk)
    if row.closed_at is not None:
        raise PremisesError(_("廃止した管理区域です。"))
    return row


def _inside(area: Area, person: Person, at: datetime) -> bool:
    return any(each.person_id == person.pk for each in still_inside(at, area=area.pk))


def _record(  # noqa: PLR0913  # the columns of a passage
    area: Area,
    way: Passage.Way,
    person: Person,
    *,
    by: Person,
    at: datetime,
    tablet: Tablet | None,
) -> Passage:
    row = Passage.objects.create(area=area, at=at, way=way, person=person)
    seal("passage.recorded", f"passage:{row.pk}", by=by, at=at, area=area.pk, way=str(way),
         person=opaque(person), tablet=tablet.pk if tablet else None, rows=[row])  # fmt: skip
    return row
