"""Groups of a Junos configuration: what they bring in is read, what is uncertain leaves no proof."""

import random
from dataclasses import replace
from textwrap import dedent

import pytest
from tests.engines.separation.test_junos import ZONES, device_of, packet, policy

from sekisho.separation.following import follow

PAIR = "security policies from-zone in to-zone out"
ANY = [f"{PAIR} policy p match {each} any"
       for each in ("source-address", "destination-address", "application")]  # fmt: skip
PERMIT = [*ANY, f"{PAIR} policy p then permit"]
BASE = [
    "set interfaces ge-0/0/1 unit 0 family inet address 10.0.0.254/24",
    "set interfaces ge-0/0/2 unit 0 family inet address 192.0.2.1/24",
    "set interfaces ge-0/0/2 unit 0 family inet filter input F",
    "set firewall family inet filter F term a from source-address 198.51.100.0/24",
    "set firewall family inet filter F term a then discard",
    "set firewall family inet filter F term b then accept",
    *ZONES.strip().splitlines(),
    f"set {PAIR} policy p match source-address host",
    f"set {PAIR} policy p match source-address net",
    f"set {PAIR} policy p match destination-address any",
    f"set {PAIR} policy p match application web",
    f"set {PAIR} policy p then permit",
    f"set {PAIR} policy q match source-address any",
    f"set {PAIR} policy q match destination-address any",
    f"set {PAIR} policy q match application any",
    f"set {PAIR} policy q then deny",
    "set security policies default-policy deny-all",
]


def grouped(*lines, at="", name="g"):
    """Lines (without `set`) of a group, applied at a place."""
    said = "".join(f"set groups {name} {line}\n" for line in lines)
    return f"{said}set {at} apply-groups {name}\n".replace("set  ", "set ")


def lost(device):
    return [each.text for each in device.not_understood if not each.placed]


def meaning(device):
    """What the device decides, without the lines it stands in."""
    chains = {
        name: ([(rule.matches, rule.action) for rule in chain.rules], chain.default)
        for name, chain in device.chains.items()
    }
    return chains, [replace(stage) for stage in device.stages], device.interfaces


@pytest.mark.parametrize("seed", range(60))
def test_lines_moved_into_a_group_mean_the_same_or_nothing_is_certain(seed):
    chance = random.Random(seed)
    moved = [line for line in BASE if chance.random() < chance.choice((0.1, 0.4, 0.9))]
    kept = [line for line in BASE if line not in moved]
    inside = grouped(*(line.removeprefix("set ") for line in moved))
    device = device_of("\n".join([*kept, "set version 21.4", inside]))
    flat = device_of("\n".join([*kept, "set version 21.4", *moved]))
    assert lost(flat) == []
    assert lost(device) or meaning(device) == meaning(flat)


def test_any_line_alone_is_read_from_a_group_but_a_term_among_terms():
    uncertain = []
    for line in BASE:
        kept = "\n".join(each for each in BASE if each != line)
        if lost(device_of(f"{kept}\n{grouped(line.removeprefix('set '))}")):
            uncertain.append(line)
    assert uncertain == ["set firewall family inet filter F term b then accept"]


def test_both_forms_say_the_same():
    curly = dedent("""\
    groups { g { security { policies { from-zone in { to-zone out { policy p {
        match { source-address any; destination-address any; application any; }
        then { permit; } } } } } } } }
    apply-groups [ g ];
    security { zones { security-zone in { interfaces { ge-0/0/1.0; } }
                       security-zone out { interfaces { ge-0/0/2.0; } } } }""")
    device = device_of(curly)
    assert lost(device) == []
    assert follow(device, packet()).permitted


class TestPlaces:
    def test_a_group_applied_below_bears_on_that_place_alone(self):
        device = device_of(ZONES + grouped(*PERMIT, at=PAIR))
        assert lost(device) == []
        assert follow(device, packet()).permitted
        elsewhere = device_of(ZONES + grouped(*PERMIT, at="security policies from-zone out"))
        assert not follow(elsewhere, packet()).permitted

    def test_a_group_nobody_applies_or_that_is_switched_off_brings_nothing(self):
        said = grouped(*PERMIT)
        never = said.replace("set apply-groups g\n", "")
        assert not follow(device_of(ZONES + never), packet()).permitted
        off = device_of(f"{ZONES}{said}deactivate apply-groups g\n")
        assert not follow(off, packet()).permitted

    def test_a_level_that_keeps_the_group_out_inherits_nothing(self):
        said = grouped(*PERMIT)
        kept = f"{ZONES}{said}set {PAIR} apply-groups-except g\n"
        assert lost(device_of(kept)) == []
        assert not follow(device_of(kept), packet()).permitted


class TestNamesThatFit:
    WILD = "security policies from-zone <*> to-zone <*>"

    def test_they_stand_for_every_pair_there_is_and_make_none(self):
        said = grouped(
            *(each.replace(PAIR, self.WILD).replace("policy p", "policy last") for each in PERMIT)
        )
        assert not follow(device_of(ZONES + said), packet()).permitted  # there is no pair
        closed = policy("match source-address host", "then deny")
        device = device_of(ZONES + closed + said)
        assert lost(device) == []
        names = [rule.text for rule in device.chains["policies"].rules]
        assert len(names) == 3  # replies, p, and the inherited one behind it

    def test_an_inherited_policy_stands_behind_those_that_are_there(self):
        fits = "security policies from-zone <*> to-zone <o*>"
        said = grouped(
            *(each.replace(PAIR, fits).replace("policy p", "policy a") for each in PERMIT)
        )
        device = device_of(ZONES + policy("then deny") + said)
        assert lost(device) == []
        assert not follow(device, packet()).permitted

    def test_a_name_that_might_fit_what_another_group_brings_is_uncertain(self):
        said = grouped(*PERMIT, name="a")
        wild = f"{self.WILD} policy p then log session-close"
        device = device_of(ZONES + said + grouped(wild, name="b"))
        assert lost(device) == [f"set groups b {wild}"]

    @pytest.mark.parametrize("word", ["<ge-*", "ge-*>", "<"])
    def test_a_name_torn_apart_is_uncertain(self, word):
        line = f"interfaces {word} unit 0 family inet filter input F"
        device = device_of(ZONES + grouped(line))
        assert lost(device) == [f"set groups g {line}"]


class TestWhatIsThere:
    def test_the_configurations_own_goes_before(self):
        own = ZONES + "set security policies default-policy deny-all\n"
        device = device_of(own + grouped("security policies default-policy permit-all"))
        assert lost(device) == []
        assert not follow(device, packet()).permitted

    @pytest.mark.parametrize(
        "line",
        [
            "firewall family inet filter F term b then accept",
            f"{PAIR} policy p then deny",
            "applications application web destination-port 443",
            "firewall family inet filter F term a from tcp-flags ack",
            "security nat source rule-set r rule b then source-nat interface",
            f"{PAIR} apply-groups other",
        ],
    )
    def test_order_choices_and_groups_within_groups_are_uncertain(self, line):
        own = (
            "set firewall family inet filter F term a from tcp-flags syn\n"
            "set firewall family inet filter F term a then discard\n"
            "set security nat source rule-set r rule a then source-nat off\n"
        )
        device = device_of(ZONES + policy() + own + grouped(line))
        assert f"set groups g {line}" in lost(device)

    def test_two_groups_that_order_policies_of_one_pair_are_uncertain(self):
        first = grouped(*PERMIT, name="a")
        other = [each.replace("policy p", "policy q") for each in PERMIT]
        device = device_of(ZONES + first + grouped(*other, name="b"))
        assert lost(device)

    @pytest.mark.parametrize("name", ["re0", "node1", "${node}"])
    def test_groups_of_one_of_two_engines_are_uncertain(self, name):
        written = "node0" if name.startswith("$") else name
        said = f"set groups {written} {ANY[0]}\nset apply-groups {name}\n"
        assert lost(device_of(ZONES + said)) == [f"set groups {written} {ANY[0]}"]
        harmless = f"set groups {written} system host-name x\nset apply-groups {name}\n"
        assert lost(device_of(ZONES + harmless)) == []

    def test_a_group_under_a_condition_is_uncertain(self):
        device = device_of(ZONES + grouped("when chassis srx300", *PERMIT))
        assert {f"set groups g {each}" for each in PERMIT} <= set(lost(device))

    def test_a_group_that_is_not_there_is_named(self):
        assert lost(device_of(f"{ZONES}set apply-groups nowhere\n")) == ["set apply-groups nowhere"]
