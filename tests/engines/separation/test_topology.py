"""Where interfaces lie, and ways over several devices: what one lets through the next may stop."""

from dataclasses import replace
from datetime import date

import pytest
from tests.engines.separation.test_policy import zones

from sekisho.separation import (
    Action,
    Chain,
    Device,
    Interface,
    Limits,
    Match,
    Names,
    NotUnderstood,
    Origin,
    Reason,
    Rule,
    Stage,
    Translation,
    Verdict,
    read_policy,
    verify,
)
from sekisho.separation.spans import prefix

AT = date(2026, 12, 1)
DEVICES = """devices:
  outer: {host: fw1, interfaces: {e0: internet, e1: core}}
  inner: {host: fw2, interfaces: {g0: core, g1: lgwan, g2: mynumber}}
"""
POLICY = read_policy(zones(DEVICES))
SSH = Match(protocol=((6, 6),), destination_port=((22, 22),))
WEB = Match(protocol=((6, 6),), destination_port=((80, 80),))


def device(host, *permits, default=Action.DENY, **more):
    rules = tuple(
        Rule((each,), Action.PERMIT, Origin(host, n), f"{host} {n}")
        for n, each in enumerate(permits, 1)
    )
    return Device(
        host,
        "test",
        frozenset({4, 6}),
        {"a": Chain("a", rules, default)},
        (Stage("a", 5000),),
        host=host,
        **more,
    )


def pairs(found):
    return {(each.source_zone, each.destination_zone) for each in found.violations}


OUT = {
    ("lgwan", "internet"),
    ("internet", "lgwan"),
    ("mynumber", "internet"),
    ("internet", "mynumber"),
}
INNER = {("lgwan", "mynumber"), ("mynumber", "lgwan")}


@pytest.mark.parametrize(
    ("outer", "inner", "expected"),
    [
        (device("fw1"), device("fw2"), set()),
        (device("fw1", Match()), device("fw2"), set()),
        (device("fw1"), device("fw2", Match()), INNER),
        (device("fw1", SSH), device("fw2", WEB), INNER),
        (device("fw1", SSH), device("fw2", SSH), INNER | OUT),
        (
            device("fw1", SSH),
            device("fw2", Match(iif=Names(frozenset({"g0"})))),
            {("internet", "lgwan"), ("internet", "mynumber")},
        ),
    ],
)
def test_what_both_devices_let_through_crosses(outer, inner, expected):
    found = verify(POLICY, [outer, inner], at=AT)
    assert pairs(found) == expected
    assert found.verdict is (Verdict.VIOLATED if expected else Verdict.PROVEN)
    assert found.engines == ("boxes", "diagrams")


def test_the_path_names_the_rules_of_both_devices_in_order():
    found = verify(POLICY, [device("fw2", SSH), device("fw1", SSH)], at=AT)
    (violation, *_) = [
        v for v in found.violations if (v.source_zone, v.destination_zone) == ("internet", "lgwan")
    ]
    assert [step.device for step in violation.path] == ["fw1", "fw2"]
    assert (violation.packet.iif, violation.packet.oif) == ("e0", "e1")


def test_a_declared_device_without_a_configuration_may_permit_anything():
    found = verify(POLICY, [device("fw2", SSH)], at=AT)
    assert pairs(found) == INNER
    found = verify(POLICY, [device("fw1", SSH)], at=AT)
    assert (found.verdict, found.reason) == (Verdict.UNDECIDED, Reason.POSSIBLE)
    assert "device-without-configuration" in [each.code for each in found.warnings]


def test_a_device_not_declared_stands_alone_and_it_is_said():
    found = verify(POLICY, [device("fw1"), device("fw2"), device("fw3", SSH)], at=AT)
    assert pairs(found) == INNER | OUT
    assert "device-not-declared" in [each.code for each in found.warnings]


def test_a_family_one_device_on_the_way_does_not_speak_of_is_missing():
    inner = replace(device("fw2"), families=frozenset({4}))
    found = verify(POLICY, [device("fw1"), inner], at=AT)
    assert (found.verdict, found.reason) == (Verdict.UNDECIDED, Reason.MISSING_FAMILY)


def test_a_translation_on_one_device_is_seen_by_the_next():
    """Sent to a public address, delivered to a host in lgwan: one permits the first, one the other."""
    public, private = prefix("192.0.2.80")[1], prefix("10.20.0.80")[1]
    nat = Chain(
        "nat",
        (
            Rule(
                (Match(4, destination=public),),
                Action.TRANSLATE,
                Origin("fw1", 9),
                "nat",
                None,
                Translation(destination=private),
            ),
        ),
        Action.PERMIT,
    )
    outer = device("fw1", Match(4, destination=private))
    outer = replace(
        outer, chains={**outer.chains, "nat": nat}, stages=(*outer.stages, Stage("nat", 3000))
    )
    inner = device("fw2", Match(4, destination=private))
    found = verify(POLICY, [outer, inner], at=AT)
    assert pairs(found) >= {("internet", "lgwan")}
    told = [
        v.packet.address(v.packet.destination)
        for v in found.violations
        if v.source_zone == "internet"
    ]
    assert "192.0.2.80" in told or "10.20.0.80" in told
    shut = verify(POLICY, [outer, device("fw2", Match(4, destination=public))], at=AT)
    assert pairs(shut) == set()


def test_a_line_without_a_place_keeps_everything_undecided():
    lost = replace(device("fw1"), not_understood=(NotUnderstood(Origin("fw1", 3), "?"),))
    found = verify(POLICY, [lost, device("fw2")], at=AT)
    assert (found.verdict, found.reason) == (Verdict.UNDECIDED, Reason.POSSIBLE)


PLAIN = read_policy(zones())
FROM_LGWAN = Match(iif=Names(frozenset({"x2"})), protocol=((6, 6),))


def alone(interfaces, *permits):
    return device("fw", *permits, interfaces=interfaces, interfaces_complete=True)


@pytest.mark.parametrize(
    "second",
    [
        Interface("x2", "lgwan"),
        Interface("x2", "LGWAN接続系"),
        Interface("x2", "eth2"),
        Interface("x2", "to LGWAN segment"),
        Interface("x2", "", ("10.20.0.1/16",)),
        Interface("x2", "", ("fd00:20::1/32",)),
    ],
)
def test_an_interface_is_placed_by_its_description_or_its_address(second):
    interfaces = (Interface("eth1"), second, Interface("eth0"))
    found = verify(PLAIN, [alone(interfaces, FROM_LGWAN)], at=AT)
    assert pairs(found) == {("lgwan", "mynumber"), ("lgwan", "internet")}
    assert {v.packet.iif for v in found.violations} == {"x2"}


def test_without_any_interface_of_ours_zones_are_known_by_their_addresses():
    source = Match(4, source=prefix("10.20.5.0/24")[1], destination=prefix("10.10.0.0/16")[1])
    found = verify(PLAIN, [device("fw", source)], at=AT)
    assert pairs(found) == {("lgwan", "mynumber")}


def test_a_zone_without_an_interface_here_is_known_by_its_addresses_on_the_others():
    interfaces = (Interface("eth1"), Interface("y7"))
    found = verify(PLAIN, [alone(interfaces, Match(iif=Names(frozenset({"y7"}))))], at=AT)
    assert ("lgwan", "mynumber") in pairs(found)
    assert not any(a == "mynumber" for a, _ in pairs(found))


def test_an_interface_that_could_be_in_two_zones_is_told():
    interfaces = (Interface("eth1"), Interface("z", "lgwan internet"))
    found = verify(PLAIN, [alone(interfaces)], at=AT)
    assert "interface-in-two-zones" in [each.code for each in found.warnings]


def test_replies_taken_on_trust_are_a_warning_and_no_violation():
    from sekisho.separation import State

    rule = Rule(
        (Match(state=State.ESTABLISHED, protocol=((6, 6),)),),
        Action.PERMIT,
        Origin("r", 1),
        "established",
        stateless=True,
    )
    made = device("fw")
    made = replace(made, chains={"a": Chain("a", (rule,))})
    found = verify(PLAIN, [made], at=AT)
    assert found.verdict is Verdict.PROVEN
    assert "stateless-established" in [each.code for each in found.warnings]


def test_a_blocked_flow_and_an_idle_rule_are_among_the_warnings():
    policy = read_policy(zones(flows="  - {from: lgwan, to: internet, protocol: tcp, ports: [25]}"))
    made = device(
        "fw",
        WEB._replace(family=4, destination=prefix("10.20.0.0/16")[1]),
        WEB._replace(family=4, destination=prefix("10.20.1.0/24")[1]),
    )
    codes = [each.code for each in verify(policy, [made], at=AT).warnings]
    assert "flow-blocked" in codes
    assert codes.count("rule-shadowed") == 1
    assert not {"rule-unreached", "hints-left-out"} & set(codes)


def test_a_rule_of_a_chain_nobody_calls_is_told_apart_from_a_shadowed_one():
    made = device("fw", WEB._replace(family=4, destination=prefix("10.20.0.0/16")[1]))
    lonely = Rule((Match(family=4),), Action.PERMIT, Origin("fw", 9), "pass all")
    made = replace(made, chains={**made.chains, "lonely": Chain("lonely", (lonely,))})
    told = [each for each in verify(PLAIN, [made], at=AT).warnings if each.code.startswith("rule-")]
    assert [(each.code, each.figures) for each in told] == [("rule-unreached", ("fw", "pass all"))]


@pytest.mark.parametrize("limits", [Limits(hint_rules=1), Limits(steps=1)])
def test_what_was_not_looked_for_is_said(limits):
    policy = read_policy(zones(flows="  - {from: lgwan, to: internet, protocol: tcp, ports: [25]}"))
    wide = WEB._replace(family=4, destination=prefix("10.20.0.0/16")[1])
    made = device("fw", wide, wide._replace(destination=prefix("10.20.1.0/24")[1]))
    codes = [each.code for each in verify(policy, [made], at=AT, limits=limits).warnings]
    assert codes.count("hints-left-out") == 1
    assert "hints-left-out" not in [
        each.code for each in verify(policy, [made], at=AT, limits=Limits(hint_rules=0)).warnings
    ]
