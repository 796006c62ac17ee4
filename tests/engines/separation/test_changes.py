"""What a change opens and closes, against following every packet of a small world; unused rules."""

import random
from dataclasses import replace

import pytest
from tests.engines.separation import small

from sekisho.separation import (
    ANY,
    Action,
    Chain,
    Device,
    Match,
    Origin,
    Rule,
    Stage,
    changes,
    follow,
    unchanged,
    unused,
)


def device(*rules, default=Action.DENY):
    made = tuple(
        Rule((match,), action, Origin("f", number), f"rule {number}")
        for number, (action, match) in enumerate(rules, 1)
    )
    return Device(
        "fw", "test", frozenset({4, 6}), {"a": Chain("a", made, default)}, (Stage("a", 5000),)
    )


WEB = Match(protocol=((6, 6),), destination_port=((80, 80),))
DNS = Match(protocol=((17, 17),), destination_port=((53, 53),))


def test_a_new_permit_is_told_as_what_it_opens():
    old, new = device((Action.PERMIT, WEB)), device((Action.PERMIT, WEB), (Action.PERMIT, DNS))
    (change, *more) = changes(old, new)
    assert change.opens
    assert (change.packet.protocol, change.packet.destination_port) == (17, 53)
    assert change.step.text == "rule 2"
    assert all(each.opens for each in more)
    assert {each.opens for each in changes(new, old)} == {False}


def test_the_order_of_rules_that_do_not_overlap_changes_nothing():
    old = device((Action.PERMIT, WEB), (Action.PERMIT, DNS))
    new = device((Action.PERMIT, DNS), (Action.PERMIT, WEB))
    assert changes(old, new) == ()
    assert unchanged(old, new)


@pytest.mark.parametrize("seed", range(25))
def test_changes_are_those_counted_out(seed):
    chance = random.Random(seed)
    old, new = small.device(chance, size=3), small.device(chance, size=3)
    found = changes(old, new)
    for change in found:
        assert follow(new, change.packet).permitted == change.opens
        assert follow(old, change.packet).permitted != change.opens
    told = {change.opens for change in found}
    fragments = not (old.reassembles or new.reassembles)
    for family in (4, 6):
        for source, destination in (("a", "b"), ("b", "a")):
            both = [
                *small.packets(old, family, source, destination),
                *small.packets(new, family, source, destination),
            ]
            for packet in both:
                if packet.fragment and not fragments:
                    continue
                before, after = follow(old, packet).permitted, follow(new, packet).permitted
                if before != after:
                    assert after in told


def test_a_line_not_understood_is_never_unchanged_for_sure():
    old = device((Action.PERMIT, WEB))
    new = device((Action.PERMIT, WEB), (Action.UNKNOWN, ANY))
    from sekisho.separation import NotUnderstood

    new = replace(new, not_understood=(NotUnderstood(Origin("f", 2), "x", placed=True),))
    assert not unchanged(old, new)


@pytest.mark.parametrize(
    ("made", "lines"),
    [
        (device((Action.PERMIT, WEB), (Action.DENY, WEB)), [2]),
        (device((Action.PERMIT, WEB), (Action.DENY, DNS)), []),
        (device((Action.PERMIT, ANY), (Action.DENY, DNS), (Action.PERMIT, WEB)), [2, 3]),
        (
            device((Action.PERMIT, Match(4)), (Action.PERMIT, Match(6)), (Action.DENY, WEB)),
            [3],
        ),
        (device((Action.PERMIT, WEB._replace(unknown=("?",))), (Action.DENY, WEB)), []),
    ],
)
def test_rules_that_never_decide_are_named(made, lines):
    assert [each.rule.origin.line for each in unused(made)] == lines


def test_a_chain_nobody_calls_is_not_met():
    made = device((Action.PERMIT, WEB))
    lost = Chain("lost", (Rule((ANY,), Action.PERMIT, Origin("f", 9)),))
    made = replace(made, chains={**made.chains, "lost": lost})
    assert [(each.chain, each.met) for each in unused(made)] == [("lost", False)]
