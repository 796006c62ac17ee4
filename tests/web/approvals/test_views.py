"""The pages: who sees what, what a button does, what it refuses."""

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.web.approvals.asking import days_before, submitted
from tests.web.factories import AT, client_for, make_person

from sekisho.web.approvals import actions, deciding
from sekisho.web.approvals.models import Application
from sekisho.web.ui.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture(autouse=True)
def _nothing_above(monkeypatch):
    """Leave the upper rooms out: these editions do not exist."""
    monkeypatch.setattr(deciding, "_handlers", {})


@pytest.fixture
def ciso():
    return make_person(roles=("ciso",))


def _url(name, application):
    return reverse(f"approvals:{name}", args=[application.pk])


def _text(response):
    return BeautifulSoup(response.content, "lxml").get_text(" ", strip=True)


@pytest.mark.parametrize(("name", "begins"), [("sheet", b"%PDF-"), ("sheet-docx", b"PK")])
def test_the_application_form_is_handed_out_to_who_may_see_it(name, begins):
    person = make_person()
    application = submitted(person)
    assert client_for(person).get(_url(name, application)).content.startswith(begins)
    assert client_for(make_person()).get(_url(name, application)).status_code == 404


class TestLists:
    def test_the_decider_sees_what_waits_with_its_age(self, ciso):
        application = submitted(at=days_before(16))
        page = _text(client_for(ciso).get(reverse("approvals:waiting")))
        assert application.title in page
        assert "16日" in page

    def test_what_i_asked_for_is_not_among_what_i_decide(self, ciso):
        mine = submitted(ciso)
        response = client_for(ciso).get(reverse("approvals:waiting"))
        assert list(response.context["page"]) == []
        assert [line.application for line in response.context["mine"]] == [mine]

    def test_somebody_without_the_permission_sees_only_their_own(self):
        person = make_person(roles=("secretariat",))
        mine, other = submitted(person), submitted()
        client = client_for(person)
        page = _text(client.get(reverse("approvals:waiting")))
        assert mine.title in page
        assert other.title not in page

    def test_the_title_of_a_procedure_is_not_shown_to_who_may_not_read_procedures(self):
        procedure = submitted(kind="procedure-edition")
        closed = submitted(kind="procedure-edition")
        actions.withdraw(application=closed, by=closed.applicant, at=AT)
        client = client_for(make_person(roles=("committee-chair",)))
        pages = [_text(client.get(reverse(f"approvals:{n}"))) for n in ("waiting", "decided")]
        for application in (procedure, closed):
            assert not any(application.title in page for page in pages)
            assert client.get(_url("detail", application)).status_code == 404

    def test_the_record_lists_decided_and_withdrawn_newest_first(self, ciso):
        first, second, waiting = submitted(), submitted(), submitted()
        actions.approve(application=first, by=ciso, at=days_before(1))
        actions.withdraw(application=second, by=second.applicant, at=AT)
        response = client_for(ciso).get(reverse("approvals:decided"))
        assert [row.pk for row in response.context["page"]] == [second.pk, first.pk]
        assert waiting.title not in _text(response)

    def test_an_application_of_a_kind_no_longer_known_can_still_be_read(self):
        application = submitted()
        Application.objects.filter(pk=application.pk).update(kind="abolished")
        client = client_for(application.applicant)
        assert "abolished" in _text(client.get(reverse("approvals:waiting")))
        assert "abolished" in _text(client.get(_url("detail", application)))

    @pytest.mark.parametrize("name", ["waiting", "decided"])
    def test_queries_do_not_grow_with_rows(self, ciso, name, django_assert_num_queries):
        client, url = client_for(ciso), reverse(f"approvals:{name}")
        decider = make_person(roles=("ciso",))

        def ten_more():
            for number in range(10):
                application = submitted(ciso if name == "waiting" and number % 2 else None)
                if name == "decided":
                    actions.approve(application=application, by=decider, at=AT)

        ten_more()
        client.get(url)
        with CaptureQueriesContext(connection) as ten:
            assert client.get(url).status_code == 200
        ten_more()
        with django_assert_num_queries(len(ten)):
            client.get(url)

    @pytest.mark.parametrize("name", ["waiting", "decided"])
    def test_signed_out_nobody_sees_a_list(self, name):
        response = Client().get(reverse(f"approvals:{name}"))
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("account_login"))


class TestOneApplication:
    def test_the_decider_finds_reason_link_and_both_buttons(self, ciso):
        application = submitted()
        response = client_for(ciso).get(_url("detail", application))
        page = BeautifulSoup(response.content, "lxml")
        assert "年次の見直しによる。" in page.get_text()
        assert page.find("a", href=application.url)
        assert page.find("form", action=_url("approve", application))
        assert page.find("button", formaction=_url("give-back", application))
        assert not page.find("form", action=_url("withdraw", application))

    def test_the_applicant_finds_no_decision_button_even_with_the_permission(self, ciso):
        application = submitted(ciso)
        page = BeautifulSoup(client_for(ciso).get(_url("detail", application)).content, "lxml")
        assert not page.find("form", action=_url("approve", application))
        assert page.find("form", action=_url("withdraw", application))

    def test_the_history_names_decision_comment_and_earlier_applications(self, ciso):
        first = submitted(subject="edition:7")
        actions.give_back(application=first, by=ciso, comment="第5条を直す", at=AT)
        second = submitted(first.applicant, subject="edition:7")
        client = client_for(ciso)
        assert "第5条を直す" in _text(client.get(_url("detail", first)))
        again = BeautifulSoup(client.get(_url("detail", second)).content, "lxml")
        assert again.find("a", href=_url("detail", first))

    @pytest.mark.parametrize("name", ["detail", "approve", "give-back", "withdraw"])
    def test_for_anybody_else_it_does_not_exist(self, name):
        application = submitted()
        client = client_for(make_person(roles=("secretariat",)))
        method = client.get if name == "detail" else client.post
        assert method(_url(name, application), {"comment": "見たい"}).status_code == 404
        assert Application.objects.get().is_waiting

    @pytest.mark.parametrize("name", ["approve", "give-back", "withdraw"])
    def test_signed_out_nothing_is_changed(self, name):
        application = submitted()
        assert Client().post(_url(name, application)).status_code == 302
        assert Application.objects.get().is_waiting

    @pytest.mark.parametrize("name", ["approve", "give-back", "withdraw"])
    def test_a_link_decides_nothing(self, ciso, name):
        application = submitted()
        assert client_for(ciso).get(_url(name, application)).status_code == 405


class TestDeciding:
    def test_approving_passes_on_and_returns_to_the_page(self, ciso, monkeypatch):
        seen = []
        monkeypatch.setattr(deciding, "_handlers", {"edition": seen.append})
        application = submitted()
        client = client_for(ciso)
        response = client.post(_url("approve", application), {"comment": ""}, follow=True)
        assert response.redirect_chain == [(_url("detail", application), 302)]
        assert "決裁しました。" in _text(response)
        assert [row.state for row in seen] == ["approved"]

    def test_giving_back_keeps_the_comment(self, ciso):
        application = submitted()
        client_for(ciso).post(_url("give-back", application), {"comment": "別表を直す"})
        application.refresh_from_db()
        assert (application.state, application.comment) == ("returned", "別表を直す")

    def test_giving_back_without_comment_answers_422_with_the_form(self, ciso):
        application = submitted()
        response = client_for(ciso).post(_url("give-back", application), {"comment": ""})
        assert response.status_code == 422
        assert "差し戻す理由を意見の欄に" in _text(response)
        assert Application.objects.get().is_waiting

    def test_a_comment_too_long_answers_422_and_keeps_what_was_written(self, ciso):
        application = submitted()
        response = client_for(ciso).post(_url("approve", application), {"comment": "長" * 2001})
        assert response.status_code == 422
        assert "長" * 2001 in response.content.decode()
        assert Application.objects.get().is_waiting

    def test_one_s_own_application_answers_422(self, ciso):
        response = client_for(ciso).post(_url("approve", submitted(ciso)), {"comment": ""})
        assert response.status_code == 422
        assert "自分が起案したものは決裁できません" in _text(response)

    def test_deciding_twice_says_how_it_stands(self, ciso):
        application = submitted()
        actions.approve(application=application, by=make_person(roles=("ciso",)), at=AT)
        response = client_for(ciso).post(_url("approve", application), {"comment": ""})
        assert response.status_code == 422
        assert "すでに「決裁済み」" in _text(response)

    def test_a_refusal_of_the_upper_room_is_shown_and_nothing_decided(self, ciso, monkeypatch):
        def refuse(_application):
            raise Refused("この版は読み直されました。もう一度起案してください。")

        monkeypatch.setattr(deciding, "_handlers", {"edition": refuse})
        response = client_for(ciso).post(_url("approve", submitted()), {"comment": ""})
        assert response.status_code == 422
        assert "もう一度起案してください" in _text(response)
        assert Application.objects.get().is_waiting

    def test_the_applicant_withdraws(self):
        person = make_person(roles=("secretariat",))
        application = submitted(person)
        response = client_for(person).post(_url("withdraw", application), follow=True)
        assert "取り下げました。" in _text(response)
        assert Application.objects.get().state == "withdrawn"

    def test_the_decider_does_not_withdraw_for_the_applicant(self, ciso):
        response = client_for(ciso).post(_url("withdraw", submitted()))
        assert response.status_code == 422
        assert Application.objects.get().is_waiting
