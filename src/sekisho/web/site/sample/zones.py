"""The network of the sample: zones, flows decided, devices with configurations proven."""

import json
from datetime import datetime, timedelta
from typing import Any

import yaml
from django.utils import timezone

from sekisho.catalogue import sample
from sekisho.separation import Attempt, Endpoint, plan
from sekisho.web.approvals import deciding
from sekisho.web.approvals.models import Application
from sekisho.web.assets.models import Zone
from sekisho.web.organization.models import Person
from sekisho.web.zones import actions, queries
from sekisho.web.zones.models import Gateway, NetworkDevice

_SETTLED = timedelta(days=60)  # since when the design stands
_ATTEMPTS = 400


def make_zones(*, by: Person, decider: Person, at: datetime) -> int:
    """Declare the network, decide its flows and prove each configuration; return the devices.

    `by` keeps the network; `decider` decides what `by` asks for. One configuration holds a line
    left over from a test: it is found, mended and proven.
    """
    raw: dict[str, Any] = yaml.safe_load(sample("zones.yaml"))
    then = at - _SETTLED
    zones = {zone.key: zone for zone in Zone.objects.all()}
    actions.choose_model(model=raw["model"], by=by, at=then)
    for each in raw["zones"]:
        actions.place_zone(
            zone=zones[each["zone"]],
            networks=each["prefixes"],
            interfaces=each["interfaces"],
            by=by,
            at=then,
        )
    gateways = {each["label"]: _gateway(each, zones, by, then) for each in raw["gateways"]}
    for each in raw["flows"]:
        _flow(each, zones, gateways, by, decider, then)
    for each in raw["devices"]:
        _device(each, raw["forgotten"], by, at)
    actions.prove_due(at=at)
    _probe(raw["probe"], by, at)
    _flow_log(raw["flow_log"]["rows"], by, at)
    return len(raw["devices"])


def _gateway(each: dict[str, Any], zones: dict[str, Zone], by: Person, at: datetime) -> Gateway:
    entry = actions.GatewayEntry(
        label=each["label"],
        kind=each["kind"],
        zone=zones[each["zone"]],
        addresses=tuple(each["addresses"]),
    )
    return actions.record_gateway(entry=entry, by=by, at=at)


def _flow(  # noqa: PLR0913, PLR0917  # who asks and who decides
    each: dict[str, Any],
    zones: dict[str, Zone],
    gateways: dict[str, Gateway],
    by: Person,
    decider: Person,
    at: datetime,
) -> None:
    entry = actions.FlowEntry(
        source=zones[each["from"]],
        destination=zones[each["to"]],
        protocol="tcp",
        ports=tuple(each["ports"]),
        purpose=each["purpose"],
        starts=timezone.localdate(at),
        destinations=tuple(each.get("destination", ())),
        through=gateways[each["through"]],
    )
    row = actions.ask_flow(entry=entry, by=by, at=at)
    application = Application.objects.get(subject=f"zone-flow:{row.pk}")
    deciding.approve(application=application, by=decider, comment="", at=at)


def _device(each: dict[str, Any], forgotten: dict[str, Any], by: Person, at: datetime) -> None:
    entry = actions.DeviceEntry(name=each["name"], vendor=each["vendor"], drop=each["drop"])
    row = actions.record_device(entry=entry, by=by, at=at - _SETTLED)
    for one in each["configurations"]:
        text = sample(one["file"]).decode()
        if one.get("forgotten"):
            text = _with_leftover(text, forgotten)
        _take(row, one["file"], text, by, at - timedelta(days=one["days_ago"]))


def _with_leftover(text: str, forgotten: dict[str, Any]) -> str:
    line, before = forgotten["line"], forgotten["before"]
    added = text.replace(before, f"{line}\n{before}")
    return added.replace(forgotten["list"]["from"], forgotten["list"]["to"])


def _take(device: NetworkDevice, name: str, text: str, by: Person, at: datetime) -> None:
    came = actions.Came(name, text.encode())
    actions.take_configuration(device=device, came=came, by=by, at=at)


def _probe(raw: dict[str, Any], by: Person, at: datetime) -> None:
    """Take in the file of a probe by which only what is permitted arrived."""
    tried_at = at - timedelta(days=raw["days_ago"])
    built = queries.policy_at(tried_at)
    ends = [Endpoint(zone, address) for zone, address in raw["ends"].items()]
    attempts = plan(built.policy, ends, at=tried_at, most=_ATTEMPTS)
    told = {
        "format": "sekisho-probe",
        "version": 1,
        "tried_at": tried_at.isoformat(),
        "policy_sha256": built.sha256,
        "controls": [
            {"zone": each.zone, "address": each.address, "arrived": True} for each in ends
        ],
        "attempts": [_tried(each) for each in attempts],
    }
    came = actions.Came("separation-probe.json", json.dumps(told).encode())
    actions.take_probe(came=came, by=by, at=tried_at)


def _tried(each: Attempt) -> dict[str, Any]:
    return {
        "from": each.source_zone,
        "to": each.destination_zone,
        "source": each.source,
        "destination": each.destination,
        "protocol": each.protocol,
        "port": each.port,
        "arrived": each.expected,
    }


def _flow_log(rows: list[list[Any]], by: Person, at: datetime) -> None:
    """Take in a log of flows, all of them permitted."""
    head = ("time", "source", "destination", "protocol", "source port", "port")
    lines = [
        ((at - timedelta(minutes=minutes)).isoformat(), *map(str, cells))
        for *cells, minutes in rows
    ]
    text = "\n".join(",".join(line) for line in (head, *lines))
    came = actions.Came("flows.csv", text.encode())
    actions.take_flow_log(came=came, by=by, at=at)
