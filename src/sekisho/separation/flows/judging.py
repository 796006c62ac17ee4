"""Records of flows held against the permitted flows, each by the time it was seen.

A record is *inside* when both ends lie in one zone; else it is *permitted* by a flow that counted
then; a *reply* when it is the way back of a permitted conversation seen about that time; *expired*
when only flows that no longer counted cover it, *early* when only flows that did not count yet do;
else *unpermitted*. Where an address lies in no zone it is *nowhere*: nothing permits it either.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address
from typing import NamedTuple

from sekisho.separation.flows.records import FlowNotRead, FlowRecord
from sekisho.separation.packet import ICMP, ICMPV6, WITH_PORTS
from sekisho.separation.policy.model import Flow, Policy
from sekisho.separation.policy.regions import FAMILIES, Permit, permits, regions
from sekisho.separation.spans import Spans, contains

_BEFORE = timedelta(minutes=1)  # clocks of exporters differ by a little
_AFTER = timedelta(days=1)  # a conversation may answer so long after it began
MOST = 500  # conversations told one by one


class FlowKind(StrEnum):
    """What a record is by the permits of its time."""

    UNPERMITTED = "unpermitted"
    EXPIRED = "expired"
    EARLY = "early"
    NOWHERE = "nowhere"
    PERMITTED = "permitted"
    REPLY = "reply"
    INSIDE = "inside"


WRONG = frozenset({FlowKind.UNPERMITTED, FlowKind.EXPIRED, FlowKind.EARLY, FlowKind.NOWHERE})


@dataclass(frozen=True, slots=True)
class TimedFlow:
    """A flow with the time it counted: from `begins`, before `ends` (None: no end)."""

    reference: str
    flow: Flow
    begins: datetime
    ends: datetime | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """Records that differ in their time (and their source port) only, counted."""

    kind: FlowKind
    reference: str  # of the flow that permits it, or did; empty: none
    source_zone: str  # empty: the address lies in no zone
    destination_zone: str
    source: str
    destination: str
    protocol: int
    port: int
    count: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class FlowCheck:
    """What records show: how many of each kind, and the conversations that must not be.

    `wrong` are the first `MOST`, those seen most often first; `used` are the references of the
    flows that permitted something. `first` and `last` are the times of the oldest and the newest
    record; None without any.
    """

    counts: dict[FlowKind, int]
    wrong: tuple[Conversation, ...]
    wrong_conversations: int
    used: frozenset[str]
    not_read: tuple[FlowNotRead, ...]
    first: datetime | None
    last: datetime | None


def judge_flows(
    policy: Policy, flows: Sequence[TimedFlow], records: Iterable[FlowRecord | FlowNotRead]
) -> FlowCheck:
    """Hold records against flows; the zones and gateways are those of the policy."""
    judge = _Judge(policy, flows)
    read, not_read = [], []
    for each in records:
        if isinstance(each, FlowNotRead):
            not_read.append(each)
        else:
            read.append((each, *judge.judged(each)))
    replies = _Replies(record for record, kind, *_more in read if kind is FlowKind.PERMITTED)
    counts: Counter[FlowKind] = Counter()
    tally = _Tally()
    for record, kind, reference, ends in read:
        if kind in WRONG and replies.answered(record):
            kind = FlowKind.REPLY  # noqa: PLW2901  # what it is after all
        counts[kind] += 1
        if kind in WRONG:
            tally.add(record, kind, reference, ends)
    times = [record.at for record, *_more in read]
    return FlowCheck(
        {kind: counts[kind] for kind in FlowKind},
        tally.told(),
        len(tally.found),
        frozenset(judge.used),
        tuple(not_read),
        min(times, default=None),
        max(times, default=None),
    )


_Ends = tuple[str, str]
_Key = tuple[int, int, int, int, int, int]


class _Judge:
    """Judges one record after the other; what differs in time only is looked up once."""

    def __init__(self, policy: Policy, flows: Sequence[TimedFlow]) -> None:
        self._regions = {family: regions(policy, family) for family in FAMILIES}
        self._permits = {
            family: [
                (number, permit)
                for number, each in enumerate(flows)
                for permit in permits(policy, [each.flow], family)
            ]
            for family in FAMILIES
        }
        self._flows = flows
        self._zones: dict[tuple[int, int], str] = {}
        self._known: dict[_Key, tuple[_Ends, tuple[int, ...]]] = {}
        self.used: set[str] = set()

    def judged(self, record: FlowRecord) -> tuple[FlowKind, str, _Ends]:
        """Return what a record is, by which flow, and its zones."""
        key = record[1:]
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._looked_up(record)
        ends, covering = found
        if "" in ends:
            return FlowKind.NOWHERE, "", ends
        if ends[0] == ends[1]:
            return FlowKind.INSIDE, "", ends
        kind, reference = self._by_time(record.at, covering)
        if kind is FlowKind.PERMITTED:
            self.used.add(reference)
        return kind, reference, ends

    def _by_time(self, at: datetime, covering: tuple[int, ...]) -> tuple[FlowKind, str]:
        late, early = "", ""
        for number in covering:
            each = self._flows[number]
            if at < each.begins:
                early = early or each.reference
            elif each.ends is not None and at >= each.ends:
                late = each.reference
            else:
                return FlowKind.PERMITTED, each.reference
        if late:
            return FlowKind.EXPIRED, late
        return (FlowKind.EARLY, early) if early else (FlowKind.UNPERMITTED, "")

    def _looked_up(self, record: FlowRecord) -> tuple[_Ends, tuple[int, ...]]:
        """Return the zones of a record's ends, and the numbers of the flows that cover it."""
        ends = (
            self._zone(record.family, record.source),
            self._zone(record.family, record.destination),
        )
        if "" in ends or ends[0] == ends[1]:
            return ends, ()
        covering = dict.fromkeys(
            number
            for number, permit in self._permits[record.family]
            if (permit.source_zone, permit.destination_zone) == ends and _covers(permit, record)
        )
        return ends, tuple(covering)

    def _zone(self, family: int, address: int) -> str:
        found = self._zones.get((family, address))
        if found is None:
            held = self._regions[family].items()
            found = next((name for name, spans in held if contains(spans, address)), "")
            self._zones[family, address] = found
        return found


_ALL: Spans = ((0, 65535),)


def _covers(permit: Permit, record: FlowRecord) -> bool:
    if record.protocol in WITH_PORTS:
        spoken = contains(permit.source_ports, record.source_port) and contains(
            permit.destination_ports, record.destination_port
        )
    elif record.protocol in {ICMP, ICMPV6}:
        spoken = permit.source_ports == _ALL or contains(permit.source_ports, record.source_port)
    else:
        spoken = True
    return (
        spoken
        and contains(permit.protocols, record.protocol)
        and contains(permit.sources, record.source)
        and contains(permit.destinations, record.destination)
    )


class _Replies:
    """The ways back of permitted conversations, and when those were seen."""

    def __init__(self, permitted: Iterable[FlowRecord]) -> None:
        self._seen: dict[_Key, tuple[datetime, datetime]] = {}
        for each in permitted:
            first, last = self._seen.get(each[1:], (each.at, each.at))
            self._seen[each[1:]] = (min(first, each.at), max(last, each.at))

    def answered(self, record: FlowRecord) -> bool:
        """Say whether a record is the way back of one that was permitted about that time."""
        if record.protocol not in WITH_PORTS:
            return False  # without ports nothing says which way it began
        _at, family, source, destination, protocol, source_port, port = record
        seen = self._seen.get((family, destination, source, protocol, port, source_port))
        return seen is not None and seen[0] - _BEFORE <= record.at <= seen[1] + _AFTER


class _Alike(NamedTuple):
    """What records of one conversation have in common."""

    kind: FlowKind
    reference: str
    ends: _Ends
    family: int
    source: int
    destination: int
    protocol: int
    port: int


class _Tally:
    """Conversations that must not be: how often each was seen, first and last."""

    def __init__(self) -> None:
        self.found: dict[_Alike, tuple[int, datetime, datetime]] = {}

    def add(self, record: FlowRecord, kind: FlowKind, reference: str, ends: _Ends) -> None:
        """Count a record with those like it."""
        at, family, source, destination, protocol, _source_port, port = record
        alike = _Alike(kind, reference, ends, family, source, destination, protocol, port)
        count, first, last = self.found.get(alike, (0, at, at))
        self.found[alike] = (count + 1, min(first, at), max(last, at))

    def told(self) -> tuple[Conversation, ...]:
        """Return the conversations seen most often; of those alike the oldest first."""
        rows = sorted(self.found.items(), key=lambda row: (-row[1][0], row[1][1]))
        return tuple(_conversation(alike, *seen) for alike, seen in rows[:MOST])


def _conversation(alike: _Alike, count: int, first: datetime, last: datetime) -> Conversation:
    written = IPv4Address if alike.family == 4 else IPv6Address
    return Conversation(
        alike.kind,
        alike.reference,
        *alike.ends,
        str(written(alike.source)),
        str(written(alike.destination)),
        alike.protocol,
        alike.port,
        count,
        first,
        last,
    )
