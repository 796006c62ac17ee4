"""What a reader must never hand over is named."""

import pytest

from sekisho.separation import (
    ANY,
    Action,
    Chain,
    Coverage,
    Device,
    Match,
    NotUnderstood,
    Origin,
    Rule,
    Stage,
    Translation,
    faults,
)

AT = Origin("f", 1)


def device(*rules, default=Action.DENY, stage="a", **more):
    chains = {"a": Chain("a", rules, default)}
    return Device("d", "test", frozenset({4}), chains, (Stage(stage, 0),), **more)


@pytest.mark.parametrize(
    ("match", "word"),
    [
        (Match(source=((0, 1),)), "family"),
        (Match(4, source=((0, 1 << 32),)), "addresses"),
        (Match(protocol=((0, 256),)), "protocol"),
        (Match(destination_port=((1, 1),)), "with protocol None"),
        (Match(protocol=((1, 6),), source_port=((1, 1),)), "source_port"),
        (Match(protocol=((6, 6),), icmp_type=((1, 1),)), "icmp_type"),
        (Match(protocol=((17, 17),), tcp_flags=((1, 1),)), "tcp_flags"),
        (Match(protocol=((6, 6), (7, 7))), "protocol"),
        (Match(protocol=((6, 6),), destination_port=((9, 3),)), "destination_port"),
    ],
)
def test_a_match_that_breaks_the_law_is_named(match, word):
    found = faults(device(Rule((match,), Action.PERMIT, AT)))
    assert any(word in each for each in found)


@pytest.mark.parametrize(
    "made",
    [
        device(Rule((ANY,), Action.JUMP, AT, target="none")),
        device(Rule((ANY,), Action.TRANSLATE, AT)),
        device(Rule((ANY,), Action.PERMIT, AT, translation=Translation())),
        device(default=Action.JUMP),
        device(stage="none"),
        device(coverage=Coverage(3, 2, 0)),
        device(coverage=Coverage(3, 2, 2)),
    ],
)
def test_a_device_that_breaks_the_law_is_named(made):
    assert len(faults(made)) == 1


def test_a_device_that_keeps_the_law_has_no_fault():
    made = device(
        Rule((Match(4, protocol=((6, 6),), source=((1, 2),)),), Action.PERMIT, AT),
        coverage=Coverage(3, 1, 1),
        not_understood=(NotUnderstood(AT, "x"),),
    )
    assert faults(made) == ()
