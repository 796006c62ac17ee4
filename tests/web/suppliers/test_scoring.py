"""The score of a firm against a plain sum, and what keeps it out."""

from hypothesis import given
from hypothesis import strategies as st

from sekisho.catalogue import Criterion, CriterionAnswer, Text, load_suppliers
from sekisho.web.suppliers.scoring import score_of

WORDS = Text("基準", "Criterion")
IDS = ("full", "part", "none")


def criterion(number, weight, *, needed):
    answers = tuple(
        CriterionAnswer(name, points, WORDS) for name, points in zip(IDS, (2, 1, 0), strict=True)
    )
    return Criterion(f"c{number}", WORDS, WORDS, "open", weight, needed, answers)


@st.composite
def sheets(draw):
    size = draw(st.integers(0, 6))
    criteria = [
        criterion(number, draw(st.integers(1, 3)), needed=draw(st.booleans()))
        for number in range(size)
    ]
    given = {each.id: draw(st.sampled_from([*IDS, "", "other"])) for each in criteria}
    return criteria, given


@given(sheets())
def test_the_score_is_the_share_of_weighted_points_rounded_down(sheet):
    criteria, answers = sheet
    points = {"full": 2, "part": 1, "none": 0}
    reached = sum(each.weight * points.get(answers[each.id], 0) for each in criteria)
    best = sum(2 * each.weight for each in criteria)
    assert score_of(criteria, answers).percent == (100 * reached // best if best else 0)


@given(sheets())
def test_a_firm_is_eligible_exactly_when_all_is_answered_and_nothing_needed_is_worst(sheet):
    criteria, answers = sheet
    found = score_of(criteria, answers)
    answered = all(answers[each.id] in IDS for each in criteria)
    worst = [each for each in criteria if each.needed and answers[each.id] == "none"]
    assert found.eligible is (answered and not worst)
    assert list(found.excluded) == worst


@given(sheets(), st.integers(0, 5))
def test_a_better_answer_never_lowers_the_score(sheet, place):
    criteria, answers = sheet
    if place >= len(criteria):
        return
    better = answers | {criteria[place].id: "full"}
    assert score_of(criteria, better).percent >= score_of(criteria, answers).percent


def test_the_best_answers_of_the_catalogue_give_a_hundred_and_the_worst_nothing():
    for grade in load_suppliers().grades:
        criteria = load_suppliers().criteria_for(grade)
        best = {each.id: max(each.answers, key=lambda one: one.points).id for each in criteria}
        worst = {each.id: min(each.answers, key=lambda one: one.points).id for each in criteria}
        assert score_of(criteria, best).percent == 100
        assert score_of(criteria, worst).percent == 0
        assert not score_of(criteria, worst).eligible
