"""What is left of a risk follows the written laws, whatever the controls do."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.catalogue import load, load_risk_rules
from sekisho.web.controls.status import ControlState, Status
from sekisho.web.risks.weighing import Effect, answering, effect_of, weigh

RULES = load_risk_rules()
CONTROLS = tuple(load().controls.values())
REQUIRED = next(each for each in CONTROLS if each.level == "required")
RECOMMENDED = next(each for each in CONTROLS if each.level == "recommended")
STATUSES = tuple(each for each in Status if each is not Status.NO_DEMAND)
BETTER = (Status.STALE, Status.WEAK, Status.IN_FORCE)  # in this order more is taken off


def state(status, control=REQUIRED, *, aside=False):
    return ControlState(control, status, None, aside)


def steps(*states):
    return effect_of(states, RULES).steps


states = st.builds(
    ControlState, st.sampled_from(CONTROLS), st.sampled_from(STATUSES), st.none(), st.booleans()
)
many = st.lists(states, max_size=20)


def test_no_control_takes_off_nothing():
    assert effect_of([], RULES) == Effect(0, sound=True, steps=0)


def test_all_that_hold_take_off_two_words():
    assert steps(state(Status.IN_FORCE), state(Status.IN_FORCE)) == 2


def test_a_failed_required_one_keeps_it_at_one_however_many_hold():
    assert steps(*[state(Status.IN_FORCE)] * 19, state(Status.FAILING)) == 1


def test_a_failed_recommended_one_only_weighs():
    assert steps(*[state(Status.IN_FORCE)] * 19, state(Status.FAILING, RECOMMENDED)) == 2


def test_weak_controls_hold_by_half():
    found = effect_of([state(Status.WEAK)] * 3, RULES)
    assert (found.percent, found.steps) == (50, 1)


@pytest.mark.parametrize("status", [Status.STALE, Status.NOT_COVERED, Status.FAILING])
def test_what_ran_out_or_failed_takes_off_nothing(status):
    assert effect_of([state(status)], RULES).percent == 0


def test_a_control_set_aside_takes_off_nothing_though_it_holds():
    found = effect_of([state(Status.IN_FORCE, aside=True)], RULES)
    assert (found.percent, found.steps) == (0, 0)


def test_required_controls_weigh_twice():
    found = effect_of([state(Status.IN_FORCE), state(Status.STALE, RECOMMENDED)], RULES)
    assert found.percent == 66


def test_controls_against_attacks_make_them_rarer():
    found = weigh(4, 3, RULES.threats["malware"], Effect(100, sound=True, steps=2))
    assert (found.left_likelihood, found.left_impact, found.left, found.score) == (2, 3, 6, 12)


def test_controls_against_disasters_make_them_slighter():
    found = weigh(2, 4, RULES.threats["fire"], Effect(100, sound=True, steps=2))
    assert (found.left_likelihood, found.left_impact) == (2, 2)


@given(st.integers(1, 4), st.integers(1, 4), st.sampled_from(sorted(RULES.threats)), many)
def test_nothing_leaves_the_scales_and_nothing_rises(likelihood, impact, threat, found):
    weighed = weigh(likelihood, impact, RULES.threats[threat], effect_of(found, RULES))
    assert 1 <= weighed.left_likelihood <= likelihood
    assert 1 <= weighed.left_impact <= impact
    assert weighed.left <= weighed.score


@given(many, st.integers(0, 19), st.sampled_from(BETTER[1:]))
def test_a_control_that_does_better_never_leaves_more(found, place, better):
    if place >= len(found):
        return
    worse = BETTER[BETTER.index(better) - 1]
    before = [*found[:place], replace(found[place], status=worse), *found[place + 1 :]]
    after = [*found[:place], replace(found[place], status=better), *found[place + 1 :]]
    assert effect_of(after, RULES).steps >= effect_of(before, RULES).steps


@given(many, st.integers(0, 19))
def test_a_control_that_fails_never_leaves_less(found, place):
    if place >= len(found):
        return
    fallen = [*found[:place], replace(found[place], status=Status.FAILING), *found[place + 1 :]]
    assert effect_of(fallen, RULES).steps <= effect_of(found, RULES).steps


@given(many)
def test_the_order_of_controls_changes_nothing(found):
    assert effect_of(found, RULES) == effect_of(found[::-1], RULES)


def _all(status=Status.IN_FORCE):
    return {each.id: ControlState(each, status, None) for each in CONTROLS}


def test_only_controls_of_the_zone_answer_for_an_asset_in_it():
    found = {each.control.id for each in answering(_all(), "insider", "internet")}
    wanted = {
        each.id for each in CONTROLS if "insider" in each.threats and "internet" in each.zones
    }
    assert found == wanted
    assert found < {each.id for each in CONTROLS if "insider" in each.threats}


@pytest.mark.parametrize("zone", ["", "a zone of the body's own"])
def test_outside_the_catalogues_zones_every_control_against_the_threat_answers(zone):
    found = {each.control.id for each in answering(_all(), "insider", zone)}
    assert found == {each.id for each in CONTROLS if "insider" in each.threats}


def test_every_threat_has_a_control_that_answers_it():
    assert all(answering(_all(), each, "") for each in load().threats)


def expected_steps(found):
    """The steps, counted with fractions straight from the written laws."""
    weights = {"required": Fraction(2), "recommended": Fraction(1)}
    earned = {Status.IN_FORCE: Fraction(1), Status.WEAK: Fraction(1, 2)}
    whole = sum((weights[each.control.level] for each in found), Fraction(0))
    held = sum(
        (weights[each.control.level] * earned.get(each.status, 0)
         for each in found if not each.set_aside), Fraction(0),
    )  # fmt: skip
    failed = any(
        each.control.level == "required" and each.status is Status.FAILING and not each.set_aside
        for each in found
    )
    share = held / whole if whole else Fraction(0)
    if share >= Fraction(4, 5) and not failed:
        return 2
    return 1 if share >= Fraction(1, 2) else 0


@given(many)
def test_the_steps_are_what_fractions_say(found):
    assert effect_of(found, RULES).steps == expected_steps(found)


@pytest.mark.parametrize(
    ("holding", "of", "expected"), [(79, 99, 1), (80, 100, 2), (49, 99, 0), (50, 100, 1)]
)
def test_at_the_edge_a_share_counts_only_when_it_is_reached(holding, of, expected):
    found = [state(Status.IN_FORCE)] * holding + [state(Status.STALE)] * (of - holding)
    assert steps(*found) == expected
