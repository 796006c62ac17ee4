"""Controlled areas and the permanent lists of who may enter."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.catalogue import load_premises
from sekisho.ledger import JsonValue
from sekisho.web.evidence.changes import changes_file, values_of
from sekisho.web.organization.models import Person, Post, Unit
from sekisho.web.premises.actions.sealing import day, opaque, seal
from sekisho.web.premises.errors import PremisesError
from sekisho.web.premises.models import Area, Listed

SHOWN = ("name", "level", "unit", "place", "logs_exit", "log_from")


@transaction.atomic
def record_area(  # noqa: PLR0913  # the columns of an area
    *,
    name: str,
    level: str,
    unit: Unit,
    place: str,
    logs_exit: bool,
    by: Person | None,
    at: datetime,
    area: Area | None = None,
    log_from: date | None = None,
) -> Area:
    """Enter an area, or correct one. Its log begins today unless told otherwise.

    Raises PremisesError for a name in use, ValueError for a grade the data do not know.
    """
    if level not in load_premises().levels:
        raise ValueError(f"unknown level {level!r}")
    taken = Area.objects.in_use().filter(name=name.strip())
    if area is not None:
        taken = taken.exclude(pk=area.pk)
    if taken.exists():
        raise PremisesError(_("同じ名称の管理区域があります。別の名称にしてください。"))
    kind = "area.changed" if area else "area.recorded"
    row = area or Area(log_from=log_from or timezone.localdate(at))
    before = values_of(row, SHOWN) if area else {}
    row.name, row.level, row.unit, row.place = name.strip(), level, unit, place.strip()
    row.logs_exit = logs_exit
    row.save()
    files = changes_file(before, values_of(row, SHOWN))
    facts: Any = facts_of_area(row)
    seal(kind, f"area:{row.pk}", by=by, at=at, rows=[row], files=files, **facts)
    return row


def facts_of_area(row: Area) -> dict[str, JsonValue]:
    """Return what an entry about an area says of it."""
    return {"level": row.level, "unit": row.unit_id, "logs_exit": row.logs_exit,
            "log_from": day(row.log_from)}  # fmt: skip


@transaction.atomic
def close_area(*, area: Area, by: Person, at: datetime) -> Area:
    """Give an area up: nobody may enter by list any more, and no check asks about it."""
    row = Area.objects.select_for_update().get(pk=area.pk)
    if row.closed_at is not None:
        raise PremisesError(_("この管理区域は既に廃止されています。"))
    row.closed_at = at
    row.save(update_fields=["closed_at"])
    seal("area.closed", f"area:{row.pk}", by=by, at=at, rows=[row])
    return row


@transaction.atomic
def review_list(*, area: Area, by: Person, at: datetime) -> Area:
    """Say that the list of who may enter was looked through and is right."""
    row = Area.objects.select_for_update().get(pk=area.pk)
    row.reviewed_at, row.reviewed_by = at, by
    row.save(update_fields=["reviewed_at", "reviewed_by"])
    listed = Listed.objects.on(timezone.localdate(at)).filter(area=row).count()
    seal("entry-list.reviewed", f"area:{row.pk}", by=by, at=at, listed=listed, rows=[row])
    return row


@transaction.atomic
def list_entrant(  # noqa: PLR0913  # the columns of a line
    *,
    area: Area,
    person: Person | None,
    post: Post | None,
    from_date: date,
    until_date: date,
    reason: str,
    by: Person | None,
    at: datetime,
    number: str = "",
) -> Listed:
    """Let a person, or whoever holds a post, enter for a period. Nobody lists themselves.

    Without a number the line gets one of its own. Raises PremisesError.
    """
    refuse_line(person, post, from_date, until_date, by)
    row = Listed.objects.create(
        number=number or _next_number(),
        area=area,
        person=person,
        post=post,
        from_date=from_date,
        until_date=until_date,
        reason=reason.strip(),
    )
    _seal_line("entry-list.added", row, by, at)
    return row


def refuse_line(
    person: Person | None, post: Post | None, first: date, last: date, by: Person | None
) -> None:
    """Refuse a new line nobody may write. Raises PremisesError."""
    if (person is None) == (post is None):
        raise PremisesError(_("氏名か職の、どちらか一つを選んでください。"))
    if last < first:
        raise PremisesError(_("終了日は、開始日以後の日にしてください。"))
    if by is not None and (person == by or (post is not None and post.pk == by.post_id)):
        raise PremisesError(
            _("自分を名簿に載せることはできません。ほかの担当者に依頼してください。")
        )


def refuse_longer(row: Listed, last: date) -> None:
    """Refuse a later end of a line. Raises PremisesError."""
    if last > row.until_date:
        raise PremisesError(_("終了日を後に延ばすことはできません。新しく登録してください。"))


@transaction.atomic
def end_listed(*, listed: Listed, on: date, by: Person, at: datetime) -> Listed:
    """Let a line end on a day before its end. Raises PremisesError for a later day."""
    row = Listed.objects.select_for_update().get(pk=listed.pk)
    refuse_longer(row, on)
    row.until_date = max(on, row.from_date)
    row.save(update_fields=["until_date"])
    _seal_line("entry-list.ended", row, by, at)
    return row


def _next_number() -> str:
    """Return a number no line has; the writers of the ledger queue, so none is taken meanwhile."""
    last = Listed.objects.order_by("pk").values_list("pk", flat=True).last() or 0
    number = last + 1
    while Listed.objects.filter(number=f"L{number:05}").exists():
        number += 1
    return f"L{number:05}"


def facts_of_line(row: Listed) -> dict[str, JsonValue]:
    """Return what an entry about a line says of it."""
    return {"listed": row.pk, "person": opaque(row.person), "post": row.post_id,
            "from_date": day(row.from_date), "until": day(row.until_date)}  # fmt: skip


def _seal_line(kind: str, row: Listed, by: Person | None, at: datetime) -> None:
    facts: Any = facts_of_line(row)
    seal(kind, f"area:{row.area_id}", by=by, at=at, rows=[row], **facts)
