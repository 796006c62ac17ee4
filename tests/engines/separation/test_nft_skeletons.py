"""Rules read by their skeleton are the rules read whole, whatever stands in them."""

import json
from ipaddress import AddressValueError, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.separation.test_nftables import (
    ACCEPT,
    FORWARD,
    HOLDS,
    match,
    meta,
    payload,
    ruleset,
)

from sekisho.separation import Config, read_config
from sekisho.separation.readers import nftables
from sekisho.separation.readers.nft import skeletons
from sekisho.separation.readers.nft.skeletons import Shape, Skeletons
from sekisho.separation.spans import prefix

V4 = st.sampled_from(["10.0.0.1", "10.0.0.2", "10.0.0.300", "::1", "f", "10.0.0.0"])
V6 = st.sampled_from(["fd00::1", "fd00::", "::", "1:2:3:4:5:6:7:8", "::ffff:10.0.0.1", "10.0.0.1"])
LENGTH = st.sampled_from([0, 8, 24, 32, 33, 128, 129])
NUMBER = st.sampled_from([0, 1, 6, 17, 22, 80, 443, 65535, 65536, "22", "http", "6"])
RANGE = st.lists(st.sampled_from([0, 20, 25, 80, 65536]), min_size=2, max_size=2)


def prefixed(addresses):
    return st.fixed_dictionaries(
        {"prefix": st.fixed_dictionaries({"addr": addresses, "len": LENGTH})}
    )


def values(addresses):
    return addresses | prefixed(addresses)


expressions = st.one_of(
    st.tuples(st.sampled_from(["saddr", "daddr"]), values(V4), st.sampled_from(["==", "!="])).map(
        lambda each: match(payload("ip", each[0]), each[1], each[2])
    ),
    st.tuples(st.sampled_from(["saddr", "daddr"]), values(V6)).map(
        lambda each: match(payload("ip6", each[0]), each[1])
    ),
    st.tuples(st.sampled_from(["sport", "dport"]), NUMBER | RANGE.map(lambda r: {"range": r})).map(
        lambda each: match(payload("tcp", each[0]), each[1])
    ),
    NUMBER.map(lambda number: match(meta("l4proto"), number)),
    NUMBER.map(lambda number: match(payload("ip", "protocol"), number)),
    st.sampled_from(["eth0", "fade", "0"]).map(lambda name: match(meta("iifname"), name)),
    st.lists(NUMBER, min_size=1, max_size=2).map(
        lambda ports: match(payload("udp", "dport"), {"set": ports})
    ),
    st.integers(0, 9).map(lambda n: {"counter": {"packets": n, "bytes": 64 * n}}),
    st.integers(0, 3).map(lambda n: {"limit": {"rate": n, "per": "second"}}),
    st.integers(0, 3).map(lambda n: match({"payload": {"base": "th", "offset": 16, "len": n}}, 80)),
    st.integers(0, 3).map(lambda n: {"mangle": {"key": {"meta": {"key": "mark"}}, "value": n}}),
    st.sampled_from(HOLDS),
)
ends = st.sampled_from([[ACCEPT], [{"drop": None}], [], [{"jump": {"target": "own"}}]])
OWN = {"family": "inet", "table": "t", "name": "own"}
NAT = {
    "family": "inet", "table": "t", "name": "nat", "type": "nat", "hook": "postrouting",
    "prio": 100, "policy": "accept",
}  # fmt: skip


def device(text):
    return read_config(Config("fw.json", text))


def whole(text):
    """Read a ruleset as if no rule were like another."""
    before = skeletons._MOST
    skeletons._MOST = 0
    try:
        return device(text)
    finally:
        skeletons._MOST = before


def listing(rules, handles, chains):
    told = json.loads(ruleset(*rules, chains=chains))
    written = [each["rule"] for each in told["nftables"] if "rule" in each]
    for rule, handle in zip(written, handles, strict=False):
        rule["handle"] = handle
    return json.dumps(told)


@given(
    st.lists(st.tuples(st.lists(expressions, max_size=4), ends), min_size=1, max_size=8),
    st.lists(st.integers(0, 99), max_size=16),
    st.booleans(),
)
def test_any_rules_twice_over_are_read_as_each_by_itself(parts, handles, nat):
    chain = "nat" if nat else "forward"
    rules = [(chain, [*conditions, *end]) for conditions, end in [*parts, *parts]]
    text = listing(rules, handles, (FORWARD, OWN, NAT))
    assert device(text) == whole(text)


@given(
    st.lists(
        st.tuples(values(V4), values(V4), NUMBER | RANGE.map(lambda each: {"range": each})),
        min_size=2,
        max_size=12,
    ),
    st.permutations(range(3)),
    st.booleans(),
)
def test_rules_of_one_skeleton_differ_in_their_values_only(rows, order, counted):
    rules = []
    for number, row in enumerate(rows):
        conditions = [
            match(payload("ip", "saddr"), row[0]),
            match(payload("ip", "daddr"), row[1]),
            match(payload("tcp", "dport"), row[2]),
        ]
        counter = [{"counter": {"packets": number, "bytes": number}}] if counted else []
        rules.append([*(conditions[at] for at in order), *counter, ACCEPT])
    text = ruleset(*rules)
    assert device(text) == whole(text)


def repeated(count):
    return ruleset(
        *(
            [
                match(payload("ip", "saddr"), {"prefix": {"addr": f"10.{n}.0.0", "len": 16}}),
                match(payload("ip6", "daddr"), "fd00::1") if n % 2 else match(meta("iif"), "eth0"),
                match(payload("tcp", "dport"), {"range": [n, n + 9]}),
                ACCEPT,
            ]
            for n in range(count)
        )
    )


def test_the_later_rules_of_a_skeleton_are_not_read_whole(monkeypatch):
    """What makes the reader quick: without it this module would be of no use."""
    read, plainly = [], nftables.rules
    monkeypatch.setattr(nftables, "rules", lambda *words: read.append(words) or plainly(*words))
    text = ruleset(
        *(
            [
                match(payload("ip", "saddr"), f"10.0.0.{n}"),
                match(payload("tcp", "dport"), n),
                ACCEPT,
            ]
            for n in range(1, 60)
        )
    )
    device(text)
    assert len(read) <= 2  # the first, and the last: nothing after it says where it ends


def test_a_field_asked_about_twice_is_never_overwritten():
    """10.0.0.1 twice is 10.0.0.1; 10.0.0.1 and 10.0.0.2 is nothing."""
    rules = [
        [match(payload("ip", "saddr"), a), match(payload("ip", "saddr"), b), ACCEPT]
        for a, b in (("10.0.0.1", "10.0.0.1"), ("10.0.0.1", "10.0.0.2"), ("10.0.0.2", "10.0.0.2"))
    ]
    text = ruleset(*rules)
    assert device(text) == whole(text)
    (chain,) = device(text).chains.values()
    assert [len(rule.matches) for rule in chain.rules] == [1, 0, 1]


def test_a_protocol_that_contradicts_its_ports_matches_nothing():
    rules = [
        [match(meta("l4proto"), number), match(payload("tcp", "dport"), 80), ACCEPT]
        for number in (6, 17, 6)
    ]
    text = ruleset(*rules)
    assert device(text) == whole(text)


def test_objects_between_two_rules_are_not_lost():
    told = json.loads(repeated(4))
    told["nftables"].insert(5, {"chain": {**OWN}})
    told["nftables"].insert(7, {"set": {"family": "inet", "table": "t", "name": "s", "type": "x"}})
    told["nftables"].insert(8, {"wondrous": {}})
    text = json.dumps(told)
    assert device(text) == whole(text)
    assert "wondrous" in device(text).not_understood[0].text


@pytest.mark.parametrize("indent", [None, 1, 4])
def test_however_it_is_laid_out_it_is_read_the_same(indent):
    text = json.dumps(json.loads(repeated(6)), indent=indent)
    found, plain = device(text), whole(text)
    assert found.chains == plain.chains
    assert found == plain


def test_a_text_that_looks_like_a_value_or_a_rule_inside_a_text_is_none():
    rules = [[match(meta("iifname"), f'x", {{"rule": {{"right": {n}}}'), ACCEPT] for n in range(3)]
    text = ruleset(*rules)
    assert device(text) == whole(text)


def test_more_skeletons_than_are_remembered_are_read_all_the_same(monkeypatch):
    monkeypatch.setattr(skeletons, "_MOST", 2)
    text = ruleset(
        *([match(meta("iifname"), f"eth{n}"), ACCEPT] for n in range(9) for _ in range(2))
    )
    assert device(text) == whole(text)


def test_what_is_learned_is_a_shape_and_what_cannot_be_is_not_tried_again():
    found = Skeletons()
    key, spoken = found.apart('{"rule": {"handle": 3, "expr": [{"right": "10.0.0.1"}]}}')
    assert spoken == ["3", '"10.0.0.1"']
    skeleton = found.met(key, (("handle", 3), ("expr", [])))
    assert skeleton.names == ("handle", "right")
    assert skeleton.shape is None
    assert not isinstance(skeleton.shape, Shape)
    assert found.met(key, None) is None


groups = st.text("0123456789abcdefABCDEF", min_size=1, max_size=4)


@given(st.lists(groups, max_size=8), st.lists(groups, max_size=8))
def test_ipv6_addresses_are_numbers_as_the_library_has_them(front, back):
    text = f"{':'.join(front)}::{':'.join(back)}"
    try:
        known = int(IPv6Address(text))
    except ValueError:
        with pytest.raises(AddressValueError):
            prefix(text)
    else:
        assert prefix(text) == (6, ((known, known),))


@pytest.mark.parametrize("right", [{}, [], {"range": []}, {"range": 5}, None])
def test_a_right_side_that_is_nothing_is_a_condition_not_understood(right):
    text = ruleset(*[[match(payload("tcp", "dport"), right), ACCEPT]] * 3)
    found = device(text)
    assert found == whole(text)
    assert len(found.not_understood) == 3
