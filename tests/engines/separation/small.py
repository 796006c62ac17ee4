"""Small worlds: random devices over a few packets, and their outcomes counted out one by one.

The interpreter here shares nothing with the engine: it returns the *set* of what may become of a
packet, each condition not understood holding or not on its own.
"""

from itertools import product

from sekisho.separation import (
    ANY,
    Action,
    Chain,
    Device,
    Flow,
    Interface,
    Match,
    Names,
    Origin,
    Packet,
    Policy,
    Rule,
    Stage,
    State,
    Translation,
    Zone,
)

# The packets of a small world: two addresses in each of two zones, per family; few ports. One
# port, protocol and set of flags of each kind that rules and flows tell apart.
HOSTS = {
    4: {"a": [0x0A000002, 0x0A000003], "b": [0x0B000002, 0x0B000003]},
    6: {"a": [0xFD0A << 112 | n for n in (2, 3)], "b": [0xFD0B << 112 | n for n in (2, 3)]},
}
OUTSIDERS = {4: 0x0C000001, 6: 0xFD0C << 112 | 1}
DESTINATIONS = {f: [*HOSTS[f]["a"], *HOSTS[f]["b"], OUTSIDERS[f]] for f in (4, 6)}
ZONES = {
    "a": Zone("a", "あ", ("10.0.0.2/32", "10.0.0.3/32", "fd0a::2/127"), ("eth1",)),
    "b": Zone("b", "い", ("11.0.0.2/32", "11.0.0.3/32", "fd0b::2/127"), ("eth2",)),
}
PROTOCOLS = (6, 17, 1, 47, 2, 50)
PORTS = (1, 2)  # rules ask about; in packets also 3 (up to 9) and 10 (beyond)
ALL_PORTS = (1, 2, 3, 10)
STATES = (State.NEW, State.INVALID, State.UNTRACKED)
AT = Origin("f", 1)


def policy(flows=()):
    return Policy(dict(ZONES), flows=tuple(flows))


def packets(device, family, source, destination):
    """Return a packet of every kind that a device's rules or flows may tell apart."""
    asked = _asked(device)
    iif, oif = ZONES[source].interfaces[0], ZONES[destination].interfaces[0]
    sources = [*HOSTS[family]["a"], *HOSTS[family]["b"], OUTSIDERS[family]]
    if "source" not in asked:
        sources = sources[:1]
    states = STATES if "state" in asked else STATES[:1]
    first = ALL_PORTS if asked & {"source_port", "icmp_type"} else ALL_PORTS[:1]
    flags = (2, 16, 1) if "tcp_flags" in asked else (2,)
    found = []
    for src, dst, protocol, state in product(sources, DESTINATIONS[family], PROTOCOLS, states):
        ports = product(first, ALL_PORTS) if protocol in {6, 17, 1} else [(0, 0)]
        for (sport, dport), bits in product(ports, flags if protocol == 6 else (0,)):
            found.append(
                Packet(family, iif, oif, src, dst, protocol, sport, dport, state, False, bits)
            )
        if not device.reassembles:
            found.append(Packet(family, iif, oif, src, dst, protocol, 0, 0, state, True, 0))
    wanted = HOSTS[family][destination]
    return found if "translation" in asked else [p for p in found if p.destination in wanted]


def _asked(device):
    """Return the fields any rule of a device asks about."""
    found = set()
    for chain in device.chains.values():
        for rule in chain.rules:
            if rule.translation:
                found |= {"translation", "source"}
            for match in rule.matches:
                found |= {name for name in Match._fields if getattr(match, name) is not None}
    return found


def spans(random, values):
    chosen = sorted(random.sample(values, random.randint(1, len(values))))
    return _normal([(value, value) for value in chosen])


def _normal(pairs):
    found = []
    for first, last in pairs:
        if found and found[-1][1] + 1 == first:
            found[-1] = (found[-1][0], last)
        else:
            found.append((first, last))
    return tuple(found)


def match(random, *, unknown):
    family = random.choice((None, None, 4, 6))
    fields = {"family": family}
    if family and random.random() < 0.7:
        every = HOSTS[family]["a"] + HOSTS[family]["b"]
        fields["source"] = spans(random, every)
        fields["destination"] = random.choice((None, spans(random, every)))
    kind = random.random()
    if kind < 0.4:
        fields["protocol"] = random.choice((((6, 6),), ((17, 17),), ((6, 6), (17, 17))))
        fields["destination_port"] = random.choice((None, spans(random, list(PORTS)), ((2, 9),)))
        fields["source_port"] = random.choice((None, None, spans(random, list(PORTS))))
    elif kind < 0.5:
        fields["protocol"] = ((1, 1),)
        fields["icmp_type"] = spans(random, list(PORTS))
    elif kind < 0.6:
        fields["protocol"] = ((6, 6),)
        fields["tcp_flags"] = random.choice((((2, 2),), ((16, 63),)))
    elif kind < 0.7:
        fields["protocol"] = random.choice((((0, 46),), ((47, 47),)))
    if random.random() < 0.3:
        names = frozenset(random.choice((["eth1"], ["eth2"], ["eth*"], ["eth1", "eth9"])))
        fields[random.choice(("iif", "oif"))] = Names(names, random.random() < 0.3)
    if random.random() < 0.2:
        fields["state"] = random.choice(
            (State.NEW, State.ESTABLISHED, State.NEW | State.INVALID, ~State.NEW & State(31))
        )
    if random.random() < 0.1:
        fields["fragment"] = random.random() < 0.5
    if unknown and random.random() < 0.25:
        fields["unknown"] = ("?",)
    return Match(**fields)


def rule(random, targets, *, unknown, nat=False):
    actions = [Action.PERMIT] * 4 + [Action.DENY] * 4 + [Action.CONTINUE]
    if targets:
        actions += [Action.JUMP, Action.JUMP, Action.GOTO, Action.RETURN, Action.RETURN]
    if unknown:
        actions.append(Action.UNKNOWN)
    action = random.choice(actions)
    to = None
    if nat and random.random() < 0.6:
        action = Action.TRANSLATE
    matches = tuple(match(random, unknown=unknown) for _ in range(random.choice((1, 1, 1, 2, 0))))
    if action is Action.TRANSLATE:
        family = random.choice((4, 6))
        matches = tuple(_in_family(each, family) for each in matches)
        to = _translation(random, family)
    target = random.choice(targets) if action in {Action.JUMP, Action.GOTO} else None
    return Rule(matches, action, AT, "", target, to)


def _in_family(found, family):
    return (
        found
        if found.family == family
        else found._replace(family=family, source=None, destination=None)
    )


def _translation(random, family):
    every = HOSTS[family]["a"] + HOSTS[family]["b"]
    one = random.choice(every)
    port = random.choice(PORTS)
    return random.choice(
        (
            Translation(destination=((one, one),)),
            Translation(source=((one, one),)),
            Translation(destination=((one, one),), destination_port=((port, port),)),
        )
    )


def device(random, *, unknown=False, nat=False, size=5):
    """Return a random device with chains that call one another downwards."""
    names = ["a", "b", "c"][: random.randint(1, 3)]
    chains = {}
    defaults = [Action.PERMIT, Action.DENY] + ([Action.UNKNOWN] if unknown else [])
    for at, name in enumerate(names):
        rules = tuple(
            rule(random, names[at + 1 :] or (["a"] if False else []), unknown=unknown, nat=False)
            for _ in range(random.randint(0, size))
        )
        chains[name] = Chain(name, rules, random.choice(defaults))
    stages = [Stage("a", 5000, random.choice((None, None, 4)))]
    if random.random() < 0.4:
        other = Names(frozenset({random.choice(("eth1", "eth2"))}))
        stages.append(Stage(names[-1], random.choice((1000, 7000)), None, *_sides(random, other)))
    if nat:
        rules = tuple(rule(random, [], unknown=unknown, nat=True) for _ in range(3))
        chains["nat"] = Chain("nat", rules, Action.PERMIT)
        stages.append(Stage("nat", 3000))
    return Device(
        "fw",
        "test",
        frozenset({4, 6}),
        chains,
        tuple(stages),
        interfaces=(Interface("eth1"), Interface("eth2")),
        interfaces_complete=True,
        reassembles=random.random() < 0.3,
    )


def _sides(random, names):
    return (names, None) if random.random() < 0.5 else (None, names)


def flows(random):
    """Return random permitted flows between the two zones."""
    found = []
    for _ in range(random.randint(0, 3)):
        source, destination = random.choice((("a", "b"), ("b", "a")))
        protocols = random.choice(((), (6,), (17,), (6, 17), (1,), (47,)))
        ports = ((1, 2),) if protocols and set(protocols) <= {6, 17} else ()
        hosts = random.choice(((), ZONES[destination].prefixes[:1], ZONES[destination].prefixes))
        found.append(Flow(source, destination, (), hosts, protocols, ports))
    return found


def allowed(flow, packet, source, destination):
    """Say whether a flow permits a packet (as sent: its source; as delivered: the rest)."""
    import ipaddress

    if (flow.source_zone, flow.destination_zone) != (source, destination):
        return False
    if flow.destinations and not any(
        ipaddress.ip_address(packet.address(packet.destination)) in ipaddress.ip_network(text)
        for text in flow.destinations
    ):
        return False
    if flow.protocols and packet.protocol not in flow.protocols:
        return False
    if flow.protocols == (1,) and packet.family == 6:
        return False
    if flow.ports and not packet.fragment:
        return any(low <= packet.destination_port <= high for low, high in flow.ports)
    return True


# What may become of a packet: PERMIT with the packet as it left, DENY, or nothing decided.
def outcomes(device, packet):
    """Return every (permitted, packet as delivered) that some meaning of the unknown allows."""
    now = {(True, packet)}
    for stage in sorted(device.stages, key=lambda each: each.order):
        after = set()
        for permitted, each in now:
            if not permitted or not _applies(stage, each):
                after.add((permitted, each))
                continue
            chain = device.chains[stage.chain]
            for action, left in _chain(device, chain.name, 0, each):
                settled = chain.default if action is None else action
                if settled is not Action.DENY:
                    after.add((True, left))
                if settled is not Action.PERMIT:
                    after.add((False, each))
        now = after
    return now


def _applies(stage, packet):
    return (
        (stage.family is None or stage.family == packet.family)
        and (stage.iif is None or stage.iif.holds(packet.iif))
        and (stage.oif is None or stage.oif.holds(packet.oif))
    )


def _chain(device, name, at, packet):
    rules = device.chains[name].rules
    if at == len(rules):
        return {(None, packet)}
    found, rule = set(), rules[at]
    holds = [_matches(each, packet) for each in rule.matches]
    surely = any(held and not each.unknown for held, each in zip(holds, rule.matches, strict=True))
    if rule.action is Action.CONTINUE or not surely:
        found |= _chain(device, name, at + 1, packet)
    if not any(holds) or rule.action is Action.CONTINUE:
        return found
    if rule.action in {Action.PERMIT, Action.DENY}:
        found.add((rule.action, packet))
    elif rule.action is Action.RETURN:
        found.add((None, packet))
    elif rule.action is Action.UNKNOWN:
        found |= {(Action.PERMIT, packet), (Action.DENY, packet)}
        found |= _chain(device, name, at + 1, packet)
    elif rule.action is Action.TRANSLATE:
        found.add((Action.PERMIT, _rewritten(packet, rule.translation)))
    else:
        for action, left in _chain(device, rule.target, 0, packet):
            if action is None and rule.action is Action.JUMP:
                found |= _chain(device, name, at + 1, left)
            else:
                found.add((action, left))
    return found


def _rewritten(packet, to):
    import dataclasses

    new = {}
    for name in ("source", "destination", "source_port", "destination_port"):
        spans = getattr(to, name)
        if spans and ("port" not in name or packet.protocol in {6, 17}):
            new[name] = spans[0][0]
    return dataclasses.replace(packet, **new)


def _matches(match, packet):
    def inside(spans, value):
        return spans is None or any(a <= value <= b for a, b in spans)

    ported = packet.protocol in {6, 17} and not packet.fragment
    typed = packet.protocol in {1, 58} and not packet.fragment
    return all(
        (
            match.family in {None, packet.family},
            match.iif is None or match.iif.holds(packet.iif),
            match.oif is None or match.oif.holds(packet.oif),
            match.state is None or packet.state in match.state,
            match.fragment in {None, packet.fragment},
            inside(match.protocol, packet.protocol),
            inside(match.source, packet.source),
            inside(match.destination, packet.destination),
            match.source_port is None or (ported and inside(match.source_port, packet.source_port)),
            match.destination_port is None
            or (ported and inside(match.destination_port, packet.destination_port)),
            match.icmp_type is None or (typed and inside(match.icmp_type, packet.source_port)),
            match.tcp_flags is None
            or (
                packet.protocol == 6
                and not packet.fragment
                and inside(match.tcp_flags, packet.tcp_flags)
            ),
        )
    )


def crossing(device, flows_in_force):
    """Return the pairs (from, to, family) with packets that surely cross, and that may cross.

    Packets of the small world stand for all others: rules and flows ask about nothing finer.
    """
    surely, perhaps = set(), set()
    for family in (4, 6):
        for source, destination in (("a", "b"), ("b", "a")):
            for packet in packets(device, family, source, destination):
                found = outcomes(device, packet)
                bad = {
                    permitted and _crosses(left, packet, source, destination, flows_in_force)
                    for permitted, left in found
                }
                if True in bad:
                    perhaps.add((source, destination, family))
                    if False not in bad:
                        surely.add((source, destination, family))
    return surely, perhaps


def _crosses(left, packet, source, destination, flows_in_force):
    import dataclasses

    if left.destination not in HOSTS[packet.family][destination]:
        return False
    told = dataclasses.replace(left, source=packet.source, source_port=packet.source_port)
    return not any(allowed(flow, told, source, destination) for flow in flows_in_force)


__all__ = ["ANY", "allowed", "crossing", "device", "flows", "outcomes", "policy"]
