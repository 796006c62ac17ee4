"""Handling rules follow the grade, and the questions always lead to one."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.catalogue import ACTS, CatalogueError, load, propose
from sekisho.catalogue.entry import Entry
from sekisho.catalogue.handlings import handling_set, questions

CATALOGUE = load()
GRADED = [s for s in CATALOGUE.schemes.values() if s.aspect in {"confidentiality", "importance"}]
STRICTNESS = {"yes": 0, "with-leave": 1, "no": 2}
BOTH = {"ja": "語", "en": "word"}


@pytest.mark.parametrize("scheme", GRADED, ids=lambda s: s.id)
@pytest.mark.parametrize("act", ACTS)
def test_a_graver_grade_never_allows_more(scheme, act):
    rules = [CATALOGUE.handling(level.id, act, scheme=scheme.id) for level in scheme.levels]
    for graver, lighter in pairwise(rules):
        assert STRICTNESS[graver.allowed] >= STRICTNESS[lighter.allowed]
        if graver.allowed == lighter.allowed == "with-leave" and graver.longest_days:
            assert not lighter.longest_days or graver.longest_days <= lighter.longest_days


@pytest.mark.parametrize("level", ["", "no-such-grade", "3A"])
@pytest.mark.parametrize("act", ACTS)
def test_what_carries_no_known_grade_is_handled_as_the_gravest(level, act):
    assert CATALOGUE.handling(level, act) is CATALOGUE.handlings["secret"].rules[act]


def test_a_grade_that_stands_in_two_schemes_is_handled_by_the_graver_one():
    assert CATALOGUE.handling("2", "send").conditions == ("encrypted",)
    internal = CATALOGUE.handling("2", "send", scheme="mic-2024-confidentiality")
    assert internal.conditions == ()


def test_only_the_gravest_grades_want_a_clearance_and_some_role_has_it():
    assert CATALOGUE.clearances() == {"assets.secret": {"3A", "3", "most-important"}}
    held = [role.id for role in CATALOGUE.roles.values() if "assets.secret" in role.permissions]
    assert "ciso" in held
    assert "manager" not in held


@pytest.mark.parametrize("scheme", CATALOGUE.schemes.values(), ids=lambda s: s.id)
def test_every_grade_can_be_reached_by_answers_and_says_why(scheme):
    asked = CATALOGUE.questions[scheme.id]
    reached = set()

    def follow(answers):
        found = propose(asked, answers)
        if found.open is None:
            assert found.why
            reached.add(found.level)
            return
        for answer in found.open.answers:
            follow(answers | {found.open.id: answer.id})

    follow({})
    assert reached == {level.id for level in scheme.levels}


@given(
    st.sampled_from(sorted(CATALOGUE.questions)),
    st.dictionaries(st.sampled_from(["audience", "harm", "loss", "x"]), st.text(max_size=8)),
)
def test_any_answers_give_a_grade_or_the_next_question(scheme, answers):
    found = propose(CATALOGUE.questions[scheme], answers)
    assert bool(found.level) != (found.open is not None)


def test_answers_lead_to_their_grade_with_every_reason():
    asked = CATALOGUE.questions["mic-2024-confidentiality"]
    found = propose(asked, {"audience": "duty", "harm": "people"})
    assert (found.level, len(found.why)) == ("3B", 2)
    assert propose(asked, {"audience": "duty"}).open.id == "harm"
    assert propose(asked, {"audience": "anybody", "harm": "state"}).level == "1"


def _rule(act, **changes):
    return {
        "act": act,
        "allowed": "yes",
        "longest_days": 0,
        "conditions": [],
        "text": BOTH,
    } | changes


def _set(rules):
    return handling_set(Entry("handling.yaml", {"id": "s", "title": BOTH, "rules": rules}))


def test_a_set_has_one_rule_for_every_act():
    assert tuple(_set([_rule(act) for act in ACTS]).rules) == ACTS
    with pytest.raises(CatalogueError, match="one rule for each"):
        _set([_rule(act) for act in ACTS[:-1]])
    with pytest.raises(CatalogueError, match="longest_days"):
        _set([_rule(act, longest_days=-1) for act in ACTS])
    with pytest.raises(CatalogueError, match="allowed"):
        _set([_rule(act, allowed="perhaps") for act in ACTS])


def _answer(identifier, **leads):
    return {"id": identifier, "text": BOTH, "why": BOTH} | leads


def _asked(*each):
    return questions(Entry("questions.yaml", {"scheme": "s", "questions": list(each)}))


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ([_answer("a", level="1")], "two or more"),
        ([_answer("a", level="1"), _answer("b")], "one of them"),
        ([_answer("a", level="1"), _answer("b", level="2", next="q")], "one of them"),
        ([_answer("a", level="1"), _answer("b", next="q")], "no later question"),
    ],
)
def test_questions_that_lead_nowhere_are_refused(answers, words):
    with pytest.raises(CatalogueError, match=words):
        _asked({"id": "q", "text": BOTH, "answers": answers})


def test_nobody_is_asked_more_than_three_questions():
    one = {"text": BOTH, "answers": [_answer("a", level="1"), _answer("b", level="2")]}
    with pytest.raises(CatalogueError, match="one to 3"):
        _asked(*({"id": str(number)} | one for number in range(4)))
    with pytest.raises(CatalogueError, match="one to 3"):
        _asked()


def test_sorts_of_assets_belong_to_the_three_kinds():
    assert {sort.kind for sort in CATALOGUE.asset_sorts.values()} == set(CATALOGUE.asset_kinds)
