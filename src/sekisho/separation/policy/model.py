"""The zone policy: zones, gateways, permitted flows, and how devices connect the zones.

Everything not listed as a flow between two zones is forbidden, in both families. A flow is in
force until the end of its last day in Asia/Tokyo; after it nobody has to clean up.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone

from sekisho.separation.spans import Spans

TOKYO = timezone(timedelta(hours=9), "Asia/Tokyo")
ByFamily = Mapping[int, Spans]  # family (4, 6) → addresses


def tokyo_day(at: date | datetime) -> date:
    """Return the day it is in Asia/Tokyo; a plain date is that day already.

    A time without a zone is refused (`ValueError`): which day it is would be a guess.
    """
    if not isinstance(at, datetime):
        return at
    if at.tzinfo is None:
        raise ValueError("a time needs its zone")
    return at.astimezone(TOKYO).date()


@dataclass(frozen=True, slots=True)
class Zone:
    """A part of the network kept apart. `prefixes` as written; `interfaces` of any device."""

    id: str
    label: str
    prefixes: tuple[str, ...] = ()
    interfaces: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gateway:
    """A host flows may be made to pass through: sanitising, screen transfer."""

    id: str
    zone: str
    addresses: tuple[str, ...]
    label: str = ""


@dataclass(frozen=True, slots=True)
class Flow:
    """Traffic permitted from one zone to another.

    Empty `sources`/`destinations` are the whole zone; empty `ports` every port. `protocols` are
    numbers, empty is every protocol. ICMP types stand in `icmp_types`.
    """

    source_zone: str
    destination_zone: str
    sources: tuple[str, ...] = ()
    destinations: tuple[str, ...] = ()
    protocols: tuple[int, ...] = ()
    ports: Spans = ()
    source_ports: Spans = ()
    icmp_types: Spans = ()
    through: str | None = None
    until: date | None = None
    decision: str = ""  # who decided it: the number of the decision
    purpose: str = ""
    line: int = 0  # in zones.yaml; 0 when it comes from elsewhere

    def in_force(self, at: date | datetime) -> bool:
        """Say whether the flow is permitted at a time; its last day is included."""
        return self.until is None or tokyo_day(at) <= self.until


@dataclass(frozen=True, slots=True)
class DeviceDeclaration:
    """A device as the policy knows it: which interface leads to which zone or named link.

    `host` is the name its configuration carries (else `id` is compared). A name in `connects`
    that is no zone is a link between devices.
    """

    id: str
    host: str
    connects: Mapping[str, str]
    line: int = 0


@dataclass(frozen=True, slots=True)
class Policy:
    """A whole zone policy, checked."""

    zones: Mapping[str, Zone]
    gateways: Mapping[str, Gateway] = field(default_factory=dict)
    flows: tuple[Flow, ...] = ()
    devices: Mapping[str, DeviceDeclaration] = field(default_factory=dict)
    model: str = ""  # α, α', β, β', or the body's own word

    def flows_in_force(self, at: date | datetime) -> tuple[Flow, ...]:
        """Return the flows permitted at a time."""
        return tuple(flow for flow in self.flows if flow.in_force(at))

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Yield every ordered pair of different zones."""
        return ((a, b) for a in self.zones for b in self.zones if a != b)
