"""The list of permitted software; what terminals reported is judged anew by each change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sekisho.web.evidence import actions as evidence
from sekisho.web.evidence.changes import changes_file, values_of
from sekisho.web.organization.models import Person
from sekisho.web.terminals.actions.reporting import permitted, put_value
from sekisho.web.terminals.actions.sealing import seal
from sekisho.web.terminals.agreement import TABLES
from sekisho.web.terminals.errors import TerminalRefusedError
from sekisho.web.terminals.models import PermittedSoftware, Reading

_BATCH = 100  # rows written by one statement
_SAID = ("note",)


@dataclass(frozen=True, slots=True)
class TakenSoftware:
    """A row of a file: a name or pattern, its note, the body's own fields."""

    pattern: str
    note: str
    own: Mapping[str, str | int | float]


@transaction.atomic
def permit(*, patterns: list[tuple[str, str]], by: Person, at: datetime) -> int:
    """Add (name or pattern, note) to the list; return how many were new.

    Raises TerminalRefusedError for a pattern that would permit everything.
    """
    added: list[PermittedSoftware] = []
    for pattern, note in patterns:
        refuse_everything(pattern)
        row, new = PermittedSoftware.objects.get_or_create(
            pattern=pattern.strip(), defaults={"note": note.strip()}
        )
        added += [row] if new else []
    if added:
        _judge_again()
        seal("software.permitted", "software", by=by, at=at, added=len(added), rows=added)
    return len(added)


def refuse_everything(pattern: str) -> None:
    """Raise TerminalRefusedError for a pattern that would permit everything."""
    if not pattern.strip(" *"):
        raise TerminalRefusedError(_("全てを許可する書き方はできません。名称を書いてください。"))


@transaction.atomic
def forbid(*, row: PermittedSoftware, by: Person, at: datetime) -> None:
    """Take a name from the list."""
    gone = f"permitted-software:{row.pk}"
    row.delete()
    _judge_again()
    seal("software.forbidden", "software", by=by, at=at, removed=[gone])


@transaction.atomic
def take_in_software(*, taken: Sequence[TakenSoftware], by: Person, at: datetime) -> None:
    """Permit what a file names, and change notes and own fields of what is permitted.

    Raises TerminalRefusedError for a pattern that would permit everything: nothing is done.
    """
    for each in taken:
        refuse_everything(each.pattern)
    wanted = PermittedSoftware.objects.select_for_update()
    known = {
        row.pattern: row for row in wanted.filter(pattern__in=[each.pattern for each in taken])
    }
    new = [_row(each, None) for each in taken if each.pattern not in known]
    PermittedSoftware.objects.bulk_create(new, batch_size=_BATCH)
    before = {name: values_of(row, _SAID) for name, row in known.items()}
    changed = [_row(each, known[each.pattern]) for each in taken if each.pattern in known]
    PermittedSoftware.objects.bulk_update(changed, ("note", "own"), batch_size=_BATCH)
    told = [_changed(row, before[row.pattern]) for row in changed]
    if new:
        _judge_again()
        told.append((evidence.Event("software.permitted", "software", {"added": len(new)}), new))
    evidence.seal_many(events=TABLES.standing_so(told), at=at, by=str(by.opaque_id))


def _row(taken: TakenSoftware, row: PermittedSoftware | None) -> PermittedSoftware:
    found = row or PermittedSoftware(pattern=taken.pattern.strip())
    found.note, found.own = taken.note.strip(), dict(taken.own)
    return found


def _changed(
    row: PermittedSoftware, before: dict[str, str]
) -> tuple[evidence.Event, list[PermittedSoftware]]:
    files = changes_file(before, values_of(row, _SAID))
    return evidence.Event("software.changed", f"permitted-software:{row.pk}", {}, files), [row]


def _judge_again() -> None:
    listed = permitted()
    rows = list(Reading.objects.select_for_update().filter(measure="software"))
    for row in rows:
        put_value(row, listed.judge(row.bulk))
    Reading.objects.bulk_update(rows, ["value", "word", "as_of"], batch_size=100)
