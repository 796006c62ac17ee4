"""A counter-example somebody knows: the same lines with a service that has a name, if it passes.

The proof takes any packet of the hole it found, often port 1. A person grasps ウェブ or 遠隔操作 at
once. The packet told is followed through the device again: only one that the same lines let through
and no flow in force permits takes the place of the first.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sekisho.separation import Device, Flow, Packet, Policy, Violation, follow

TCP, UDP = 6, 17
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
