"""The Linux kernel as oracle: what it lets through is what the engine says, packet by packet."""

import random
import re
from datetime import date
from ipaddress import ip_address

import pytest
from tests.engines.separation import frames, kernel

from sekisho.separation import (
    Config,
    Limits,
    Packet,
    Policy,
    State,
    Verdict,
    Zone,
    blocked,
    compile_nftables,
    follow,
    read_config,
    read_policy,
    verify,
)
from sekisho.separation.proof.flattening import Context
from sekisho.separation.proof.space import Space
from sekisho.separation.proof.tables import DENY, WHOLE

pytestmark = [pytest.mark.verification, kernel.needs_kernel]
AT = date(2026, 12, 1)
SOURCES = {4: "10.1.0.0/24", 6: "fd01::/120"}
DESTINATIONS = {4: "10.2.0.0/24", 6: "fd02::/120"}
FIRST = {
    4: (int(ip_address("10.1.0.0")), int(ip_address("10.2.0.0"))),
    6: (int(ip_address("fd01::")), int(ip_address("fd02::"))),
}
PORTS = (0, 1, 22, 79, 80, 81, 443, 1023, 1024, 65535)


def host(chance, family, side):
    value = FIRST[family][side] + chance.choice((0, 1, 2, 127, 128, 255))
    return ip_address(value)


def hosts(chance, family, side):
    """Return an nft expression for addresses."""
    kind = chance.randrange(4)
    low, high = sorted(chance.sample((0, 1, 2, 64, 127, 128, 200, 255), 2))
    first = FIRST[family][side]
    if kind == 0:
        return str(host(chance, family, side))
    if kind == 1:
        return f"{ip_address(first + low)}-{ip_address(first + high)}"
    if kind == 2:
        base = 120 if family == 6 else 24
        return f"{ip_address(first + 128 * chance.randrange(2))}/{base + 1}"
    return "{ " + f"{ip_address(first + low)}, {ip_address(first + high)}" + " }"


def ports(chance):
    low, high = sorted(chance.sample(PORTS, 2))
    return chance.choice((str(low), f"{low}-{high}", "{ " + f"{low}, {high}" + " }", f"!= {low}"))


def condition(chance):
    family = chance.choice((4, 6))
    ip = "ip" if family == 4 else "ip6"
    kind = chance.randrange(9)
    if kind < 3:
        side, word = chance.choice(((0, "saddr"), (1, "daddr")))
        return f"{ip} {word} {chance.choice(('', '', '!= '))}{hosts(chance, family, side)}"
    if kind < 6:
        return (
            f"{chance.choice(('tcp', 'udp'))} {chance.choice(('sport', 'dport'))} {ports(chance)}"
        )
    if kind == 6:
        return chance.choice(("meta l4proto tcp", "meta l4proto { tcp, icmp }", "meta nfproto ipv6",
                              "icmp type echo-request", "icmpv6 type { echo-request, echo-reply }"))  # fmt: skip
    if kind == 7:
        return chance.choice(("iifname eth1", "iifname != eth1", 'oifname "eth*"', "oifname eth1",
                              "tcp flags syn / syn,ack", "tcp flags & (syn|fin) == syn"))  # fmt: skip
    low, high = sorted(chance.sample(PORTS, 2))
    return (f"ip saddr . tcp dport {{ {hosts(chance, 4, 0).strip('{} ').split(',')[0]} . {low}-{high},"
            f" 10.1.1.77 . 9 }}")  # fmt: skip


def about(text):
    """Return what a condition is about: nft refuses two conditions that exclude one another."""
    words = {word for word in re.findall(r"[a-z0-9]+", text) if word in WORDS}
    return {kind for word in words for kind in WORDS[word]}


WORDS = {
    "ip": ("family",),
    "ip6": ("family",),
    "nfproto": ("family",),
    "icmp": ("family", "protocol"),
    "icmpv6": ("family", "protocol"),
    "tcp": ("protocol",),
    "udp": ("protocol",),
    "l4proto": ("protocol",),
}


def verdict(chance, chains):
    return chance.choice(["accept", "drop", "accept", "drop", "return", *(f"jump {c}" for c in chains),
                          *(f"goto {c}" for c in chains)])  # fmt: skip


def rule(chance, chains):
    if chance.random() < 0.12:
        low, high = sorted(chance.sample(PORTS, 2))
        verdicts = f"{low} : {verdict(chance, chains)}, {high} : {verdict(chance, chains)}"
        return f"{chance.choice(('tcp', 'udp'))} dport vmap {{ {verdicts} }}"
    first, second = condition(chance), condition(chance)
    both = chance.random() < 0.4 and not about(first) & about(second)
    conditions = f"{first} {second}" if both else first
    return f"{conditions} {chance.choice(('counter ', ''))}{verdict(chance, chains)}"


def ruleset(chance, *, tracked):
    lines = ["table inet t {"]
    inner = ["c2", "c1"][: chance.randint(0, 2)]
    for at, name in enumerate(inner):
        rules = [rule(chance, inner[:at]) for _ in range(chance.randint(1, 6))]
        lines += [f"  chain {name} {{", *(f"    {each}" for each in rules), "  }"]
    bases = [("forward", 0), ("early", -5), ("post", 10)][: chance.randint(1, 3)]
    for name, priority in bases:
        hook = "postrouting" if name == "post" else "forward"
        policy = chance.choice(("accept", "drop"))
        rules = [rule(chance, inner) for _ in range(chance.randint(1, 8))]
        if tracked and hook == "forward":
            rules = ["ct state established,related accept", "ct state invalid drop", *rules]
        lines += [f"  chain {name} {{",
                  f"    type filter hook {hook} priority {priority}; policy {policy};",
                  *(f"    {each}" for each in rules), "  }"]  # fmt: skip
    return "\n".join([*lines, "}", ""])


def packet(chance, *, tracked):
    family = chance.choice((4, 6))
    icmp = 1 if family == 4 else 58
    protocol = chance.choice((6, 6, 17, icmp) if tracked else (6, 6, 17, icmp, 47))
    source, destination = (int(host(chance, family, side)) for side in (0, 1))
    near = lambda: max(0, min(65535, chance.choice(PORTS) + chance.choice((0, 0, 0, 1, -1))))  # noqa: E731
    sport, dport = (near(), near()) if protocol in {6, 17} else (0, 0)
    if tracked and protocol in {6, 17}:
        sport, dport = max(1, sport), max(1, dport)
    if protocol == icmp:
        sport = (
            {4: 8, 6: 128}[family] if tracked or chance.random() < 0.5 else {4: 0, 6: 129}[family]
        )
    flags = (
        chance.choice((2, 2, 2) if tracked else (2, 16, 18, 1, 3, 4, 63)) if protocol == 6 else 0
    )
    return Packet(
        family, "eth1", "eth2", source, destination, protocol, sport, dport, tcp_flags=flags
    )


def deciders(device):
    """Return a function from a packet to what the prover's own tables say of it."""
    policy = Policy({"a": Zone("a", "a", (), ("eth1",)), "b": Zone("b", "b", (), ("eth2",))})
    spaces = {family: Space(policy, (), [device], family, Limits()) for family in (4, 6)}
    context = Context("eth1", "eth2", int(State.NEW), WHOLE)

    def permitted(each):
        space = spaces[each.family]
        ranks = space.coordinates.rank(each.source), space.coordinates.rank(each.destination)
        point = (each.protocol, *ranks, each.source_port, each.destination_port, each.tcp_flags)
        for events in space.events(device, context):
            inside = events.sure.copy()
            for axis, value in enumerate(point):
                inside &= (events.lo[axis] <= value) & (events.hi[axis] >= value)
            if events.action[inside.argmax()] == DENY:
                return False
        return True

    return permitted


def compare(world, seed, count):
    """Load a random ruleset, inject packets, and return how many the engine judged otherwise."""
    chance = random.Random(seed)
    tracked = seed % 3 == 0
    device = read_config(Config("kernel", world.load(ruleset(chance, tracked=tracked))))
    assert device.not_understood == ()
    sent = [packet(chance, tracked=tracked) for _ in range(count)]
    arrived = world.arrived([frames.frame(each, at) for at, each in enumerate(sent)])
    permitted = deciders(device)
    wrong = [at for at, each in enumerate(sent) if permitted(each) != (at in arrived)]
    wrong += [at for at in range(0, count, 20)
              if follow(device, sent[at]).permitted != (at in arrived)]  # fmt: skip
    return [(sent[at], at in arrived) for at in wrong], len(arrived)


@pytest.fixture(scope="module")
def world():
    with kernel.World() as made:
        for prefix in DESTINATIONS.values():
            made.route(prefix, 2)
        for prefix in SOURCES.values():
            made.route(prefix, 1)
        yield made


def test_the_kernel_lets_through_what_the_engine_says(world):
    passed = 0
    for seed in range(20):
        wrong, arrived = compare(world, seed, 1000)
        assert wrong == [], seed
        passed += arrived
    assert 1000 < passed < 19_000  # neither everything nor nothing


@pytest.mark.full
@pytest.mark.parametrize("batch", range(20))
def test_a_million_packets(world, batch):
    for seed in range(1000 + batch * 25, 1025 + batch * 25):
        assert compare(world, seed, 2000)[0] == [], seed


ZONES = """zones:
  a: {{prefixes: [10.1.0.0/24, "fd01::/120"], interfaces: [eth1]}}
  b: {{prefixes: [10.2.0.0/24, "fd02::/120"], interfaces: [eth2]}}
  rest: {{prefixes: ["0.0.0.0/0", "::/0"], interfaces: [eth0]}}
flows:
{flows}"""


def random_policy(chance):
    flows = []
    for _ in range(chance.randint(1, 8)):
        parts = ["from: a", "to: b"] if chance.random() < 0.8 else ["from: b", "to: rest"]
        if parts[1] == "to: b" and chance.random() < 0.7:
            family = chance.choice((4, 6))
            parts.append(
                f'destination: ["{ip_address(FIRST[family][1] + 64 * chance.randrange(4))}/{26 if family == 4 else 122}"]'
            )
        if parts[0] == "from: a" and chance.random() < 0.4:
            parts.append(f"source: [10.1.0.{chance.randrange(4) * 64}/26]")
        kind = chance.randrange(4)
        if kind < 2:
            parts.append(f"protocol: {chance.choice(('tcp', 'udp', '[tcp, udp]'))}")
            low, high = sorted(chance.sample(PORTS, 2))
            parts.append(f"ports: [{low}-{high}]")
            if chance.random() < 0.2:
                parts.append("source_ports: [1024-65535]")
        elif kind == 2:
            parts.append(
                chance.choice(
                    ("protocol: icmp, icmp_types: [8]", "protocol: icmpv6", "protocol: gre")
                )
            )
        if chance.random() < 0.4:
            parts.append(f"until: 2027-0{chance.randint(1, 9)}-01")
        flows.append("  - {" + ", ".join(parts) + "}")
    return read_policy(ZONES.format(flows="\n".join(flows)))


@pytest.mark.parametrize("seed", range(12))
def test_what_the_kernel_holds_of_a_compiled_policy_equals_the_policy(world, seed):
    policy = random_policy(random.Random(seed))
    device = read_config(Config("kernel", world.load(compile_nftables(policy, at=AT))))
    assert device.not_understood == ()
    assert verify(policy, [device], at=AT).verdict is Verdict.PROVEN  # nothing more
    assert blocked(policy, [device], at=AT) == ()  # and nothing less


def test_loading_again_replaces_the_table_and_no_other(world):
    policy = random_policy(random.Random(1))
    first = world.load("table ip mine {\n}\n" + compile_nftables(policy, at=AT))
    world.inside(world.router, "nft", "-f", "-", input=compile_nftables(policy, at=AT))
    assert world.listed().count('"chain"') == first.count('"chain"')
    assert '"mine"' in world.listed()


def test_a_flow_leaves_the_kernel_when_its_last_day_ends(world):
    import time
    from datetime import datetime, timedelta

    from sekisho.separation.policy.model import TOKYO

    flow = "  - {from: a, to: b, protocol: udp, ports: [53], until: 2027-03-31}"
    policy = read_policy(ZONES.format(flows=flow))
    midnight = datetime(2027, 4, 1, tzinfo=TOKYO)
    query = Packet(4, "eth1", "eth2", FIRST[4][0] + 1, FIRST[4][1] + 1, 17, 1025, 53)
    world.load(compile_nftables(policy, at=midnight - timedelta(seconds=3)))
    assert world.arrived([frames.frame(query, 1)]) == {1}
    time.sleep(3.5)
    other = Packet(4, "eth1", "eth2", FIRST[4][0] + 2, FIRST[4][1] + 1, 17, 1026, 53)
    assert world.arrived([frames.frame(other, 2)]) == set()


def begins(packet):
    """Say whether connection tracking takes a packet for the first of a conversation.

    It calls others (odd TCP flags, port 0, an answer to no question) invalid whatever we send.
    """
    if packet.has_ports and not (packet.source_port and packet.destination_port):
        return False
    if packet.protocol in {1, 58}:
        ping = (packet.family, packet.protocol, packet.source_port)
        return ping in {(4, 1, 8), (6, 58, 128)}
    return packet.protocol != 6 or packet.tcp_flags == 2


@pytest.mark.parametrize("seed", range(15))
def test_counter_examples_are_confirmed_by_the_kernel(world, seed):
    """Replayed: the packet a violation tells of really comes out at the other side."""
    chance = random.Random(500 + seed)
    text = ruleset(chance, tracked=seed % 2 == 0)
    device = read_config(Config("kernel", world.load(text)))
    policy = read_policy(ZONES.format(flows="  - {from: a, to: b, protocol: tcp, ports: [80]}"))
    told = [
        violation.packet
        for violation in verify(policy, [device], at=AT).violations
        if (violation.source_zone, violation.destination_zone) == ("a", "b")
        and violation.packet.state is State.NEW
        and not violation.packet.fragment
        and violation.packet.protocol in {6, 17, 1, 58, 47}
        and (seed % 2 or begins(violation.packet))
    ]
    sent = [frames.frame(each, at) for at, each in enumerate(told)]
    assert world.arrived(sent) == set(range(len(told)))
