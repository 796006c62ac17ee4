"""Permitted flows that a device blocks are named, wholly or partly."""

from datetime import date

import pytest
from tests.engines.separation.test_policy import zones

from sekisho.separation import (
    Action,
    Chain,
    Device,
    Match,
    Openness,
    Origin,
    Rule,
    Stage,
    blocked,
    follow,
    read_policy,
)
from sekisho.separation.spans import prefix

AT = date(2026, 12, 1)
POLICY = read_policy(
    zones(
        flows="  - {from: lgwan, to: internet, destination: [203.0.113.0/24], protocol: tcp, ports: [25]}"
    )
)


def device(*rules, default=Action.DENY):
    made = tuple(
        Rule((match,), action, Origin("f", n)) for n, (action, match) in enumerate(rules, 1)
    )
    return Device(
        "fw", "test", frozenset({4, 6}), {"a": Chain("a", made, default)}, (Stage("a", 5000),)
    )


def to(text, **more):
    return Match(4, destination=prefix(text)[1], **more)


MAIL = {"protocol": ((6, 6),), "destination_port": ((25, 25),)}


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (device((Action.PERMIT, to("203.0.113.0/24", **MAIL))), None),
        (device((Action.PERMIT, to("0.0.0.0/0"))), None),
        (
            device(
                (Action.PERMIT, to("203.0.113.0/25", **MAIL)),
                (Action.PERMIT, to("203.0.113.128/25")),
            ),
            None,
        ),
        (device((Action.PERMIT, to("203.0.113.0/25", **MAIL))), Openness.PARTLY),
        (device((Action.DENY, to("203.0.113.7/32")), default=Action.PERMIT), Openness.PARTLY),
        (device(), Openness.SHUT),
        (device((Action.DENY, to("203.0.113.0/24", **MAIL)), default=Action.PERMIT), Openness.SHUT),
        (device((Action.PERMIT, to("203.0.113.0/24", protocol=((17, 17),)))), Openness.SHUT),
    ],
)
def test_a_flow_is_open_or_said_to_be_blocked_with_a_packet(made, expected):
    found = blocked(POLICY, [made], at=AT)
    assert [each.openness for each in found] == ([expected] if expected else [])
    for each in found:
        assert not follow(made, each.packet).permitted
        assert (each.packet.protocol, each.packet.destination_port) == (6, 25)


def test_a_flow_that_has_ended_is_not_missed():
    text = zones(flows="  - {from: lgwan, to: internet, until: 2026-11-30}")
    assert blocked(read_policy(text), [device()], at=AT) == ()
