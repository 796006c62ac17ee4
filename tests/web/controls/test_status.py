"""The status of controls and clauses is computed from evidence by the written laws, and only so."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.web.factories import AT

from sekisho.catalogue import CheckSpec, Control, Text
from sekisho.verdicts import Verdict
from sekisho.web.controls.status import (
    WEIGHT,
    ClauseNode,
    ControlState,
    Status,
    check_status,
    clause_states,
    control_states,
    demand_status,
    worst,
)
from sekisho.web.evidence.queries import EvidenceView

WORDS = Text("語", "word")
LATER = AT + timedelta(days=1)
EARLIER = AT - timedelta(seconds=1)


def spec(name: str) -> CheckSpec:
    return CheckSpec(name, "attested", WORDS, 30, WORDS)


def control(name: str, *topics: str, level: str = "required", checks: int = 1) -> Control:
    specs = tuple(spec(f"{name}.{number}") for number in range(checks))
    return Control(name, "1", WORDS, WORDS, topics, (), (), level, "ciso", specs, ())


def evidence(check: str, verdict: Verdict, until=LATER, index: int = 0) -> EvidenceView:
    return EvidenceView(index, "attestation", check, "", AT, verdict, until)


def state(status: Status, *topics: str, level: str = "required", aside: bool = False):
    return ControlState(control("c", *topics, level=level), status, None, aside)


@pytest.mark.parametrize(
    ("verdict", "status"),
    [
        (Verdict.HOLDS, Status.IN_FORCE),
        (Verdict.WEAK, Status.WEAK),
        (Verdict.FAILS, Status.FAILING),
    ],
)
def test_fresh_evidence_gives_its_verdict(verdict, status):
    assert check_status(evidence("c.0", verdict), AT) is status


@pytest.mark.parametrize("verdict", Verdict)
def test_old_evidence_is_stale_whatever_it_said(verdict):
    assert check_status(evidence("c.0", verdict, until=EARLIER), AT) is Status.STALE


def test_no_evidence_is_stale_and_never_in_force():
    assert check_status(None, AT) is Status.STALE


def test_a_control_is_as_its_worst_check():
    found = control_states(
        [control("c", "t", checks=3)],
        {"c.0": evidence("c.0", Verdict.HOLDS), "c.1": evidence("c.1", Verdict.FAILS, index=4)},
        frozenset(),
        AT,
    )["c"]
    assert found.status is Status.FAILING
    assert found.evidence.index == 4


def test_one_check_without_evidence_keeps_a_control_out_of_force():
    found = control_states(
        [control("c", "t", checks=2)], {"c.0": evidence("c.0", Verdict.HOLDS)}, frozenset(), AT
    )["c"]
    assert found.status is Status.STALE


def test_a_demand_is_in_force_only_when_all_its_controls_are():
    assert demand_status([state(Status.IN_FORCE, "t")], ["t"]) is Status.IN_FORCE
    for other in (Status.FAILING, Status.STALE, Status.WEAK):
        states = [state(Status.IN_FORCE, "t"), state(other, "t")]
        assert demand_status(states, ["t"]) is other


def test_a_recommended_control_makes_a_clause_weak_and_never_worse():
    for other in (Status.FAILING, Status.STALE, Status.WEAK):
        states = [state(Status.IN_FORCE, "t"), state(other, "t", level="recommended")]
        assert demand_status(states, ["t"]) is Status.WEAK


def test_a_topic_no_control_answers_is_not_covered():
    assert demand_status([state(Status.IN_FORCE, "t")], ["t", "u"]) is Status.NOT_COVERED
    assert demand_status([], []) is Status.NOT_COVERED


def test_a_control_set_aside_counts_nowhere_and_leaves_its_topic_uncovered():
    aside = state(Status.FAILING, "t", aside=True)
    assert demand_status([aside, state(Status.IN_FORCE, "t")], ["t"]) is Status.IN_FORCE
    assert demand_status([aside], ["t"]) is Status.NOT_COVERED


def test_a_failing_control_outweighs_a_topic_not_covered():
    assert demand_status([state(Status.FAILING, "t")], ["t", "u"]) is Status.FAILING


def node(name: str, depth: int, *topics: str, demands: bool = True) -> ClauseNode:
    return ClauseNode(name, depth, demands, topics)


def test_a_clause_with_a_demand_of_its_own_keeps_its_own_status():
    known = {"a": state(Status.IN_FORCE, "a"), "b": state(Status.FAILING, "b")}
    found = clause_states([node("6(8)", 0, "a"), node("6(8)¶2", 1, "b")], known)
    assert [each.status for each in found] == [Status.IN_FORCE, Status.FAILING]


def test_a_clause_without_a_demand_is_as_the_worst_below_it():
    known = {"a": state(Status.IN_FORCE, "a"), "b": state(Status.FAILING, "b")}
    clauses = [
        node("6", 0, demands=False),
        node("6(1)", 1, "a"),
        node("6(3)", 1, demands=False),
        node("6(3)①", 2, "b"),
        node("7", 0, "a"),
        node("8", 0, demands=False),
    ]
    found = clause_states(clauses, known)
    assert [each.status for each in found] == [
        Status.FAILING,
        Status.IN_FORCE,
        Status.FAILING,
        Status.FAILING,
        Status.IN_FORCE,
        Status.NO_DEMAND,
    ]


def test_a_demanding_clause_without_topics_is_not_covered():
    assert clause_states([node("9", 0)], {})[0].status is Status.NOT_COVERED


@st.composite
def trees(draw):
    """A tree in document order: depth grows by at most one, with demands and one topic each."""
    depth, clauses = -1, []
    for number in range(draw(st.integers(1, 25))):
        depth = draw(st.integers(0, min(depth + 1, 5)))
        topic = draw(st.sampled_from(["a", "b", "c", "d", "e"]))
        clauses.append(node(str(number), depth, topic, demands=draw(st.booleans())))
    return clauses


KNOWN = {
    "a": state(Status.IN_FORCE, "a"),
    "b": state(Status.FAILING, "b"),
    "c": state(Status.STALE, "c"),
    "d": state(Status.WEAK, "d"),
}


@given(trees())
def test_rolling_up_equals_looking_at_every_descendant(clauses):
    """The oracle: walk forward over each clause's subtree and take the worst own status."""
    found = clause_states(clauses, KNOWN)
    for place, clause in enumerate(clauses):
        below = []
        for other in range(place + 1, len(clauses)):
            if clauses[other].depth <= clause.depth:
                break
            below.append(found[other].own)
        expected = found[place].own if clause.demands else worst(below)
        assert found[place].status is expected


@given(trees(), st.sampled_from(["a", "b", "c", "d"]))
def test_worse_evidence_never_makes_any_clause_better(clauses, topic):
    before = clause_states(clauses, KNOWN)
    after = clause_states(clauses, KNOWN | {topic: state(Status.FAILING, topic)})
    for old, new in zip(before, after, strict=True):
        assert WEIGHT[new.status] >= WEIGHT[old.status]
