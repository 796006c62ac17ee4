"""The zones drawn, with what may cross, the devices and their newest proofs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from sekisho.catalogue import load_separation_rules
from sekisho.separation import PROTOCOLS, Flow
from sekisho.web.assets.models import Zone
from sekisho.web.organization.access import MemberRequest
from sekisho.web.ui.access import requires
from sekisho.web.zones import access
from sekisho.web.zones.building import Built, Permitted
from sekisho.web.zones.drawing import DeviceFigure, FlowFigure, Picture, ZoneFigure, draw
from sekisho.web.zones.errors import NoPolicyError
from sekisho.web.zones.models import ChosenModel, Gateway, PermittedFlow, ZoneNetwork
from sekisho.web.zones.queries import Standing, newest_probe, policy_at, purposes_of, standings
from sekisho.web.zones.words import PROBES, verdict_sign

_NAMES = {number: name.upper() for name, number in PROTOCOLS.items()}


@dataclass(frozen=True, slots=True)
class FlowLine:
    """A flow in force as the list shows it."""

    pk: int
    special: bool
    source: str
    destination: str
    sources: tuple[str, ...]
    destinations: tuple[str, ...]
    what: str
    through: str
    until: date | None
    days: int | None
    decision: str
    purpose: str


@require_safe
@requires(*access.LOOK)
def board(request: MemberRequest) -> HttpResponse:
    """Show the zones and everything between them."""
    at = timezone.now()
    built, trouble = _built(at)
    found = standings(at)
    zones = list(Zone.objects.all())
    networks = {row.zone_id: row for row in ZoneNetwork.objects.all()}
    gateways = list(Gateway.objects.in_use().select_related("zone"))
    labels = {zone.key: zone.label for zone in zones}
    names = {row.name: row.label for row in gateways}
    chosen = ChosenModel.objects.first()
    probe = newest_probe()
    context = {
        "picture": _picture(zones, networks, gateways, built, found, timezone.localdate(at)),
        "labels": labels,
        "trouble": trouble,
        "model": load_separation_rules().models.get(chosen.model) if chosen else None,
        "standings": [(each, verdict_sign(each.verdict)) for each in found],
        "lines": _lines(built.permitted if built else (), labels, names, timezone.localdate(at)),
        "unusable": built.unusable if built else (),
        "waiting": PermittedFlow.objects.waiting().with_names(),
        "zones": [(zone, networks.get(zone.pk)) for zone in zones],
        "gateways": gateways,
        "probe": probe,
        "probe_sign": PROBES[probe.verdict] if probe else None,
        "may_manage": access.MANAGE in request.rights,
    }
    return render(request, "zones/map.html", context)


def _built(at: datetime) -> tuple[Built | None, str]:
    """Return the policy in force, or why there is none."""
    try:
        return policy_at(at), ""
    except NoPolicyError as error:
        return None, str(error)


def _picture(  # noqa: PLR0913, PLR0917  # what is drawn
    zones: Iterable[Zone],
    networks: Mapping[int, ZoneNetwork],
    gateways: Iterable[Gateway],
    built: Built | None,
    found: Iterable[Standing],
    today: date,
) -> Picture:
    held: dict[int, list[str]] = {}
    for row in gateways:
        held.setdefault(row.zone_id, []).append(row.label)
    figures = [
        ZoneFigure(
            zone.key,
            zone.label,
            len(networks[zone.pk].prefixes) if zone.pk in networks else 0,
            tuple(held.get(zone.pk, ())),
        )
        for zone in zones
    ]
    flows = [
        FlowFigure(*each.pair, each.special, each.flow.until)
        for each in (built.permitted if built else ())
    ]
    devices = [_device(each) for each in found]
    crossings = {
        (source, to)
        for each in found
        if each.proof and each.verdict == "violated"
        for source, to in each.proof.pairs
    }
    return draw(figures, flows, devices, crossings, today)


def _device(standing: Standing) -> DeviceFigure:
    sign = verdict_sign(standing.verdict)
    return DeviceFigure(
        standing.device.name,
        sign.tone,
        sign.sign,
        str(sign.word),
        standing.proof.at if standing.proof else None,
    )


def _lines(
    permitted: Sequence[Permitted], labels: Mapping[str, str], names: Mapping[str, str], today: date
) -> list[FlowLine]:
    purposes = purposes_of(permitted)
    return [
        _line(each, labels, names, purposes.get(each.reference, ""), today) for each in permitted
    ]


def _line(
    each: Permitted, labels: Mapping[str, str], names: Mapping[str, str], purpose: str, today: date
) -> FlowLine:
    flow = each.flow
    days = (flow.until - today).days if flow.until else None
    return FlowLine(
        pk=each.number,
        special=each.special,
        source=labels.get(flow.source_zone, flow.source_zone),
        destination=labels.get(flow.destination_zone, flow.destination_zone),
        sources=flow.sources,
        destinations=flow.destinations,
        what=what_of(flow),
        through=names.get(flow.through or "", ""),
        until=flow.until,
        days=days,
        decision=flow.decision,
        purpose=purpose,
    )


def what_of(flow: Flow) -> str:
    """Return what a flow is by protocol and port: TCP 25, 587."""
    protocols = "/".join(_NAMES.get(each, str(each)) for each in flow.protocols)
    ports = ", ".join(str(low) if low == high else f"{low}-{high}" for low, high in flow.ports)
    return f"{protocols} {ports}".strip()
