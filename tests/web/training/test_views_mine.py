"""The learner's pages, as somebody without JavaScript uses them."""

import io
from datetime import timedelta

import pypdfium2
import pytest
import time_machine
from bs4 import BeautifulSoup
from docx import Document
from tests.web.factories import AT, client_for, make_person
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

from sekisho.web.training import actions
from sekisho.web.training.models import Assignment, Attempt

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def row():
    person = make_person("受講 花子")
    return asked(started(), person)


@pytest.fixture
def client(row):
    return client_for(row.person)


def soup(answer, status=200):
    assert answer.status_code == status
    return BeautifulSoup(answer.content, "lxml")


def sent(answers):
    return {f"q-{name}": str(place) for name, place in answers.items()} | {"edition": COURSE.digest}


def test_what_is_asked_stands_first_with_its_day(client, row):
    page = soup(client.get("/training/"))
    assert page.select_one(f"main a[href='/training/{row.pk}/']")
    assert "令和8年6月30日（2026-06-30）" in page.get_text()
    assert "期限を過ぎています" not in page.get_text()


def test_what_is_overdue_says_so(client, row):
    Assignment.objects.filter(pk=row.pk).update(due_on=AT.date() - timedelta(days=1))
    assert "期限を過ぎています" in soup(client.get("/training/")).get_text()


def test_nothing_to_do_is_said():
    person = make_person()
    assert "受ける研修はありません" in soup(client_for(person).get("/training/")).get_text()


def test_from_the_first_page_to_the_certificate_without_javascript(client, row):
    base = f"/training/{row.pk}/"
    assert soup(client.get(base)).select_one(f"a[href='{base}pages/1/']")
    for number, page in enumerate(COURSE.pages, 1):
        shown = soup(client.get(f"{base}pages/{number}/"))
        assert page.title in shown.select_one("h1").get_text()
        assert shown.select("main article p, main article li")
        answer = client.post(f"{base}pages/{number}/")
        assert answer.status_code == 302
    assert answer.url == f"{base}quiz/"
    quiz = soup(client.get(answer.url))
    assert len(quiz.select("main fieldset")) == len(COURSE.questions)
    assert len(quiz.select("main input[type=radio]")) == sum(
        len(q.choices) for q in COURSE.questions
    )
    result = soup(client.post(f"{base}quiz/", sent(RIGHT), follow=True))
    assert "合格です" in result.get_text()
    assert COURSE.questions[0].explanation in result.get_text()
    assert result.select_one(f"a[href='{base}certificate.pdf']")


def test_the_certificate_names_the_person_the_course_and_the_day(client, row):
    finished(row)
    answer = client.get(f"/training/{row.pk}/certificate.pdf")
    assert answer["Content-Type"] == "application/pdf"
    document = pypdfium2.PdfDocument(answer.content)
    text = "".join(each.get_textpage().get_text_range() for each in document)
    for word in ("研修修了証", "受講 花子", "媒体と持出し", "令和8年6月1日", COURSE.digest[:16]):
        assert word in text, word


def test_the_certificate_is_a_word_file_too(client, row):
    finished(row)
    answer = client.get(f"/training/{row.pk}/certificate.docx")
    document = Document(io.BytesIO(answer.content))
    told = [each.text for each in document.paragraphs]
    told += [cell.text for table in document.tables for line in table.rows for cell in line.cells]
    for word in ("研修修了証", "受講 花子", "媒体と持出し"):
        assert any(word in each for each in told), word


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_there_is_no_certificate_before_completion(client, row, form):
    assert client.get(f"/training/{row.pk}/certificate.{form}").status_code == 404


def test_strong_words_and_lists_are_marked_up_and_nothing_is_raw(client, row):
    read(row)
    page = soup(client.get(f"/training/{row.pk}/pages/2/"))
    assert page.select_one("article ul strong")
    assert "**" not in page.select_one("article").get_text()


def test_a_failed_quiz_shows_explanations_and_the_make_up_test(client, row):
    read(row)
    base = f"/training/{row.pk}/"
    page = soup(client.post(f"{base}quiz/", sent(WRONG), follow=True))
    assert "もう一度受けてください" in page.get_text()
    for question in COURSE.questions:
        assert question.explanation in page.get_text()
        assert question.choices[question.answer] in page.get_text()
    again = soup(client.get(f"{base}quiz/"))
    assert "再試験" in again.select_one("h1").get_text()


def test_an_unanswered_question_is_named_and_the_others_stay_chosen(client, row):
    read(row)
    answers = dict(list(RIGHT.items())[1:])
    page = soup(client.post(f"/training/{row.pk}/quiz/", sent(answers)), 422)
    assert len(page.select("main [checked]")) == len(answers)
    assert len(page.select("main fieldset[data-wrong]")) == 1
    assert not Attempt.objects.exists()


@pytest.mark.parametrize("bad", ["9", "-1", "x", "", "²", "00", "1" * 5000])
def test_what_is_no_choice_is_no_answer(client, row, bad):
    read(row)
    answers = sent(RIGHT) | {f"q-{COURSE.questions[0].id}": bad}
    assert client.post(f"/training/{row.pk}/quiz/", answers).status_code == 422


def test_the_quiz_waits_for_the_pages(client, row):
    answer = client.get(f"/training/{row.pk}/quiz/", follow=True)
    assert "全部のページを読んでから" in answer.content.decode()
    client.post(f"/training/{row.pk}/quiz/", sent(RIGHT))
    assert not Attempt.objects.exists()


def test_a_page_ahead_leads_back_and_is_not_read(client, row):
    assert client.get(f"/training/{row.pk}/pages/3/").url == f"/training/{row.pk}/"
    client.post(f"/training/{row.pk}/pages/3/")
    row.refresh_from_db()
    assert row.pages_read == 0


@pytest.mark.parametrize("number", [0, 99])
def test_a_page_that_is_not_there_is_not_found(client, row, number):
    assert client.get(f"/training/{row.pk}/pages/{number}/").status_code == 404


def test_a_completed_course_can_be_read_again_and_is_not_tried_again(client, row):
    finished(row)
    base = f"/training/{row.pk}/"
    assert "修了しました" in soup(client.get(base)).get_text()
    assert client.get(f"{base}pages/3/").status_code == 200
    assert client.post(f"{base}pages/{len(COURSE.pages)}/").url == base
    assert client.get(f"{base}quiz/").url == base
    assert Attempt.objects.count() == 1


@pytest.mark.parametrize(
    "path", ["", "pages/1/", "quiz/", "result/", "certificate.pdf", "certificate.docx"]
)
def test_somebody_elses_course_does_not_exist(row, path):
    finished(row)
    other = client_for(keeper())
    assert other.get(f"/training/{row.pk}/{path}").status_code == 404


@pytest.mark.parametrize("path", ["pages/1/", "quiz/"])
def test_nobody_sends_for_another(row, path):
    other = client_for(make_person())
    assert other.post(f"/training/{row.pk}/{path}", sent(RIGHT)).status_code == 404
    row.refresh_from_db()
    assert (row.pages_read, row.completed_at) == (0, None)


def test_a_course_of_an_ended_campaign_is_gone_unless_completed(db):
    by, other = keeper(), make_person()
    campaign = started(by)
    finished(asked(campaign, other))
    actions.end_campaign(campaign=campaign, reason="統合", by=by, at=AT)
    assert client_for(by).get(f"/training/{asked(campaign, by).pk}/").status_code == 404
    assert client_for(other).get(f"/training/{asked(campaign, other).pk}/").status_code == 200


def test_a_result_of_another_edition_shows_the_score_alone(client, row):
    read(row)
    tried(row, WRONG)
    Attempt.objects.update(digest="0" * 64)
    page = soup(client.get(f"/training/{row.pk}/result/"))
    assert "解説は表示できません" in page.get_text()
    assert COURSE.questions[0].explanation not in page.get_text()


def test_no_result_before_the_first_try(client, row):
    assert client.get(f"/training/{row.pk}/result/").status_code == 404


def test_the_queries_of_my_page_do_not_grow_with_courses(client, row, django_assert_num_queries):
    by = keeper()
    with django_assert_num_queries(_cost(client)):
        client.get("/training/")
    cost = _cost(client)
    for number in range(4):
        started(by, title=f"研修 {number}")
    assert _cost(client) == cost


def _cost(client):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as found:
        client.get("/training/")
    return len(found)
