"""Taking in a file that was compared: every change in one transaction, each sealed by itself."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from sekisho.web.assets.actions.entry import Entry, write_into
from sekisho.web.assets.actions.keeping import check_place, seal_row
from sekisho.web.assets.models import Asset, Zone
from sekisho.web.evidence import actions as evidence
from sekisho.web.organization.models import Person, Post, Unit
from sekisho.web.registers import Change, Source


@transaction.atomic
def take_in(
    *,
    changes: Sequence[Change],
    source: Source,
    rights: frozenset[str],
    by: Person,
    at: datetime,
) -> int:
    """Record or change the assets, and seal which file they came from; return how many.

    The values of a change are those of `assets.register`. Raises NotYoursToPlaceError.
    """
    names = _Names()
    rows = Asset.objects.select_for_update(of=("self",)).with_names()
    there = rows.in_bulk([each.number for each in changes], field_name="number")
    for each in changes:
        row = there.get(each.number)
        kind = "asset.changed" if row else "asset.recorded"
        row = row or Asset(confirmed_at=at, confirmed_by=by)
        entry = names.entry(each.values, each.own)
        check_place(row.zone, row.confidentiality, by=by, at=at, rights=rights)
        check_place(entry.zone, entry.confidentiality, by=by, at=at, rights=rights)
        changed = write_into(row, entry)
        seal_row(kind, row, by=by, at=at, changed=changed if row.pk else frozenset())
    evidence.seal(
        kind="register.imported",
        subject="register:assets",
        at=at,
        by=str(by.opaque_id),
        body={"sha256": source.sha256, "changes": len(changes)},
    )
    return len(changes)


class _Names:
    """The rows references point to, read once."""

    def __init__(self) -> None:
        self.units = Unit.objects.in_bulk()
        self.posts = Post.objects.in_bulk()
        self.zones = Zone.objects.in_bulk()

    def entry(self, values: Mapping[str, Any], own: Mapping[str, str | int | float]) -> Entry:
        """Return what a change of a file says."""
        return Entry(
            sort=values["sort"],
            name=values["name"],
            unit=self.units[values["unit"]],
            number=values["number"],
            zone=self.zones.get(values["zone"]),
            post=self.posts.get(values["post"]),
            area=values["area"] or "",
            place=values["place"],
            confidentiality=values["confidentiality"] or "",
            integrity=values["integrity"] or "",
            availability=values["availability"] or "",
            personal_number=values["personal_number"] or Asset.PersonalNumber.NONE,
            subjects=values["subjects"],
            retention=values["retention"],
            retained_until=values["retained_until"],
            copies=values["copies"],
            note=values["note"],
            own=own,
        )
