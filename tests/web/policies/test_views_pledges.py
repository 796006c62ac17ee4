"""The pages of the pledge: one's own, the progress, the sheets, the shared terminal."""

import io
from datetime import timedelta

import pypdfium2
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from tests.web.factories import AT, client_for, make_person, make_unit
from tests.web.policies.asking_pages import cost, page, words
from tests.web.policies.samples import basic, imported, next_edition, published

from sekisho.web.policies import actions
from sekisho.web.policies.models import Pledge, Terminal

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 signed sheet"


@pytest.fixture
def benefits():
    return make_unit("給付課")


@pytest.fixture
def head(benefits):
    return make_person("課長 一郎", roles=("manager",), unit=benefits)


@pytest.fixture
def porter(benefits):
    return make_person("用務 花子", category="temporary", unit=benefits, account=False)


def pledge_of(person):
    return Pledge.objects.filter(person=person).latest("pk")


def pdf_text(data):
    document = pypdfium2.PdfDocument(data)
    return "".join(each.get_textpage().get_text_range() for each in document)


class TestMine:
    def test_open_ones_come_first_and_lead_to_the_policy(self):
        person = make_person()
        published()
        client = client_for(person)
        assert page(client, "/pledges/").select_one(f"a[href='/pledges/{pledge_of(person).pk}/']")
        text = words(client, f"/pledges/{pledge_of(person).pk}/")
        assert "職員等に十分な教育及び啓発を行う。" in text
        assert "期限は令和8年7月1日（2026-07-01）です。" in text

    def test_confirming_moves_it_to_the_done_ones(self):
        person = make_person()
        published()
        client = client_for(person)
        answer = client.post(f"/pledges/{pledge_of(person).pk}/confirm/", follow=True)
        assert "遵守を確認しました" in answer.content.decode()
        assert "本人の画面" in answer.content.decode()
        assert pledge_of(person).way == "self"

    def test_only_what_changed_is_put_first_with_new_words_underlined(self):
        person = make_person()
        first = published()
        actions.confirm_pledge(pledge=pledge_of(person), by=person, at=AT)
        published(next_edition(first, basic(十分な教育="年二回の教育")))
        soup = page(client_for(person), f"/pledges/{pledge_of(person).pk}/")
        assert "年二回" in "".join(u.get_text() for u in soup.select("main u"))
        assert "変わった条文" in soup.get_text()
        assert "情報セキュリティ監査" in soup.select_one("main details").get_text()

    def test_another_persons_pledge_does_not_exist(self):
        person, other = make_person(), make_person(roles=("secretariat",))
        published()
        client = client_for(other)
        pk = pledge_of(person).pk
        assert client.get(f"/pledges/{pk}/").status_code == 404
        assert client.post(f"/pledges/{pk}/confirm/").status_code == 404
        assert pledge_of(person).confirmed_at is None

    def test_confirming_twice_is_said(self):
        person = make_person()
        published()
        client = client_for(person)
        url = f"/pledges/{pledge_of(person).pk}/confirm/"
        client.post(url)
        assert "すでに済んでいます" in client.post(url, follow=True).content.decode()

    def test_looking_confirms_nothing(self):
        person = make_person()
        published()
        client = client_for(person)
        client.get(f"/pledges/{pledge_of(person).pk}/")
        assert client.get(f"/pledges/{pledge_of(person).pk}/confirm/").status_code == 405
        assert pledge_of(person).confirmed_at is None


class TestProgress:
    @pytest.fixture
    def manager(self):
        return client_for(make_person(roles=("secretariat",)))

    def test_each_unit_has_its_figures(self, manager, porter):
        other = make_person(unit=porter.unit)
        published()
        actions.confirm_pledge(pledge=pledge_of(other), by=other, at=AT)
        row = next(
            tr for tr in page(manager, "/pledges/progress/").select("tr") if "給付課" in str(tr)
        )
        assert "1 / 2（50%）" in row.get_text()

    def test_who_is_late_is_named(self, porter):
        published(pledge_days=1)
        with time_machine.travel(AT + timedelta(days=2), tick=False):
            manager = client_for(make_person(roles=("secretariat",)))
            text = words(manager, "/pledges/progress/")
        assert "用務 花子 給付課 令和8年6月2日（2026-06-02） 期限を過ぎています" in text

    def test_without_a_policy_it_says_so(self, manager):
        imported()
        assert "確認を求めていません" in words(manager, "/pledges/progress/")

    def test_it_needs_the_right(self, head):
        assert client_for(head).get("/pledges/progress/").status_code == 403

    def test_ten_people_cost_as_many_queries_as_twenty(self, manager):
        def more(start):
            for number in range(start, start + 10):
                make_person(unit=make_unit(f"第{number}係"), account=False)
            actions.ask_joiners(AT)

        published()
        more(0)
        ten = cost(manager, "/pledges/progress/")
        more(10)
        assert cost(manager, "/pledges/progress/") == ten


class TestSheets:
    def test_the_sheet_names_those_still_to_sign_and_nobody_of_another_unit(self, head, porter):
        make_person("別課 次郎", unit=make_unit("年金課"))
        published()
        answer = client_for(head).get(f"/pledges/sheets/{porter.unit_id}.pdf")
        assert answer["Content-Type"] == "application/pdf"
        text = pdf_text(answer.content).replace(" ", "").replace("\u3000", "")
        assert "用務花子" in text
        assert "給付課" in text
        assert "別課次郎" not in text

    def test_the_sheet_is_a_word_file_too(self, head, porter):
        published()
        answer = client_for(head).get(f"/pledges/sheets/{porter.unit_id}.docx")
        [table] = Document(io.BytesIO(answer.content)).tables[1:]
        assert [cell.text for cell in table.columns[1].cells] == [
            "氏名",
            "課長 一郎",
            "用務 花子",
        ]
        clerk = client_for(make_person(unit=porter.unit))
        assert clerk.get(f"/pledges/sheets/{porter.unit_id}.docx").status_code == 403

    def test_the_sheet_of_another_unit_does_not_exist_for_a_head(self, head):
        published()
        other = make_unit("年金課")
        assert client_for(head).get(f"/pledges/sheets/{other.pk}.pdf").status_code == 404

    def test_a_signed_sheet_is_recorded(self, head, porter):
        published()
        client = client_for(head)
        file = SimpleUploadedFile("署名.pdf", PDF)
        answer = client.post(
            "/pledges/record/", {"pledges": [pledge_of(porter).pk], "file": file, "words": ""}
        )
        assert answer.status_code == 302
        assert pledge_of(porter).way == "paper"

    def test_neither_oneself_nor_strangers_are_on_the_form(self, head, porter):
        stranger = make_person("別課 次郎", unit=make_unit("年金課"))
        published()
        client = client_for(head)
        text = page(client, "/pledges/record/").main.get_text()
        assert "用務 花子" in text
        assert "別課 次郎" not in text
        assert "課長 一郎" not in text
        for person in (stranger, head):
            body = {"pledges": [pledge_of(person).pk], "words": "金庫"}
            assert client.post("/pledges/record/", body).status_code == 422
            assert pledge_of(person).confirmed_at is None

    @pytest.mark.parametrize("content", [b"MZ\x90\x00 program", b"<html>"], ids=["exe", "html"])
    def test_a_file_that_is_no_scan_is_refused(self, head, porter, content):
        published()
        file = SimpleUploadedFile("sheet.pdf", content, content_type="application/pdf")
        body = {"pledges": [pledge_of(porter).pk], "file": file, "words": ""}
        answer = client_for(head).post("/pledges/record/", body)
        assert answer.status_code == 422
        assert pledge_of(porter).confirmed_at is None

    def test_neither_file_nor_words_is_refused(self, head, porter):
        published()
        body = {"pledges": [pledge_of(porter).pk], "words": ""}
        answer = client_for(head).post("/pledges/record/", body)
        assert answer.status_code == 422
        assert "保管場所" in answer.content.decode()

    def test_somebody_without_the_right_gets_neither_page(self, porter):
        published()
        clerk = client_for(make_person(unit=porter.unit))
        assert clerk.get("/pledges/record/").status_code == 403
        assert clerk.get(f"/pledges/sheets/{porter.unit_id}.pdf").status_code == 403


class TestTerminal:
    def code(self, head):
        soup = page_after_post(client_for(head), "/pledges/terminal/open/")
        return soup.select_one("main strong code").get_text()

    def test_the_whole_way_of_somebody_without_account(self, head, porter, client):
        published()
        code = self.code(head)
        answer = client.post("/pledges/terminal/", {"code": code})
        assert answer["Location"] == "/pledges/terminal/names/"
        assert "用務 花子" in words(client, "/pledges/terminal/names/")
        url = f"/pledges/terminal/{pledge_of(porter).pk}/"
        assert "用務 花子さん" in words(client, url)
        answer = client.post(url, follow=True)
        assert "遵守を確認しました" in answer.content.decode()
        assert (pledge_of(porter).way, pledge_of(porter).recorded_by) == ("shared", head)
        assert "用務 花子" not in words(client, "/pledges/terminal/names/")

    def test_without_the_code_no_name_is_shown(self, head, porter, client):
        published()
        self.code(head)
        assert client.get("/pledges/terminal/names/").status_code == 404
        url = f"/pledges/terminal/{pledge_of(porter).pk}/"
        assert client.get(url).status_code == 404
        assert client.post(url).status_code == 404
        assert pledge_of(porter).confirmed_at is None

    def test_a_wrong_code_is_refused_in_words(self, head, client):
        self.code(head)
        answer = client.post("/pledges/terminal/", {"code": "ZZZZZZZZ"})
        assert answer.status_code == 422
        assert "番号が違う" in answer.content.decode()

    def test_after_its_time_nothing_is_shown_or_taken(self, head, porter, client):
        published()
        client.post("/pledges/terminal/", {"code": self.code(head)})
        with time_machine.travel(AT + timedelta(minutes=16), tick=False):
            assert client.get("/pledges/terminal/names/").status_code == 404
            assert client.post(f"/pledges/terminal/{pledge_of(porter).pk}/").status_code == 404
        assert pledge_of(porter).confirmed_at is None

    def test_people_of_other_units_and_with_accounts_are_not_there(self, head, porter, client):
        stranger = make_person("別課 次郎", unit=make_unit("年金課"), account=False)
        clerk = make_person("机上 三郎", unit=porter.unit)
        published()
        client.post("/pledges/terminal/", {"code": self.code(head)})
        text = words(client, "/pledges/terminal/names/")
        for person in (stranger, clerk, head):
            assert person.name not in text
            url = f"/pledges/terminal/{pledge_of(person).pk}/"
            assert client.post(url).status_code == 404
            assert pledge_of(person).confirmed_at is None

    def test_where_somebody_is_signed_in_it_is_no_shared_terminal(self, head, porter):
        published()
        client = client_for(head)
        code = self.code(head)
        assert client.get("/pledges/terminal/").status_code == 403
        assert client.post("/pledges/terminal/", {"code": code}).status_code == 403
        assert client.get("/pledges/terminal/names/").status_code == 404

    def test_closing_ends_it(self, head, porter, client):
        published()
        client.post("/pledges/terminal/", {"code": self.code(head)})
        answer = client.post("/pledges/terminal/close/", follow=True)
        assert answer.status_code == 200
        assert client.get("/pledges/terminal/names/").status_code == 404
        assert not Terminal.objects.open(AT).exists()

    def test_opening_needs_the_right_and_a_press_of_the_button(self, head):
        assert client_for(make_person()).post("/pledges/terminal/open/").status_code == 403
        client_for(head).get("/pledges/terminal/open/")
        assert not Terminal.objects.exists()

    def test_its_pages_carry_no_menu_and_no_cache_keeps_them(self, head, porter, client):
        published()
        client.post("/pledges/terminal/", {"code": self.code(head)})
        answer = client.get("/pledges/terminal/names/")
        assert "no-store" in answer["Cache-Control"]
        assert "<nav" not in answer.content.decode()

    def test_ten_names_cost_as_many_queries_as_twenty(self, head, client):
        def more():
            for _each in range(10):
                make_person(unit=head.unit, account=False)
            actions.ask_joiners(AT)

        published()
        client.post("/pledges/terminal/", {"code": self.code(head)})
        more()
        ten = cost(client, "/pledges/terminal/names/")
        more()
        assert cost(client, "/pledges/terminal/names/") == ten


def page_after_post(client, url):
    from bs4 import BeautifulSoup  # the one page that answers a POST with 200

    answer = client.post(url)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")
