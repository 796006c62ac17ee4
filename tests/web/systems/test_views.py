"""The pages and the backup address: who looks, who keeps, what is refused."""

import json

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.web.assets.register import zone
from tests.web.factories import AT, DAY, client_for, make_person, make_unit
from tests.web.systems.parts import account, keeper, listed, made, of

from sekisho.web.systems import actions, queries
from sekisho.web.systems.listed import Listed
from sekisho.web.systems.models import (
    BackupRun,
    Directory,
    InformationSystem,
    RestoreDrill,
    Weakness,
)
from sekisho.web.systems.views import accounts

pytestmark = pytest.mark.django_db
OF_ONE = (
    "detail",
    "change",
    "retire",
    "accounts",
    "take-csv",
    "directory",
    "note-weakness",
    "record-backup",
    "take-report",
    "record-drill",
)


@pytest.fixture(autouse=True)
def _on_the_day():
    cache.clear()
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def client():
    return client_for(keeper())


@pytest.fixture
def looker():
    return client_for(make_person(roles=("contact-point",)))


def _url(name, *arguments):
    return reverse(f"systems:{name}", args=arguments)


def _text(response):
    return BeautifulSoup(response.content, "lxml").get_text(" ", strip=True)


class TestLooking:
    def test_the_list_shows_what_is_wrong_with_each(self, looker):
        row = made("人事システム")
        listed(row, Listed("a"))
        page = _text(looker.get(_url("list")))
        for words in ("人事システム", "不適合", "要確認 1", "更新が古い", "復元の試しが必要"):
            assert words in page

    def test_queries_do_not_grow_with_systems(self, client, django_assert_num_queries):
        def more():
            for _ in range(6):
                listed(made(), Listed("a"))

        more()
        client.get(_url("list"))
        with CaptureQueriesContext(connection) as six:
            client.get(_url("list"))
        more()
        with django_assert_num_queries(len(six)):
            client.get(_url("list"))

    @pytest.mark.parametrize("query", [{}, {"show": "wrong"}])
    def test_only_the_accounts_of_the_page_are_read_and_judged(
        self, client, query, monkeypatch, django_assert_num_queries
    ):
        row = made()
        listed(row, *(Listed(f"u{n}") for n in range(3)))
        client.get(_url("accounts", row.pk), query)
        with CaptureQueriesContext(connection) as three:
            client.get(_url("accounts", row.pk), query)
        listed(row, *(Listed(f"u{n}") for n in range(accounts.SIZE + 5)))
        judged = []
        monkeypatch.setattr(queries, "problems_of", lambda *each: judged.append(each) or ())
        with django_assert_num_queries(len(three)):
            page = client.get(_url("accounts", row.pk), query).context["page"]
        assert (page.paginator.count, len(judged)) == (accounts.SIZE + 5, accounts.SIZE)

    @pytest.mark.parametrize("name", ["list", "detail"])
    def test_pages_of_systems_count_accounts_and_read_none(self, client, name, monkeypatch):
        row = made()
        listed(row, Listed("a"), Listed("b"))
        monkeypatch.setattr(queries, "accounts_of", None)
        words = client.get(_url(name, *([row.pk] if name == "detail" else []))).content.decode()
        assert "要確認 2" in words

    @pytest.mark.parametrize("name", OF_ONE)
    def test_each_page_of_a_system_opens_and_hides_the_my_number_zone(self, client, name):
        row, hidden = made(), made(zone_key="mynumber")
        assert client.get(_url(name, row.pk)).status_code == 200
        stranger = client_for(make_person(roles=("manager",)))
        assert stranger.get(_url(name, hidden.pk)).status_code in {403, 404}
        assert Client().get(_url(name, row.pk)).status_code == 302

    def test_who_only_looks_sees_neither_accounts_nor_hidden_systems(self, looker):
        row, hidden = made("見える"), made("隠れた", zone_key="mynumber")
        assert "隠れた" not in _text(looker.get(_url("list")))
        assert looker.get(_url("detail", hidden.pk)).status_code == 404
        page = looker.get(_url("detail", row.pk))
        assert not BeautifulSoup(page.content, "lxml").select("main form")
        for name in OF_ONE[1:]:
            assert looker.get(_url(name, row.pk)).status_code == 403


class TestKeeping:
    def _words(self, **changed):
        words = {"name": "新システム", "zone": zone("lgwan").pk, "unit": make_unit().pk}
        return {**words, "backup_days": 1, "patched_on": "2026-05-28", **changed}

    def test_a_system_is_recorded_changed_and_retired(self, client):
        client.post(_url("record"), self._words())
        row = InformationSystem.objects.get()
        assert client.post(_url("record"), self._words()).status_code == 422
        client.post(_url("change", row.pk), self._words(name="改めた名"))
        client.post(_url("retire", row.pk), {"on": "2026-06-01"})
        row.refresh_from_db()
        assert (row.name, row.retired_on) == ("改めた名", DAY)

    @pytest.mark.parametrize("wrong", [{"name": ""}, {"zone": "0"}, {"backup_days": -1}])
    def test_a_wrong_form_answers_422_and_records_nothing(self, client, wrong):
        assert client.post(_url("record"), self._words(**wrong)).status_code == 422
        assert not InformationSystem.objects.exists()

    def test_a_list_is_taken_and_a_wrong_one_told_by_its_row(self, client):
        row = made()
        file = SimpleUploadedFile("a.csv", "利用者ID\na\nb\n".encode("cp932"))
        page = client.post(_url("take-csv", row.pk), {"file": file}, follow=True)
        assert "2件を読みました（新しいもの2件、なくなったもの0件）。" in _text(page)
        wrong = SimpleUploadedFile("a.csv", b"login\na\na\n")
        answer = client.post(_url("take-csv", row.pk), {"file": wrong})
        assert (answer.status_code, "3行目" in _text(answer)) == (422, True)

    def test_accounts_are_narrowed_told_and_confirmed(self, client):
        row, person = made(), make_person()
        listed(row, of(person, "good"), Listed("bad"))
        page = client.get(_url("accounts", row.pk), {"show": "wrong"})
        assert [line.account.login for line in page.context["lines"]] == ["bad"]
        assert "誰のものか分からない" in _text(page)
        url = _url("whose", account(row, "bad").pk)
        assert client.get(url).status_code == 200
        assert client.post(url, {"kind": "personal"}).status_code == 422
        client.post(url, {"kind": "personal", "person": person.pk})
        assert account(row, "bad").person == person
        client.post(_url("confirm", account(row, "good").pk))
        assert account(row, "good").confirmed_at == AT
        listed(row, Listed("nobody"))
        answer = client.post(_url("confirm", account(row, "nobody").pk), follow=True)
        assert "止めてください" in _text(answer)

    def test_whoever_tells_of_their_own_privileged_account_is_told_who_confirms_it(self):
        row, own = made(), keeper()
        listed(row, Listed("root", privileged=True), Listed("plain"))
        words = {"kind": "personal", "person": own.pk}
        client = client_for(own)
        page = client.post(_url("whose", account(row, "root").pk), words, follow=True)
        assert "ほかの担当者が確認してください" in _text(page)
        assert account(row, "root").person == own
        page = client.post(_url("whose", account(row, "plain").pk), words, follow=True)
        assert "ほかの担当者が確認してください" not in _text(page)

    def test_a_directory_is_set_without_showing_its_password_and_its_failure_is_told(self, client):
        row = made()
        words = {"kind": "ad", "base": "dc=x", "condition": "(a=b)", "user": "cn=x"}
        url = _url("directory", row.pk)
        assert client.post(url, {**words, "url": "ldap://dc1", "password": "p"}).status_code == 422
        client.post(url, {**words, "url": "ldaps://127.0.0.1:1", "password": "秘密の言葉"})
        assert "秘密の言葉" not in client.get(url).content.decode()
        page = client.post(_url("read-directory", row.pk), follow=True)
        assert "ディレクトリから読めません" in _text(page)
        assert Directory.objects.get().failed_at == AT

    def test_a_weakness_is_noted_and_closed(self, client):
        row = made()
        words = {"title": "穴", "grade": "high", "found_on": "2026-05-30", "reference": "JVN#1"}
        assert (
            client.post(_url("note-weakness", row.pk), {**words, "grade": "x"}).status_code == 422
        )
        client.post(_url("note-weakness", row.pk), words)
        weakness = Weakness.objects.get()
        assert "JVN#1" in _text(client.get(_url("detail", row.pk)))
        url = _url("close-weakness", weakness.pk)
        assert client.get(url).status_code == 200
        assert client.post(url, {"remedy": "更新", "on": "2027-01-01"}).status_code == 422
        client.post(url, {"remedy": "更新", "on": "2026-06-01", "patched": "on"})
        row.refresh_from_db()
        assert row.patched_on == DAY
        assert client.get(url).status_code == 404

    def test_backups_and_drills_are_recorded_by_hand(self, client):
        row = made()
        wrong = {"finished_at": "2020-01-01T00:00"}
        assert client.post(_url("record-backup", row.pk), wrong).status_code == 422
        words = {"finished_at": "2026-06-01T02:00", "succeeded": "on"}
        client.post(_url("record-backup", row.pk), words)
        assert client.post(_url("record-backup", row.pk), words).status_code == 422
        drill = {"held_on": "2026-06-01", "succeeded": "on", "note": "戻した"}
        future = {**drill, "held_on": "2026-06-02"}
        assert client.post(_url("record-drill", row.pk), future).status_code == 422
        client.post(_url("record-drill", row.pk), drill)
        assert (BackupRun.objects.count(), RestoreDrill.objects.count()) == (1, 1)


class TestBackupAddress:
    @pytest.fixture
    def token(self):
        self.row = made()
        return actions.make_token(system=self.row, by=keeper(), at=AT)

    def _send(self, message, client=None):
        body = message if isinstance(message, bytes) else json.dumps(message).encode()
        client = client or Client(enforce_csrf_checks=True)
        return client.post(reverse("system-machines:backup"), body, content_type="application/json")

    def _run(self, own, /, **changed):
        run = {"token": own, "finished_at": "2026-06-01T02:00:00+09:00", "succeeded": True}
        return {**run, "size": 12345, "note": "夜間", **changed}

    def test_a_report_is_taken_once(self, token):
        assert self._send(self._run(token)).status_code == 200
        found = BackupRun.objects.get()
        assert (found.system, found.size, found.source) == (self.row, 12345, "token")
        again = self._send(self._run(token))
        assert (again.status_code, "既に報告" in again.json()["error"]) == (422, True)
        assert BackupRun.objects.count() == 1

    @pytest.mark.parametrize("moment", ["2026-04-01T00:00:00Z", "2026-06-02T00:00:00Z"])
    def test_too_old_or_to_come_is_refused(self, token, moment):
        assert self._send(self._run(token, finished_at=moment)).status_code == 422

    def test_a_wrong_an_empty_and_an_ended_token_report_nothing(self, token):
        made()
        for wrong in ("", "x", token + "x"):
            assert self._send(self._run(wrong)).status_code == 422
        actions.make_token(system=self.row, by=keeper(), at=AT)
        assert self._send(self._run(token)).status_code == 422
        assert not BackupRun.objects.exists()

    def test_a_retired_system_reports_no_more(self, token):
        actions.retire(system=self.row, on=DAY, by=keeper(), at=AT)
        assert self._send(self._run(token)).status_code == 422

    @pytest.mark.parametrize(
        "wrong",
        [
            {"succeeded": "yes"},
            {"size": -1},
            {"size": "1"},
            {"size": 2**70},
            {"finished_at": 7},
            {"finished_at": "yesterday"},
            {"note": []},
            {"token": None},
            {"succeeded": None},
            {"finished_at": "0001-01-01T00:00:00+14:00"},
        ],
    )
    def test_another_form_is_refused(self, token, wrong):
        assert self._send(self._run(token, **wrong)).status_code == 400

    def test_no_bytes_break_it(self, token):
        kinds = st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.floats()
        names = st.sampled_from(["token", "finished_at", "succeeded", "size", "note"])

        @settings(max_examples=60, suppress_health_check=list(HealthCheck))
        @given(st.binary(max_size=80) | st.dictionaries(names, kinds))
        def send(message):
            cache.clear()
            if isinstance(message, dict):
                message = {**self._run(token), **message}
            assert self._send(message).status_code in {200, 400, 422}

        send()

    def test_too_often_and_too_long_are_refused(self, token):
        codes = [self._send(self._run("x")).status_code for _ in range(62)]
        assert (codes[0], codes[-1]) == (422, 429)
        assert self._send(b"x" * (65 * 1024)).status_code == 413
        assert Client().get(reverse("system-machines:backup")).status_code == 405

    def test_the_token_is_shown_once_and_kept_as_a_hash(self, client):
        row = made()
        page = client.post(_url("make-token", row.pk))
        token = BeautifulSoup(page.content, "lxml").select_one("p.code code").text
        assert token not in client.get(_url("detail", row.pk)).content.decode()
        row.refresh_from_db()
        assert token != row.token_sha256
        assert self._send(self._run(token)).status_code == 200
