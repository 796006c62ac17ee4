"""The laws of rules, chains and stages, one by one, on a packet followed by hand."""

from dataclasses import replace

import pytest

from sekisho.separation import (
    ANY,
    Action,
    Chain,
    Device,
    Match,
    Names,
    Order,
    Origin,
    Packet,
    Rule,
    Stage,
    State,
    Translation,
    faults,
    follow,
)

PACKET = Packet(4, "eth0", "eth1", 0x0A000001, 0x0A000002, 6, 1025, 80)
WEB = Match(protocol=((6, 6),), destination_port=((80, 80),))


def rule(action, match=ANY, target=None, translation=None, line=1, **more):
    return Rule((match,), action, Origin("f", line), f"line {line}", target, translation, **more)


def device(*chains, stages=None):
    """Return a device whose first chain is its only stage, unless stages are given."""
    made = Device(
        "fw",
        "test",
        frozenset({4, 6}),
        {chain.name: chain for chain in chains},
        stages or (Stage(chains[0].name, Order.FORWARD),),
    )
    assert faults(made) == ()
    return made


def passes(*chains, packet=PACKET, stages=None, **how):
    return follow(device(*chains, stages=stages), packet, **how).permitted


def test_the_first_rule_that_matches_decides():
    permit, deny = rule(Action.PERMIT, WEB), rule(Action.DENY)
    assert passes(Chain("a", (permit, deny)))
    assert not passes(Chain("a", (deny, permit)))


def test_what_no_rule_decides_the_default_does():
    assert passes(Chain("a", (), Action.PERMIT))
    assert not passes(Chain("a", (rule(Action.CONTINUE),), Action.DENY))


def test_a_jump_comes_back_and_a_goto_does_not():
    inner = Chain("inner", (rule(Action.CONTINUE),))
    after = rule(Action.PERMIT)
    assert passes(Chain("a", (rule(Action.JUMP, target="inner"), after)), inner)
    assert not passes(Chain("a", (rule(Action.GOTO, target="inner"), after)), inner)


def test_return_leaves_the_called_chain_only():
    inner = Chain("inner", (rule(Action.RETURN), rule(Action.DENY)))
    assert passes(Chain("a", (rule(Action.JUMP, target="inner"), rule(Action.PERMIT))), inner)


def test_return_in_a_base_chain_is_its_default():
    assert passes(Chain("a", (rule(Action.RETURN), rule(Action.DENY)), Action.PERMIT))


def test_every_stage_must_permit_and_those_that_do_not_apply_are_passed_by():
    permit, deny = Chain("p", (), Action.PERMIT), Chain("d", (), Action.DENY)
    first, second = Stage("p", Order.INGRESS), Stage("d", Order.EGRESS)
    assert not passes(permit, deny, stages=(first, second))
    for elsewhere in (
        replace(second, family=6),
        replace(second, iif=Names(frozenset({"eth9"}))),
        replace(second, oif=Names(frozenset({"eth1"}), negated=True)),
    ):
        assert passes(permit, deny, stages=(first, elsewhere))


def test_a_translation_is_seen_by_later_stages():
    to = Translation(destination=((99, 99),), destination_port=((8080, 8080),))
    nat = Chain("nat", (rule(Action.TRANSLATE, translation=to),), Action.PERMIT)
    match = Match(4, protocol=((6, 6),), destination=((99, 99),), destination_port=((8080, 8080),))
    forward = Chain("forward", (rule(Action.PERMIT, match),))
    stages = (Stage("forward", Order.FORWARD), Stage("nat", Order.DESTINATION_NAT))
    assert passes(nat, forward, stages=stages)


@pytest.mark.parametrize("holds", [True, False])
def test_a_condition_not_understood_holds_as_the_caller_says(holds):
    permit = rule(Action.PERMIT, Match(unknown=("geoip",)))
    deny = rule(Action.DENY, Match(unknown=("geoip",)))
    assert passes(Chain("a", (permit,)), unknown_holds=holds) == holds
    assert passes(Chain("a", (deny, rule(Action.PERMIT))), unknown_holds=holds) != holds
    assert passes(Chain("a", (rule(Action.UNKNOWN),)), unknown_holds=holds) == holds
    assert passes(Chain("a", (), Action.UNKNOWN), unknown_holds=holds) == holds


@pytest.mark.parametrize(
    "match",
    [
        WEB,
        Match(protocol=((6, 6),), source_port=((0, 65535),)),
        Match(protocol=((6, 6),), tcp_flags=((0, 63),)),
    ],
)
def test_a_later_fragment_has_no_ports_and_no_flags(match):
    chain = Chain("a", (rule(Action.PERMIT, match),))
    assert passes(chain)
    assert not passes(chain, packet=replace(PACKET, fragment=True))


def test_icmp_types_are_no_ports():
    echo = replace(PACKET, protocol=1, source_port=8, destination_port=0)
    typed = Match(protocol=((1, 1),), icmp_type=((8, 8),), icmp_code=((0, 0),))
    assert passes(Chain("a", (rule(Action.PERMIT, typed),)), packet=echo)
    assert not passes(Chain("a", (rule(Action.PERMIT, typed),)))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("family", 6),
        ("iif", Names(frozenset({"eth1"}))),
        ("oif", Names(frozenset({"wl*"}))),
        ("state", State.ESTABLISHED | State.RELATED),
        ("protocol", ((17, 17),)),
        ("fragment", True),
        ("tcp_flags", ((16, 16),)),
    ],
)
def test_each_field_must_hold(field, value):
    match = Match(protocol=((6, 6),))._replace(**{field: value})
    assert not passes(Chain("a", (rule(Action.PERMIT, match),)))


def test_a_name_with_a_star_is_a_beginning():
    assert Names(frozenset({"eth*"})).holds("eth7")
    assert not Names(frozenset({"eth*"}), negated=True).holds("eth7")
    assert not Names(frozenset({"eth"})).holds("eth7")


def test_the_steps_are_the_rules_that_led_there_in_order():
    inner = Chain("inner", (rule(Action.PERMIT, WEB, line=7),))
    idle = Chain("idle", (rule(Action.RETURN, line=8),))
    a = Chain(
        "a",
        (
            rule(Action.JUMP, target="idle", line=2),
            rule(Action.CONTINUE, line=3),
            rule(Action.JUMP, target="inner", line=4),
        ),
    )
    steps = follow(device(a, inner, idle), PACKET).steps
    assert [(step.chain, step.origin.line) for step in steps] == [("a", 4), ("inner", 7)]


def test_the_packet_reads_as_the_command_promises():
    assert PACKET.as_json() == {
        "family": 4,
        "in": "eth0",
        "out": "eth1",
        "source": "10.0.0.1",
        "destination": "10.0.0.2",
        "protocol": "tcp",
        "source_port": 1025,
        "destination_port": 80,
        "state": "new",
    }
    assert replace(PACKET, protocol=1).as_json()["source_port"] is None
    assert replace(PACKET, family=6).as_json()["source"] == "::a00:1"
