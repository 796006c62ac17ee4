"""Taking a file of terminals in: every row in a few statements, each sealed as a form seals it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from sekisho.web.evidence import actions as evidence
from sekisho.web.evidence.changes import changes_file, values_of
from sekisho.web.organization.models import Person
from sekisho.web.terminals.actions.registering import Entry, facts_of, may_place, put, told_of
from sekisho.web.terminals.agreement import TABLES
from sekisho.web.terminals.errors import NumberTakenError
from sekisho.web.terminals.models import Terminal

_BATCH = 100  # rows written by one statement
_WRITTEN = ("number", "host", "zone", "unit", "place", "system", "serial", "own")


@dataclass(frozen=True, slots=True)
class Taken:
    """A row of a file: the row it changes (its users read before), what it says, own fields."""

    row: Terminal | None
    entry: Entry
    own: Mapping[str, str | int | float]


@dataclass(frozen=True, slots=True)
class _Written:
    """A row as it is to be written, and what it said before."""

    row: Terminal
    taken: Taken
    before: dict[str, str]
    own_before: dict[str, str]


@transaction.atomic
def take_in(*, taken: Sequence[Taken], by: Person, at: datetime) -> None:
    """Record and change terminals. Raises NotYoursToPlaceError, NumberTakenError: nothing is done.

    Two rows may exchange their host names: names are free before any is given.
    """
    zones = {each.entry.zone for each in taken} | {each.row.zone for each in taken if each.row}
    for zone in zones:
        may_place(zone, by, at)
    _check_free(taken)
    written = [_put(each, at) for each in taken]
    _save(written)
    told = [one for each in written for one in _events(each)]
    evidence.seal_many(events=TABLES.standing_so(told), at=at, by=str(by.opaque_id))


def _check_free(taken: Sequence[Taken]) -> None:
    """Refuse a number or host name of a terminal in use that the file does not change."""
    numbers = [each.entry.number.strip() for each in taken if each.row is None]
    hosts = {each.entry.host.strip().lower() for each in taken} - {""}
    others = Terminal.objects.in_use().exclude(pk__in=[each.row.pk for each in taken if each.row])
    if others.filter(Q(number__in=numbers) | Q(host__in=hosts)).exists():
        raise NumberTakenError(_("この管理番号かホスト名の端末は、既に登録されています。"))


def _put(taken: Taken, at: datetime) -> _Written:
    row = taken.row or Terminal(recorded_at=at)
    known = taken.row is not None
    before = told_of(row, users=row.users.all()) if known else {}
    own_before = values_of(row, ())
    put(row, taken.entry)
    row.own = dict(taken.own)
    return _Written(row, taken, before, own_before)


def _save(written: Sequence[_Written]) -> None:
    known = [each.row for each in written if each.taken.row]
    Terminal.objects.filter(pk__in=[row.pk for row in known]).update(host="")
    Terminal.objects.bulk_update(known, _WRITTEN, batch_size=_BATCH)
    Terminal.objects.bulk_create(
        [each.row for each in written if not each.taken.row], batch_size=_BATCH
    )
    through = Terminal.users.through
    moved = [each for each in written if _users(each) != _users_before(each)]
    through.objects.filter(terminal__in=[each.row for each in moved]).delete()
    through.objects.bulk_create(
        (
            through(terminal_id=each.row.pk, person_id=person.pk)
            for each in moved
            for person in each.taken.entry.users
        ),
        batch_size=_BATCH,
    )


def _users(each: _Written) -> set[int]:
    return {person.pk for person in each.taken.entry.users}


def _users_before(each: _Written) -> set[int]:
    return {person.pk for person in each.row.users.all()} if each.taken.row else set()


def _events(each: _Written) -> list[tuple[evidence.Event, list[Terminal]]]:
    """Return what a form would seal: the row, and the body's own fields where they changed."""
    row, subject = each.row, f"terminal:{each.row.pk}"
    own = values_of(row, ())
    now = told_of(row, users=each.taken.entry.users)
    plain = {name: text for name, text in now.items() if name not in own} | each.own_before
    kind = "terminal.changed" if each.taken.row else "terminal.recorded"
    files = changes_file(each.before, plain)
    events = [evidence.Event(kind, subject, facts_of(row, each.taken.entry), files)]
    if own != each.own_before:
        files = changes_file(each.own_before, own)
        events.append(evidence.Event("terminal.own", subject, {"zone": row.zone.key}, files))
    return [(event, [row]) for event in events]
