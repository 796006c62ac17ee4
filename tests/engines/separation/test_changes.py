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


def both_ways(old, new):
    """Return which ways packets change, every one of them followed through both devices."""
    found = changes(old, new)
    for each in found:
        assert follow(new, each.packet).permitted == each.opens
        assert follow(old, each.packet).permitted != each.opens
    return {each.opens for each in found}


def test_what_is_led_elsewhere_is_compared_as_it_was_sent():
    """Yesterday the outer address led to the permitted server, today to one nothing permits."""
    elsewhere = Translation(destination=((0x0A000006, 0x0A000006),))
    old = translating([(OUTER, TO_INNER)], [(Action.PERMIT, INNER)])
    new = translating([(OUTER, elsewhere)], [(Action.PERMIT, INNER)])
    assert both_ways(old, new) == {False}
    assert both_ways(new, old) == {True}
    (closed,) = changes(old, new)
    assert closed.packet.destination == 0xC0000201


def test_another_translation_to_a_server_that_is_permitted_as_well_changes_nothing():
    elsewhere = Translation(destination=((0x0A000006, 0x0A000006),))
    both = Match(4, protocol=((6, 6),), destination=((0x0A000005, 0x0A000006),))
    old = translating([(OUTER, TO_INNER)], [(Action.PERMIT, both)])
    new = translating([(OUTER, elsewhere)], [(Action.PERMIT, both)])
    assert unchanged(old, new)


def test_a_port_rewritten_is_compared_by_the_port_it_was_sent_to():
    to_web = TO_INNER._replace(destination_port=((80, 80),))
    web = INNER._replace(destination_port=((80, 80),))
    old = translating([(OUTER, TO_INNER)], [(Action.PERMIT, web)])
    new = translating([(OUTER, to_web)], [(Action.PERMIT, web)])
    assert both_ways(old, new) == {True}
    assert all(each.packet.destination_port != 80 for each in changes(old, new))


def test_a_translation_that_is_new_opens_what_it_leads_in():
    old = device((Action.PERMIT, INNER))
    new = translating([(OUTER, TO_INNER)], [(Action.PERMIT, INNER)])
    assert both_ways(old, new) == {True}
    assert {each.packet.destination for each in changes(old, new)} == {0xC0000201}


def test_a_filter_taken_away_opens_everything_though_no_rule_says_so():
    old, new = device((Action.PERMIT, WEB)), replace(device(), stages=())
    assert both_ways(old, new) == {True}
    assert all(each.step.origin is None for each in changes(old, new))
    assert both_ways(new, old) == {False}


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


def test_a_source_that_may_become_several_counts_only_where_filters_ask_for_it():
    hidden = Translation(source=((0xC0000201, 0xC0000202),))
    first = translating([(ANY, hidden)], [(Action.PERMIT, WEB)], order=1000)
    assert unchanged(first, first)
    assert unchanged(first, device((Action.PERMIT, WEB)))
    asked = WEB._replace(family=4, source=((0xC0000201, 0xC0000201),))
    asking = translating([(ANY, hidden)], [(Action.PERMIT, asked)], order=1000)
    with pytest.raises(ValueError, match="translations"):
        changes(asking, asking)


def counted_out(seed):
    """Hold two configurations with translations of their own against every packet of the world."""
    chance = random.Random(seed)
    old = small.device(chance, size=3, nat=seed % 5 != 0)
    new = small.device(chance, size=3, nat=seed % 7 != 0)
    if seed % 3 == 0:  # the same filters
        new = replace(old, chains={**old.chains, "nat": new.chains.get("nat", Chain("nat", ()))})
    told = both_ways(old, new)
    for family in (4, 6):
        for source, destination in (("a", "b"), ("b", "a")):
            given = [
                *small.packets(old, family, source, destination),
                *small.packets(new, family, source, destination),
            ]
            for packet in given:
                if packet.fragment and (old.reassembles or new.reassembles):
                    continue
                before, after = follow(old, packet).permitted, follow(new, packet).permitted
                assert before == after or after in told, (seed, packet)
    return told


@pytest.mark.parametrize("batch", range(6))
def test_changes_with_unlike_translations_are_those_counted_out(batch):
    told = [counted_out(seed) for seed in range(batch * 5, batch * 5 + 5)]
    assert any(told)


@pytest.mark.full
@pytest.mark.parametrize("batch", range(40))
def test_two_thousand_changes_are_those_counted_out(batch):
    for seed in range(1000 + batch * 50, 1050 + batch * 50):
        counted_out(seed)
