"""Reading, the quiz, the make-up test, completing: in order, by oneself, sealed."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.web.factories import AT, make_person
from tests.web.training.giving import (
    COURSE,
    RIGHT,
    WRONG,
    asked,
    finished,
    keeper,
    read,
    started,
    tried,
)

from sekisho.catalogue import load_courses
from sekisho.web.evidence import queries as evidence
from sekisho.web.notices.models import Notice
from sekisho.web.training import actions
from sekisho.web.training.agreement import differences
from sekisho.web.training.errors import TrainingError
from sekisho.web.training.models import Assignment, Attempt
from sekisho.web.training.quiz import marked, shown


@pytest.fixture
def row(db):
    person = make_person()
    return asked(started(), person)


def test_pages_are_read_in_their_order(row):
    with pytest.raises(TrainingError, match="順に"):
        actions.read_page(assignment=row, page=2, by=row.person, at=AT)
    read(row, pages=2)
    actions.read_page(assignment=row, page=1, by=row.person, at=AT)
    row.refresh_from_db()
    assert row.pages_read == 2


@pytest.mark.parametrize("page", [0, -1, len(COURSE.pages) + 1])
def test_a_page_that_is_not_there_cannot_be_read(row, page):
    read(row)
    with pytest.raises(TrainingError):
        actions.read_page(assignment=row, page=page, by=row.person, at=AT)


def test_another_edition_begins_anew(row):
    read(row)
    Assignment.objects.filter(pk=row.pk).update(read_digest="0" * 64)
    with pytest.raises(TrainingError, match="全部のページ"):
        tried(row)
    with pytest.raises(TrainingError, match="順に"):
        actions.read_page(assignment=row, page=2, by=row.person, at=AT)


def test_no_quiz_before_all_pages(row):
    read(row, pages=len(COURSE.pages) - 1)
    with pytest.raises(TrainingError, match="全部のページ"):
        tried(row)


def test_passing_completes_seals_and_ends_the_notice(row):
    assert finished(row).completed_at == AT
    (entry,) = evidence.sealed(["training.completed"])
    facts = {k: v for k, v in entry.facts.items() if k != "stands"}
    assert facts == {
        "person": str(row.person.opaque_id),
        "campaign": row.campaign_id,
        "course": "media",
        "digest": COURSE.digest,
        "way": "quiz",
        "score": len(RIGHT),
        "questions": len(RIGHT),
    }
    assert row.person.name not in str(entry.facts)
    assert not Notice.objects.open().filter(person=row.person).exists()
    assert list(differences()) == []


def test_failing_leaves_it_open_and_a_make_up_test_passes(row):
    read(row)
    first = tried(row, WRONG)
    row.refresh_from_db()
    assert (first.score, first.passed, row.completed_at) == (0, False, None)
    assert Notice.objects.open().filter(person=row.person).exists()
    assert tried(row, at=AT + timedelta(hours=1)).passed
    assert [each.score for each in row.attempts.all()] == [0, len(RIGHT)]
    assert len(list(evidence.sealed(["training.attempted"]))) == 2
    assert list(differences()) == []


@pytest.mark.parametrize("wrong", range(len(RIGHT) + 1))
def test_just_enough_right_answers_pass(row, wrong):
    read(row)
    names = list(RIGHT)
    answers = RIGHT | {name: WRONG[name] for name in names[:wrong]}
    assert tried(row, answers).passed is (len(names) - wrong >= COURSE.needed)


def test_a_question_left_out_is_not_marked(row):
    read(row)
    with pytest.raises(TrainingError, match="全部の問い"):
        tried(row, dict(list(RIGHT.items())[1:]))
    assert not Attempt.objects.exists()


def test_answers_to_a_course_changed_meanwhile_are_not_marked(row):
    read(row)
    with pytest.raises(TrainingError, match="改められ"):
        tried(row, edition="0" * 64)


def test_nobody_completes_for_another(row):
    other = make_person(roles=("chief-officer",))
    with pytest.raises(TrainingError, match="本人"):
        actions.read_page(assignment=row, page=1, by=other, at=AT)
    with pytest.raises(TrainingError, match="本人"):
        actions.try_quiz(assignment=row, answers=RIGHT, edition=COURSE.digest, by=other, at=AT)


def test_what_is_completed_is_not_completed_again(row):
    finished(row)
    with pytest.raises(TrainingError, match="修了しています"):
        tried(row)


def test_after_the_end_of_a_campaign_nothing_is_completed(db):
    by = keeper()
    campaign = started(by)
    own = asked(campaign, by)
    read(own)
    actions.end_campaign(campaign=campaign, reason="統合", by=by, at=AT)
    with pytest.raises(TrainingError, match="終わりました"):
        tried(own)


def test_a_score_changed_past_the_actions_is_seen(row):
    finished(row)
    Assignment.objects.filter(pk=row.pk).update(score=1)
    assert [each.subject for each in differences()] == [f"training:{row.pk}"]


def test_a_completion_written_past_the_actions_is_seen(row):
    Assignment.objects.filter(pk=row.pk).update(
        completed_at=AT, way="session", digest=COURSE.digest
    )
    assert [each.subject for each in differences()] == [f"training:{row.pk}"]


def test_a_try_taken_away_is_seen(row):
    read(row)
    tried(row, WRONG)
    Attempt.objects.all().delete()
    assert [each.fault.value for each in differences()] == ["row-removed"]


def test_reading_on_is_no_difference(row):
    read(row, pages=3)
    assert list(differences()) == []


@given(st.sampled_from(list(load_courses().values())), st.text(max_size=8))
def test_the_quiz_is_the_same_questions_and_choices_in_whatever_order(course, seed):
    found = shown(course, seed)
    assert sorted(each.question.id for each in found) == sorted(q.id for q in course.questions)
    for each in found:
        assert dict(each.choices) == dict(enumerate(each.question.choices))
    assert shown(course, seed) == found


def test_another_try_is_shown_in_another_order():
    orders = {
        tuple((each.question.id, each.choices) for each in shown(COURSE, f"1/{number}"))
        for number in range(5)
    }
    assert len(orders) == 5


@given(st.sampled_from(list(load_courses().values())), st.data())
def test_marks_agree_with_the_score(course, data):
    answers = {
        q.id: data.draw(st.integers(0, len(q.choices) - 1))
        for q in course.questions
        if data.draw(st.booleans())
    }
    found = marked(course, answers)
    assert sum(each.right for each in found) == course.score(answers)
    assert {each.question.id for each in found if each.chosen} == set(answers)
    assert all(each.chosen == each.answer for each in found if each.right)
