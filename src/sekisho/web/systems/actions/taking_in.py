"""Taking a file of systems in: every row in a few statements, each sealed as a form seals it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sekisho.web.evidence import actions as evidence
from sekisho.web.evidence.changes import changes_file, values_of
from sekisho.web.organization.models import Person
from sekisho.web.systems.actions.registering import SHOWN, Entry, facts_of, may_place, put
from sekisho.web.systems.agreement import TABLES
from sekisho.web.systems.errors import SystemRefusedError
from sekisho.web.systems.models import InformationSystem

_BATCH = 100  # rows written by one statement
_WRITTEN = ("name", "zone", "unit", "backup_days", "patched_on", "support_until", "own")


@dataclass(frozen=True, slots=True)
class TakenIn:
    """A row of a file: the row it changes, what it says, the body's own fields."""

    row: InformationSystem | None
    entry: Entry
    own: Mapping[str, str | int | float]


@transaction.atomic
def take_in(*, taken: Sequence[TakenIn], by: Person, at: datetime) -> None:
    """Record and change systems. Raises NotYoursToPlaceError, SystemRefusedError: nothing done."""
    zones = {each.entry.zone for each in taken} | {each.row.zone for each in taken if each.row}
    for zone in zones:
        may_place(zone, by, at)
    new = [each.entry.name.strip() for each in taken if each.row is None]
    if InformationSystem.objects.in_use().filter(name__in=new).exists():
        raise SystemRefusedError(_("この名称のシステムは既に登録されています。"))
    written = [_put(each, at) for each in taken]
    known = [row for row, each, _before, _own in written if each.row]
    InformationSystem.objects.bulk_update(known, _WRITTEN, batch_size=_BATCH)
    fresh = [row for row, each, _before, _own in written if not each.row]
    InformationSystem.objects.bulk_create(fresh, batch_size=_BATCH)
    told = [one for each in written for one in _events(*each)]
    evidence.seal_many(events=TABLES.standing_so(told), at=at, by=str(by.opaque_id))


def _put(
    taken: TakenIn, at: datetime
) -> tuple[InformationSystem, TakenIn, dict[str, str], dict[str, str]]:
    """Return the row as it is to be written, and what it and its own fields said before."""
    row = taken.row or InformationSystem(recorded_at=at)
    before = values_of(row, SHOWN) if taken.row else {}
    own_before = values_of(row, ())
    put(row, taken.entry)
    row.own = dict(taken.own)
    return row, taken, before, own_before


def _events(
    row: InformationSystem, taken: TakenIn, before: dict[str, str], own_before: dict[str, str]
) -> list[tuple[evidence.Event, list[InformationSystem]]]:
    """Return what a form would seal: the row, and the body's own fields where they changed."""
    subject, own = f"system:{row.pk}", values_of(row, ())
    now = values_of(row, SHOWN)
    plain = {name: text for name, text in now.items() if name not in own} | own_before
    kind = "system.changed" if taken.row else "system.recorded"
    events = [evidence.Event(kind, subject, facts_of(row), changes_file(before, plain))]
    if own != own_before:
        files = changes_file(own_before, own)
        events.append(evidence.Event("system.own", subject, {"zone": row.zone.key}, files))
    return [(event, [row]) for event in events]
