"""Asking the second engine the first one's questions, and what must hold between their answers."""

from sekisho.separation.limits import Limits
from sekisho.separation.policy.model import Policy
from sekisho.separation.proof.diagrams import Diagrams, TranslatesError
from sekisho.separation.proof.paths import Topology
from sekisho.separation.proof.space import Space


class SecondOpinion:
    """The second engine in one family."""

    def __init__(self, topology: Topology, space: Space, limits: Limits) -> None:
        """Take what the first engine works on: ways, regions and permits, not its tables."""
        self._topology = topology
        self._space = space
        self._limits = limits
        self._made: Diagrams | None = None

    def judge(self, source: str, destination: str) -> tuple[bool, bool] | None:
        """Say whether packets may cross, and whether some surely do; None: not judged here."""
        try:
            return self._judge(source, destination)
        except (TranslatesError, MemoryError):
            return None

    def _judge(self, source: str, destination: str) -> tuple[bool, bool]:
        if self._made is None:
            self._made = Diagrams(self._space.family, self._limits)
        made, space = self._made, self._space
        goal = made.field("destination", space.regions[destination])
        permits = (
            each
            for each in space.permits
            if (each.source_zone, each.destination_zone) == (source, destination)
        )
        goal &= ~made.allowed(permits)
        may_cross = surely_cross = False
        for way in self._topology.ways(source, destination):
            if not all(space.family in hop.device.families for hop in way.hops):
                continue
            sent = made.field("source", space.regions[source]) if way.by_source else made.true
            may, surely = made.passing(way)
            may_cross |= (may & sent & goal).satisfiable()
            surely_cross |= (surely & sent & goal).satisfiable()
        return may_cross, surely_cross


def wanted(topology: Topology, policy: Policy, limits: Limits) -> bool:
    """Say whether the second engine is asked: up to so many rules and flows."""
    rules = sum(device.rules for device in topology.devices)
    return rules + len(policy.flows) <= limits.second_opinion_rules
