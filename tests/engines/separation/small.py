"""Small worlds: random devices over a few packets, and their outcomes counted out one by one.

The interpreter here shares nothing with the engine: it returns the *set* of what may become of a
packet, each condition not understood holding or not on its own.
"""

from functools import cached_property, lru_cache
from ipaddress import ip_address, ip_network
from itertools import product

import numpy as np

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
_TELLING = {"source", "state", "source_port", "icmp_type", "tcp_flags", "translation"}


def policy(flows=()):
    return Policy(dict(ZONES), flows=tuple(flows))


class Packets(list):
    """Packets of one way, with the world they are in; nobody writes into its arrays."""

    @cached_property
    def world(self):
        return World(self)


def packets(device, family, source, destination):
    """Return a packet of every kind that a device's rules or flows may tell apart."""
    asked = frozenset(_asked(device) & _TELLING)
    return _packets(asked, device.reassembles, family, source, destination)


@lru_cache(maxsize=256)  # small worlds differ in little: most are met again
def _packets(asked, reassembles, family, source, destination):
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
        if not reassembles:
            found.append(Packet(family, iif, oif, src, dst, protocol, 0, 0, state, True, 0))
    wanted = HOSTS[family][destination]
    if "translation" not in asked:
        found = [each for each in found if each.destination in wanted]
    return Packets(found)


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


class World:
    """Many packets at once: a numpy array per field, and what may become of each.

    A set of packets is an array of booleans. Translated packets are another world over the same
    numbers, so that what becomes of a packet is the union over all worlds it may be in.
    """

    def __init__(self, given):
        self.count = len(given)
        self.family = given[0].family
        names = ("protocol", "source_port", "destination_port", "state", "fragment", "tcp_flags")
        self.fields = {
            name: np.array([int(getattr(each, name)) for each in given]) for name in names
        }
        for name in ("source", "destination"):  # by their place in DESTINATIONS
            places = [DESTINATIONS[self.family].index(getattr(each, name)) for each in given]
            self.fields[name] = np.array(places)
        self.iif, self.oif = given[0].iif, given[0].oif

    def rewritten(self, to):
        """Return the world in which every packet is translated."""
        made = object.__new__(World)
        made.count, made.family, made.iif, made.oif = self.count, self.family, self.iif, self.oif
        made.fields = dict(self.fields)
        ported = (self.fields["protocol"] == 6) | (self.fields["protocol"] == 17)
        for name in ("source", "destination"):
            if (spans := getattr(to, name)) and spans[0][0] in DESTINATIONS[self.family]:
                made.fields[name] = np.full(
                    self.count, DESTINATIONS[self.family].index(spans[0][0])
                )
        for name in ("source_port", "destination_port"):
            if spans := getattr(to, name):
                made.fields[name] = np.where(ported, spans[0][0], made.fields[name])
        return made

    def _inside(self, name, spans):
        found = np.zeros(self.count, bool)
        for first, last in spans:
            found |= (first <= self.fields[name]) & (self.fields[name] <= last)
        return found

    def _host(self, name, spans):
        found = np.zeros(self.count, bool)
        for place, address in enumerate(DESTINATIONS[self.family]):
            if any(first <= address <= last for first, last in spans):
                found |= self.fields[name] == place
        return found

    def _of(self, protocols):
        found = self.fields["fragment"] == 0
        return found & np.any([self.fields["protocol"] == each for each in protocols], axis=0)

    def matched(self, match):  # noqa: C901  # a question per field
        """Return the packets inside a match's fields."""
        fields = self.fields
        if match.family not in {None, self.family}:
            return np.zeros(self.count, bool)
        for names, name in ((match.iif, self.iif), (match.oif, self.oif)):
            if names is not None and not names.holds(name):
                return np.zeros(self.count, bool)
        found = np.ones(self.count, bool)
        if match.state is not None:
            found &= (fields["state"] & int(match.state)) != 0
        if match.fragment is not None:
            found &= (fields["fragment"] != 0) == match.fragment
        if match.protocol is not None:
            found &= self._inside("protocol", match.protocol)
        for name in ("source", "destination"):
            if getattr(match, name) is not None:
                found &= self._host(name, getattr(match, name))
        for name, field, protocols in (
            ("source_port", "source_port", (6, 17)),
            ("destination_port", "destination_port", (6, 17)),
            ("icmp_type", "source_port", (1, 58)),
            ("tcp_flags", "tcp_flags", (6,)),
        ):
            if getattr(match, name) is not None:
                found &= self._inside(field, getattr(match, name)) & self._of(protocols)
        return found


def become(device, given):
    """Yield what may become of packets: (denied?, the world they are in, which of them)."""
    first = given.world if isinstance(given, Packets) else World(given)
    now = [(first, np.ones(first.count, bool))]
    for stage in sorted(device.stages, key=lambda each: each.order):
        after = []
        for world, here in now:
            if not _applies(stage, world):
                after.append((world, here))
                continue
            applies = here & (stage.family in {None, world.family})
            after.append((world, here & ~applies))
            for action, left_world, which in _walk(device, stage.chain, world, applies):
                settled = device.chains[stage.chain].default if action is None else action
                if settled is not Action.DENY:
                    after.append((left_world, which))
                if settled is not Action.PERMIT:
                    yield True, left_world, which
        now = [(world, which) for world, which in after if which.any()]
    for world, which in now:
        yield False, world, which


def _applies(stage, world):
    return (stage.iif is None or stage.iif.holds(world.iif)) and (
        stage.oif is None or stage.oif.holds(world.oif)
    )


def _walk(device, name, world, here):
    """Yield (action or None for the chain's end, world, packets) for packets entering a chain."""
    for rule in device.chains[name].rules:
        if rule.action is Action.CONTINUE or not here.any():
            continue
        may, surely = np.zeros(world.count, bool), np.zeros(world.count, bool)
        for match in rule.matches:
            found = world.matched(match)
            may |= found
            surely |= found & (not match.unknown)
        inside, here = here & may, here & ~surely
        if rule.action is Action.UNKNOWN:
            yield Action.PERMIT, world, inside
            yield Action.DENY, world, inside
            here = here | inside
        elif rule.action is Action.RETURN:
            yield None, world, inside
        elif rule.action is Action.TRANSLATE:
            yield Action.PERMIT, world.rewritten(rule.translation), inside
        elif rule.action in {Action.JUMP, Action.GOTO}:
            for action, left, which in _walk(device, rule.target, world, inside):
                if action is None and rule.action is Action.JUMP:
                    here = here | which
                else:
                    yield action, left, which
        else:
            yield rule.action, world, inside
    yield None, world, here


def crossing(device, flows_in_force):
    """Return the pairs (from, to, family) with packets that surely cross, and that may cross.

    Packets of the small world stand for all others: rules and flows ask about nothing finer.
    """
    surely, perhaps = set(), set()
    for family in (4, 6):
        for source, destination in (("a", "b"), ("b", "a")):
            given = packets(device, family, source, destination)
            crosses, stays = np.zeros(len(given), bool), np.zeros(len(given), bool)
            for denied, world, which in become(device, given):
                bad = np.zeros(len(given), bool)
                if not denied:
                    bad = which & _forbidden(world, given, source, destination, flows_in_force)
                crosses |= bad
                stays |= which & ~bad
            if crosses.any():
                perhaps.add((source, destination, family))
            if (crosses & ~stays).any():
                surely.add((source, destination, family))
    return surely, perhaps


def _forbidden(world, given, source, destination, flows_in_force):
    """Return the packets that arrive in a zone and that no flow permits."""
    fields, family = world.fields, given[0].family
    hosts = DESTINATIONS[family]
    found = np.isin(
        fields["destination"], [hosts.index(each) for each in HOSTS[family][destination]]
    )
    for flow in flows_in_force:
        if (flow.source_zone, flow.destination_zone) != (source, destination):
            continue
        held = np.ones(world.count, bool)
        if flow.destinations:
            networks = [ip_network(text) for text in flow.destinations]
            inside = [
                place
                for place, host in enumerate(hosts)
                if any(ip_address(host) in each for each in networks if each.version == family)
            ]
            held &= np.isin(fields["destination"], inside)
        if flow.protocols:
            held &= np.isin(fields["protocol"], flow.protocols)
        if flow.protocols == (1,) and family == 6:
            held &= False
        if flow.ports:
            ports = np.zeros(world.count, bool)
            for first, last in flow.ports:
                ports |= (first <= fields["destination_port"]) & (
                    fields["destination_port"] <= last
                )
            held &= ports | (fields["fragment"] != 0)
        found &= ~held
    return found


__all__ = ["ANY", "crossing", "device", "flows", "packets", "policy"]
