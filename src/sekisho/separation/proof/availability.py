"""Permitted flows that devices block: availability matters too."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import numpy as np

from sekisho.separation.device import Device
from sekisho.separation.limits import DEFAULT_LIMITS, Limits
from sekisho.separation.packet import Packet, State
from sekisho.separation.policy.model import Flow, Policy
from sekisho.separation.policy.regions import FAMILIES, Permit
from sekisho.separation.proof.boxes import Ints, Steps, hole, meeting
from sekisho.separation.proof.flattening import Context, Events, translates
from sekisho.separation.proof.paths import Topology, Way
from sekisho.separation.proof.searching import Boxes, Leak, Question, Search
from sekisho.separation.proof.space import Space
from sekisho.separation.proof.tables import DENY, WHOLE
from sekisho.separation.proof.witness import packet_of
from sekisho.separation.rules import Translation

_NOTHING = Boxes(np.zeros((6, 0), np.int32), np.zeros((6, 0), np.int32))


class Openness(StrEnum):
    """How much of a permitted flow devices let through."""

    OPEN = "open"
    PARTLY = "partly"
    SHUT = "shut"


@dataclass(frozen=True, slots=True)
class Blocked:
    """A permitted flow that does not pass wholly, and one of its packets that is stopped."""

    flow: Flow
    family: int
    openness: Openness  # PARTLY or SHUT
    packet: Packet


def blocked(
    policy: Policy,
    devices: Sequence[Device],
    *,
    at: date | datetime,
    limits: Limits = DEFAULT_LIMITS,
) -> tuple[Blocked, ...]:
    """Return the flows in force whose packets some device surely stops on every way.

    Ways with translations are left out. Raises `BudgetError` beyond the limits.
    """
    topology = Topology(policy, devices)
    found: list[Blocked] = []
    for family in FAMILIES:
        if any(family in device.families for device in topology.devices):
            space = Space(policy, policy.flows_in_force(at), topology.devices, family, limits)
            found += _Availability(topology, space, limits).blocked()
    return tuple(found)


class _Availability:
    def __init__(self, topology: Topology, space: Space, limits: Limits) -> None:
        self._topology = topology
        self._space = space
        self._steps = Steps(limits.steps)

    def blocked(self) -> Iterator[Blocked]:
        for permit in self._space.permits:
            ways = list(self._topology.ways(permit.source_zone, permit.destination_zone))
            seen = [found for way in ways if (found := self._way(permit, way)) is not None]
            if not seen or any(openness is Openness.OPEN for openness, _ in seen):
                continue
            shut = all(openness is Openness.SHUT for openness, _ in seen)
            packet = next(packet for _, packet in seen if packet is not None)
            openness = Openness.SHUT if shut else Openness.PARTLY
            yield Blocked(permit.flow, self._space.family, openness, packet)

    def _way(self, permit: Permit, way: Way) -> tuple[Openness, Packet | None] | None:
        """Return how open a way is, with a packet it stops; None when it is not judged."""
        if not all(self._space.family in hop.device.families for hop in way.hops):
            return None
        stages = [
            events
            for hop in way.hops
            for events in self._space.events(
                hop.device, Context(hop.iif, hop.oif, int(State.NEW), WHOLE)
            )
        ]
        if any(translates(events) for events in stages):
            return None
        boxes = list(self._boxes(permit))
        stopped = next(
            (leak for box in boxes for events in stages for leak in self._stopped(box, events)),
            None,
        )
        if stopped is None:
            return Openness.OPEN, None
        packet = packet_of(stopped, self._space.coordinates, way.hops[0], int(State.NEW), WHOLE)
        passes = any(self._passes(box, stages) for box in boxes)
        return (Openness.PARTLY if passes else Openness.SHUT), packet

    def _boxes(self, permit: Permit) -> Iterator[tuple[Ints, Ints]]:
        """Yield a permit's boxes with the hosts of its zone as sources."""
        region = self._space.coordinates.ranks(self._space.regions[permit.source_zone])
        for low, high in self._space.rows(permit):
            for first, last in region:
                lo, hi = np.array(low, np.int32), np.array(high, np.int32)
                lo[1], hi[1] = max(lo[1], first), min(hi[1], last)
                if lo[0] == hi[0] == 6:
                    lo[5] = hi[5] = 2  # a connection begins with SYN
                if lo[1] <= hi[1]:
                    yield lo, hi

    def _stopped(self, box: tuple[Ints, Ints], events: Events) -> Iterator[Leak]:
        """Yield packets of a box that a stage surely denies."""
        near = events.taken(meeting(events.lo, events.hi, *box))
        permits = near.action != DENY
        for at in np.nonzero(~permits & near.sure)[0]:
            before = np.nonzero(permits[:at])[0]
            lo, hi = np.maximum(near.lo[:, at], box[0]), np.minimum(near.hi[:, at], box[1])
            found = hole(lo, hi, near.lo[:, before], near.hi[:, before], self._steps)
            if found is not None:
                yield Leak(found[0], found[1], ())

    def _passes(self, box: tuple[Ints, Ints], stages: list[Events]) -> bool:
        question = Question(
            [(int(box[0][1]), int(box[1][1]))], [(int(box[0][2]), int(box[1][2]))], _NOTHING
        )
        search = Search(
            stages,
            question,
            self._space.coordinates,
            lambda _stage, _rule: Translation(),
            self._steps,
            sure=False,
        )
        return any(True for _ in search.leaks(box))
