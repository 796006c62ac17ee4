"""The pages of whoever runs training, and the refusal for everybody else."""

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.web.factories import AT, client_for, make_person, make_unit
from tests.web.training.giving import COURSE, asked, finished, keeper, started

from sekisho.web.search.words import words_of
from sekisho.web.training import actions
from sekisho.web.training.finding import Courses
from sekisho.web.training.models import Assignment, Campaign

pytestmark = pytest.mark.django_db
FORM = {
    "title": "夏の研修",
    "course": "media",
    "until": "day",
    "due_on": "2026-06-30",
    "who": "everyone",
}


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def by():
    return keeper()


@pytest.fixture
def client(by):
    return client_for(by)


def soup(answer, status=200):
    assert answer.status_code == status
    return BeautifulSoup(answer.content, "lxml")


def test_a_campaign_is_started_from_the_form(client):
    answer = client.post("/training/campaigns/new/", FORM)
    row = Campaign.objects.get()
    assert answer.url == f"/training/campaigns/{row.pk}/"
    assert (row.title, row.course, row.everyone) == ("夏の研修", "media", True)
    assert Assignment.objects.count() == 1


def test_chosen_people_only_are_asked(client):
    unit = make_unit("給付課")
    person = make_person(unit=unit)
    client.post("/training/campaigns/new/", FORM | {"who": "chosen", "units": [unit.pk]})
    assert Assignment.objects.get().person == person


def test_one_for_joiners_needs_no_day(client):
    client.post("/training/campaigns/new/", FORM | {"until": "joiners", "due_on": ""})
    assert Campaign.objects.get().standing


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"due_on": ""}, "期限の日を入力してください"),
        ({"due_on": "2020-01-01"}, "今日以後の日"),
        ({"who": "chosen"}, "どれかを選んでください"),
        ({"course": "astrology"}, "正しく選択"),
        ({"title": ""}, "必須"),
    ],
)
def test_what_cannot_be_started_comes_back_with_the_reason(client, change, word):
    page = soup(client.post("/training/campaigns/new/", FORM | change), 422)
    assert word in page.get_text()
    assert not Campaign.objects.exists()


def test_the_page_of_a_campaign_shows_progress_by_unit_and_who_is_left(client, by):
    unit = make_unit("給付課")
    left = make_person("未了 太郎", unit=unit)
    row = started(by)
    finished(asked(row, by))
    text = soup(client.get(f"/training/campaigns/{row.pk}/")).get_text()
    assert "給付課" in text
    assert left.name in text
    assert "修了していない人" in text


def test_the_list_warns_while_nothing_is_asked_of_joiners(client, by):
    assert (
        "着任した人に自動で求める研修がありません"
        in soup(client.get("/training/campaigns/")).get_text()
    )
    started(by, due_on=None)
    assert (
        "着任した人に自動で求める研修がありません"
        not in soup(client.get("/training/campaigns/")).get_text()
    )


def test_ending_wants_a_reason_while_somebody_is_left(client, by):
    row = started(by)
    assert (
        "理由を書いてください"
        in soup(client.post(f"/training/campaigns/{row.pk}/end/", {"reason": ""}), 422).get_text()
    )
    client.post(f"/training/campaigns/{row.pk}/end/", {"reason": "統合"})
    row.refresh_from_db()
    assert row.ended_at is not None


def test_courses_are_shown_whole_with_answers_and_sources(client):
    assert soup(client.get("/training/courses/")).select_one("a[href='/training/courses/media/']")
    text = soup(client.get("/training/courses/media/")).get_text()
    for question in COURSE.questions:
        assert question.explanation in text
    assert COURSE.digest in text
    assert client.get("/training/courses/astrology/").status_code == 404


@pytest.mark.parametrize("roles", [(), ("manager",), ("auditor",)])
@pytest.mark.parametrize("path", ["campaigns/", "campaigns/new/", "courses/", "courses/media/"])
def test_nobody_else_opens_these_pages(roles, path):
    assert client_for(make_person(roles=roles)).get(f"/training/{path}").status_code == 403


def test_nobody_else_starts_or_ends_one(by):
    row, other = started(by), client_for(make_person(roles=("manager",)))
    assert other.get(f"/training/campaigns/{row.pk}/").status_code == 403
    assert other.post("/training/campaigns/new/", FORM).status_code == 403
    assert other.post(f"/training/campaigns/{row.pk}/end/", {"reason": "x"}).status_code == 403
    assert Campaign.objects.running().count() == 1


@pytest.mark.parametrize("path", ["", "campaigns/", "courses/"])
def test_pages_ask_for_signing_in(path):
    from django.test import Client

    assert Client().get(f"/training/{path}").status_code == 302


def test_the_queries_of_the_lists_do_not_grow(client, by):
    row = started(by)
    pages = ["/training/campaigns/", f"/training/campaigns/{row.pk}/"]
    few = [_cost(client, each) for each in pages]
    for number in range(5):
        make_person(unit=make_unit(f"課 {number}"))
        started(by, title=f"研修 {number}")
    actions.assign_reached(at=AT)
    assert [_cost(client, each) for each in pages] == few


def _cost(client, path):
    with CaptureQueriesContext(connection) as found:
        assert client.get(path).status_code == 200
    return len(found)


class _Asking:
    def __init__(self, *rights):
        self.rights = frozenset(rights)


def test_courses_are_found_by_words_for_who_runs_training():
    asking = _Asking("training.manage")
    found = Courses().found(asking, words_of("媒体 なくした"))
    assert [each.id for each in found] == ["media"]
    assert Courses().hit(found[0]).url == "/training/courses/media/"
    assert Courses().found(_Asking(), words_of("媒体")) == ()
    assert Courses().found(asking, words_of("占星術")) == ()
