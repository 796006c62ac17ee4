"""Policy → zones.yaml: what is written is read back as the same policy."""

from collections.abc import Mapping

import yaml

from sekisho.separation.packet import PROTOCOL_NAMES
from sekisho.separation.policy.model import DeviceDeclaration, Flow, Gateway, Policy, Zone
from sekisho.separation.spans import Spans

Plain = Mapping[str, object]


def write_policy(policy: Policy) -> str:
    """Return a policy as the text of a zones.yaml."""
    parts: dict[str, object] = {"model": policy.model} if policy.model else {}
    parts["zones"] = {zone.id: _zone(zone) for zone in policy.zones.values()}
    if policy.gateways:
        parts["gateways"] = {each.id: _gateway(each) for each in policy.gateways.values()}
    if policy.flows:
        parts["flows"] = [_flow(flow) for flow in policy.flows]
    if policy.devices:
        parts["devices"] = {each.id: _device(each) for each in policy.devices.values()}
    return yaml.safe_dump(parts, allow_unicode=True, sort_keys=False, width=120)


def _given(**parts: object) -> Plain:
    return {name: value for name, value in parts.items() if value not in ("", None, [], {})}


def _zone(zone: Zone) -> Plain:
    return _given(label=zone.label, prefixes=list(zone.prefixes), interfaces=list(zone.interfaces))


def _gateway(gateway: Gateway) -> Plain:
    return _given(zone=gateway.zone, addresses=list(gateway.addresses), label=gateway.label)


def _device(device: DeviceDeclaration) -> Plain:
    host = device.host if device.host != device.id else ""
    return {**_given(host=host), "interfaces": dict(device.connects)}


def _flow(flow: Flow) -> Plain:
    parts = {"from": flow.source_zone, "to": flow.destination_zone}
    return parts | dict(
        _given(
            source=list(flow.sources),
            destination=list(flow.destinations),
            protocol=[PROTOCOL_NAMES.get(each, str(each)) for each in flow.protocols],
            ports=_numbers(flow.ports),
            source_ports=_numbers(flow.source_ports),
            icmp_types=_numbers(flow.icmp_types),
            through=flow.through,
            until=flow.until,
            decision=flow.decision,
            purpose=flow.purpose,
        )
    )


def _numbers(spans: Spans) -> list[object]:
    return [first if first == last else f"{first}-{last}" for first, last in spans]
