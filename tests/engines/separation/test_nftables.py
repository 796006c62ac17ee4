"""nftables: what each expression of nft's JSON means, and that nothing unknown is silent."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.separation import (
    Action,
    Config,
    ConfigError,
    Packet,
    Reading,
    State,
    faults,
    follow,
    read_config,
)

FORWARD = {
    "family": "inet",
    "table": "t",
    "name": "forward",
    "type": "filter",
    "hook": "forward",
    "prio": 0,
    "policy": "drop",
}
V4 = Packet(4, "eth0", "eth1", 0x0A000001, 0x0A000102, 6, 1025, 80)
V6 = Packet(6, "eth0", "eth1", 0xFD << 120 | 1, 0xFD << 120 | 2, 17, 1025, 53)


def ruleset(*rules, chains=(FORWARD,), extra=(), family="inet"):
    listed = [{"table": {"family": family, "name": "t"}}]
    listed += [{"chain": {**chain, "family": family}} for chain in chains]
    listed += [{kind: {"family": family, "table": "t", **value}} for kind, value in extra]
    for each in rules:
        chain, expr = each if isinstance(each, tuple) else ("forward", each)
        listed.append(
            {"rule": {"family": family, "table": "t", "chain": chain, "handle": 1, "expr": expr}}
        )
    return json.dumps({"nftables": [{"metainfo": {}}, *listed]})


def read(*rules, **how):
    device = read_config(Config("fw.json", ruleset(*rules, **how)))
    assert faults(device) == ()
    return device


def match(left, right, op="=="):
    return {"match": {"op": op, "left": left, "right": right}}


def payload(protocol, field):
    return {"payload": {"protocol": protocol, "field": field}}


def meta(key):
    return {"meta": {"key": key}}


ACCEPT = {"accept": None}
HOLDS = [
    match(payload("ip", "saddr"), "10.0.0.1"),
    match(payload("ip", "saddr"), "10.0.0.9", "!="),
    match(payload("ip", "daddr"), {"prefix": {"addr": "10.0.1.0", "len": 24}}),
    match(payload("ip", "daddr"), {"range": ["10.0.1.1", "10.0.1.9"]}),
    match(payload("ip", "saddr"), {"set": ["10.9.9.9", {"elem": {"val": "10.0.0.1"}}]}),
    match(payload("ip", "protocol"), "tcp"),
    match(payload("tcp", "dport"), 80),
    match(payload("tcp", "dport"), "http"),
    match(payload("tcp", "dport"), {"set": [22, {"range": [79, 81]}]}),
    match(payload("tcp", "dport"), 79, ">"),
    match(payload("tcp", "sport"), 1024, ">="),
    match(payload("tcp", "sport"), 1026, "<"),
    match(payload("th", "dport"), 80),
    match(meta("l4proto"), {"set": ["tcp", "udp"]}),
    match(meta("nfproto"), "ipv4"),
    match(meta("iifname"), "eth0"),
    match(meta("oifname"), "eth*"),
    match(meta("iifname"), "eth1", "!="),
    match({"ct": {"key": "state"}}, "new", "in"),
    match({"ct": {"key": "state"}}, ["established", "new"], "in"),
    match({"ct": {"key": "state"}}, "established", "!="),
    match({"&": [payload("tcp", "flags"), ["syn", "ack"]]}, "syn"),
    match(payload("tcp", "flags"), "syn", "in"),
    match({"&": [payload("ip", "frag-off"), 0x1FFF]}, 0),
    match(
        {"concat": [payload("ip", "saddr"), payload("tcp", "dport")]},
        {"set": [{"concat": ["10.0.0.1", {"range": [80, 90]}]}]},
    ),
    match(payload("ip", "saddr"), "@hosts"),
    {"vmap": {"key": payload("tcp", "dport"), "data": {"set": [[80, ACCEPT]]}}},
    {"vmap": {"key": meta("iifname"), "data": "@ways"}},
]
SETS = (
    ("set", {"name": "hosts", "type": "ipv4_addr", "elem": ["10.0.0.1"]}),
    ("map", {"name": "ways", "type": "ifname", "map": "verdict", "elem": [["eth0", ACCEPT]]}),
)


@pytest.mark.parametrize("condition", HOLDS, ids=lambda c: json.dumps(c)[:60])
def test_each_condition_holds_for_the_packet_it_describes_and_is_understood(condition):
    then = [] if "vmap" in condition else [ACCEPT]
    device = read([condition, *then], extra=SETS)
    assert device.not_understood == ()
    assert device.coverage.understood == 1
    assert follow(device, V4).permitted
    other = Packet(6, "wlan", "wlan", 5, 5, 47, state=State.INVALID, tcp_flags=16)
    allowed_anyway = condition in (HOLDS[17], HOLDS[20])  # `!=`
    assert follow(device, other).permitted == allowed_anyway


@pytest.mark.parametrize(
    "condition",
    [
        match(meta("mark"), 7),
        match({"ct": {"key": "mark"}}, 7),
        match({"fib": {"result": "type", "flags": ["daddr"]}}, "local"),
        match(payload("ip", "dscp"), 8),
        match(payload("ip", "saddr"), "@none"),
        match(payload("ip", "saddr"), "host.example"),
        match(payload("tcp", "dport"), 80, "~"),
        {"limit": {"rate": 1, "per": "second"}},
        {"xt": {"type": "match", "name": "geoip"}},
        match(None, None),
        {"match": 7},
    ],
    ids=lambda c: json.dumps(c)[:60],
)
def test_a_condition_not_known_is_named_and_never_certain(condition):
    permits, denies = read([condition, ACCEPT]), read([condition, {"drop": None}], [ACCEPT])
    for device in (permits, denies):
        assert [line.placed for line in device.not_understood] == [True]
    assert not follow(permits, V4).permitted
    assert follow(permits, V4, unknown_holds=True).permitted
    assert follow(denies, V4).permitted


@pytest.mark.parametrize(
    "statement", [{"queue": {"num": 1}}, {"brandnew": 1}, "what", {"tproxy": {}}]
)
def test_a_statement_not_known_may_do_anything(statement):
    device = read([statement])
    assert len(device.not_understood) == 1
    assert device.chains["inet t forward"].rules[0].action is Action.UNKNOWN


def test_statements_that_only_watch_decide_nothing():
    quiet = [{"counter": {"packets": 1, "bytes": 2}}, {"log": {"prefix": "x"}}]
    mark = {"mangle": {"key": meta("mark"), "value": 1}}
    device = read([*quiet, mark], [*quiet, ACCEPT])
    assert device.not_understood == ()
    assert follow(device, V6).permitted


def test_a_set_that_packets_may_change_is_not_known():
    adds = {"set": {"op": "add", "elem": payload("ip", "saddr"), "set": "@hosts"}}
    device = read([adds], [match(payload("ip", "saddr"), "@hosts"), ACCEPT], extra=SETS)
    assert len(device.not_understood) == 1
    assert not follow(device, V4).permitted


def test_jumps_come_back_and_base_chains_all_apply():
    other = {**FORWARD, "name": "late", "prio": 10, "policy": "accept"}
    plain = {"family": "inet", "table": "t", "name": "sub"}
    device = read(
        [{"jump": {"target": "sub"}}],
        [ACCEPT],
        ("sub", [match(payload("udp", "dport"), 99), {"drop": None}]),
        ("late", [match(payload("udp", "dport"), 53), {"reject": None}]),
        chains=(FORWARD, other, plain),
    )
    assert follow(device, V4).permitted
    assert not follow(device, V6).permitted


def test_translation_happens_before_forward_and_only_for_new_packets():
    nat = {**FORWARD, "name": "pre", "type": "nat", "hook": "prerouting", "prio": -100}
    nat["policy"] = "accept"
    dnat = [
        match(payload("tcp", "dport"), 80),
        {"dnat": {"family": "ip", "addr": "10.7.7.7", "port": 8080}},
    ]
    forward = [
        match(payload("ip", "daddr"), "10.7.7.7"),
        match(payload("tcp", "dport"), 8080),
        ACCEPT,
    ]
    device = read(("pre", dnat), forward, chains=(FORWARD, nat))
    assert follow(device, V4).permitted
    from dataclasses import replace

    assert not follow(device, replace(V4, state=State.INVALID)).permitted


@pytest.mark.parametrize(("family", "spoken"), [("ip", {4}), ("ip6", {6}), ("inet", {4, 6})])
def test_a_table_speaks_of_its_families(family, spoken):
    device = read([ACCEPT], family=family)
    assert device.families == spoken
    assert follow(device, V4).permitted
    assert follow(device, V6).permitted  # the other family is not filtered here


def test_a_ruleset_with_nothing_in_it_lets_everything_through():
    device = read_config(Config("a", '{"nftables": [{"metainfo": {}}]}'))
    assert follow(device, V4).permitted
    assert device.families == {4, 6}


def test_what_is_for_the_machine_itself_is_outside():
    mine = {**FORWARD, "name": "input", "hook": "input"}
    device = read(("input", [{"brandnew": 1}]), [ACCEPT], chains=(FORWARD, mine))
    assert device.not_understood == ()
    assert (device.coverage.lines, device.coverage.outside) == (2, 1)


def test_a_bridge_is_not_understood():
    device = read([ACCEPT], family="bridge")
    assert [line.placed for line in device.not_understood] == [False]


@pytest.mark.parametrize("text", ['{"nftables": 7}', '{"nftables": [', '{"nftables": [7]}'])
def test_broken_json_is_refused_by_name(text):
    with pytest.raises(ConfigError, match="fw"):
        read_config(Config("fw", text))


def test_text_without_nft_is_refused_with_the_command_to_run():
    with pytest.raises(ConfigError, match="nft -j list ruleset"):
        read_config(Config("fw", "table inet t {\n}\n"), Reading())


TEXT = """table inet t { # first
  chain forward {
    type filter hook forward priority 0; policy drop;
    tcp dport { 80,
      443 } accept
    # a remark
    udp dport 53 accept; drop
  }
}
"""


def test_rules_of_a_text_know_their_lines():
    made = ruleset(
        [match(payload("tcp", "dport"), {"set": [80, 443]}), ACCEPT],
        [match(payload("udp", "dport"), 53), ACCEPT],
        [{"drop": None}],
    )
    device = read_config(Config("fw", TEXT), Reading(run_nft=lambda _text: made))
    rules = device.chains["inet t forward"].rules
    assert [rule.origin.line for rule in rules] == [4, 7, 7]
    assert rules[0].text == "tcp dport { 80,"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-1, 70000) | st.sampled_from(["tcp", "10.0.0.1", "@s"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "match",
                    "left",
                    "right",
                    "op",
                    "payload",
                    "meta",
                    "key",
                    "set",
                    "vmap",
                    "data",
                    "concat",
                    "range",
                    "prefix",
                    "accept",
                    "drop",
                    "jump",
                    "target",
                    "dnat",
                    "addr",
                    "port",
                    "&",
                    "ct",
                    "protocol",
                    "field",
                ]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=12,
)


@given(st.lists(json_values, max_size=4))
def test_no_expression_whatever_breaks_the_reader_or_is_silent(expressions):
    device = read_config(Config("fw", ruleset([*expressions, ACCEPT])))
    assert faults(device) == ()
    assert len(device.not_understood) + device.coverage.understood == 1


@pytest.mark.parametrize(("kind", "family", "protocol"), [("icmp", 4, 1), ("icmpv6", 6, 58)])
def test_an_icmp_type_is_of_its_own_family(kind, family, protocol):
    """The kernel is handed `meta nfproto` beside, seen with `nft --debug=netlink`."""
    device = read([match(payload(kind, "type"), 8), ACCEPT])
    for each in (4, 6):
        packet = Packet(each, "eth0", "eth1", 1, 2, protocol, 8)
        assert follow(device, packet).permitted is (each == family)
