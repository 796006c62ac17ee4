"""Taking in a file that was compared: every change in one transaction, each sealed by itself."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from sekisho.web.assets.actions.entry import Entry, write_into
from sekisho.web.assets.actions.keeping import check_place, event_of, told_of
from sekisho.web.assets.agreement import TABLES
from sekisho.web.assets.models import Asset, Zone
from sekisho.web.evidence import actions as evidence
from sekisho.web.organization.models import Person, Post, Unit
from sekisho.web.registers import Change, Source

if TYPE_CHECKING:
    from sekisho.ledger import JsonValue

_BATCH = 100  # rows written by one statement
_WRITTEN = [field.name for field in Asset._meta.concrete_fields if not field.primary_key]  # noqa: SLF001  # Django's own public door


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
    names, found = _Names(), _there(changes)
    fields: dict[str, frozenset[str]] = {}
    before: dict[str, Mapping[str, str]] = {}
    rows = [found.get(each.number) or Asset() for each in changes]
    for row, each in zip(rows, changes, strict=True):
        entry = names.entry(each.values, each.own)
        check_place(row.zone, row.confidentiality, by=by, at=at, rights=rights)
        check_place(entry.zone, entry.confidentiality, by=by, at=at, rights=rights)
        before[each.number] = told_of(row) if row.pk else {}
        fields[each.number] = write_into(row, entry)
        row.confirmed_at, row.confirmed_by = at, by
    _save(rows, found)
    events = [
        event_of(
            "asset.changed" if row.number in found else "asset.recorded",
            row,
            fields[row.number] if row.number in found else frozenset(),
            before=before[row.number],
            stands=False,
        )
        for row in rows
    ]
    body: dict[str, JsonValue] = {"sha256": source.sha256, "changes": len(changes)}
    body |= TABLES.stands("register.imported", rows)
    events.append(evidence.Event("register.imported", "register:assets", body))
    evidence.seal_many(events=events, at=at, by=str(by.opaque_id))
    return len(changes)


def _there(changes: Sequence[Change]) -> dict[str, Asset]:
    """Return the rows there are, by number, as they stand until the transaction ends."""
    rows = Asset.objects.select_for_update(of=("self",)).with_names()
    return rows.in_bulk([each.number for each in changes], field_name="number")


def _save(rows: Sequence[Asset], there: Mapping[str, Asset]) -> None:
    """Write new rows and those that are there already, each in a few statements."""
    new = [row for row in rows if row.number not in there]
    Asset.objects.bulk_create(new, batch_size=_BATCH)
    Asset.objects.bulk_create(
        list(there.values()),
        batch_size=_BATCH,
        update_conflicts=True,  # of the rows' own keys only: they are there and locked
        unique_fields=["id"],
        update_fields=_WRITTEN,
    )


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
