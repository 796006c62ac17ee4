"""Weaknesses of systems: noted with a day, closed by an update or something else."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.catalogue import load_system_rules
from sekisho.web.organization.models import Person
from sekisho.web.systems.actions.registering import may_place
from sekisho.web.systems.actions.sealing import seal
from sekisho.web.systems.errors import SystemRefusedError
from sekisho.web.systems.models import InformationSystem, Weakness


@transaction.atomic
def note_weakness(  # noqa: PLR0913  # the columns of a weakness
    *,
    system: InformationSystem,
    title: str,
    grade: str,
    found_on: date,
    by: Person,
    at: datetime,
    reference: str = "",
) -> Weakness:
    """Note a weakness; its last day follows from how grave it is. Raises SystemRefusedError."""
    may_place(system.zone, by, at)
    known = load_system_rules().weaknesses.get(grade)
    if known is None:
        raise ValueError(f"unknown grade {grade!r}")
    if found_on > timezone.localdate(at):
        raise SystemRefusedError(_("知った日は今日までの日にしてください。"))
    row = Weakness.objects.create(
        system=system,
        title=title.strip(),
        reference=reference.strip(),
        grade=grade,
        found_on=found_on,
        due_on=found_on + timedelta(days=known.days),
    )
    seal(
        "system.weakness-noted",
        f"weakness:{row.pk}",
        by=by,
        at=at,
        system=system.pk,
        grade=grade,
        due_on=row.due_on.isoformat(),
        rows=[row],
    )
    return row


@transaction.atomic
def close_weakness(  # noqa: PLR0913  # how and when it was closed
    *, weakness: Weakness, remedy: str, on: date, by: Person, at: datetime, patched: bool = False
) -> Weakness:
    """Record how and when a weakness was closed; `patched`: an update of the system did it.

    Raises SystemRefusedError for a closed one, no words, and a day to come or before it was known.
    """
    row = Weakness.objects.select_for_update(of=("self",)).get(pk=weakness.pk)
    may_place(row.system.zone, by, at)
    if row.closed_on is not None:
        raise SystemRefusedError(_("この脆弱性は既に対応済みです。"))
    if not remedy.strip():
        raise SystemRefusedError(_("どう対応したかを書いてください。"))
    if not row.found_on <= on <= timezone.localdate(at):
        raise SystemRefusedError(_("対応した日は、知った日から今日までの日にしてください。"))
    row.closed_on, row.remedy = on, remedy.strip()
    row.save(update_fields=["closed_on", "remedy"])
    if patched and (row.system.patched_on is None or row.system.patched_on < on):
        row.system.patched_on = on
        row.system.save(update_fields=["patched_on"])
    seal(
        "system.weakness-closed",
        f"weakness:{row.pk}",
        by=by,
        at=at,
        system=row.system_id,
        on=on.isoformat(),
        patched=patched,
        rows=[row, row.system],
    )
    return row
