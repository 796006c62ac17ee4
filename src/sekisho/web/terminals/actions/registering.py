"""The register of terminals: recorded, changed, retired."""

from collections.abc import Iterable, Mapping
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
from sekisho.web.terminals import access
from sekisho.web.terminals.actions.sealing import seal
from sekisho.web.terminals.errors import NotYoursToPlaceError, NumberTakenError
from sekisho.web.terminals.models import Node, Terminal

SHOWN = ("number", "host", "zone", "unit", "place", "system", "serial", "retired_on")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a row of the register says."""

    number: str
    host: str
    zone: Zone
    unit: Unit
    place: str
    system: str
    users: tuple[Person, ...] = ()
    serial: str = ""


@transaction.atomic
def record(*, entry: Entry, by: Person, at: datetime) -> Terminal:
    """Enter a terminal. Raises NumberTakenError, NotYoursToPlaceError."""
    return _write("terminal.recorded", Terminal(recorded_at=at), entry, by=by, at=at)


@transaction.atomic
def change(*, terminal: Terminal, entry: Entry, by: Person, at: datetime) -> Terminal:
    """Correct a row. Raises NumberTakenError, NotYoursToPlaceError for the old or the new zone."""
    row = Terminal.objects.select_for_update(of=("self",)).with_names().get(pk=terminal.pk)
    may_place(row.zone, by, at)
    return _write("terminal.changed", row, entry, by=by, at=at)


@transaction.atomic
def hand_over(
    *, terminal: Terminal, giver: Person, taker: Person | None, by: Person, at: datetime
) -> Terminal:
    """Enter another person, or nobody, as a user in somebody's stead; the terminal stays in place.

    Whoever moves people need not be one who may look at its zone.
    """
    row = Terminal.objects.select_for_update(of=("self",)).with_names().get(pk=terminal.pk)
    before = told_of(row, users=row.users.all())
    row.users.remove(giver)
    if taker is not None:
        row.users.add(taker)
    users = list(row.users.all())
    files = changes_file(before, told_of(row, users=users))
    facts = {"zone": row.zone.key, "users": sorted(str(person.opaque_id) for person in users)}
    seal("terminal.changed", f"terminal:{row.pk}", by=by, at=at, rows=[row], files=files, **facts)
    return row


@transaction.atomic
def retire(*, terminal: Terminal, on: date, by: Person, at: datetime) -> Terminal:
    """Take a terminal out of use; its agent is heard no more. Raises NotYoursToPlaceError."""
    row = Terminal.objects.select_for_update(of=("self",)).with_names().get(pk=terminal.pk)
    may_place(row.zone, by, at)
    before = told_of(row)
    row.retired_on = on
    row.save(update_fields=["retired_on"])
    nodes = list(Node.objects.filter(terminal=row, revoked_at=None))
    Node.objects.filter(terminal=row, revoked_at=None).update(revoked_at=at)
    files = changes_file(before, told_of(row))
    seal("terminal.retired", f"terminal:{row.pk}", by=by, at=at, on=on.isoformat(),
         zone=row.zone.key, rows=[row, *nodes], files=files)  # fmt: skip
    return row


@transaction.atomic
def ask_again(*, terminal: Terminal, by: Person, at: datetime) -> None:
    """Have the terminal's agent answer every question at its next distributed read."""
    Terminal.objects.filter(pk=terminal.pk).update(asked_at=at)
    seal("terminal.asked", f"terminal:{terminal.pk}", by=by, at=at)


@transaction.atomic
def keep_own(
    *, terminal: Terminal, own: Mapping[str, str | int | float], by: Person, at: datetime
) -> None:
    """Keep the body's own fields of a row that came from a file."""
    if terminal.own == own:
        return
    before, terminal.own = values_of(terminal, ()), dict(own)
    terminal.save(update_fields=["own"])
    files = changes_file(before, values_of(terminal, ()))
    seal("terminal.own", f"terminal:{terminal.pk}", by=by, at=at, zone=terminal.zone.key,
         rows=[terminal], files=files)  # fmt: skip


def _write(kind: str, row: Terminal, entry: Entry, *, by: Person, at: datetime) -> Terminal:
    may_place(entry.zone, by, at)
    _check_free(row, entry)
    before = told_of(row, users=row.users.all()) if row.pk else {}
    put(row, entry)
    row.save()
    row.users.set(entry.users)
    files = changes_file(before, told_of(row, users=entry.users))
    seal(kind, f"terminal:{row.pk}", by=by, at=at, rows=[row], files=files, **facts_of(row, entry))
    return row


def put(row: Terminal, entry: Entry) -> None:
    """Put what is said into the row, unsaved; its users are set apart."""
    row.number, row.host = entry.number.strip(), entry.host.strip().lower()
    row.zone, row.unit = entry.zone, entry.unit
    row.place, row.system = entry.place.strip(), entry.system
    row.serial = entry.serial.strip()


def facts_of(row: Terminal, entry: Entry) -> dict[str, Any]:
    """Return what is sealed of a row that was written: ids and figures."""
    return {
        "zone": row.zone.key,
        "unit": row.unit_id,
        "system": row.system,
        "users": sorted(str(person.opaque_id) for person in entry.users),
    }


def told_of(row: Terminal, users: Iterable[Person] = ()) -> dict[str, str]:
    """Return what the row says, as its history of changes tells it."""
    people = "\n".join(sorted(f"person:{person.opaque_id}" for person in users))
    return values_of(row, SHOWN, users=people)


def _check_free(row: Terminal, entry: Entry) -> None:
    """Refuse a number or host name that another terminal in use has."""
    others = Terminal.objects.in_use().exclude(pk=row.pk)
    if others.filter(number=entry.number.strip()).exists():
        raise NumberTakenError(_("この管理番号の端末は既に登録されています。"))
    host = entry.host.strip().lower()
    if host and others.filter(host=host).exists():
        raise NumberTakenError(_("このホスト名の端末は既に登録されています。"))


def may_place(zone: Zone, by: Person, at: datetime) -> None:
    """Refuse who may not read the zone. Raises NotYoursToPlaceError."""
    if not access.may_place(zone.key, rights_of(by, timezone.localdate(at))):
        raise NotYoursToPlaceError(
            _("この領域の端末は、閲覧の権限がある人だけが登録できます。担当者に依頼してください。")
        )
