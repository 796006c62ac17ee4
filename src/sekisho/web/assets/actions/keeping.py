"""Keeping the register: record, change, confirm, put outside the scope and back."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.web.assets.access import may_keep
from sekisho.web.assets.actions.entry import Entry, write_into
from sekisho.web.assets.agreement import TABLES
from sekisho.web.assets.errors import NotYoursToPlaceError, NumberTakenError, ReasonMissingError
from sekisho.web.assets.models import Asset, Zone
from sekisho.web.evidence import actions as evidence
from sekisho.web.evidence.changes import changes_file, values_of
from sekisho.web.organization.access import rights_of
from sekisho.web.organization.models import Person

if TYPE_CHECKING:
    from sekisho.ledger import JsonValue

SHOWN = (
    *("number", "kind", "sort", "name", "unit", "post", "zone", "area", "place"),
    *("confidentiality", "integrity", "availability", "personal_number", "subjects"),
    *("retention", "retained_until", "copies", "note", "covered", "reason"),
)


@transaction.atomic
def record(*, entry: Entry, by: Person, at: datetime) -> Asset:
    """Enter an asset or group of assets into the register, as confirmed. See `change`."""
    asset = Asset(confirmed_at=at, confirmed_by=by)
    return _write("asset.recorded", asset, entry, by=by, at=at)


@transaction.atomic
def change(*, asset: Asset, entry: Entry, by: Person, at: datetime) -> Asset:
    """Correct a row; whoever corrects it has confirmed it.

    Raises NotYoursToPlaceError when the person may not know of what the row says or would say,
    NumberTakenError, ValueError for a sort the catalogue does not know.
    """
    row = _locked(asset, by=by, at=at)
    return _write("asset.changed", row, entry, by=by, at=at)


@transaction.atomic
def confirm(*, asset: Asset, by: Person, at: datetime) -> Asset:
    """Say that the row is still right. Raises NotYoursToPlaceError."""
    row = _locked(asset, by=by, at=at)
    return seal_row("asset.confirmed", row, by=by, at=at)


@transaction.atomic
def exclude(*, asset: Asset, reason: str, by: Person, at: datetime) -> Asset:
    """Put an asset outside the scope. Raises ReasonMissingError, NotYoursToPlaceError."""
    if not reason.strip():
        raise ReasonMissingError(_("範囲外とする理由を書いてください。監査で確かめられます。"))
    row = _locked(asset, by=by, at=at)
    before = told_of(row)
    row.covered, row.reason = False, reason.strip()
    return seal_row("asset.excluded", row, by=by, at=at, before=before)


@transaction.atomic
def include(*, asset: Asset, by: Person, at: datetime) -> Asset:
    """Put an asset back into the scope. Raises NotYoursToPlaceError."""
    row = _locked(asset, by=by, at=at)
    before = told_of(row)
    row.covered, row.reason = True, ""
    return seal_row("asset.included", row, by=by, at=at, before=before)


def check_place(
    zone: Zone | None, *grades: str, by: Person, at: datetime, rights: frozenset[str] | None = None
) -> None:
    """Refuse what the person may not know of. Raises NotYoursToPlaceError."""
    held = rights_of(by, timezone.localdate(at)) if rights is None else rights
    if not may_keep(held, zone, grades):
        raise NotYoursToPlaceError(
            _(
                "この領域又は機密性の情報資産は、閲覧の権限がある人だけが登録できます。"
                "担当者に依頼してください。"
            )
        )


def seal_row(  # noqa: PLR0913  # what is told of a row
    kind: str,
    row: Asset,
    *,
    by: Person,
    at: datetime,
    changed: frozenset[str] = frozenset(),
    before: Mapping[str, str] | None = None,
) -> Asset:
    """Save the row as confirmed by the person and seal the event; `before` is what it said."""
    row.confirmed_at, row.confirmed_by = at, by
    row.save()
    event = event_of(kind, row, changed, before=before)
    evidence.seal_many(events=[event], at=at, by=str(by.opaque_id))
    return row


def told_of(row: Asset) -> dict[str, str]:
    """Return what the row says, as its history of changes tells it."""
    return values_of(row, SHOWN)


def event_of(
    kind: str,
    row: Asset,
    changed: frozenset[str] = frozenset(),
    *,
    before: Mapping[str, str] | None = None,
    stands: bool = True,
) -> evidence.Event:
    """Return what is sealed of a saved row: its name or reason only in a file beside the entry.

    Without `before` nothing of the row changed. Without `stands` a later entry of the transaction
    says how the row stands.
    """
    body: dict[str, JsonValue] = {
        "kind": row.kind,
        "zone": row.zone.key if row.zone else None,
        "unit": row.unit_id,
        "covered": row.covered,
    }
    if changed:
        body["fields"] = sorted(changed)
    if stands:
        body |= TABLES.stands(kind, [row])
    files = () if before is None else changes_file(before, told_of(row))
    return evidence.Event(kind, f"asset:{row.pk}", body, files)


def _write(kind: str, row: Asset, entry: Entry, *, by: Person, at: datetime) -> Asset:
    check_place(entry.zone, entry.confidentiality, by=by, at=at)
    before = told_of(row) if row.pk else {}
    changed = write_into(row, entry)
    if Asset.objects.filter(number=row.number).exclude(pk=row.pk).exists():
        raise NumberTakenError(
            _("管理番号「{number}」は既に使われています。別の番号にしてください。").format(
                number=row.number
            )
        )
    told = changed if row.pk else frozenset()
    return seal_row(kind, row, by=by, at=at, changed=told, before=before)


def _locked(asset: Asset, *, by: Person, at: datetime) -> Asset:
    """Return the row as it stands now, if the person may keep it."""
    row = Asset.objects.select_for_update(of=("self",)).with_names().get(pk=asset.pk)
    check_place(row.zone, row.confidentiality, by=by, at=at)
    return row
