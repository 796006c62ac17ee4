"""The pages of self-inspections: answering, confirming, results, and the file for paper answers."""

import io

import openpyxl
import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.web.audits.parts import LAST, answered, head, member, runner, said, sheet_of, started
from tests.web.factories import AT, client_for, make_person

from sekisho.catalogue import load_inspection
from sekisho.web.audits import finding
from sekisho.web.audits.models import Inspection
from sekisho.web.corrections.models import Correction
from sekisho.web.organization.access import rights_of
from sekisho.web.search.words import words_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(AT, tick=False):
        yield


def _url(name, *arguments):
    return reverse(f"inspections:{name}", args=arguments)


def _text(response):
    return BeautifulSoup(response.content, "lxml").get_text(" ", strip=True)


def _posted(audience="staff", **others):
    found = {}
    for control, (answer, reason) in said(audience, **others).items():
        found |= {f"answer-{control}": answer, f"reason-{control}": reason}
    return found


class TestAnswering:
    def test_a_person_answers_their_own_sheet(self):
        person = member()
        started()
        client, row = client_for(person), sheet_of(person)
        assert "自己点検" in _text(client.get(_url("mine")))
        assert (
            len(BeautifulSoup(client.get(_url("sheet", row.pk)).content, "lxml").select("fieldset"))
            == 19
        )
        answer = client.post(_url("sheet", row.pk), _posted(clear_desk=("no", "狭い")), follow=True)
        assert "回答を提出しました" in _text(answer)
        row.refresh_from_db()
        assert row.answer("clear-desk") == ("no", "狭い")

    def test_what_was_typed_stays_when_something_is_missing(self):
        person = member()
        started()
        row = sheet_of(person)
        answer = client_for(person).post(
            _url("sheet", row.pk), _posted(clear_desk=("no", ""), screens_locked=("", "途中"))
        )
        assert answer.status_code == 422
        page = BeautifulSoup(answer.content, "lxml")
        assert page.select_one("[name=reason-screens-locked]")["value"] == "途中"
        assert page.select_one("[name=answer-clear-desk][value=no]").has_attr("checked")
        assert "理由を書いてください" in _text(answer)

    def test_nobody_opens_another_persons_sheet(self):
        person = member()
        started()
        row = sheet_of(person)
        for client in (client_for(head()), client_for(runner())):
            assert client.get(_url("sheet", row.pk)).status_code == 404
            assert client.post(_url("sheet", row.pk), _posted()).status_code == 404
        assert Client().get(_url("sheet", row.pk)).status_code == 302

    def test_what_is_confirmed_is_only_shown(self):
        person, manager = member(), head()
        started()
        row = answered(person)
        client_for(manager).post(_url("confirm"), {"sheet": row.pk})
        page = client_for(person).get(_url("sheet", row.pk))
        assert not BeautifulSoup(page.content, "lxml").select("main form")
        assert client_for(person).post(_url("sheet", row.pk), _posted()).status_code == 422


class TestConfirming:
    def test_a_head_sees_what_is_not_yes_first_and_confirms(self):
        person, manager = member(), head()
        started()
        row = answered(person, clear_desk=("no", "机が狭い"))
        client = client_for(manager)
        assert "机が狭い" in _text(client.get(_url("confirm")))
        answer = client.post(_url("confirm"), {"sheet": row.pk}, follow=True)
        assert "1件確認しました" in _text(answer)
        row.refresh_from_db()
        assert row.confirmed_by == manager
        assert Correction.objects.get().source == "inspection"

    def test_others_see_nothing_and_confirm_nothing(self):
        person = member()
        head()
        started()
        row = answered(person, clear_desk=("no", "机が狭い"))
        for other in (head("年金課"), member(), runner()):
            client = client_for(other)
            assert "机が狭い" not in _text(client.get(_url("confirm")))
            client.post(_url("confirm"), {"sheet": row.pk})
            assert client.get(_url("return", row.pk)).status_code == 404
            assert client.post(_url("return", row.pk), {"reason": "x"}).status_code == 404
        row.refresh_from_db()
        assert row.confirmed_at is None

    def test_the_head_gives_one_back(self):
        person, manager = member(), head()
        started()
        row = answered(person)
        client = client_for(manager)
        assert client.post(_url("return", row.pk), {"reason": ""}).status_code == 422
        client.post(_url("return", row.pk), {"reason": "実際と違う"})
        assert "実際と違う" in _text(client_for(person).get(_url("mine")))

    def test_queries_do_not_grow_with_sheets(self, django_assert_num_queries):
        manager, first = head(), member()
        more = [member() for _ in range(5)]
        started()
        client = client_for(manager)
        answered(first)
        client.get(_url("confirm"))
        with CaptureQueriesContext(connection) as one:
            client.get(_url("confirm"))
        for person in more:
            answered(person)
        with django_assert_num_queries(len(one)):
            client.get(_url("confirm"))


class TestRunning:
    def test_started_shown_and_found_by_who_may(self, rf):
        by = runner()
        client = client_for(by)
        client.post(_url("start"), {"title": "今年の点検", "due_on": LAST.isoformat()})
        row = Inspection.objects.get()
        assert "今年の点検" in _text(client.get(_url("board")))
        page = _text(client.get(_url("result", row.pk)))
        assert "席を離れるとき" in page
        for person, seen in ((by, [row]), (member(), [])):
            request = rf.get("/")
            request.person, request.rights = person, rights_of(person, AT.date())
            assert list(finding.SOURCES[0].found(request, words_of("点検"))) == seen

    def test_who_may_not_is_refused(self):
        started()
        client = client_for(member())
        for name, *rest in (("board",), ("result", Inspection.objects.get().pk), ("start",)):
            assert client.get(_url(name, *rest)).status_code == 403
        assert client.post(_url("start"), {}).status_code == 403
        reader = client_for(make_person(roles=("committee-member",)))
        assert reader.get(_url("board")).status_code == 200
        assert reader.get(_url("start")).status_code == 403

    def test_a_wrong_day_is_said_beside_the_form(self):
        answer = client_for(runner()).post(_url("start"), {"title": "x", "due_on": "2020-01-01"})
        assert answer.status_code == 422

    def test_results_cost_the_same_for_more_people(self, django_assert_num_queries):
        by, first = runner(), member()
        more = [member() for _ in range(5)]
        row = started(by)
        answered(first)
        client = client_for(by)
        client.get(_url("result", row.pk))
        with CaptureQueriesContext(connection) as one:
            client.get(_url("result", row.pk))
        for person in more:
            answered(person)
        with django_assert_num_queries(len(one)):
            client.get(_url("result", row.pk))


class TestPaper:
    def _book(self, client):
        content = client.get(_url("answers-export"), {"format": "xlsx"}).content
        return openpyxl.load_workbook(io.BytesIO(content))

    def _take_in(self, client, book):
        out = io.BytesIO()
        book.save(out)
        file = SimpleUploadedFile("回答.xlsx", out.getvalue())
        page = client.post(_url("answers-import"), {"file": file}, follow=True)
        form = BeautifulSoup(page.content, "lxml").find("button", string="この内容で取り込む")
        return client.post(form.find_parent("form")["action"]) if form else page

    def test_the_answers_of_who_has_no_account_go_out_and_come_back(self):
        by, without, _with = runner(), member(account=False, name="足立 恵"), member()
        started(by)
        client = client_for(by)
        book = self._book(client)
        sheet = book.active
        heads = [cell.value for cell in sheet[1]]
        assert sheet.max_row == 1 + len(load_inspection().asked("staff"))
        assert {
            sheet.cell(row, heads.index("氏名") + 1).value for row in range(2, sheet.max_row + 1)
        } == {"足立 恵"}
        for row in range(2, sheet.max_row + 1):
            sheet.cell(row, heads.index("答え") + 1).value = "○"
        sheet.cell(2, heads.index("答え") + 1).value = "いいえ"
        page = _text(self._take_in(client, book))
        assert "理由を書いてください" in page
        assert sheet_of(without).answered_at is None
        sheet.cell(2, heads.index("理由") + 1).value = "知らなかった"
        self._take_in(client, book)
        row = sheet_of(without)
        assert row.entered_by == by
        first = load_inspection().asked("staff")[0].control
        assert row.answer(first) == ("no", "知らなかった")

    def test_half_a_sheet_or_a_strange_number_is_refused_in_the_dry_run(self):
        by, without = runner(), member(account=False)
        started(by)
        client = client_for(by)
        book = self._book(client)
        sheet = book.active
        heads = [cell.value for cell in sheet[1]]
        sheet.cell(2, heads.index("答え") + 1).value = "はい"
        sheet.append(["999-clear-desk", None, None, None, "はい", None])
        page = _text(self._take_in(client, book))
        assert "18問足りません" in page
        assert "この番号の問いはありません" in page
        assert sheet_of(without).answered_at is None

    def test_only_who_runs_inspections_handles_the_file(self):
        client = client_for(head())
        assert client.get(_url("answers-export")).status_code == 403
        assert client.get(_url("answers-import")).status_code == 403
