"""All that a proof in one family works on: devices' tables, zones and flows in the same ranks."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from sekisho.separation.device import Device
from sekisho.separation.limits import Limits
from sekisho.separation.packet import FIRST_PACKETS, State
from sekisho.separation.policy.model import Flow, Policy
from sekisho.separation.policy.regions import Permit, permits, regions
from sekisho.separation.proof.boxes import Ints
from sekisho.separation.proof.coordinates import Coordinates, ends
from sekisho.separation.proof.flattening import Context, Events, Flattener
from sekisho.separation.proof.searching import NEW_FIELDS, Boxes
from sekisho.separation.proof.tables import LATER, TRANSLATE, WHOLE, Table, table
from sekisho.separation.rules import Stage, Translation
from sekisho.separation.spans import BITS, Spans

# Addresses of ordinary hosts: a counter-example among them is easier to understand and to replay.
HOSTS: dict[int, tuple[Spans, ...]] = {
    4: (((1 << 24, (127 << 24) - 1),), ((1 << 24, (224 << 24) - 1),)),
    6: (((0x2 << 124, (0x4 << 124) - 1),), ((0x2 << 124, (0xFE << 120) - 1),)),
}
# Protocol, ports (or ICMP type and code) and TCP flags, from and to: a connection, a datagram, a
# ping, anything.
_CONNECTION = (6, 1, 1, 2), (6, 65535, 65535, 2)
_DATAGRAM = (17, 1, 1, 0), (17, 65535, 65535, 0)
_ANYTHING = (0, 0, 0, 0), (255, 65535, 65535, 63)
_PLAIN = {
    4: (_CONNECTION, _DATAGRAM, ((1, 8, 0, 0), (1, 8, 0, 0)), _ANYTHING),
    6: (_CONNECTION, _DATAGRAM, ((58, 128, 0, 0), (58, 128, 0, 0)), _ANYTHING),
}
_KEPT = 64  # contexts whose events are kept


@dataclass(slots=True)
class Part:
    """One device in one family, and its events by context."""

    device: Device
    table: Table
    stages: tuple[Stage, ...]
    made: dict[Context, list[Events]]
    distinguishes: bool  # rules that tell later fragments from other packets
    states: tuple[int, ...]  # one state of each kind the rules tell apart


class Space:
    """A family's address space as devices and policy cut it."""

    def __init__(
        self,
        policy: Policy,
        flows: Iterable[Flow],
        devices: Sequence[Device],
        family: int,
        limits: Limits,
    ) -> None:
        """Make tables, ranks, regions and permits."""
        self.family = family
        self._limits = limits
        tables = [table(device, family, limits) for device in devices]
        self.regions = regions(policy, family)
        self.permits = tuple(permits(policy, flows, family))
        self.coordinates = self._ranked(tables)
        self.parts = {id(each.device): _part(each.device, each, family) for each in tables}

    def _ranked(self, tables: list[Table]) -> Coordinates:
        top = (1 << BITS[self.family]) - 1
        extra = [*self.regions.values(), *HOSTS[self.family]]
        for permit in self.permits:
            extra += [permit.sources, permit.destinations]
        extra += [spans for each in tables for spans in _new_addresses(each)]
        firsts, lasts = ends(extra, top)
        for each in tables:
            firsts += each.firsts
            lasts += each.lasts
        made = Coordinates(self.family, firsts, lasts)
        at = sum(len(spans) for spans in extra)
        for each in tables:
            end = at + len(each.firsts)
            each.place(made.first[at:end], made.last[at:end])
            at = end
        return made

    def events(self, device: Device, context: Context) -> list[Events]:
        """Return the events of each stage of a device that applies in a context."""
        part = self.parts[id(device)]
        if context not in part.made:
            if len(part.made) >= _KEPT:
                part.made.clear()
            flattener = Flattener(part.table, context, self._limits)
            part.made[context] = [
                flattener.stage(stage) for stage in part.stages if _applies(stage, context)
            ]
        return part.made[context]

    def applied(self, device: Device, context: Context) -> list[tuple[Stage, Events]]:
        """Return the stages of a device that apply in a context, each with its events."""
        stages = [each for each in self.parts[id(device)].stages if _applies(each, context)]
        return list(zip(stages, self.events(device, context), strict=True))

    def contexts(self, device: Device, iif: str, oif: str, fragment: int) -> Iterator[Context]:
        """Yield what may be settled about a packet on one device."""
        for state in self.parts[id(device)].states:
            yield Context(iif, oif, state, fragment)

    def fragments(self, devices: Iterable[Device]) -> tuple[int, ...]:
        """Return which kinds of packets a way over devices tells apart."""
        parts = [self.parts[id(device)] for device in devices]
        if any(part.device.reassembles for part in parts):
            return (WHOLE,)
        return (WHOLE, LATER) if any(part.distinguishes for part in parts) else (WHOLE,)

    def allowed(self, source: str, destination: str, fragment: int) -> Boxes:
        """Return what flows permit between two zones; of later fragments ports do not count."""
        rows = [
            row
            for permit in self.permits
            if (permit.source_zone, permit.destination_zone) == (source, destination)
            for row in self.rows(permit, fragment)
        ]
        lo = np.array([row[0] for row in rows], np.int32).reshape(-1, 6).T
        hi = np.array([row[1] for row in rows], np.int32).reshape(-1, 6).T
        return Boxes(lo, hi)

    def rows(self, permit: Permit, fragment: int = WHOLE) -> Iterator[tuple[list[int], list[int]]]:
        """Yield the boxes of one permit."""
        ranks = self.coordinates.ranks
        ports: list[Spans] = [permit.source_ports, permit.destination_ports]
        if fragment == LATER:
            ports = [((0, 65535),), ((0, 65535),)]
        for parts in product(
            permit.protocols,
            ranks(permit.sources),
            ranks(permit.destinations),
            *ports,
            ((0, 63),),
        ):
            yield [part[0] for part in parts], [part[1] for part in parts]

    def preferred(self, source: str | None = None) -> list[tuple[Ints, Ints]]:
        """Return the boxes a counter-example is looked for in first, the best known first.

        A packet from a zone bears an address of that zone, if there is one that leaks.
        """
        found = []
        for spans in HOSTS[self.family]:
            ((first, last),) = self.coordinates.ranks(spans)
            senders = [*self._hosts_of(source, first, last), (first, last)]
            for (start, end), (low, high) in product(senders, _PLAIN[self.family]):
                lo = np.array((low[0], start, first, *low[1:]), np.int32)
                hi = np.array((high[0], end, last, *high[1:]), np.int32)
                found.append((lo, hi))
        return found

    def _hosts_of(self, source: str | None, first: int, last: int) -> list[tuple[int, int]]:
        """Return some ranks of a zone's ordinary hosts."""
        if source is None:
            return []
        ranks = self.coordinates.ranks(self.regions[source])
        near = ((max(low, first), min(high, last)) for low, high in ranks)
        return [pair for pair in near if pair[0] <= pair[1]][:3]


def _part(device: Device, made: Table, family: int) -> Part:
    stages = sorted(
        (stage for stage in device.stages if stage.family in {None, family}),
        key=lambda stage: stage.order,
    )
    distinguishes = bool((made.fragment != (WHOLE | LATER)).any())
    return Part(device, made, tuple(stages), {}, distinguishes, _states(made))


def _states(made: Table) -> tuple[int, ...]:
    """Return one of the states a first packet may have for each kind rules tell apart."""
    values = np.unique(made.state)
    kinds: dict[tuple[bool, ...], int] = {}
    for state in State:
        if state & FIRST_PACKETS:
            sign = tuple(bool(value & state) for value in values)
            kinds.setdefault(sign, int(state))
    return tuple(kinds.values())


def _applies(stage: Stage, context: Context) -> bool:
    return (stage.iif is None or stage.iif.holds(context.iif)) and (
        stage.oif is None or stage.oif.holds(context.oif)
    )


def _new_addresses(made: Table) -> Iterator[Spans]:
    """Yield the addresses translations give, each also as its lowest alone."""
    rewriting = np.unique(made.rule[made.action == TRANSLATE])
    for number in rewriting.tolist():
        for spans in _addresses_of(made.rules[number][1].translation or Translation()):
            yield spans
            yield ((spans[0][0], spans[0][0]),)


def _addresses_of(to: Translation) -> Iterator[Spans]:
    for name, _ in NEW_FIELDS[:2]:
        spans = getattr(to, name)
        if spans:
            yield spans
