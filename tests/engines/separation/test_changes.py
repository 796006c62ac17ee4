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
    Translation,
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


def translating(rules, filters, *, order=3000, default=Action.DENY):
    """Return a device whose filters come after these translations."""
    made = [
        Rule((match,), Action.TRANSLATE, Origin("f", number), f"nat {number}", translation=to)
        for number, (match, to) in enumerate(rules, 50)
    ]
    found = device(*filters, default=default)
    chains = {**found.chains, "n": Chain("n", tuple(made), Action.PERMIT)}
    return replace(found, chains=chains, stages=(Stage("n", order), *found.stages))


INNER = Match(4, protocol=((6, 6),), destination=((0x0A000005, 0x0A000005),))
OUTER = Match(4, protocol=((6, 6),), destination=((0xC0000201, 0xC0000201),))
TO_INNER = Translation(destination=((0x0A000005, 0x0A000005),))


def test_filters_behind_the_same_destination_translation_are_compared():
    old = translating([(OUTER, TO_INNER)], [])
    new = translating([(OUTER, TO_INNER)], [(Action.PERMIT, INNER)])
    found = changes(old, new)
    assert {each.opens for each in found} == {True}
    assert {each.opens for each in changes(new, old)} == {False}
    for each in found:
        assert follow(new, each.packet).permitted
        assert not follow(old, each.packet).permitted


def test_a_permit_of_the_address_before_it_was_rewritten_opens_nothing():
    """What was sent to the outer address is the inner one's when the filters see it."""
    old = translating([(OUTER, TO_INNER)], [])
    new = translating([(OUTER, TO_INNER)], [(Action.PERMIT, OUTER)])
    assert changes(old, new) == ()
    assert unchanged(old, new)


def test_where_translations_are_written_makes_no_difference():
    old = translating([(OUTER, TO_INNER)], [(Action.PERMIT, INNER)])
    new = translating([(OUTER, TO_INNER)], [(Action.PERMIT, INNER)])
    chain = new.chains["n"]
    moved = tuple(rule._replace(origin=Origin("g", 7), text="else") for rule in chain.rules)
    new = replace(new, chains={**new.chains, "n": replace(chain, rules=moved)})
    assert unchanged(old, new)


@pytest.mark.parametrize(
    "to",
    [
        Translation(destination=((0x0A000006, 0x0A000006),)),
        Translation(destination=((0x0A000005, 0x0A000005),), destination_port=((80, 80),)),
    ],
)
def test_destinations_rewritten_otherwise_cannot_be_compared(to):
    old = translating([(OUTER, TO_INNER)], [(Action.PERMIT, INNER)])
    new = translating([(OUTER, to)], [(Action.PERMIT, INNER)])
    with pytest.raises(ValueError, match="translations"):
        changes(old, new)
    with pytest.raises(ValueError, match="translations"):
        changes(device((Action.PERMIT, INNER)), new)


def test_one_of_several_addresses_cannot_be_compared_even_if_both_do_the_same():
    pool = Translation(destination=((0x0A000005, 0x0A000006),))
    made = translating([(OUTER, pool)], [(Action.PERMIT, INNER)])
    with pytest.raises(ValueError, match="translations"):
        changes(made, made)


def test_a_source_rewritten_last_makes_no_difference():
    hidden = Translation(source=((0xC0000201, 0xC0000201),))
    plain = device((Action.PERMIT, WEB))
    masked = translating([(ANY, hidden)], [(Action.PERMIT, WEB)], order=9000)
    assert unchanged(plain, masked)
    more = translating([(ANY, hidden)], [(Action.PERMIT, WEB), (Action.PERMIT, DNS)], order=9000)
    assert {each.opens for each in changes(masked, more)} == {True}


def test_a_source_that_may_become_several_before_filters_cannot_be_compared():
    hidden = Translation(source=((0xC0000201, 0xC0000202),))
    first = translating([(ANY, hidden)], [(Action.PERMIT, WEB)], order=1000)
    with pytest.raises(ValueError, match="translations"):
        changes(first, first)


@pytest.mark.parametrize("seed", range(30))
def test_changes_behind_translations_are_those_counted_out(seed):
    chance = random.Random(seed)
    old, other = small.device(chance, size=3, nat=True), small.device(chance, size=3)
    late = [each for each in other.stages if each.order > 3000]
    old = replace(old, stages=tuple(each for each in old.stages if each.order >= 3000))
    nat = [each for each in old.stages if each.chain == "nat"]
    new = replace(old, chains={**other.chains, "nat": old.chains["nat"]}, stages=(*late, *nat))
    found = changes(old, new)
    for change in found:
        assert follow(new, change.packet).permitted == change.opens
        assert follow(old, change.packet).permitted != change.opens
    told = {change.opens for change in found}
    for family in (4, 6):
        for source, destination in (("a", "b"), ("b", "a")):
            for packet in small.packets(old, family, source, destination):
                if packet.fragment and old.reassembles:
                    continue
                before, after = follow(old, packet).permitted, follow(new, packet).permitted
                if before != after:
                    assert after in told, packet
