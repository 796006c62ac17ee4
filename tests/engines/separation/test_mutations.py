"""Mutated rulesets: each changed expression is understood with its new meaning or named.

A permit is shrunk or kept by some mutations and widened by others; whatever happens, "proven" may
stand only when counting out packets finds none that crosses.
"""

import json
import random
from datetime import date

import pytest
from tests.engines.separation.test_nftables import match, meta, payload, ruleset
from tests.engines.separation.test_policy import zones

from sekisho.separation import (
    Config,
    Packet,
    Verdict,
    faults,
    follow,
    read_config,
    read_policy,
    verify,
)

AT = date(2026, 12, 1)
POLICY = read_policy(
    zones(
        flows="  - {from: lgwan, to: internet, destination: [203.0.113.25/32], protocol: tcp, ports: [25, 587]}"
    )
)
ACCEPT, DROP = {"accept": None}, {"drop": None}
RULES = [
    [match({"ct": {"key": "state"}}, ["established", "related"], "in"), ACCEPT],
    [match({"ct": {"key": "state"}}, "invalid"), DROP],
    [
        match(meta("iifname"), "eth2"),
        match(meta("oifname"), "eth0"),
        match(payload("ip", "daddr"), "203.0.113.25"),
        match(payload("tcp", "dport"), {"set": [25, 587]}),
        {"counter": {"packets": 0, "bytes": 0}},
        ACCEPT,
    ],
    [match(meta("iifname"), "eth1"), {"log": {"prefix": "x"}}, DROP],
    [match(payload("ip6", "saddr"), {"prefix": {"addr": "fd00:20::", "len": 32}}), DROP],
]
VALUES = [
    "eth0", "eth1", "eth9", "eth*", "10.20.0.0", "203.0.113.99", "fd00:20::1", 25, 443, 70000, -1, None, True,
    "tcp", "new", "established", {"range": [1, 65535]}, {"prefix": {"addr": "0.0.0.0", "len": 0}},
    {"set": [25, 26]}, {"brandnew": 1}, "@nowhere", [], {},
]  # fmt: skip
KEYS = ["match", "accept", "drop", "queue", "left", "right", "payload", "meta", "ct", "iifname", "mark",
        "sport", "daddr", "geoip", "xt", "counter"]  # fmt: skip


def places(value, path=()):
    yield path
    children = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, child in children:
        yield from places(child, (*path, key))


def mutated(chance):
    rules = json.loads(json.dumps(RULES))
    path = chance.choice([each for each in places(rules) if len(each) >= 2])
    parent = rules
    for key in path[:-1]:
        parent = parent[key]
    kind = chance.random()
    if kind < 0.5:
        parent[path[-1]] = chance.choice(VALUES)
    elif kind < 0.7:
        del parent[path[-1]]
    elif isinstance(parent, dict):
        parent[chance.choice(KEYS)] = parent.pop(path[-1])
    else:
        parent.insert(path[-1], {chance.choice(KEYS): chance.choice(VALUES)})
    return rules


def probes():
    """Return packets between all zones, many of them beside the permitted flow."""
    hosts = {
        "eth1": {4: [0x0A0A0001], 6: [0xFD000010 << 96 | 1]},
        "eth2": {4: [0x0A140001], 6: [0xFD000020 << 96 | 1]},
        "eth0": {4: [0xCB007119, 0xCB007163, 0x08080808], 6: [0x20010DB8 << 96 | 9]},
    }
    for iif in hosts:
        for oif in hosts:
            if iif == oif:
                continue
            for family in (4, 6):
                for source in hosts[iif][family]:
                    for destination in hosts[oif][family]:
                        for protocol in (6, 17, 47):
                            for port in (25, 26, 443, 587) if protocol != 47 else (0,):
                                yield Packet(
                                    family,
                                    iif,
                                    oif,
                                    source,
                                    destination,
                                    protocol,
                                    40000 if port else 0,
                                    port,
                                )


PROBES = list(probes())
MAIL = (0xCB007119, 6)


def crosses(device, *, unknown_holds):
    return any(
        follow(device, packet, unknown_holds=unknown_holds).permitted
        and not (
            packet.iif == "eth2"
            and (packet.destination, packet.protocol) == MAIL
            and packet.destination_port in {25, 587}
        )
        for packet in PROBES
    )


def judge(seed):
    device = read_config(Config("fw", ruleset(*mutated(random.Random(seed)))))
    assert faults(device) == ()
    found = verify(POLICY, [device], at=AT)
    if found.verdict is Verdict.PROVEN:
        assert not crosses(device, unknown_holds=False), seed
        assert not crosses(device, unknown_holds=True), seed
    assert device.coverage.understood + len(device.not_understood) == device.coverage.lines
    return found.verdict


def test_the_ruleset_before_any_mutation_is_proven():
    device = read_config(Config("fw", ruleset(*RULES)))
    assert verify(POLICY, [device], at=AT).verdict is Verdict.PROVEN


@pytest.mark.parametrize("batch", range(3))
def test_no_mutation_leaves_a_wrong_proof(batch):
    verdicts = {judge(seed) for seed in range(batch * 40, batch * 40 + 40)}
    assert verdicts >= {Verdict.PROVEN, Verdict.UNDECIDED}


@pytest.mark.full
@pytest.mark.parametrize("batch", range(50))
def test_ten_thousand_mutations(batch):
    for seed in range(1000 + batch * 200, 1200 + batch * 200):
        judge(seed)
