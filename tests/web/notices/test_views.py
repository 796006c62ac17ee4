"""The pages: everybody sees their own notices and nobody else's."""

from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.web.factories import AT, DAY, client_for, make_person

from sekisho.web.notices import actions
from sekisho.web.notices.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(AT, tick=False):
        yield


def _tell(person, *, key="a", url="/pledges/1/", title="遵守の確認", due_on=DAY):
    return actions.tell(person=person, key=key, title=title, url=url, due_on=due_on, at=AT)


def _page(response):
    return BeautifulSoup(response.content, "lxml")


def test_my_notices_stand_with_link_and_day_and_others_do_not():
    me, other = make_person(), make_person()
    _tell(me)
    _tell(other, title="他人へのお知らせ")
    page = _page(client_for(me).get(reverse("notices:mine")))
    assert page.find("a", href="/pledges/1/").text == "遵守の確認"
    assert "令和8年6月1日（2026-06-01）" in page.text
    assert "他人へのお知らせ" not in page.text
    assert "期限を過ぎています" not in page.text


def test_an_overdue_notice_says_so_in_words():
    me = make_person()
    _tell(me, due_on=DAY - timedelta(days=1))
    assert "期限を過ぎています" in _page(client_for(me).get(reverse("notices:mine"))).text


def test_the_nearest_day_stands_first_and_no_day_last():
    me = make_person()
    for key, due in (("none", None), ("late", DAY + timedelta(days=9)), ("soon", DAY)):
        _tell(me, key=key, due_on=due)
    response = client_for(me).get(reverse("notices:mine"))
    assert [line.notice.key for line in response.context["lines"]] == ["soon", "late", "none"]


def test_only_a_notice_without_page_has_a_button():
    me = make_person()
    _tell(me, key="with-page")
    bare = _tell(me, key="bare", url="")
    page = _page(client_for(me).get(reverse("notices:mine")))
    actions_of = [form["action"] for form in page.select("main form[method=post]")]
    assert actions_of == [reverse("notices:finish", args=[bare.pk])]


def test_ticking_off_moves_the_notice_to_the_done_page():
    me = make_person()
    bare = _tell(me, url="", title="机の鍵を確かめる")
    client = client_for(me)
    response = client.post(reverse("notices:finish", args=[bare.pk]), follow=True)
    assert "済みにしました。" in _page(response).text
    assert "机の鍵を確かめる" not in _page(client.get(reverse("notices:mine"))).text
    assert "机の鍵を確かめる" in _page(client.get(reverse("notices:closed"))).text


def test_a_notice_with_a_page_is_not_ticked_off_by_hand():
    me = make_person()
    notice = _tell(me)
    response = client_for(me).post(reverse("notices:finish", args=[notice.pk]), follow=True)
    assert "リンク先の画面で手続" in _page(response).text
    assert Notice.objects.open_count(me) == 1


def test_somebody_else_s_notice_does_not_exist():
    theirs = _tell(make_person(), url="")
    url = reverse("notices:finish", args=[theirs.pk])
    assert client_for(make_person()).post(url).status_code == 404
    assert Notice.objects.open().count() == 1


def test_a_link_ticks_nothing_off():
    me = make_person()
    notice = _tell(me, url="")
    assert client_for(me).get(reverse("notices:finish", args=[notice.pk])).status_code == 405


@pytest.mark.parametrize("name", ["mine", "closed"])
def test_signed_out_there_are_no_notices(name):
    response = Client().get(reverse(f"notices:{name}"))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("name", ["mine", "closed"])
def test_queries_do_not_grow_with_rows(name, django_assert_num_queries):
    me = make_person()
    client, url = client_for(me), reverse(f"notices:{name}")

    def ten_more(start):
        for number in range(start, start + 10):
            _tell(me, key=f"k:{number}", url="" if number % 2 else "/x/")
            if name == "closed":
                actions.done(person=me, key=f"k:{number}", at=AT)

    ten_more(0)
    client.get(url)
    with CaptureQueriesContext(connection) as ten:
        assert client.get(url).status_code == 200
    ten_more(10)
    with django_assert_num_queries(len(ten)):
        client.get(url)


def test_the_count_for_the_frame_is_one_query(django_assert_num_queries):
    me = make_person()
    for number in range(3):
        _tell(me, key=f"k:{number}")
    with django_assert_num_queries(1):
        assert Notice.objects.open_count(me) == 3
