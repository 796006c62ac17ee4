"""Which addresses belong to which zone (the longest prefix decides), and what flows cover."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sekisho.separation.packet import ICMP, ICMPV6, WITH_PORTS
from sekisho.separation.policy.model import Flow, Policy
from sekisho.separation.spans import (
    BITS,
    Spans,
    difference,
    intersection,
    normal,
    one,
    prefix,
    union,
)

FAMILIES = (4, 6)


def addresses(texts: Iterable[str], family: int) -> Spans:
    """Return the addresses of one family among prefixes as written."""
    return normal(pair for text in texts for pair in _of(text, family))


def _of(text: str, family: int) -> Spans:
    version, spans = prefix(text)
    return spans if version == family else ()


def whole(family: int) -> Spans:
    """Return a family's whole address space."""
    return ((0, (1 << BITS[family]) - 1),)


def regions(policy: Policy, family: int) -> dict[str, Spans]:
    """Return every zone's addresses: each belongs to the zone of its longest prefix."""
    found: dict[str, Spans] = dict.fromkeys(policy.zones, ())
    prefixes = sorted(
        ((spans[0][0] - spans[0][1], spans, name) for name, spans in _prefixes(policy, family)),
        key=lambda entry: entry[0],  # the widest first
    )
    for _, spans, owner in prefixes:
        for name, region in found.items():
            if name != owner and region:
                found[name] = difference(region, spans)
        found[owner] = union(found[owner], spans)
    return found


def _prefixes(policy: Policy, family: int) -> Iterator[tuple[str, Spans]]:
    for zone in policy.zones.values():
        for text in zone.prefixes:
            spans = _of(text, family)
            if spans:
                yield zone.id, spans


@dataclass(frozen=True, slots=True)
class Permit:
    """One box-shaped part of a flow in one family: the product of its fields' spans."""

    flow: Flow
    source_zone: str
    destination_zone: str
    protocols: Spans
    sources: Spans
    destinations: Spans
    source_ports: Spans
    destination_ports: Spans


def permits(policy: Policy, flows: Iterable[Flow], family: int) -> Iterator[Permit]:
    """Yield what flows permit in one family; a flow through a gateway becomes its two legs.

    A flow that names no source permits every packet that comes from its zone (known by the
    interface it comes in), whatever source address it bears.
    """
    regions_ = regions(policy, family)
    for flow in flows:
        for source, destination, sources, destinations in _legs(policy, flow, family, regions_):
            if sources and destinations:
                for protocols, first, second in _upper(flow, family):
                    yield Permit(
                        flow, source, destination, protocols, sources, destinations, first, second
                    )


_Leg = tuple[str, str, Spans, Spans]


def _legs(policy: Policy, flow: Flow, family: int, regions_: dict[str, Spans]) -> Iterator[_Leg]:
    a, b = flow.source_zone, flow.destination_zone
    sources = _within(flow.sources, regions_[a], family) if flow.sources else whole(family)
    destinations = _within(flow.destinations, regions_[b], family)
    if flow.through is None:
        yield a, b, sources, destinations
        return
    gateway = policy.gateways[flow.through]
    hosts = intersection(addresses(gateway.addresses, family), regions_[gateway.zone])
    if gateway.zone == b:
        yield a, b, sources, intersection(destinations, hosts)
    elif gateway.zone == a:
        yield a, b, intersection(sources, hosts), destinations
    else:
        yield a, gateway.zone, sources, hosts
        yield gateway.zone, b, hosts, destinations


def _within(texts: tuple[str, ...], region: Spans, family: int) -> Spans:
    return intersection(addresses(texts, family), region) if texts else region


_ALL = ((0, 65535),)


def _upper(flow: Flow, family: int) -> Iterator[tuple[Spans, Spans, Spans]]:
    """Yield protocols with their ports (or ICMP types), in this family."""
    if not flow.protocols:
        yield ((0, 255),), _ALL, _ALL
    for protocol in flow.protocols:
        if protocol in WITH_PORTS:
            yield one(protocol), flow.source_ports or _ALL, flow.ports or _ALL
        elif protocol in {ICMP, ICMPV6}:
            if (protocol == ICMP) == (family == 4):
                yield one(protocol), flow.icmp_types or _ALL, _ALL
        else:
            yield one(protocol), _ALL, _ALL
