"""Systems of the sample with accounts, backups and a leaver, through the product's own actions."""

from datetime import datetime, timedelta
from typing import Any

import yaml
from django.utils import timezone

from sekisho.catalogue import sample
from sekisho.web.assets.models import Zone
from sekisho.web.organization import actions as organization
from sekisho.web.organization.models import Person, Unit
from sekisho.web.systems import actions
from sekisho.web.systems.actions.backups import Run
from sekisho.web.systems.listed import Listed
from sekisho.web.systems.models import InformationSystem, SystemAccount

People = dict[str, Person]
_LEFT = timedelta(days=10)
_NIGHT = timedelta(hours=6)


def make_systems(people: People, *, by: Person, other: Person, at: datetime) -> int:
    """Register the systems and what is known of each; return how many.

    `by` keeps them; `other` confirms what nobody confirms for themselves.
    """
    raw: dict[str, Any] = yaml.safe_load(sample("systems.yaml"))
    for each in raw["systems"]:
        row = _record(each, by, at)
        _list(row, each, people, by, other, at)
        _back_up(row, each, by, at)
        _weakness(row, each, by, at)
    return len(raw["systems"])


def let_somebody_leave(people: People, *, by: Person, at: datetime) -> None:
    """Record that somebody left ten days ago; the lists do not know it yet."""
    raw: dict[str, Any] = yaml.safe_load(sample("systems.yaml"))
    on = timezone.localdate(at - _LEFT)
    organization.leave_person(person=people[raw["leaver"]], on=on, by=by, at=at)


def _record(each: dict[str, Any], by: Person, at: datetime) -> InformationSystem:
    entry = actions.Entry(
        name=each["name"],
        zone=Zone.objects.get(key=each["zone"]),
        unit=Unit.objects.get(name=each["unit"]),
        patched_on=timezone.localdate(at - timedelta(days=each["patched"])),
    )
    return actions.record(entry=entry, by=by, at=at)


def _list(  # noqa: PLR0913, PLR0917  # who lists and who confirms
    row: InformationSystem,
    each: dict[str, Any],
    people: People,
    by: Person,
    other: Person,
    at: datetime,
) -> None:
    used = timezone.localdate(at - timedelta(days=3))
    privileged = set(each["privileged"])
    own = [
        Listed(
            name,
            people[name].name,
            people[name].email,
            privileged=name in privileged,
            last_used=used,
        )
        for name in sorted(privileged | set(each["users"]))
    ]
    more = [Listed(name, kind="shared", last_used=used) for name in each.get("shared", ())]
    strange = [Listed(name, last_used=used) for name in each.get("unknown", ())]
    actions.take_list(system=row, listed=[*own, *more, *strange], by=by, at=at)
    for account in row.accounts.filter(privileged=True) if each.get("confirmed") else ():
        actions.confirm(account=account, by=_another(account, by, other), at=at)


def _another(account: SystemAccount, by: Person, other: Person) -> Person:
    return other if account.person_id == by.pk else by


def _back_up(row: InformationSystem, each: dict[str, Any], by: Person, at: datetime) -> None:
    failed = each.get("failed", 0)
    for night in reversed(range(each["backups"])):
        run = Run(at - timedelta(days=night) - _NIGHT, succeeded=night >= failed, size=48 * 2**30)
        actions.record_backup(system=row, run=run, by=by, at=at)
    actions.record_drill(
        system=row,
        held_on=timezone.localdate(at - timedelta(days=each["drill"])),
        succeeded=True,
        note="前夜の写しを試験用の機器に戻し、件数と一部の内容を確かめた。",
        by=by,
        at=at,
    )


def _weakness(row: InformationSystem, each: dict[str, Any], by: Person, at: datetime) -> None:
    if "weakness" not in each:
        return
    known = dict(each["weakness"])
    found_on = timezone.localdate(at - timedelta(days=known.pop("days")))
    actions.note_weakness(system=row, found_on=found_on, by=by, at=at, **known)
