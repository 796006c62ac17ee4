"""The other provers of bench/separation.py, each asked "does anything else cross?" once."""

import time
from datetime import date

from sekisho.separation import Action, Limits
from sekisho.separation.policy.regions import permits, regions
from sekisho.separation.proof.paths import Topology
from sekisho.separation.proof.second import SecondOpinion
from sekisho.separation.proof.space import Space

AT = date(2026, 12, 1)
_Z3_RULES = 10_000
_Z3_SECONDS = 300


def diagrams(device, policy, _size):
    """Ask the second engine about every pair of zones, both families."""
    limits = Limits(nodes=60_000_000)
    topology = Topology(policy, [device])
    start = time.process_time()
    answers = []
    for family in (4, 6):
        space = Space(policy, policy.flows_in_force(AT), [device], family, limits)
        second = SecondOpinion(topology, space, limits)
        answers += [second.judge(a, b) for a, b in policy.pairs()]
    spent = time.process_time() - start
    return f"{spent:.2f} s, {sum(bool(each and each[1]) for each in answers)} pairs leak"


def aclcheck(_device, _policy, size):
    """Ask aerleon's aclcheck about ONE packet of a policy with as many terms."""
    try:
        from aerleon.lib import aclcheck as checking
        from aerleon.lib import naming, policy
    except ImportError:
        return "aerleon is not installed"
    names = naming.Naming()
    names.ParseServiceList(["HTTPS = 443/tcp"])
    names.ParseNetworkList(
        [f"N{n} = 10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}/32" for n in range(size)]
    )
    terms = "".join(
        f"term t{n} {{\n  source-address:: N{n}\n  destination-port:: HTTPS\n  protocol:: tcp\n  action:: accept\n}}\n"
        for n in range(size)
    )
    start = time.process_time()
    parsed = policy.ParsePolicy(
        "header {\n  target:: nftables inet output\n}\n" + terms, names, optimize=False
    )
    read = time.process_time() - start
    start = time.process_time()
    found = checking.AclCheck(parsed, "192.0.2.1", "198.51.100.9", "40000", "443", "tcp")
    spent = time.process_time() - start
    return f"policy read {read:.2f} s, one packet {spent:.3f} s, {len(found.Matches())} terms match"


def z3(device, policy, size):
    """Ask z3 about lgwan → internet in IPv4, the rules as one nested formula (SecGuru)."""
    import z3 as solver

    if size > _Z3_RULES:
        return "not tried (no answer in 580 s at this size)"
    start = time.process_time()
    source, destination = solver.BitVecs("source destination", 32)
    protocol, dport = solver.BitVec("protocol", 8), solver.BitVec("dport", 16)

    def within(value, spans):
        if spans is None:
            return solver.BoolVal(True)
        return solver.Or([solver.And(solver.ULE(a, value), solver.ULE(value, b)) for a, b in spans])

    permitted = solver.BoolVal(False)
    (chain,) = device.chains.values()
    for rule in reversed(chain.rules):
        for match in rule.matches:
            if match.family in {None, 4}:
                found = solver.And(
                    within(source, match.source),
                    within(destination, match.destination),
                    within(protocol, match.protocol),
                    within(dport, match.destination_port),
                )
                permitted = solver.If(found, rule.action is Action.PERMIT, permitted)
    asked = solver.Solver()
    asked.set("timeout", _Z3_SECONDS * 1000)
    asked.add(permitted, within(destination, regions(policy, 4)["internet"]))
    asked.add(within(source, regions(policy, 4)["lgwan"]))
    for each in permits(policy, policy.flows_in_force(AT), 4):
        asked.add(
            solver.Not(
                solver.And(
                    within(protocol, each.protocols),
                    within(destination, each.destinations),
                    within(dport, each.destination_ports),
                )
            )
        )
    answer = asked.check()
    return f"{time.process_time() - start:.2f} s, one pair, IPv4 only: {answer}"
