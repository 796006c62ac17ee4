"""Door systems, their doors, and whose cards open them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sekisho.catalogue import DOOR_COLUMNS
from sekisho.web.organization.models import Person
from sekisho.web.premises.actions.sealing import day, opaque, seal
from sekisho.web.premises.errors import PremisesError
from sekisho.web.premises.models import Area, Card, Door, DoorSystem, Passage


@dataclass(frozen=True, slots=True)
class LogLayout:
    """How a door system's file is laid out, as a person says it; keys as `DOOR_COLUMNS`."""

    columns: Mapping[str, str]
    entering: Sequence[str]
    leaving: Sequence[str]
    denied: Sequence[str]


@transaction.atomic
def record_system(
    *,
    name: str,
    layout: LogLayout,
    by: Person | None,
    at: datetime,
    system: DoorSystem | None = None,
) -> DoorSystem:
    """Enter a door system, or correct how its file is read. Raises PremisesError."""
    columns = {key: layout.columns.get(key, "").strip() for key in DOOR_COLUMNS}
    if not columns["at"] and not (columns["date"] and columns["clock"]):
        raise PremisesError(_("日時の列か、日付と時刻の列を指定してください。"))
    if not columns["card"] or not columns["direction"] or not layout.entering:
        raise PremisesError(_("カード番号と入退の区分の列、入室を表す語を指定してください。"))
    taken = DoorSystem.objects.filter(name=name.strip()).exclude(pk=system.pk if system else 0)
    if taken.exists():
        raise PremisesError(_("同じ名称の入退室管理装置があります。"))
    row = system or DoorSystem()
    row.name, row.columns = name.strip(), columns
    row.entering, row.leaving = list(layout.entering), list(layout.leaving)
    row.denied = list(layout.denied)
    row.save()
    seal("door-system.recorded", f"door-system:{row.pk}", by=by, at=at, rows=[row])
    return row


@transaction.atomic
def record_door(
    *, system: DoorSystem, label: str, area: Area, by: Person | None, at: datetime
) -> Door:
    """Say which area lies behind a door; a door known already is moved there."""
    row, _new = Door.objects.update_or_create(
        system=system, label=label.strip(), defaults={"area": area}
    )
    seal("door.recorded", f"door-system:{system.pk}", by=by, at=at, door=row.pk, area=area.pk,
         rows=[row])  # fmt: skip
    return row


@transaction.atomic
def give_card(  # noqa: PLR0913  # the columns of a card
    *,
    system: DoorSystem,
    number: str,
    person: Person,
    from_date: date,
    by: Person | None,
    at: datetime,
) -> Card:
    """Note whose a card is from a day on; passages of that time take the name.

    Raises PremisesError for a card somebody else holds.
    """
    if Card.objects.filter(system=system, number=number.strip(), until_date=None).exists():
        raise PremisesError(_("このカードは別の人に渡されています。先に返却を記録してください。"))
    row = Card.objects.create(
        system=system, number=number.strip(), person=person, from_date=from_date
    )
    unnamed = Passage.objects.filter(source__system=system, card=row.number, person=None)
    mine = list(unnamed.filter(visit=None, at__date__gte=from_date).only("pk", "source_id"))
    named = Passage.objects.filter(pk__in=[each.pk for each in mine]).update(person=person)
    seal("card.given", f"card:{row.pk}", by=by, at=at, person=opaque(person),
         from_date=day(from_date), named=named, rows=[row, *mine])  # fmt: skip
    return row


@transaction.atomic
def take_card_back(*, card: Card, on: date, by: Person, at: datetime) -> Card:
    """Note that a card came back."""
    row = Card.objects.select_for_update().get(pk=card.pk)
    if row.until_date is not None:
        raise PremisesError(_("このカードは既に返却されています。"))
    row.until_date = max(on, row.from_date)
    row.save(update_fields=["until_date"])
    seal("card.returned", f"card:{row.pk}", by=by, at=at, until=day(row.until_date),
         rows=[row])  # fmt: skip
    return row
