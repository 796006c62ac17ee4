"""The register of systems: recorded, changed, retired."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.web.assets.models import Zone
from sekisho.web.evidence.changes import changes_file, values_of
from sekisho.web.organization.access import rights_of
from sekisho.web.organization.models import Person, Unit
from sekisho.web.systems import access
from sekisho.web.systems.actions.sealing import seal
from sekisho.web.systems.errors import NotYoursToPlaceError, SystemRefusedError
from sekisho.web.systems.models import InformationSystem

SHOWN = ("name", "zone", "unit", "backup_days", "patched_on", "support_until", "retired_on")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a row of the register says; `backup_days` 0: the system needs no backup."""

    name: str
    zone: Zone
    unit: Unit
    backup_days: int = 1
    patched_on: date | None = None
    support_until: date | None = None


@transaction.atomic
def record(*, entry: Entry, by: Person, at: datetime) -> InformationSystem:
    """Enter a system. Raises SystemRefusedError for a name in use, NotYoursToPlaceError."""
    return _write("system.recorded", InformationSystem(recorded_at=at), entry, by=by, at=at)


@transaction.atomic
def change(
    *, system: InformationSystem, entry: Entry, by: Person, at: datetime
) -> InformationSystem:
    """Correct a row. Raises as `record`."""
    row = InformationSystem.objects.select_for_update(of=("self",)).with_names().get(pk=system.pk)
    may_place(row.zone, by, at)
    return _write("system.changed", row, entry, by=by, at=at)


@transaction.atomic
def retire(*, system: InformationSystem, on: date, by: Person, at: datetime) -> InformationSystem:
    """Take a system out of use; its accounts and backups are looked at no more."""
    row = InformationSystem.objects.select_for_update(of=("self",)).with_names().get(pk=system.pk)
    may_place(row.zone, by, at)
    before = values_of(row, SHOWN)
    row.retired_on, row.token_sha256 = on, ""
    row.save(update_fields=["retired_on", "token_sha256"])
    files = changes_file(before, values_of(row, SHOWN))
    seal("system.retired", f"system:{row.pk}", by=by, at=at, on=on.isoformat(), zone=row.zone.key,
         rows=[row], files=files)  # fmt: skip
    return row


def may_place(zone: Zone, by: Person, at: datetime) -> None:
    """Refuse who may not read the zone. Raises NotYoursToPlaceError."""
    if not access.may_place(zone.key, rights_of(by, timezone.localdate(at))):
        raise NotYoursToPlaceError(
            _(
                "この領域のシステムは、閲覧の権限がある人だけが登録できます。担当者に依頼してください。"
            )
        )


@transaction.atomic
def keep_own(
    *, system: InformationSystem, own: Mapping[str, str | int | float], by: Person, at: datetime
) -> None:
    """Keep the body's own fields of a row that came from a file."""
    if system.own == own:
        return
    before, system.own = values_of(system, ()), dict(own)
    system.save(update_fields=["own"])
    files = changes_file(before, values_of(system, ()))
    seal("system.own", f"system:{system.pk}", by=by, at=at, zone=system.zone.key, rows=[system],
         files=files)  # fmt: skip


def _write(
    kind: str, row: InformationSystem, entry: Entry, *, by: Person, at: datetime
) -> InformationSystem:
    may_place(entry.zone, by, at)
    others = InformationSystem.objects.in_use().exclude(pk=row.pk)
    if others.filter(name=entry.name.strip()).exists():
        raise SystemRefusedError(_("この名称のシステムは既に登録されています。"))
    before = values_of(row, SHOWN) if row.pk else {}
    put(row, entry)
    row.save()
    files = changes_file(before, values_of(row, SHOWN))
    seal(kind, f"system:{row.pk}", by=by, at=at, rows=[row], files=files, **facts_of(row))
    return row


def put(row: InformationSystem, entry: Entry) -> None:
    """Put what is said into the row, unsaved."""
    row.name, row.zone, row.unit = entry.name.strip(), entry.zone, entry.unit
    row.backup_days = entry.backup_days
    row.patched_on, row.support_until = entry.patched_on, entry.support_until


def facts_of(row: InformationSystem) -> dict[str, Any]:
    """Return what is sealed of a row that was written: ids and figures."""
    return {
        "zone": row.zone.key,
        "unit": row.unit_id,
        "backup_days": row.backup_days,
        "patched_on": _day(row.patched_on),
        "support_until": _day(row.support_until),
    }


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None
