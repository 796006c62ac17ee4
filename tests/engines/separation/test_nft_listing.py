"""nft's JSON object by object, and conditions remembered: the same as without either."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.separation.test_nftables import HOLDS, match, meta, payload

from sekisho.separation.errors import ConfigError
from sekisho.separation.readers.nft.conditions import Conditions
from sekisho.separation.readers.nft.listing import objects, plain, whole

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda below: (
        st.lists(below, max_size=3) | st.dictionaries(st.text(max_size=4), below, max_size=3)
    ),
    max_leaves=8,
)
listings = st.lists(st.tuples(st.sampled_from(["rule", "set", "table", "x"]), values), max_size=5)


@given(listings, st.sampled_from([None, 1, 4]), st.booleans())
def test_objects_come_as_json_has_them_however_they_are_laid_out(listed, indent, ascii_only):
    text = json.dumps(
        {"nftables": [{kind: value} for kind, value in listed]},
        indent=indent,
        ensure_ascii=ascii_only,
    )
    found = list(objects("fw", text))
    assert [json.loads(each.text) for each in found] == [{k: v} for k, v in listed]
    for each, (kind, value) in zip(found, listed, strict=True):
        assert each.kind == kind
        assert plain(each.pairs or whole(each.text)) == value or not value


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", '{"nftables": ', '{"nftables": [', '{"nftables": [{"rule": {}}',
     '{"nftables": [{"rule": {}} {"rule": {}}]}', '{"nftables": [{"rule": {}}]} more',
     '{"nftables": [{"rule": {}}], "more": 1}', '{"nftables": [{"rule": nothing}]}', '{"nftables": [7]}',
     '{"nftables": [' + '{"a":' * 100_000],
)  # fmt: skip
def test_what_is_no_whole_listing_is_refused(text):
    with pytest.raises(ConfigError):
        list(objects("fw", text))


def pairs(value):
    """Return a value as the listing hands it on: objects as tuples of their pairs."""
    return json.loads(json.dumps(value), object_pairs_hook=tuple)


OPEN = [
    match(payload("ip", "saddr"), value)
    for value in ("@nowhere", "10.0.0.0/8", "fd00::1", "no.example", 7, True, None, "*", {"prefix": 1},
                  {"prefix": {"addr": "10.0.0.0", "len": 33}}, {"prefix": {"len": 8, "addr": "10.0.0.0"}},
                  {"range": ["10.0.0.1", "10.0.0.9"]}, {"brandnew": "10.0.0.1"}, "010.0.0.1", "10.0.0.256")
] + [
    match(payload("tcp", "dport"), value) for value in (80, "http", "htpp", -1, 70000, False, "*", "@x", 1.5)
] + [
    match(meta("mark"), 7), match(meta("l4proto"), "tcp"), match(meta("nfproto"), "ipv6"),
    match({"ct": {"key": "state"}}, "new"), match(payload("tcp", "flags"), "syn"),
    match(payload("ip6", "nexthdr"), "tcp"), match({"payload": 1}, 1), match("x", "y"),
]  # fmt: skip


@pytest.mark.parametrize("op", ["==", "!=", "<", ">=", "in", "?"])
def test_a_condition_remembered_means_what_it_meant_the_first_time(op):
    conditions = Conditions("inet", lambda _name: ["10.0.0.1"], 64)
    for expression in (*OPEN, *(each for each in HOLDS if "match" in each)):
        body = {**expression["match"], "op": op}
        for order in (("op", "left", "right"), ("right", "op", "left"), ("left", "right", "op")):
            said = {key: body[key] for key in order}
            alone = Conditions("inet", lambda _name: ["10.0.0.1"], 64)._understood(said)
            assert conditions.match(pairs(said)) == alone, said
            assert conditions.match(pairs(said)) == alone, said


@pytest.mark.parametrize("wrong", ["op", "left", "right"])
def test_a_side_under_another_name_is_not_taken_for_it(wrong):
    conditions = Conditions("inet", lambda _name: [], 64)
    body = match(payload("tcp", "dport"), 80)["match"]
    assert conditions.match(pairs(body))[0].unknown == ()
    renamed = {("x" if key == wrong else key): value for key, value in body.items()}
    assert conditions.match(pairs(renamed)) == conditions._understood(renamed)


@pytest.mark.parametrize(("first", "second"), [(1, True), (80, 80.0), (0, False)])
def test_what_is_equal_in_python_is_not_the_same_in_a_ruleset(first, second):
    conditions = Conditions("inet", lambda _name: [], 64)
    for port, known in ((first, True), (second, False), (first, True)):
        (found,) = conditions.match(pairs(match(payload("tcp", "dport"), port)["match"]))
        assert (found.unknown == ()) is known
    for length, known in ((1, True), (True, False)):
        prefix = {"prefix": {"addr": "0.0.0.0", "len": length}}
        (found,) = conditions.match(pairs(match(payload("ip", "saddr"), prefix)["match"]))
        assert (found.unknown == ()) is known
