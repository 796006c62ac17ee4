"""The pages of corrections: who sees which, who may take which step, and the files."""

import io
from datetime import date

import openpyxl
import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.web.corrections.parts import (
    SOON,
    agreed,
    auditor,
    confirmed,
    keeper,
    mender,
    opened,
    planned,
    reported,
)
from tests.web.factories import AT, client_for, make_person, make_unit

from sekisho.web.corrections import finding
from sekisho.web.corrections.models import Correction, State
from sekisho.web.corrections.views.steps import STEPS, open_steps
from sekisho.web.organization.access import rights_of
from sekisho.web.search.words import words_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(AT, tick=False):
        yield


def _url(name, *arguments):
    return reverse(f"corrections:{name}", args=arguments)


def _text(response):
    return BeautifulSoup(response.content, "lxml").get_text(" ", strip=True)


def _steps(response):
    links = BeautifulSoup(response.content, "lxml").select("main a.button[href]")
    return [each["href"].rstrip("/").rpartition("/")[2] for each in links]


class TestLooking:
    def test_who_keeps_sees_all_others_their_own_and_their_unit(self):
        owner = mender()
        opened(owner, title="給付課のこと")
        opened(title="年金課のこと", unit=make_unit("年金課"))
        alone = make_person(unit=make_unit("給付課"))
        assert "年金課のこと" in _text(client_for(keeper()).get(_url("list")))
        page = _text(client_for(owner).get(_url("list")))
        assert "給付課のこと" in page
        assert "年金課のこと" not in page
        assert "給付課のこと" not in _text(client_for(alone).get(_url("list")))

    def test_what_one_may_not_know_of_is_not_there(self):
        row = opened(unit=make_unit("年金課"))
        stranger = client_for(mender())
        for address in (
            _url("detail", row.pk),
            _url("changes", row.pk),
            _url("step", row.pk, "plan"),
        ):
            assert stranger.get(address).status_code == 404
            assert Client().get(address).status_code == 302

    @pytest.mark.parametrize(
        ("show", "seen"), [("", "新しい"), ("late", "遅れた"), ("closed", "閉じた")]
    )
    def test_the_list_is_narrowed(self, show, seen):
        with time_machine.travel("2026-04-20T01:00:00Z", tick=False):
            from django.utils import timezone

            opened(title="遅れたもの", due_on=date(2026, 5, 1), at=timezone.now())
        opened(title="新しいもの")
        confirmed(title="閉じたもの")
        page = _text(client_for(keeper()).get(_url("list"), {"show": show} if show else {}))
        assert f"{seen}もの" in page
        assert ("閉じたもの" in page) == (show == "closed")

    def test_queries_do_not_grow_with_rows(self, django_assert_num_queries):
        client = client_for(keeper())
        agreed()
        client.get(_url("list"))
        with CaptureQueriesContext(connection) as one:
            client.get(_url("list"))
        for _number in range(5):
            agreed()
        with django_assert_num_queries(len(one)):
            client.get(_url("list"))

    def test_the_page_tells_the_steps_and_the_changes_say_from_what_to_what(self):
        row = confirmed()
        client = client_for(keeper())
        page = _text(client.get(_url("detail", row.pk)))
        for words in ("是正案の提出", "完了の確認", "鍵を付けた", "見た"):
            assert words in page
        changes = _text(client.get(_url("changes", row.pk)))
        assert "鍵を付ける" in changes
        assert row.owner.name in changes  # by its opaque id in the file

    def test_it_is_found_by_those_who_may_know_of_it(self, rf):
        row = opened(title="控えの施錠")
        for person, seen in ((keeper(), [row]), (make_person(), [])):
            request = rf.get("/")
            request.person, request.rights = person, rights_of(person, AT.date())
            found = finding.SOURCES[0].found(request, words_of("施錠"))
            assert list(found) == seen


class TestSteps:
    def test_the_whole_way_through_the_pages(self):
        owner, by = mender(), keeper()
        mine, theirs = client_for(owner), client_for(by)
        said = {
            "title": "施錠",
            "source": "other",
            "grade": "grave",
            "unit": make_unit("給付課").pk,
        }
        theirs.post(_url("add"), {**said, "owner": owner.pk})
        row = Correction.objects.get()
        plan = {"action": "鍵", "owner": owner.pk, "due_on": SOON.isoformat()}
        assert mine.post(_url("step", row.pk, "plan"), plan).status_code == 302
        assert theirs.post(_url("step", row.pk, "agree")).status_code == 302
        photo = SimpleUploadedFile("鍵.jpg", b"x", "image/jpeg")
        mine.post(_url("step", row.pk, "report"), {"result": "付けた", "file": photo})
        theirs.post(_url("step", row.pk, "confirm"), {"text": "見た"})
        row.refresh_from_db()
        assert (row.state, row.confirmed_by) == (State.CONFIRMED, by)
        assert row.steps.get(kind="reported").entry is not None

    @pytest.mark.parametrize("name", [each.name for each in STEPS])
    def test_each_step_opens_for_who_may_and_is_refused_to_who_may_not(self, name):
        step = next(each for each in STEPS if each.name == name)
        makers = {"open": lambda: opened(mender()), "planned": planned, "agreed": agreed,
                  "reported": reported}  # fmt: skip
        row = makers[min(step.when)]()
        seen = {True: 0, False: 0}
        for person in (row.owner, keeper(), make_person(roles=("ciso",))):
            may = step.open_to(row, person, rights_of(person, AT.date()))
            seen[may] += 1
            answer = client_for(person).get(_url("step", row.pk, name))
            assert answer.status_code == (200 if may else 403)
            if not may:
                before = row.steps.count()
                assert client_for(person).post(_url("step", row.pk, name)).status_code == 403
                assert row.steps.count() == before
        assert seen[True]
        assert seen[False]

    def test_the_page_offers_exactly_what_may_be_done(self):
        row = reported()
        for person in (row.owner, keeper(), auditor()):
            offered = _steps(client_for(person).get(_url("detail", row.pk)))
            may = [each.name for each in open_steps(row, person, rights_of(person, AT.date()))]
            assert [name for name in offered if name != "changes"] == may

    def test_what_cannot_be_taken_is_said_beside_the_form(self):
        row, by = agreed(), keeper()
        answer = client_for(by).post(
            _url("step", row.pk, "put-off"), {"due_on": "2020-04-01", "reason": "遅れ"}
        )
        assert answer.status_code == 422
        assert "今日以後" in _text(answer)

    def test_an_unknown_step_is_not_there(self):
        assert client_for(keeper()).get(_url("step", opened().pk, "nothing")).status_code == 404

    def test_a_file_too_large_is_refused(self, monkeypatch):
        from sekisho.web.corrections import forms

        monkeypatch.setattr(forms, "LARGEST_FILE", 3)
        row = agreed()
        file = SimpleUploadedFile("鍵.jpg", b"1234")
        answer = client_for(row.owner).post(
            _url("step", row.pk, "report"), {"result": "付けた", "file": file}
        )
        assert answer.status_code == 422
        assert row.steps.filter(kind="reported").count() == 0


class TestAdding:
    def test_only_who_keeps_the_list_opens_one_by_hand(self):
        assert client_for(keeper()).get(_url("add")).status_code == 200
        assert client_for(mender()).get(_url("add")).status_code == 403
        assert client_for(mender()).post(_url("add"), {}).status_code == 403

    def test_a_failing_check_is_named_and_bound_to_it(self):
        client = client_for(keeper())
        page = client.get(_url("add"), {"check": "backups-run"})
        form = BeautifulSoup(page.content, "lxml")
        assert form.select_one("[name=title]")["value"].startswith("不適合を直す")
        said = {"title": "直す", "source": "check", "grade": "grave", "unit": make_unit().pk}
        client.post(_url("add") + "?check=backups-run", said)
        assert Correction.objects.get().ref == "check:backups-run"
        assert client.get(_url("add"), {"check": "no-such"}).status_code == 404

    def test_what_an_audit_found_is_not_entered_by_hand(self):
        said = {"title": "直す", "source": "audit", "grade": "grave", "unit": make_unit().pk}
        assert client_for(keeper()).post(_url("add"), said).status_code == 422


class TestFiles:
    def _book(self, client):
        content = client.get(_url("corrections-export"), {"format": "xlsx"}).content
        return openpyxl.load_workbook(io.BytesIO(content))

    def _take_in(self, client, book):
        out = io.BytesIO()
        book.save(out)
        file = SimpleUploadedFile("是正.xlsx", out.getvalue())
        page = client.post(_url("corrections-import"), {"file": file}, follow=True)
        form = BeautifulSoup(page.content, "lxml").find("button", string="この内容で取り込む")
        if form is None:
            return page
        return client.post(form.find_parent("form")["action"])

    def test_out_edited_and_back(self):
        client, row = client_for(keeper()), agreed()
        other = mender()
        book = self._book(client)
        sheet = book.active
        heads = [cell.value for cell in sheet[1]]
        sheet.cell(2, heads.index("直す人") + 1).value = other.name
        sheet.cell(2, heads.index("期限") + 1).value = "令和9年3月31日"
        sheet.cell(2, heads.index("直すこと") + 1).value = "控えの施錠"
        new = dict.fromkeys(heads) | {
            "番号": "監-1", "直すこと": "新しいもの", "見つけたもの": "見直し", "重さ": "軽微",
            "直す所属": make_unit("給付課").name,
        }  # fmt: skip
        sheet.append([new[head] for head in heads])
        self._take_in(client, book)
        row.refresh_from_db()
        assert (row.owner, row.due_on, row.title) == (other, date(2027, 3, 31), "控えの施錠")
        assert {each.kind for each in row.steps.all()} >= {"put-off", "handed-over"}
        assert Correction.objects.get(number="監-1").source == "review"

    def test_closed_ones_and_what_an_audit_found_are_refused_in_the_dry_run(self):
        client, row = client_for(keeper()), confirmed()
        book = self._book(client)
        sheet = book.active
        heads = [cell.value for cell in sheet[1]]
        sheet.cell(2, heads.index("直すこと") + 1).value = "書換え"
        new = dict.fromkeys(heads) | {
            "番号": "監-1", "直すこと": "新", "見つけたもの": "監査の指摘", "重さ": "軽微",
            "直す所属": make_unit("給付課").name,
        }  # fmt: skip
        sheet.append([new[head] for head in heads])
        page = _text(self._take_in(client, book))
        assert "完了したものと取り下げたものは変えられません" in page
        assert "監査をする人だけ" in page
        row.refresh_from_db()
        assert row.title != "書換え"

    def test_files_are_for_those_who_see_all(self):
        assert client_for(mender()).get(_url("corrections-export")).status_code == 403
        assert client_for(auditor()).get(_url("corrections-import")).status_code == 403
