"""The terminals as an Excel file: out, edited, back; and what a file may not reach."""

import io

import openpyxl
import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.web.factories import AT, client_for, make_person, make_unit
from tests.web.terminals.parts import keeper, made

from sekisho.web.evidence import queries as evidence
from sekisho.web.terminals.models import Terminal

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def client():
    return client_for(keeper())


def _book(client):
    content = client.get(reverse("terminals:terminals-export"), {"format": "xlsx"}).content
    return openpyxl.load_workbook(io.BytesIO(content))


def _send(client, book):
    out = io.BytesIO()
    book.save(out)
    file = SimpleUploadedFile("端末.xlsx", out.getvalue())
    return client.post(reverse("terminals:terminals-import"), {"file": file}, follow=True)


def _apply(client, page):
    form = BeautifulSoup(page.content, "lxml").find("button", string="この内容で取り込む")
    return client.post(form.find_parent("form")["action"], follow=True)


def test_a_round_trip_with_one_edited_and_one_new_row(client):
    user = make_person("佐藤 花子")
    row = made("PC-001", users=(user, make_person()))
    made("PC-002", zone_key="lgwan")
    book = _book(client)
    sheet = book.active
    heads = [cell.value for cell in sheet[1]]
    place = heads.index("設置場所") + 1
    numbers = {sheet.cell(n, 1).value: n for n in range(2, sheet.max_row + 1)}
    sheet.cell(numbers["PC-001"], place).value = "3階 会議室"
    sheet.cell(1, len(heads) + 1).value = "購入年度"
    sheet.cell(numbers["PC-001"], len(heads) + 1).value = "令和6年度"
    sheet.append(["PC-003", "pc-003", "LGWAN接続系", make_unit().name, "", "Linux", "佐藤 花子"])
    done = _apply(client, _send(client, book))
    assert "取り込みました" in done.content.decode()
    row.refresh_from_db()
    assert (row.place, row.own) == ("3階 会議室", {"購入年度": "令和6年度"})
    assert row.users.count() == 2  # a file that does not change the user takes nobody away
    new = Terminal.objects.get(number="PC-003")
    assert (new.system, list(new.users.all())) == ("linux", [user])
    assert evidence.history(f"terminal:{new.pk}")[0].kind == "terminal.recorded"
    assert [cell.value for cell in _book(client).active[1]][-1] == "購入年度"


def test_a_wrong_row_applies_nothing(client):
    made("PC-001")
    book = _book(client)
    book.active.append(["PC-009", "", "存在しない領域", make_unit().name, "", "Windows", ""])
    book.active.cell(2, 5).value = "別の部屋"
    page = _send(client, book)
    assert "誤り" in page.content.decode()
    assert BeautifulSoup(page.content, "lxml").find("button", string="この内容で取り込む") is None
    assert Terminal.objects.get().place == "2階 執務室"


def test_hidden_terminals_are_in_no_file_and_their_numbers_are_taken():
    made("PC-001")
    officer = client_for(make_person(roles=("manager",)))
    book = _book(officer)
    assert book.active.max_row == 1
    stranger = client_for(make_person(roles=("contact-point",)))
    assert stranger.get(reverse("terminals:terminals-import")).status_code == 403


def test_queries_of_an_export_do_not_grow(client, django_assert_max_num_queries):
    for _ in range(15):
        made(users=(make_person(),))
    with django_assert_max_num_queries(20):
        _book(client)
