"""A counter-example somebody knows: the same lines with a service that has a name, if it passes.

The proof takes any packet of the hole it found, often port 1. A person grasps ウェブ or 遠隔操作 at
once. The packet told is followed through the device again: only one that the same lines let through
and no flow in force permits takes the place of the first. Of what a change opens or closes the
hosts are chosen too, from the zones: a forgotten `pass *` is found with any addresses.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from ipaddress import ip_network
from itertools import product

from sekisho.separation import Change, Device, Flow, Packet, Policy, Violation, follow

TCP, UDP = 6, 17
EXAMPLES = {4: "198.51.100.0/24", 6: "2001:db8::/32"}
SERVICES = ((TCP, 443), (TCP, 80), (TCP, 3389), (TCP, 22), (TCP, 445), (TCP, 25), (UDP, 53))


def told(found: Violation, policy: Policy, devices: Sequence[Device], at: datetime) -> Violation:
    """Return the violation with a familiar packet; as it is where none is known to pass."""
    device = _only(found, {each.name: each for each in devices})
    if device is None or not found.packet.has_ports:
        return found
    flows = [
        each
        for each in policy.flows_in_force(at)
        if (each.source_zone, each.destination_zone) == (found.source_zone, found.destination_zone)
    ]
    origins = [step.origin for step in found.path]
    for packet in _candidates(found.packet):
        passage = follow(device, packet)
        same = [step.origin for step in passage.steps] == origins
        if passage.permitted and same and not any(_may(flow, packet) for flow in flows):
            return replace(found, packet=packet, path=passage.steps)
    return found


def change_told(found: Change, policy: Policy, old: Device, new: Device) -> Change:
    """Return the change with a familiar packet between zones; as it is where none is known.

    Beside lines not understood no other packet is sure, and the first stays.
    """
    if old.not_understood or new.not_understood or not found.packet.has_ports:
        return found
    for source, destination in _ends(found.packet, policy):
        for packet in _candidates(replace(found.packet, source=source, destination=destination)):
            passage = follow(new, packet)
            same = bool(passage.steps) and passage.steps[-1].origin == found.step.origin
            if same and passage.permitted == found.opens != follow(old, packet).permitted:
                return replace(found, packet=packet, step=passage.steps[-1])
    return found


def _ends(packet: Packet, policy: Policy) -> list[tuple[int, int]]:
    """Return pairs of hosts: those of the packet, then one of each zone and one of another.

    Where a zone has the interface the packet comes in by, it is the sender's.
    """
    found = {each.id: _host(each.prefixes, packet.family) for each in policy.zones.values()}
    hosts = {zone: host for zone, host in found.items() if host is not None}
    there = [zone for zone in hosts if packet.iif in policy.zones[zone].interfaces]
    zones = product(there or hosts, hosts)
    pairs = [(hosts[one], hosts[other]) for one, other in zones if one != other]
    mine = (packet.source, packet.destination)
    return [mine, *pairs] if packet.source != packet.destination else [*pairs, mine]


def _host(prefixes: Sequence[str], family: int) -> int | None:
    """Return an ordinary host of a zone: the tenth of its first network of the family.

    Of the zone that is all the rest, an address kept for examples (RFC 5737, RFC 3849).
    """
    networks = [ip_network(each, strict=False) for each in prefixes]
    own = [each for each in networks if each.version == family]
    if not own:
        return None
    first = own[0] if own[0].prefixlen else ip_network(EXAMPLES[family])
    return min(int(first[0]) + 10, int(first[-1]))


def _only(found: Violation, devices: Mapping[str, Device]) -> Device | None:
    """Return the device of a way over one device alone."""
    names = {step.device for step in found.path}
    return devices.get(names.pop()) if len(names) == 1 else None


def _candidates(packet: Packet) -> Iterator[Packet]:
    for protocol, port in SERVICES:
        yield replace(packet, protocol=protocol, destination_port=port)


def _may(flow: Flow, packet: Packet) -> bool:
    """Say whether a flow may permit the packet, whatever its addresses."""
    spoken = not flow.protocols or packet.protocol in flow.protocols
    numbered = not flow.ports or any(
        low <= packet.destination_port <= high for low, high in flow.ports
    )
    return spoken and numbered
