"""zones.yaml: what it means, every error named with its line, days that include their last."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.separation import Limits, PolicyError, notices, read_policy, tokyo_day
from sekisho.separation.policy.regions import permits, regions
from sekisho.separation.spans import contains, prefix

CONTRACT = """
zones:
  mynumber: {label: マイナンバー事務系, prefixes: [10.10.0.0/16, "fd00:10::/32"], interfaces: [eth1]}
  lgwan:    {label: LGWAN接続系, prefixes: [10.20.0.0/16, "fd00:20::/32"], interfaces: [eth2]}
  internet: {label: インターネット接続系, prefixes: ["0.0.0.0/0", "::/0"], interfaces: [eth0]}
gateways:
  mailgate: {zone: internet, addresses: [203.0.113.25/32]}
flows:
  - {from: lgwan, to: internet, destination: [203.0.113.25/32], protocol: tcp, ports: [25, 587],
     through: mailgate, until: 2027-03-31, decision: 令和8年度第12号}
"""


def zones(extra="", flows=""):
    return (
        CONTRACT.split("gateways:", maxsplit=1)[0] + extra + ("flows:\n" + flows if flows else "")
    )


def problems(text):
    with pytest.raises(PolicyError) as caught:
        read_policy(text)
    return caught.value.problems


def test_the_example_of_the_contract_is_read():
    policy = read_policy(CONTRACT)
    (flow,) = policy.flows
    assert list(policy.zones) == ["mynumber", "lgwan", "internet"]
    assert policy.zones["lgwan"].label == "LGWAN接続系"
    assert (flow.protocols, flow.ports) == ((6,), ((25, 25), (587, 587)))
    assert (flow.until, flow.decision) == (date(2027, 3, 31), "令和8年度第12号")
    assert flow.line == 9


@pytest.mark.parametrize(
    ("at", "permitted"),
    [
        (date(2027, 3, 31), True),
        (date(2027, 4, 1), False),
        (datetime(2027, 3, 31, 14, 59, tzinfo=UTC), True),  # 23:59 in Tokyo
        (datetime(2027, 3, 31, 15, 0, tzinfo=UTC), False),  # midnight in Tokyo
    ],
)
def test_a_flow_ends_with_its_last_day_in_tokyo(at, permitted):
    policy = read_policy(CONTRACT)
    assert bool(policy.flows_in_force(at)) == permitted
    ended = [each.code for each in notices(policy, at)]
    assert ("flow-ended" in ended) != permitted


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        tokyo_day(datetime(2027, 3, 31))  # noqa: DTZ001


PREFIXES = st.sampled_from(
    ["10.0.0.0/8", "10.10.0.0/16", "10.10.1.0/24", "10.10.1.7/32", "10.11.0.0/16", "0.0.0.0/0"]
)


@given(st.lists(st.tuples(st.sampled_from("abc"), PREFIXES), unique_by=lambda p: p[1], min_size=1))
def test_an_address_belongs_to_the_zone_of_its_longest_prefix(given_prefixes):
    by_zone = {name: [p for z, p in given_prefixes if z == name] for name in "abc"}
    text = "zones:\n" + "".join(f"  {z}: {{prefixes: {p}}}\n" for z, p in by_zone.items())
    found = regions(read_policy(text.replace("'", "")), 4)
    for address in ("10.0.0.1", "10.10.0.1", "10.10.1.1", "10.10.1.7", "10.11.9.9", "192.0.2.1"):
        value = prefix(address)[1][0][0]
        holding = [
            (int(text.split("/")[1]), zone)
            for zone, text in given_prefixes
            if contains(prefix(text)[1], value)
        ]
        expected = {max(holding)[1]} if holding else set()
        assert {zone for zone, region in found.items() if contains(region, value)} == expected


BAD = {
    "not yaml": ("zones: [", "YAML"),
    "empty": ("", "zones"),
    "a list": ("- a", "全体"),
    "no zones": ("flows: []", "zones"),
    "unknown word": (zones("rules: {}\n"), "rules"),
    "bad prefix": ("zones:\n  a: {prefixes: [10.0.0.1/8]}", "2行目"),
    "bad zone word": ("zones:\n  a: {prefix: [10.0.0.0/8]}", "prefix"),
    "same prefix twice": (
        "zones:\n  a: {prefixes: [10.0.0.0/8]}\n  b: {prefixes: [10.0.0.0/8]}",
        "両方",
    ),
    "same interface twice": ("zones:\n  a: {interfaces: [e]}\n  b: {interfaces: [e]}", "両方"),
    "same name twice": ("zones:\n  a: {}\n  a: {}", "2回"),
    "alias": ("zones: &x\n  a: {}\ngateways: *x", "別名"),
    "flow to nowhere": (zones(flows="  - {from: lgwan, to: dmz}"), "dmz"),
    "flow to itself": (zones(flows="  - {from: lgwan, to: lgwan}"), "同じ領域"),
    "flow without to": (zones(flows="  - {from: lgwan}"), "to"),
    "ports without protocol": (
        zones(flows="  - {from: lgwan, to: internet, ports: [1]}"),
        "protocol",
    ),
    "port too high": (
        zones(flows="  - {from: lgwan, to: internet, protocol: tcp, ports: [70000]}"),
        "70000",
    ),
    "range turned round": (
        zones(flows="  - {from: lgwan, to: internet, protocol: tcp, ports: [9-3]}"),
        "9-3",
    ),
    "unknown protocol": (zones(flows="  - {from: lgwan, to: internet, protocol: tcpp}"), "tcpp"),
    "bad day": (zones(flows="  - {from: lgwan, to: internet, until: 2027-02-30}"), "2027-02-30"),
    "destination outside": (
        zones(flows="  - {from: internet, to: lgwan, destination: [10.10.0.0/24]}"),
        "はみ出し",
    ),
    "no such gateway": (zones(flows="  - {from: lgwan, to: internet, through: x}"), "「x」"),
    "gateway nowhere": (zones("gateways:\n  g: {zone: x, addresses: [10.20.0.1/32]}\n"), "「x」"),
    "past the gateway": (CONTRACT.replace("[203.0.113.25/32], p", "[203.0.113.0/24], p"), "住所"),
    "link to nowhere": (zones("devices:\n  d: {interfaces: {e0: lgwan, e1: core}}\n"), "core"),
}


@pytest.mark.parametrize(("text", "word"), BAD.values(), ids=BAD)
def test_each_error_is_named_in_words_with_its_place(text, word):
    found = problems(text)
    assert any(word in each for each in found), found
    assert all(each.startswith("zones.yaml") for each in found)


def test_all_errors_are_told_at_once():
    text = zones(flows="  - {from: lgwan, to: x}\n  - {from: y, to: lgwan}\n")
    assert len(problems(text)) == 2


def test_a_file_beyond_the_limit_is_refused():
    with pytest.raises(PolicyError, match="大きすぎ"):
        read_policy(CONTRACT, limits=Limits(policy_bytes=10))


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text):
    try:
        read_policy("zones:\n" + text)
    except PolicyError as error:
        assert error.problems


def test_a_flow_through_a_gateway_elsewhere_becomes_two_legs():
    text = zones(
        "gateways:\n  g: {zone: internet, addresses: [192.0.2.1/32]}\n",
        "  - {from: lgwan, to: mynumber, protocol: tcp, ports: [443], through: g}\n",
    )
    policy = read_policy(text)
    legs = [(p.source_zone, p.destination_zone) for p in permits(policy, policy.flows, 4)]
    assert legs == [("lgwan", "internet"), ("internet", "mynumber")]


def test_overlaps_are_named():
    text = (
        "zones:\n  a: {prefixes: [10.0.0.0/8]}\n  b: {prefixes: [10.1.0.0/16]}\n"
        "flows:\n  - {from: a, to: b}\n  - {from: a, to: b, protocol: tcp}\n"
    )
    codes = [each.code for each in notices(read_policy(text), date(2026, 1, 1))]
    assert codes == ["zones-overlap", "flow-covered"]
