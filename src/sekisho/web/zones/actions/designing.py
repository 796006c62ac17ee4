"""The declared network: the model it follows, where the zones lie, the gateways between them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.catalogue import load_separation_rules
from sekisho.separation import PolicyError
from sekisho.web.assets.models import Zone
from sekisho.web.organization.models import Person
from sekisho.web.zones import queries
from sekisho.web.zones.actions.sealing import seal
from sekisho.web.zones.building import ValueRefusedError, checked, prefixes
from sekisho.web.zones.errors import ZonesRefusedError
from sekisho.web.zones.models import ChosenModel, Gateway, PermittedFlow, ZoneNetwork
from sekisho.web.zones.models.design import KEY
from sekisho.web.zones.sentences import plain


@dataclass(frozen=True, slots=True)
class GatewayEntry:
    """What a gateway's row says."""

    label: str
    kind: str
    zone: Zone
    addresses: tuple[str, ...]


@transaction.atomic
def choose_model(*, model: str, by: Person, at: datetime) -> ChosenModel:
    """Say which model of network separation the body follows. Raises ZonesRefusedError."""
    if model not in load_separation_rules().models:
        raise ZonesRefusedError(_("このモデルはありません。一覧から選んでください。"))
    row = ChosenModel(pk=KEY, model=model)
    row.save()
    seal("separation-model.chosen", row, by=by, at=at)
    return row


@transaction.atomic
def place_zone(
    *, zone: Zone, networks: Iterable[str], interfaces: Iterable[str], by: Person, at: datetime
) -> ZoneNetwork:
    """Say where a zone lies: prefixes of both families, and names of interfaces.

    Raises ZonesRefusedError for what is no prefix, or lies in another zone already.
    """
    row = ZoneNetwork.objects.filter(zone=zone).first() or ZoneNetwork(zone=zone)
    row.prefixes = list(addresses(networks))
    row.interfaces = list(dict.fromkeys(interfaces))
    row.save()
    refuse_contradiction()
    seal("zone-network.changed", row, by=by, at=at)
    return row


@transaction.atomic
def record_gateway(*, entry: GatewayEntry, by: Person, at: datetime) -> Gateway:
    """Enter a gateway. Raises ZonesRefusedError."""
    row = Gateway()
    _write(row, entry)
    seal("gateway.recorded", row, by=by, at=at)
    return row


@transaction.atomic
def change_gateway(*, gateway: Gateway, entry: GatewayEntry, by: Person, at: datetime) -> Gateway:
    """Correct a gateway. Raises ZonesRefusedError.

    Its addresses are part of what was decided of the flows that pass it: while there are any, they
    and its zone and kind stay.
    """
    row = Gateway.objects.select_for_update().get(pk=gateway.pk)
    before = (row.kind, row.zone_id, tuple(row.addresses))
    after = (entry.kind, entry.zone.pk, addresses(entry.addresses))
    if before != after and _used(row, at):
        raise ZonesRefusedError(
            _(
                "このゲートウェイを通る通信が決裁されているため、アドレス、種類、領域は変えられません。"
                "新しいゲートウェイを登録し、通信を申請し直してください。"
            )
        )
    _write(row, entry)
    seal("gateway.changed", row, by=by, at=at)
    return row


@transaction.atomic
def close_gateway(*, gateway: Gateway, by: Person, at: datetime) -> Gateway:
    """Take a gateway out of use. Raises ZonesRefusedError while decided flows pass it."""
    row = Gateway.objects.select_for_update().get(pk=gateway.pk)
    if _used(row, at):
        raise ZonesRefusedError(
            _("このゲートウェイを通る通信があります。先に通信を終わらせてください。")
        )
    row.closed_at = at
    row.save(update_fields=["closed_at"])
    seal("gateway.closed", row, by=by, at=at)
    return row


def addresses(words: Iterable[str]) -> tuple[str, ...]:
    """Return prefixes as they are kept. Raises ZonesRefusedError."""
    try:
        return prefixes(words)
    except ValueRefusedError as error:
        raise ZonesRefusedError(
            _("「%(word)s」はアドレスの範囲ではありません（例: 10.10.0.0/16、fd00:10::/32）。")
            % {"word": error.word}
        ) from error


def refuse_contradiction() -> None:
    """Refuse a network that contradicts itself. Raises ZonesRefusedError."""
    try:
        checked(queries.design())
    except PolicyError as error:
        raise ZonesRefusedError(" ".join(plain(error))) from error


def _used(row: Gateway, at: datetime) -> bool:
    waiting, open_ = PermittedFlow.objects.waiting(), PermittedFlow.objects.filter(ended_at=None)
    running = open_.exclude(until__lt=timezone.localdate(at))
    return (waiting.filter(through=row) | running.filter(through=row)).exists()


def _write(row: Gateway, entry: GatewayEntry) -> None:
    hosts = addresses(entry.addresses)
    if not hosts:
        raise ZonesRefusedError(_("ゲートウェイのアドレスを入力してください。"))
    others = Gateway.objects.in_use().exclude(pk=row.pk)
    if others.filter(label=entry.label.strip()).exists():
        raise ZonesRefusedError(_("この名称のゲートウェイは既に登録されています。"))
    row.label, row.kind, row.zone = entry.label.strip(), entry.kind, entry.zone
    row.addresses = list(hosts)
    row.save()
    refuse_contradiction()
