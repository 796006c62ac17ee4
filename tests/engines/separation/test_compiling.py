"""The compiled ruleset: disjoint elements that hold exactly the flows, each to its last moment."""

import random
from datetime import UTC, date, datetime
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.separation import PolicyError, compile_nftables, read_policy
from sekisho.separation.compiling.elements import Element, disjoint

AT = date(2026, 12, 1)
spans = st.tuples(st.integers(0, 5), st.integers(0, 5)).map(lambda pair: tuple(sorted(pair)))
days = st.sampled_from([None, date(2027, 1, 1), date(2027, 3, 31)])
elements = st.lists(st.builds(Element, st.tuples(spans, spans, spans), days), max_size=8)


def last_day(found, point):
    """Return how long a point is permitted: the latest day, None being for ever; 0 for never."""
    days = [
        each.until
        for each in found
        if all(low <= value <= high for value, (low, high) in zip(point, each.box, strict=True))
    ]
    return 0 if not days else None if None in days else max(days)


@given(elements)
def test_elements_become_disjoint_and_every_packet_keeps_its_last_day(given_elements):
    found = list(disjoint(given_elements))
    for point in product(range(6), repeat=3):
        holding = [each for each in found if last_day([each], point) != 0]
        assert len(holding) <= 1
        assert last_day(found, point) == last_day(given_elements, point)


ZONES = """zones:
  a: {label: あ, prefixes: [10.1.0.0/16], interfaces: [eth1, eth3]}
  b: {prefixes: [10.2.0.0/16, "fd02::/64"], interfaces: [eth2]}
flows:
"""


def compiled(*flows, at=AT):
    return compile_nftables(read_policy(ZONES + "".join(f"  - {each}\n" for each in flows)), at=at)


def test_flows_are_elements_of_sets_and_not_rules():
    flows = [
        f"{{from: a, to: b, destination: [10.2.0.{n}/32], protocol: tcp, ports: [80]}}"
        for n in range(50)
    ]
    text = compiled(*flows)
    assert text.count("counter accept") == 2  # replies, and the one set
    assert text.count(" . 6 . 80") == 50


def test_every_way_between_interfaces_is_in_one_map():
    text = compiled("{from: a, to: b}")
    for way in (
        '"eth1" . "eth2" : jump z1_to_z2',
        '"eth3" . "eth2" : jump z1_to_z2',
        '"eth2" . "eth3" : jump z2_to_z1',
    ):
        assert way in text
    assert '"eth1" . "eth3"' not in text


@pytest.mark.parametrize(
    ("at", "seconds"),
    [
        (date(2027, 3, 31), 24 * 3600),
        (datetime(2027, 3, 31, 14, 59, 59, tzinfo=UTC), 1),
        (datetime(2027, 3, 30, 15, 0, tzinfo=UTC), 24 * 3600),
    ],
)
def test_an_element_lives_to_the_end_of_its_last_day_in_tokyo(at, seconds):
    text = compiled("{from: a, to: b, protocol: udp, ports: [53], until: 2027-03-31}", at=at)
    assert f"timeout {seconds}s" in text


def test_a_flow_that_has_ended_is_not_compiled():
    text = compiled("{from: a, to: b, until: 2026-11-30}")
    assert "set " not in text


@pytest.mark.parametrize(
    "interfaces", ["", 'interfaces: ["e; flush ruleset"]', 'interfaces: ["a\\"b"]']
)
def test_a_zone_without_an_interface_or_with_a_name_that_is_none_is_refused(interfaces):
    text = f"zones:\n  a: {{prefixes: [10.1.0.0/16], {interfaces}}}\n  b: {{interfaces: [eth2]}}\n"
    with pytest.raises(PolicyError, match="領域 a"):
        compile_nftables(read_policy(text.replace(", }", "}")), at=AT)


def test_labels_cannot_leave_their_comment():
    text = 'zones:\n  "a\\nflush ruleset": {interfaces: [e1]}\n  b: {interfaces: [e2]}\n'
    lines = compile_nftables(read_policy(text), at=AT).splitlines()
    assert not any(line.startswith("flush") for line in lines)


def test_ten_thousand_flows_are_compiled():
    chance = random.Random(1)
    flows = [
        f"{{from: a, to: b, destination: [10.2.{chance.randrange(256)}.{chance.randrange(256)}/32],"
        f" protocol: tcp, ports: [{chance.randrange(1, 65536)}]}}"
        for _ in range(10_000)
    ]
    assert compiled(*flows).count(" . 6 . ") > 9_900
