"""Configurations: taken, seen again, confirmed, and proven against the policy in force."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from sekisho.web.evidence import actions as evidence
from sekisho.web.organization.models import Person
from sekisho.web.zones import consequences, queries
from sekisho.web.zones.actions.sealing import seal
from sekisho.web.zones.apart.order import File
from sekisho.web.zones.building import Built
from sekisho.web.zones.errors import ZonesRefusedError
from sekisho.web.zones.keeping import as_bytes, closed, opened
from sekisho.web.zones.models import Configuration, NetworkDevice, Proof
from sekisho.web.zones.proving import Found, proven_apart
from sekisho.web.zones.sealed import facts_of, subject_of

UPLOAD, DROP = Configuration.Source.UPLOAD, Configuration.Source.DROP


@dataclass(frozen=True, slots=True)
class Came:
    """A file as it came: its name and bytes."""

    name: str
    data: bytes

    @property
    def sha256(self) -> str:
        """The fingerprint of the bytes."""
        return sha256(self.data).hexdigest()


def take_configuration(
    *,
    device: NetworkDevice,
    came: Came,
    by: Person | None,
    at: datetime,
    source: Configuration.Source = UPLOAD,
) -> Proof:
    """Take a device's configuration and prove it; return the proof.

    The same bytes as the newest are only seen again. Nothing is kept of a file that cannot be read.
    Raises NoPolicyError, ConfigurationRefusedError, ZonesRefusedError for a retired device. The
    proof runs outside the transaction: it may take a minute, in which things may change.
    """
    built = queries.policy_for(device, queries.policy_at(at))
    newest = device.configurations.first()
    same = newest is not None and newest.sha256 == came.sha256
    earlier = _before(newest) if same else newest
    found = _found(device, _file(device, came.name, came.data), built, earlier, at)
    with transaction.atomic():
        _refuse_retired(device)
        if not same:  # somebody may have taken the same while it was proven
            newest = device.configurations.first()
            same = newest is not None and newest.sha256 == came.sha256
        if same and newest is not None:
            row = _seen(newest, source, by, at)
        else:
            row = _kept(device, came, found, source, by, at)
        proof = _proof(row, found, built, by, at)
    consequences.proved(at)
    return proof


def _refuse_retired(device: NetworkDevice) -> None:
    """Refuse a device taken out of use; others who take for it wait until this is done."""
    if NetworkDevice.objects.select_for_update().get(pk=device.pk).retired_at is not None:
        raise ZonesRefusedError(_("この機器は廃止されています。"))


def prove_again(*, device: NetworkDevice, by: Person | None, at: datetime) -> Proof:
    """Prove the newest configuration against the policy in force now; return the proof.

    Raises NoPolicyError, ConfigurationRefusedError, ZonesRefusedError without a configuration.
    """
    newest = device.configurations.first()
    if newest is None:
        raise ZonesRefusedError(_("この機器の設定はまだ取り込まれていません。"))
    built = queries.policy_for(device, queries.policy_at(at))
    found = _found(device, file_of(newest), built, _before(newest), at)
    with transaction.atomic():
        proof = _proof(newest, found, built, by, at)
    consequences.proved(at)
    return proof


@transaction.atomic
def confirm_configuration(
    *, configuration: Configuration, by: Person, at: datetime
) -> Configuration:
    """Say that a configuration which arrived by itself is meant so. Raises ZonesRefusedError."""
    row = Configuration.objects.select_for_update().defer("kept").get(pk=configuration.pk)
    if row.confirmed_at is not None:
        raise ZonesRefusedError(_("この設定は既に確認されています。"))
    row.confirmed_by, row.confirmed_at = by, at
    row.save(update_fields=["confirmed_by", "confirmed_at"])
    seal("configuration.confirmed", row, by=by, at=at)
    transaction.on_commit(lambda: consequences.proved(at))
    return row


@transaction.atomic
def hand_out(*, configuration: Configuration, by: Person, at: datetime) -> File:
    """Hand a configuration out as it came, and seal that it was. Raises ZonesRefusedError.

    Whoever holds its text knows where to attack: who took it, and when, is never in doubt.
    """
    file = file_of(configuration)
    evidence.seal(
        kind="configuration.handed-out",
        subject=subject_of(configuration),
        at=at,
        by=str(by.opaque_id),
        body={name: facts_of(configuration)[name] for name in ("device", "file_sha256", "bytes")},
    )
    return file


def file_of(row: Configuration) -> File:
    """Return a configuration as it came. Raises ZonesRefusedError when it was altered since."""
    data = opened(row.kept)
    if sha256(data).hexdigest() != row.sha256:
        raise ZonesRefusedError(_("保管している設定が、取り込んだときと違います。"))
    return _file(row.device, row.name, data)


def _file(device: NetworkDevice, name: str, data: bytes) -> File:
    """Return a file as the child is handed it: a declared device goes by its declaration."""
    host = queries.host_of(device) if device.connects else ""
    return File(name, device.vendor, data, device.name, host)


def _before(row: Configuration | None) -> Configuration | None:
    """Return the configuration the device had before."""
    if row is None:
        return None
    rows = Configuration.objects.filter(device=row.device_id, pk__lt=row.pk)
    return rows.select_related("device").first()


def _found(
    device: NetworkDevice,
    file: File,
    built: Built,
    before: Configuration | None,
    at: datetime,
) -> Found:
    beside = [file_of(each) for each in _beside(device)]
    old = file_of(before) if before else None
    return proven_apart([file, *beside], built, before=old, at=at)


def _beside(device: NetworkDevice) -> Iterable[Configuration]:
    """Return the newest configurations of the devices a declared one is composed with."""
    if not device.connects:
        return ()
    others = [
        each for each in NetworkDevice.objects.in_use().exclude(pk=device.pk) if each.connects
    ]
    newest = queries.newest_configurations(others)
    rows = Configuration.objects.filter(pk__in=[each.pk for each in newest.values()])
    return rows.select_related("device")


def _kept(  # noqa: PLR0913, PLR0917  # the columns of a configuration
    device: NetworkDevice,
    came: Came,
    found: Found,
    source: Configuration.Source,
    by: Person | None,
    at: datetime,
) -> Configuration:
    row = Configuration(
        device=device,
        name=came.name[-200:],
        sha256=came.sha256,
        size=len(came.data),
        lines=found.told["lines"],
        vendor=found.told["vendor"] or device.vendor,
        kept=closed(came.data),
        source=source,
        taken_by=by,
        taken_at=at,
        seen_at=at,
        confirmed_by=by,
        confirmed_at=at if by else None,
    )
    row.save()
    seal("configuration.taken", row, by=by, at=at)
    return row


def _seen(
    row: Configuration, source: Configuration.Source, by: Person | None, at: datetime
) -> Configuration:
    """Note that the device still has it; a person who hands it in says that it is meant so."""
    row.seen_at = at
    if source == UPLOAD and row.confirmed_at is None:
        row.confirmed_by, row.confirmed_at = by, at
    row.save(update_fields=["seen_at", "confirmed_by", "confirmed_at"])
    seal("configuration.seen", row, by=by, at=at)
    return row


def _proof(
    row: Configuration, found: Found, built: Built, by: Person | None, at: datetime
) -> Proof:
    detail = as_bytes(
        {
            **found.told,
            "labels": queries.labels_of(built.policy),
            "flows": [each.reference for each in built.permitted],
        }
    )
    proof = Proof(
        configuration=row,
        at=at,
        verdict=found.verdict,
        reason=found.reason,
        policy=built.text,
        policy_sha256=built.sha256,
        beside=sorted(each.pk for each in _beside(row.device)),
        figures=found.figures,
        pairs=found.pairs,
        detail=closed(detail),
        detail_sha256=sha256(detail).hexdigest(),
        by=by,
    )
    proof.save()
    seal("separation-proof.made", proof, by=by, at=at)
    return proof
