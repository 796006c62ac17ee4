"""The pages of a link, seen by somebody without an account; and who makes links."""

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from tests.web.factories import AT, client_for, make_person
from tests.web.suppliers.contracting import contracted, keeper
from tests.web.suppliers.linking import (
    YES,
    answered,
    asked,
    in_force,
    link_of,
    linked,
    opened,
    resident,
)
from tests.web.suppliers.test_views_contracts import soup, text

from sekisho.web.suppliers import actions
from sekisho.web.suppliers.models import Confirmation, Finding, Link, Promise

pytestmark = pytest.mark.django_db
FORM = {f"answer-{key}": "yes" for key in YES} | {"respondent": "営業部長 真壁"}


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def by():
    return keeper(name="管理 太郎")


@pytest.fixture
def contract(by):
    return contracted(by)


@pytest.fixture
def row(contract, by):
    return asked(contract, by)


def address(row):
    token, code = actions.secrets_of(link_of(row))
    return reverse("suppliers:link", args=[token]), code


class TestAnswering:
    def test_a_contractor_opens_answers_and_is_done(self, row):
        client, (path, code) = Client(), address(row)
        page = text(client.get(path))
        assert "番号の入力" in page
        assert row.contract.title not in page  # nothing is told before the code
        assert client.post(path, {"code": f" {code} "}).status_code == 302
        assert row.contract.title in text(client.get(path))
        assert "受け付けました" in text(client.post(path, FORM))
        row.refresh_from_db()
        assert (row.respondent, row.answered_at) == ("営業部長 真壁", AT)
        assert client.get(path).status_code == 404

    def test_another_browser_cannot_look_on(self, row):
        mine, path = Client(), address(row)
        mine.post(path[0], {"code": path[1]})
        other = text(Client().get(path[0]))
        assert "番号の入力" in other
        assert "既に使われて" in text(Client().post(path[0], {"code": path[1]}), 422)

    def test_a_new_code_ends_what_was_open_before(self, row, by):
        client, (path, code) = Client(), address(row)
        client.post(path, {"code": code})
        actions.renew_code(link=link_of(row), by=by, at=AT)
        assert "番号の入力" in text(client.get(path))

    def test_an_opened_page_is_over_after_two_hours(self, row):
        client, (path, code) = Client(), address(row)
        client.post(path, {"code": code})
        with time_machine.travel(AT.replace(hour=3, minute=1), tick=False):
            assert "番号の入力" in text(client.get(path))

    def test_what_is_denied_wants_words(self, row):
        client, (path, code) = Client(), address(row)
        client.post(path, {"code": code})
        page = text(client.post(path, FORM | {"answer-media": "no"}), 422)
        assert "説明を書いてください" in page
        row.refresh_from_db()
        assert row.answered_at is None

    @pytest.mark.parametrize("code", ["", "00000000x", "あ"])
    def test_a_wrong_code_tells_nothing(self, row, code):
        path, _code = address(row)
        assert row.contract.title not in text(Client().post(path, {"code": code}), 422)

    def test_too_many_codes_from_one_address_are_told_to_wait(self, row, monkeypatch):
        monkeypatch.setattr("sekisho.web.suppliers.views.portal._PER_HOUR", 2)
        path, _code = address(row)
        tries = [Client().post(path, {"code": "1"}).status_code for _time in range(3)]
        assert tries == [422, 422, 429]
        assert Link.objects.get().attempts == 2

    def test_behind_a_front_server_one_who_guesses_keeps_nobody_else_out(
        self, row, settings, monkeypatch
    ):
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
        monkeypatch.setattr("sekisho.web.suppliers.views.portal._PER_HOUR", 1)
        path, code = address(row)
        guesser, contractor = ({"HTTP_X_FORWARDED_FOR": f"203.0.113.{n}"} for n in (5, 6))
        tries = [Client().post(path, {"code": "1"}, **guesser).status_code for _time in range(2)]
        assert tries == [422, 429]
        assert Client().post(path, {"code": code}, **contractor).status_code == 302

    def test_a_link_nobody_made_is_over(self):
        answer = Client().get(reverse("suppliers:link", args=["x" * 43]))
        assert "開けないリンク" in text(answer, 404)

    def test_the_page_is_kept_by_no_cache(self, row):
        assert "no-store" in Client().get(address(row)[0])["Cache-Control"]


class TestPromising:
    def test_a_resident_reads_the_policy_and_promises(self, contract, by, monkeypatch):
        in_force(monkeypatch)
        worker = resident(contract, by)
        linked(worker, by)
        client, (path, code) = Client(), address(worker)
        client.post(path, {"code": code})
        page = soup(client.get(path))
        assert "守る" in page.get_text()
        edition = page.select_one("input[name=edition]")["value"]
        assert "受け付けました" in text(client.post(path, {"edition": edition}))
        assert Promise.objects.get().worker == worker

    def test_an_edition_changed_meanwhile_is_shown_anew(self, contract, by, monkeypatch):
        in_force(monkeypatch)
        worker = resident(contract, by)
        linked(worker, by)
        client, (path, code) = Client(), address(worker)
        client.post(path, {"code": code})
        assert "改められました" in text(client.post(path, {"edition": "edition:0"}), 422)

    def test_without_a_policy_nothing_is_asked(self, contract, by, monkeypatch):
        in_force(monkeypatch, None)
        worker = resident(contract, by)
        linked(worker, by)
        client, (path, code) = Client(), address(worker)
        client.post(path, {"code": code})
        assert "施行中の基本方針がありません" in text(client.get(path))


class TestKeeping:
    def test_asking_makes_a_link_and_shows_it_until_the_code_is_used(self, contract, by):
        client = client_for(by)
        client.post(f"/suppliers/{contract.pk}/confirmations/new/", {"due_on": "2026-06-20"})
        row = Confirmation.objects.get()
        path, code = address(row)
        page = text(client.get(f"/suppliers/confirmations/{row.pk}/"))
        assert path in page
        assert code in page
        opened(row)
        page = text(client.get(f"/suppliers/confirmations/{row.pk}/"))
        assert code not in page
        assert "使われました" in page
        client.post(f"/suppliers/confirmations/{row.pk}/link/")
        assert address(row)[1] in text(client.get(f"/suppliers/confirmations/{row.pk}/"))

    def test_a_day_that_has_passed_comes_back_with_the_reason(self, contract, by):
        answer = client_for(by).post(
            f"/suppliers/{contract.pk}/confirmations/new/", {"due_on": "2026-05-01"}
        )
        assert "今日以後" in text(answer, 422)

    def test_answers_are_looked_through_and_become_findings(self, row, by):
        from sekisho.web.suppliers.answering import Answer

        answered(row, YES | {"media": Answer("no", "一本残る")})
        client = client_for(by)
        assert "一本残る" in text(client.get(f"/suppliers/confirmations/{row.pk}/"))
        client.post(f"/suppliers/confirmations/{row.pk}/review/")
        assert Finding.objects.count() == 1
        assert "一本残る" in text(client.get(f"/suppliers/{row.contract_id}/findings/"))
        again = client.post(f"/suppliers/confirmations/{row.pk}/review/", follow=True)
        assert "回答の届いた" in text(again)

    def test_one_is_withdrawn_and_its_link_is_over(self, row, by):
        path, _code = address(row)
        client = client_for(by)
        client.post(f"/suppliers/confirmations/{row.pk}/withdraw/")
        assert Client().get(path).status_code == 404
        assert "取り下げました" in text(client.get(f"/suppliers/confirmations/{row.pk}/"))

    def test_a_residents_link_is_made_and_renewed(self, contract, by):
        worker, client = resident(contract, by), client_for(by)
        path = f"/suppliers/people/{worker.pk}/link/"
        assert "まだ確認していません" in text(client.get(path))
        client.post(path)
        first = address(worker)[1]
        client.post(path)
        assert address(worker)[1] in text(client.get(path))
        assert worker.links.count() == 1
        assert len(first) == 8

    def test_only_residents_of_the_register_promise(self, contract, by):
        from tests.web.suppliers.test_working import listed

        line = listed(contract, by)
        assert client_for(by).get(f"/suppliers/people/{line.pk}/link/").status_code == 404

    def test_nobody_else_makes_or_sees_links(self, row, by):
        worker = resident(row.contract, by)
        client = client_for(make_person(roles=("officer",)))
        assert client.get(f"/suppliers/confirmations/{row.pk}/").status_code == 403
        for each in (
            f"{row.contract_id}/confirmations/new/",
            f"confirmations/{row.pk}/review/",
            f"confirmations/{row.pk}/withdraw/",
            f"confirmations/{row.pk}/link/",
            f"people/{worker.pk}/link/",
        ):
            assert client.post(f"/suppliers/{each}", {}).status_code == 403, each
