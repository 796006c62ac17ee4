"""Every change to zones and to the register of covered assets."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.catalogue import load
from sekisho.web.assets.access import MYNUMBER_ZONE, READ_MYNUMBER
from sekisho.web.assets.errors import EmptyLabelError, NotYoursToPlaceError, ReasonMissingError
from sekisho.web.assets.models import CoveredAsset, Zone
from sekisho.web.evidence import actions as evidence
from sekisho.web.organization.access import rights_of
from sekisho.web.organization.models import Person, Unit


@dataclass(frozen=True, slots=True)
class Entry:
    """What a row of the register says. `kind` is an asset kind of the catalogue."""

    kind: str
    name: str
    zone: Zone | None
    unit: Unit


@transaction.atomic
def install_zones(*, at: datetime) -> tuple[Zone, ...]:
    """Add the catalogue's zones that are not there yet and return them; labels stay as changed."""
    there = set(Zone.objects.values_list("key", flat=True))
    new = [
        Zone(key=zone.id, label=zone.title.ja, position=position)
        for position, zone in enumerate(load().zones.values())
        if zone.id not in there
    ]
    for zone in new:
        zone.save()
        evidence.seal(kind="zone.installed", subject=f"zone:{zone.key}", at=at)
    return tuple(new)


@transaction.atomic
def rename_zone(*, zone: Zone, label: str, by: Person, at: datetime) -> Zone:
    """Call a zone by the body's own name. Raises EmptyLabelError."""
    if not label.strip():
        raise EmptyLabelError(_("領域の名称を入力してください。"))
    zone.label = label.strip()
    zone.save(update_fields=["label"])
    body = {"label": zone.label}
    evidence.seal(
        kind="zone.renamed", subject=f"zone:{zone.key}", at=at, by=str(by.opaque_id), body=body
    )
    return zone


@transaction.atomic
def record(*, entry: Entry, by: Person, at: datetime) -> CoveredAsset:
    """Enter an asset or group of assets into the register, as confirmed. See `change`."""
    asset = CoveredAsset(confirmed_at=at, confirmed_by=by)
    return _write("asset.recorded", asset, entry, by=by, at=at)


@transaction.atomic
def change(*, asset: CoveredAsset, entry: Entry, by: Person, at: datetime) -> CoveredAsset:
    """Correct a row; whoever corrects it has confirmed it.

    Raises NotYoursToPlaceError when the asset is, or would be, in the My Number zone and the
    person may not read that zone; ValueError for a kind the catalogue does not know.
    """
    row = _locked(asset, by=by, at=at)
    return _write("asset.changed", row, entry, by=by, at=at)


@transaction.atomic
def confirm(*, asset: CoveredAsset, by: Person, at: datetime) -> CoveredAsset:
    """Say that the row is still right. Raises NotYoursToPlaceError."""
    row = _locked(asset, by=by, at=at)
    return _seal("asset.confirmed", row, by=by, at=at)


@transaction.atomic
def exclude(*, asset: CoveredAsset, reason: str, by: Person, at: datetime) -> CoveredAsset:
    """Put an asset outside the scope. Raises ReasonMissingError, NotYoursToPlaceError."""
    if not reason.strip():
        raise ReasonMissingError(_("範囲外とする理由を書いてください。監査で確かめられます。"))
    row = _locked(asset, by=by, at=at)
    row.covered, row.reason = False, reason.strip()
    return _seal("asset.excluded", row, by=by, at=at)


@transaction.atomic
def include(*, asset: CoveredAsset, by: Person, at: datetime) -> CoveredAsset:
    """Put an asset back into the scope. Raises NotYoursToPlaceError."""
    row = _locked(asset, by=by, at=at)
    row.covered, row.reason = True, ""
    return _seal("asset.included", row, by=by, at=at)


def _write(kind: str, row: CoveredAsset, entry: Entry, *, by: Person, at: datetime) -> CoveredAsset:
    if entry.kind not in load().asset_kinds:
        raise ValueError(f"unknown asset kind {entry.kind!r}")
    _may_place(entry.zone, by=by, at=at)
    row.kind, row.name = entry.kind, entry.name.strip()
    row.zone, row.unit = entry.zone, entry.unit
    return _seal(kind, row, by=by, at=at)


def _locked(asset: CoveredAsset, *, by: Person, at: datetime) -> CoveredAsset:
    """Return the row as it stands now, if the person may keep it."""
    row = CoveredAsset.objects.select_for_update().get(pk=asset.pk)
    _may_place(row.zone, by=by, at=at)
    return row


def _may_place(zone: Zone | None, *, by: Person, at: datetime) -> None:
    if zone is None or zone.key != MYNUMBER_ZONE:
        return
    if READ_MYNUMBER not in rights_of(by, timezone.localdate(at)):
        raise NotYoursToPlaceError(
            _(
                "この領域の情報資産は、閲覧の権限がある人だけが登録できます。担当者に依頼してください。"
            )
        )


def _seal(kind: str, row: CoveredAsset, *, by: Person, at: datetime) -> CoveredAsset:
    """Save the row as confirmed by the person and seal the event, without its name or reason."""
    row.confirmed_at, row.confirmed_by = at, by
    row.save()
    evidence.seal(
        kind=kind,
        subject=f"asset:{row.pk}",
        at=at,
        by=str(by.opaque_id),
        body={
            "kind": row.kind,
            "zone": row.zone.key if row.zone else None,
            "unit": row.unit_id,
            "covered": row.covered,
        },
    )
    return row
