"""Does a configuration keep the zones apart? Every pair of zones, both families, every way."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import product

import numpy as np

from sekisho.separation.device import Device, Notice
from sekisho.separation.errors import BudgetError
from sekisho.separation.limits import DEFAULT_LIMITS, Limits
from sekisho.separation.policy.checking import notices as policy_notices
from sekisho.separation.policy.model import Policy
from sekisho.separation.policy.regions import FAMILIES, addresses
from sekisho.separation.proof.boxes import Steps
from sekisho.separation.proof.flattening import Context
from sekisho.separation.proof.hints import hints
from sekisho.separation.proof.paths import Topology, Way
from sekisho.separation.proof.result import Reason, Verdict, Verification, Violation
from sekisho.separation.proof.searching import Leak, Question, Search
from sekisho.separation.proof.second import SecondOpinion, wanted
from sekisho.separation.proof.space import Space
from sekisho.separation.proof.stateless import stateless_notices
from sekisho.separation.proof.tables import LATER
from sekisho.separation.proof.witness import DisagreementError, packet_of, path_of
from sekisho.separation.rules import Translation

_PER_PAIR = 10  # violations told for one pair of zones in one family


@dataclass(slots=True)
class _Findings:
    violations: list[Violation] = field(default_factory=list)
    possible: list[tuple[str, str, int]] = field(default_factory=list)
    budget: bool = False
    missing: list[tuple[str, str, int]] = field(default_factory=list)
    agreed: bool = True  # the second engine judged everything, and agreed


def verify(
    policy: Policy,
    devices: Sequence[Device],
    *,
    at: date | datetime,
    limits: Limits = DEFAULT_LIMITS,
) -> Verification:
    """Prove that devices keep a policy's zones apart at a time, or return packets that cross.

    Proven means: no packet beginning a conversation crosses from a zone to another but by a flow
    in force, whatever the lines not understood mean. Violated means: the packets told do, whatever
    they mean. Otherwise undecided.
    """
    topology = Topology(policy, devices)
    findings = _Findings()
    for family in FAMILIES:
        _judge_family(policy, topology, family, at, limits, findings)
    return _verification(policy, topology, findings, at, limits)


def _judge_family(
    policy: Policy,
    topology: Topology,
    family: int,
    at: date | datetime,
    limits: Limits,
    findings: _Findings,
) -> None:
    if not any(family in device.families for device in topology.devices):
        findings.missing += [
            (a, b, family) for a, b in policy.pairs() if _both_have(policy, a, b, family)
        ]
        return
    try:
        space = Space(policy, policy.flows_in_force(at), topology.devices, family, limits)
        proof = FamilyProof(policy, topology, space, limits)
        second = (
            SecondOpinion(topology, space, limits) if wanted(topology, policy, limits) else None
        )
        for source, destination in policy.pairs():
            answer = proof.judge(source, destination, findings)
            if second is not None:
                told = second.judge(source, destination)
                findings.agreed &= told is not None
                _hold_against(answer, told)
        findings.agreed &= second is not None
    except BudgetError:
        findings.budget = True
        findings.agreed = False


def _hold_against(first: tuple[bool, bool], second: tuple[bool, bool] | None) -> None:
    """Raise unless the engines agree: what may cross for the second may for the first.

    (The first may call something possible that the second, which follows every jump, rules out.)
    """
    if second is None:
        return
    may, surely = first
    may_too, surely_too = second
    if (may_too and not may) or (surely and not surely_too):
        raise DisagreementError("the engines disagree")


def _both_have(policy: Policy, source: str, destination: str, family: int) -> bool:
    return all(addresses(policy.zones[zone].prefixes, family) for zone in (source, destination))


class FamilyProof:
    """The proof in one family."""

    def __init__(self, policy: Policy, topology: Topology, space: Space, limits: Limits) -> None:
        """Take what the proof works on."""
        self._policy = policy
        self._topology = topology
        self._space = space
        self._steps = Steps(limits.steps)

    def judge(self, source: str, destination: str, findings: _Findings) -> tuple[bool, bool]:
        """Judge one pair of zones over every way; say whether packets may cross, and surely do."""
        told: set[object] = set()
        perhaps = False
        for way in self._topology.ways(source, destination):
            if not all(self._space.family in hop.device.families for hop in way.hops):
                if _both_have(self._policy, source, destination, self._space.family):
                    findings.missing.append((source, destination, self._space.family))
                continue
            for contexts in self._contexts(way):
                perhaps |= self._judge_way(
                    source, destination, way, contexts, told, findings.violations
                )
        if perhaps:
            findings.possible.append((source, destination, self._space.family))
        return perhaps or bool(told), bool(told)

    def _contexts(self, way: Way) -> Iterator[tuple[Context, ...]]:
        for fragment in self._space.fragments(hop.device for hop in way.hops):
            yield from product(
                *(self._space.contexts(hop.device, hop.iif, hop.oif, fragment) for hop in way.hops)
            )

    def _judge_way(
        self,
        source: str,
        destination: str,
        way: Way,
        contexts: tuple[Context, ...],
        told: set[object],
        violations: list[Violation],
    ) -> bool:
        """Add the violations of one way; say whether it leaks at most by lines not understood."""
        question = self._question(source, destination, way, contexts[0].fragment)
        if not any(True for _ in self._search(way, contexts, question, None)):
            return False
        found = False
        for leak in self._search(way, contexts, question, source):
            found = True
            guilty = (tuple(hop.device.name for hop in way.hops), leak.rules)
            if guilty in told:
                continue
            told.add(guilty)
            violation = self._violation(source, destination, way, contexts, leak)
            key = tuple((step.device, step.origin, step.chain) for step in violation.path)
            if key not in told:
                told.add(key)
                violations.append(violation)
            if len(told) >= 2 * _PER_PAIR:
                break
        return not found

    def _question(self, source: str, destination: str, way: Way, fragment: int) -> Question:
        ranks = self._space.coordinates.ranks
        regions = self._space.regions
        return Question(
            ranks(regions[source] if way.by_source else None),
            ranks(regions[destination]),
            self._space.allowed(source, destination, fragment),
        )

    def _search(
        self, way: Way, contexts: tuple[Context, ...], question: Question, told_of: str | None
    ) -> Iterator[Leak]:
        """Yield what may leak, or what surely does from the zone that is to be told of."""
        stages, owners = [], []
        for hop, context in zip(way.hops, contexts, strict=True):
            for events in self._space.events(hop.device, context):
                stages.append(events)
                owners.append(hop.device)

        def translation(stage: int, rule: int) -> Translation:
            part = self._space.parts[id(owners[stage])]
            return part.table.rules[rule][1].translation or Translation()

        search = Search(
            stages,
            question,
            self._space.coordinates,
            translation,
            self._steps,
            sure=told_of is not None,
            preferred=self._space.preferred(told_of) if told_of else (),
        )
        return search.leaks(_no_ports() if contexts[0].fragment == LATER else None)

    def _violation(
        self,
        source: str,
        destination: str,
        way: Way,
        contexts: tuple[Context, ...],
        leak: Leak,
    ) -> Violation:
        first = contexts[0]
        packet = packet_of(leak, self._space.coordinates, way.hops[0], first.state, first.fragment)
        path = path_of(packet, way.hops, [context.state for context in contexts])
        return Violation(source, destination, packet, path)


def _no_ports() -> tuple[np.ndarray, np.ndarray]:
    last = np.iinfo(np.int32).max
    return np.zeros(6, np.int32), np.array((255, last, last, 0, 0, 0), np.int32)


def _verification(
    policy: Policy,
    topology: Topology,
    findings: _Findings,
    at: date | datetime,
    limits: Limits,
) -> Verification:
    devices = [device for device in topology.devices if device.vendor != "unknown"]
    not_understood = tuple(line for device in devices for line in device.not_understood)
    anything = any(not line.placed for line in not_understood)
    verdict, reason = _verdict(findings, anything=anything)
    warnings: list[Notice] = [
        *policy_notices(policy, at),
        *topology.notices,
        *(notice for device in devices for notice in device.warnings),
        *(notice for device in devices for notice in stateless_notices(device)),
        *hints(policy, devices, at, limits),
    ]
    return Verification(
        verdict,
        reason,
        sum(device.rules for device in devices),
        tuple(findings.violations),
        tuple(dict.fromkeys(findings.possible)),
        tuple(warnings),
        not_understood,
        {device.name: device.coverage for device in devices},
        ("boxes", "diagrams") if findings.agreed else ("boxes",),
    )


def _verdict(findings: _Findings, *, anything: bool) -> tuple[Verdict, Reason | None]:
    if findings.violations:
        return Verdict.VIOLATED, None
    for reason, applies in (
        (Reason.POSSIBLE, bool(findings.possible) or anything),
        (Reason.BUDGET, findings.budget),
        (Reason.MISSING_FAMILY, bool(findings.missing)),
    ):
        if applies:
            return Verdict.UNDECIDED, reason
    return Verdict.PROVEN, None
