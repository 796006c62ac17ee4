"""The pages: who looks, who keeps, and that the My Number zone stays hidden at every exit."""

from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.web.assets.register import zone
from tests.web.factories import AT, DAY, client_for, make_person, make_unit
from tests.web.terminals.parts import OPEN, entry, hand_in, keeper, lift, made, report
from tests.web.terminals.test_signing import folder  # noqa: F401  # a fixture

from sekisho.web.terminals import posture, queries
from sekisho.web.terminals.actions.enrolling import digest
from sekisho.web.terminals.models import (
    Attestation,
    EnrolSecret,
    Node,
    PermittedSoftware,
    Terminal,
    UploadKey,
)
from sekisho.web.terminals.views import register

pytestmark = pytest.mark.django_db
PLAIN = ("list", "record", "agents", "add-key", "upload", "software")
OF_ONE = ("detail", "change", "retire", "program")


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def client():
    return client_for(keeper())


@pytest.fixture
def looker():
    return client_for(make_person(roles=("contact-point",)))


def _url(name, *arguments):
    return reverse(f"terminals:{name}", args=arguments)


def _page(response):
    return BeautifulSoup(response.content, "lxml")


def _node(**fields):
    words = {"key_sha256": f"k{Node.objects.count()}", "identifier": "x", "host": "pc-x"}
    return Node.objects.create(**words, enrolled_at=AT, seen_at=AT, **fields)


class TestLooking:
    def test_the_list_shows_how_each_terminal_stands(self, client):
        report(made("PC-001"))
        report(made("PC-002"), takeout_windows=OPEN)
        rows = {
            tr.find("th").a.text: tr.get_text(" ", strip=True)
            for tr in _page(client.get(_url("list"))).select("tbody tr")
        }
        assert "不適合" in rows["PC-002"]
        assert "× 持出し不可設定 （必須）" in rows["PC-002"]
        assert "持出し" not in rows["PC-001"]

    def test_zone_state_and_words_narrow_the_list(self, client):
        report(made("PC-001"), takeout_windows=OPEN)
        report(made("LG-002", zone_key="lgwan"))
        for query, names in (
            ({"zone": "lgwan"}, ["LG-002"]),
            ({"state": "fails"}, ["PC-001"]),
            ({"state": "weak"}, ["LG-002"]),
            ({"state": "holds"}, []),
            ({"words": "pc 1"}, ["PC-001"]),
            ({"zone": "nonsense", "state": "' OR 1=1", "words": ""}, ["LG-002", "PC-001"]),
        ):
            lines = client.get(_url("list"), query).context["lines"]
            assert [line.posture.terminal.number for line in lines] == names

    def test_htmx_gets_the_same_table_that_stands_in_the_page(self, client):
        report(made("PC-001"))
        whole = client.get(_url("list"))
        part = client.get(_url("list"), headers={"HX-Request": "true"})
        assert "<html" not in part.content.decode()
        assert _page(part).find("table").get_text() == _page(whole).find("table").get_text()

    @pytest.mark.parametrize("query", [{}, {"state": "fails"}])
    def test_queries_do_not_grow_with_terminals(self, client, query, django_assert_num_queries):
        def more():
            for _ in range(10):
                report(made(), takeout_windows=OPEN)

        more()
        client.get(_url("list"), query)
        with CaptureQueriesContext(connection) as ten:
            client.get(_url("list"), query)
        more()
        with django_assert_num_queries(len(ten)):
            client.get(_url("list"), query)

    @pytest.mark.parametrize("query", [{}, {"state": "fails"}])
    def test_only_the_terminals_of_the_page_are_read_and_judged(self, client, query, monkeypatch):
        place, by = entry("X"), keeper()
        Terminal.objects.bulk_create(
            Terminal(number=f"PC-{n}", zone=place.zone, unit=place.unit, system="windows",
                     recorded_at=AT)
            for n in range(register.SIZE + 5)
        )  # fmt: skip
        judged = []
        monkeypatch.setattr(
            queries, "judge_all", lambda *each: judged.append(each) or posture.judge_all(*each)
        )
        page = client_for(by).get(_url("list"), query).context["page"]
        assert (page.paginator.count, len(judged)) == (register.SIZE + 5, register.SIZE)

    def test_one_terminal_tells_what_to_mend_and_until_when_permits_last(self, client):
        row = made("PC-001")
        hand_in(lift(row, until=DAY, devices=("課のUSB",)))
        report(row, takeout_windows=OPEN)
        page = _page(client.get(_url("detail", row.pk))).get_text(" ", strip=True)
        for words in (
            "許可がないのに、USB記憶装置が使えます。",
            "端末の設定ファイルを配り直す",
            "令和8年6月1日（2026-06-01） まで。",
            "その媒体のためには開けません",
            "最後に修正プログラムを当てたのは令和8年5月28日",
        ):
            assert words in page

    def test_its_history_says_what_was_done_not_only_when(self, client):
        row = made("PC-001")
        client.post(_url("ask", row.pk))
        page = _page(client.get(_url("detail", row.pk))).get_text(" ", strip=True)
        assert "端末の報告の求め 証跡" in page

    def test_who_only_looks_finds_no_button_that_changes(self, looker):
        row = made(zone_key="lgwan")
        page = _page(looker.get(_url("detail", row.pk)))
        assert not page.select("main form")
        assert not page.select(f'a[href="{_url("change", row.pk)}"]')

    @pytest.mark.parametrize("name", PLAIN)
    def test_signed_out_or_without_a_role_nobody_comes_in(self, name):
        assert Client().get(_url(name)).status_code == 302
        assert client_for(make_person()).get(_url(name)).status_code == 403

    @pytest.mark.parametrize("name", PLAIN[1:])
    def test_who_only_looks_does_not_keep(self, looker, name):
        assert looker.get(_url(name)).status_code == 403


class TestMyNumberZone:
    def test_its_terminals_do_not_exist_for_who_may_not_read_it(self, looker):
        hidden = made("PC-001")
        assert "PC-001" not in looker.get(_url("list")).content.decode()
        assert looker.get(_url("detail", hidden.pk)).status_code == 404

    def test_nor_to_attest(self):
        hidden = made("PC-001")
        manager = client_for(make_person(roles=("manager",)))
        assert manager.get(_url("attest", hidden.pk, "second-factor")).status_code == 404


class TestKeeping:
    def _words(self, **changed):
        words = {"number": "PC-009", "host": "PC-009", "zone": zone("lgwan").pk}
        return {**words, "unit": make_unit().pk, "system": "windows", **changed}

    def test_a_terminal_is_recorded_changed_and_retired(self, client):
        client.post(_url("record"), self._words())
        row = Terminal.objects.get()
        page = _page(client.get(_url("change", row.pk)))
        assert page.find("input", {"name": "host"})["value"] == "pc-009"
        client.post(_url("change", row.pk), self._words(number="PC-010"))
        row.refresh_from_db()
        assert row.number == "PC-010"
        assert client.get(_url("retire", row.pk)).status_code == 200
        client.post(_url("retire", row.pk), {"on": "2026-06-01"})
        row.refresh_from_db()
        assert row.retired_on == DAY
        assert "廃止" in client.get(_url("detail", row.pk)).content.decode()

    @pytest.mark.parametrize(
        "wrong", [{"number": ""}, {"zone": ""}, {"system": "amiga"}, {"host": "x" * 101}]
    )
    def test_a_wrong_form_answers_422_and_records_nothing(self, client, wrong):
        assert client.post(_url("record"), self._words(**wrong)).status_code == 422
        assert not Terminal.objects.exists()

    def test_a_number_taken_stands_in_the_form(self, client):
        row = made("PC-009", host="", zone_key="lgwan")
        answer = client.post(_url("record"), self._words())
        assert (answer.status_code, "既に登録" in answer.content.decode()) == (422, True)
        other = made("PC-010", host="", zone_key="lgwan")
        answer = client.post(_url("change", other.pk), self._words(number=row.number))
        assert answer.status_code == 422

    def test_asking_again_waits_for_the_agent(self, client):
        row = made()
        client.post(_url("ask", row.pk))
        row.refresh_from_db()
        assert row.asked_at == AT
        assert client.get(_url("ask", row.pk)).status_code == 405

    def test_a_word_is_recorded_and_a_long_one_refused(self, client):
        row = made()
        url = _url("attest", row.pk, "second-factor")
        words = {"statement": "管理画面で確かめた", "until": "2026-09-01"}
        assert client.get(url).status_code == 200
        assert client.post(url, {**words, "until": "2027-09-01"}).status_code == 422
        client.post(url, words)
        assert Attestation.objects.get().terminal == row
        assert client.get(_url("attest", row.pk, "no-such")).status_code == 404


class TestSettings:
    def test_the_files_are_those_of_the_terminals_system_and_of_now(self, client):
        row = made()
        answer = client.get(_url("settings", row.pk, "sekisho-takeout.reg"))
        assert answer.content.startswith(b"\xff\xfe")
        assert "attachment" in answer["Content-Disposition"]
        before = client.get(_url("settings", row.pk, "sekisho-takeout.lgpo.txt")).content
        hand_in(lift(row, until=DAY))
        lifted = client.get(_url("settings", row.pk, "sekisho-takeout.lgpo.txt")).content
        assert b"Deny_All" in before
        assert b"Deny_All" not in lifted
        with time_machine.travel(AT + timedelta(days=1), tick=False):
            later = client_for(keeper())
            url = _url("settings", row.pk, "sekisho-takeout.lgpo.txt")
            assert later.get(url).content == before

    @pytest.mark.parametrize("form", ["99-sekisho-takeout.rules", "x", "..", "sekisho-takeout"])
    def test_other_forms_do_not_exist(self, client, form):
        assert client.get(_url("settings", made().pk, form)).status_code == 404

    def test_a_linux_terminal_has_rules_and_its_program(self, client):
        row = made(system="linux")
        rules = client.get(_url("settings", row.pk, "99-sekisho-takeout.rules"))
        assert b'ATTR{authorized}="0"' in rules.content
        program = client.get(_url("program", row.pk)).content.decode()
        assert f"number={row.number}\n" in program
        assert "url=http://testserver/machine/terminals/report" in program

    def test_windows_programs_begin_with_a_byte_order_mark(self, client):
        content = client.get(_url("program", made().pk)).content
        assert content.startswith(b"\xef\xbb\xbf")
        assert b"\n" not in content.replace(b"\r\n", b"")

    def test_another_system_has_none(self, client):
        row = made(system="other")
        assert client.get(_url("program", row.pk)).status_code == 404
        assert client.get(_url("detail", row.pk)).status_code == 200


class TestAgents:
    def test_a_secret_is_shown_once_and_kept_as_a_hash(self, client):
        page = _page(client.post(_url("make-secret")))
        secret = page.select_one("p.code code").text
        assert len(secret) > 30
        assert secret not in client.get(_url("agents")).content.decode()
        assert EnrolSecret.objects.get().sha256 == digest(secret)

    def test_the_flags_name_our_addresses(self, client):
        page = client.get(_url("agents")).content.decode()
        for name in ("enrol", "config", "log", "distributed-read", "distributed-write"):
            assert reverse(f"terminal-machines:{name}") in page

    def test_an_agent_is_assigned_and_revoked(self, client):
        node, row = _node(), made("PC-001")
        url = _url("assign", node.pk)
        assert client.get(url).status_code == 200
        assert client.post(url, {"terminal": 0}).status_code == 422
        client.post(url, {"terminal": row.pk})
        node.refresh_from_db()
        assert node.terminal == row
        assert "PC-001" in client.get(_url("agents")).content.decode()
        client.post(_url("revoke", node.pk))
        assert client.post(_url("revoke", node.pk)).status_code == 404

    def test_a_key_is_added_and_revoked(self, client, folder):  # noqa: F811
        line = (folder / "one.pub").read_text("utf-8")
        assert client.post(_url("add-key"), {"label": "x", "public": "?"}).status_code == 422
        client.post(_url("add-key"), {"label": "情報係", "public": line})
        key = UploadKey.objects.get()
        assert "情報係" in client.get(_url("agents")).content.decode()
        client.post(_url("revoke-key", key.pk))
        assert "情報係" not in client.get(_url("agents")).content.decode()

    def test_a_report_without_files_is_refused(self, client):
        assert client.post(_url("upload")).status_code == 422


class TestSoftware:
    def test_names_are_added_with_notes_and_taken_away(self, client):
        names = "LibreOffice *\t事務用\n\n 一太郎 \n"
        page = client.post(_url("software"), {"names": names}, follow=True)
        assert "2件を加えました。" in page.content.decode()
        row = PermittedSoftware.objects.get(pattern="LibreOffice *")
        assert row.note == "事務用"
        client.post(_url("forbid", row.pk))
        assert PermittedSoftware.objects.count() == 1

    def test_permitting_everything_is_refused(self, client):
        assert client.post(_url("software"), {"names": "*"}).status_code == 422
