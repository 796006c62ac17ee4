"""What the zone check is given and what it says: zones, permits, kinds of flows."""

from bisect import bisect_right
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

Spans = tuple[tuple[int, int], ...]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]
Position = tuple[str, int]  # of an event: its delivery, and which record in it
ALL_PORTS: Spans = ((0, 65_535),)
ALL_PROTOCOLS: Spans = ((0, 255),)
PORTED = frozenset({6, 17, 33, 132, 136})
ICMP = frozenset({1, 58})
UNKNOWN = -1  # a port, type or protocol the record does not say
_BEYOND = 1 << 130


class FlowKind(IntEnum):
    """What a flow is by the permits of its time."""

    INSIDE = 0
    PERMITTED = 1
    REPLY = 2
    STOPPED = 3
    EXPIRED = 4
    NOWHERE = 5
    UNPERMITTED = 6


WRONG_FROM = FlowKind.EXPIRED  # the kinds from here on are wrong
WRONG = frozenset(kind for kind in FlowKind if kind >= WRONG_FROM)


@dataclass(frozen=True, slots=True)
class ZoneSpan:
    """Addresses of a zone; spans of different zones do not overlap (the longest prefix won)."""

    first: int
    last: int
    zone: str


@dataclass(frozen=True, slots=True)
class Permit:
    """One box of what is permitted, before `ends_us`. ICMP types stand in `source_ports`."""

    reference: str
    source_zone: str
    destination_zone: str
    sources: Spans
    destinations: Spans
    protocols: Spans = ALL_PROTOCOLS
    source_ports: Spans = ALL_PORTS
    destination_ports: Spans = ALL_PORTS
    begins_us: int | None = None
    ends_us: int | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """Wrong flows that differ in their time and their source port only."""

    kind: FlowKind
    reference: str  # of the permit that no longer or not yet counts; empty: none
    source_zone: str
    destination_zone: str
    source: str
    destination: str
    protocol: int
    port: int
    count: int
    first_us: int
    last_us: int
    rows: tuple[Position, ...]  # delivery and position of the first ones


@dataclass(frozen=True, slots=True)
class Tally:
    """What the flows seen are, and the wrong conversations, those seen most often first."""

    counts: dict[FlowKind, int] = field(default_factory=lambda: dict.fromkeys(FlowKind, 0))
    wrong: tuple[Conversation, ...] = ()
    wrong_conversations: int = 0


def contains(spans: Spans, value: int) -> bool:
    """Say whether a number lies in spans (sorted, disjoint)."""
    place = bisect_right(spans, (value, _BEYOND)) - 1
    return place >= 0 and spans[place][0] <= value <= spans[place][1]


def covers(permit: Permit, ends: tuple[int, int], protocol: int, first: int, second: int) -> bool:
    """Say whether a permit covers a flow; what is unknown is covered by every one only."""
    return (
        contains(permit.sources, ends[0])
        and contains(permit.destinations, ends[1])
        and (permit.protocols == ALL_PROTOCOLS or contains(permit.protocols, protocol))
        and _spoken(permit, protocol, first, second)
    )


def _spoken(permit: Permit, protocol: int, first: int, second: int) -> bool:
    if protocol not in PORTED and protocol not in ICMP and protocol != UNKNOWN:
        return True  # without ports there is nothing they could limit
    said = permit.source_ports == ALL_PORTS or contains(permit.source_ports, first)
    if protocol in ICMP:
        return said
    return said and (
        permit.destination_ports == ALL_PORTS or contains(permit.destination_ports, second)
    )
