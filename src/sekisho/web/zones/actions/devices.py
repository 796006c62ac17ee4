"""The devices between the zones: recorded, changed, retired."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sekisho.separation import READERS
from sekisho.web.organization.models import Person
from sekisho.web.zones.actions.designing import refuse_contradiction
from sekisho.web.zones.actions.probes import PROBE_DROP
from sekisho.web.zones.actions.sealing import seal
from sekisho.web.zones.errors import ZonesRefusedError
from sekisho.web.zones.models import NetworkDevice


@dataclass(frozen=True, slots=True)
class DeviceEntry:
    """What a device's row says."""

    name: str
    host: str = ""
    vendor: str = ""
    connects: Mapping[str, str] = field(default_factory=dict)
    compiled: bool = False
    drop: str = ""


@transaction.atomic
def record_device(*, entry: DeviceEntry, by: Person, at: datetime) -> NetworkDevice:
    """Enter a device. Raises ZonesRefusedError."""
    row = _write(NetworkDevice(), entry)
    seal("network-device.recorded", row, by=by, at=at)
    return row


@transaction.atomic
def change_device(
    *, device: NetworkDevice, entry: DeviceEntry, by: Person, at: datetime
) -> NetworkDevice:
    """Correct a device. Raises ZonesRefusedError."""
    row = _write(NetworkDevice.objects.select_for_update().get(pk=device.pk), entry)
    seal("network-device.changed", row, by=by, at=at)
    return row


@transaction.atomic
def retire_device(*, device: NetworkDevice, by: Person, at: datetime) -> NetworkDevice:
    """Take a device out of use; its configurations and proofs stay as they are.

    Raises ZonesRefusedError for one that is out of use already.
    """
    row = NetworkDevice.objects.select_for_update().get(pk=device.pk)
    if row.retired_at is not None:
        raise ZonesRefusedError(_("この機器は廃止されています。"))
    row.retired_at = at
    row.save(update_fields=["retired_at"])
    seal("network-device.retired", row, by=by, at=at)
    return row


def _write(row: NetworkDevice, entry: DeviceEntry) -> NetworkDevice:
    others = NetworkDevice.objects.in_use().exclude(pk=row.pk)
    if others.filter(name=entry.name.strip()).exists():
        raise ZonesRefusedError(_("この名称の機器は既に登録されています。"))
    if entry.drop == PROBE_DROP:
        raise ZonesRefusedError(_("このファイルの名前は、通信の試験の結果に使います。"))
    if entry.drop and others.filter(drop=entry.drop).exists():
        raise ZonesRefusedError(_("このファイルの名前は、別の機器が使っています。"))
    if entry.vendor and entry.vendor not in {reader.vendor for reader in READERS}:
        raise ZonesRefusedError(_("この機種の設定は読めません。一覧から選んでください。"))
    row.name, row.host, row.vendor = entry.name.strip(), entry.host.strip(), entry.vendor
    row.connects, row.compiled, row.drop = dict(entry.connects), entry.compiled, entry.drop
    row.save()
    refuse_contradiction()
    return row
