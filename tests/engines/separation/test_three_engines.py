"""Boxes, diagrams and z3 agree: three ways to the same verdict, sharing only the laws of rules."""

import random
from datetime import date

import pytest
import z3
from tests.engines.separation import small

from sekisho.separation import Action, Limits, Verdict, verify
from sekisho.separation.policy.regions import permits, regions
from sekisho.separation.proof.witness import DisagreementError

AT = date(2026, 12, 1)
STATES = {1: 0, 2: 1, 4: 2, 8: 3, 16: 4}


def within(value, spans):
    if spans is None:
        return z3.BoolVal(True)
    return z3.Or([z3.And(z3.ULE(low, value), z3.ULE(value, high)) for low, high in spans])


class Encoding:
    """A device of one stage each in z3, in SecGuru's manner: one formula for "permitted"."""

    def __init__(self, family, iif, oif):
        width = 32 if family == 4 else 128
        self.family, self.iif, self.oif = family, iif, oif
        self.source, self.destination = z3.BitVecs("source destination", width)
        self.protocol = z3.BitVec("protocol", 8)
        self.sport, self.dport = z3.BitVecs("sport dport", 16)
        self.flags = z3.BitVec("flags", 6)
        self.state = z3.BitVec("state", 3)
        self.fragment = z3.Bool("fragment")

    def match(self, match):
        if match.family not in {None, self.family}:
            return z3.BoolVal(False)
        for names, name in ((match.iif, self.iif), (match.oif, self.oif)):
            if names is not None and not names.holds(name):
                return z3.BoolVal(False)
        parts = [
            within(self.protocol, match.protocol),
            within(self.source, match.source),
            within(self.destination, match.destination),
            *(within(self.sport, each) for each in (match.source_port, match.icmp_type)),
            *(within(self.dport, each) for each in (match.destination_port, match.icmp_code)),
            within(self.flags, match.tcp_flags),
        ]
        if any(each is not None for each in (*match[7:11], match.tcp_flags)):
            parts.append(z3.Not(self.fragment))
        if match.fragment is not None:
            parts.append(self.fragment == match.fragment)
        if match.state is not None:
            numbers = [number for bit, number in STATES.items() if int(match.state) & bit]
            parts.append(z3.Or([self.state == number for number in numbers]))
        return z3.And(parts)

    def chain(self, device, name, at, rest):
        """Return when rules from `at` on permit; `rest` is what holds after the chain."""
        rules = device.chains[name].rules
        if at == len(rules):
            return rest
        rule, after = rules[at], self.chain(device, name, at + 1, rest)
        taken = {
            Action.PERMIT: z3.BoolVal(True),
            Action.DENY: z3.BoolVal(False),
            Action.RETURN: rest,
            Action.CONTINUE: after,
        }.get(rule.action)
        if rule.action is Action.JUMP:
            taken = self.chain(device, rule.target, 0, after)
        if rule.action is Action.GOTO:
            taken = self.chain(device, rule.target, 0, rest)
        return z3.If(z3.Or([self.match(each) for each in rule.matches]), taken, after)

    def permitted(self, device):
        parts = []
        for stage in device.stages:
            applies = (
                stage.family in {None, self.family}
                and (stage.iif is None or stage.iif.holds(self.iif))
                and (stage.oif is None or stage.oif.holds(self.oif))
            )
            if applies:
                default = z3.BoolVal(device.chains[stage.chain].default is Action.PERMIT)
                parts.append(self.chain(device, stage.chain, 0, default))
        if device.reassembles:
            parts.append(z3.Not(self.fragment))
        return z3.And([*parts, z3.ULE(self.state, 2)])

    def allowed(self, each):
        ports = z3.And(
            within(self.sport, each.source_ports), within(self.dport, each.destination_ports)
        )
        return z3.And(
            within(self.protocol, each.protocols),
            within(self.source, each.sources),
            within(self.destination, each.destinations),
            z3.Or(self.fragment, ports),
        )


def third(policy, device, family, source, destination):
    iif, oif = (policy.zones[zone].interfaces[0] for zone in (source, destination))
    made = Encoding(family, iif, oif)
    solver = z3.Solver()
    solver.add(made.permitted(device))
    solver.add(within(made.destination, regions(policy, family)[destination]))
    for each in permits(policy, policy.flows, family):
        if (each.source_zone, each.destination_zone) == (source, destination):
            solver.add(z3.Not(made.allowed(each)))
    return solver.check() == z3.sat


@pytest.mark.parametrize("seed", range(2000, 2040))
def test_all_three_give_the_same_verdict(seed):
    chance = random.Random(seed)
    device, flows = small.device(chance), small.flows(chance)
    policy = small.policy(flows)
    found = verify(policy, [device], at=AT)
    assert found.engines == ("boxes", "diagrams")
    told = {(v.source_zone, v.destination_zone, v.packet.family) for v in found.violations}
    for family in (4, 6):
        for source, destination in (("a", "b"), ("b", "a")):
            expected = third(policy, device, family, source, destination)
            assert ((source, destination, family) in told) == expected


@pytest.mark.parametrize("seed", range(3000, 3060))
def test_both_engines_agree_where_lines_are_not_understood(seed):
    """`verify` itself holds them against each other and would raise."""
    chance = random.Random(seed)
    device, flows = small.device(chance, unknown=True, size=7), small.flows(chance)
    assert verify(small.policy(flows), [device], at=AT).engines == ("boxes", "diagrams")


def test_a_disagreement_is_an_error_and_no_verdict(monkeypatch):
    from sekisho.separation.proof.second import SecondOpinion

    chance = random.Random(2000)
    device, flows = small.device(chance), small.flows(chance)
    honest = verify(small.policy(flows), [device], at=AT)
    contrary = honest.verdict is Verdict.PROVEN
    monkeypatch.setattr(SecondOpinion, "judge", lambda *_: (contrary, contrary))
    with pytest.raises(DisagreementError):
        verify(small.policy(flows), [device], at=AT)


def test_without_room_the_second_engine_is_left_out_and_it_is_said():
    chance = random.Random(2001)
    device = small.device(chance)
    found = verify(small.policy(), [device], at=AT, limits=Limits(nodes=16))
    assert found.engines == ("boxes",)
    found = verify(small.policy(), [device], at=AT, limits=Limits(second_opinion_rules=0))
    assert found.engines == ("boxes",)
