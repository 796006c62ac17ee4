"""Files as they come from desks, through the pages of four registers: words for each row, or in."""

import io

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook
from tests.web.assets.register import zone
from tests.web.factories import AT, client_for, make_person, make_unit

from sekisho.web.assets.models import Asset
from sekisho.web.corrections.models import Correction
from sekisho.web.premises.models import Area
from sekisho.web.systems.models import InformationSystem
from sekisho.web.terminals.models import Terminal

pytestmark = pytest.mark.django_db
STORE = "保管区域（書庫・媒体の保管庫）"
# Of each register: its page, its rows, its headings, a good row, and where a day stands in it.
REGISTERS = {
    "systems": (
        "systems:systems-import", InformationSystem,
        ("名称", "領域", "管理する所属", "最後の更新日"),
        ("給付システム", "LGWAN接続系", "総務課", "令和8年5月1日"), 3,
    ),
    "terminals": (
        "terminals:terminals-import", Terminal, ("管理番号", "領域", "管理する所属", "基本ソフト"),
        ("PC-1", "LGWAN接続系", "総務課", "Windows"), None,
    ),
    "areas": (
        "premises:areas-import", Area, ("名称", "区分", "管理する所属", "場所"),
        ("書庫", STORE, "総務課", "地下"), None,
    ),
    "assets": (
        "assets:assets-import", Asset,
        ("管理番号", "種類", "名称", "管理する所属", "保存期間の満了日"),
        ("A-1", "データ", "住民の名簿", "総務課", "R9.3.31"), 4,
    ),
    "corrections": (
        "corrections:corrections-import", Correction,
        ("番号", "直すこと", "見つけたもの", "重さ", "直す所属", "期限"),
        ("K-1", "扉の施錠", "自己点検", "中程度", "総務課", "2026/7/31"), 5,
    ),
}  # fmt: skip
ROLES = ("system-manager", "data-custodian", "secretariat", "officer", "chief-officer")


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def client():
    make_unit("総務課")
    zone("lgwan")
    return client_for(make_person("台帳 係", roles=ROLES))


@pytest.fixture(params=REGISTERS)
def register(request):
    return REGISTERS[request.param]


def book(*rows, merge="", title=""):
    made = Workbook()
    sheet = made.active
    if title:
        sheet.append([title])
    for row in rows:
        sheet.append(list(row))
    if merge:
        sheet.merge_cells(merge)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def sent(client, register, data, name="台帳.xlsx"):
    """Send a file and apply what it says; return the words of the page of differences."""
    file = SimpleUploadedFile(name, data)
    answer = client.post(reverse(register[0]), {"file": file})
    if answer.status_code != 302:
        return BeautifulSoup(answer.content, "lxml").get_text(" ", strip=True)
    page = client.get(answer["Location"])
    client.post(f"{answer['Location']}apply/")
    return BeautifulSoup(page.content, "lxml").get_text(" ", strip=True)


def csv(register, *rows, encoding="cp932"):
    lines = (",".join(map(str, row)) for row in (register[2], *rows))
    return "\r\n".join(lines).encode(encoding)


def test_the_good_row_comes_in_below_a_title_with_notes_of_the_bodys_own(client, register):
    _page, model, headings, row, _day = register
    told = sent(
        client, register, book((*headings, "棚番"), (*row, "3-2"), title="台帳（令和8年度）")
    )
    assert "追加 1" in told, told
    assert model.objects.get().own == {"棚番": "3-2"}


@pytest.mark.parametrize("encoding", ["cp932", "utf-8", "utf-8-sig"])
def test_a_csv_comes_in_in_each_encoding(client, register, encoding):
    _page, model, _headings, row, _day = register
    told = sent(client, register, csv(register, row, encoding=encoding), "台帳.csv")
    assert "追加 1" in told, told
    assert model.objects.count() == 1


@pytest.mark.parametrize("encoding", ["utf-16", "euc_jp", "iso2022_jp"])
def test_a_csv_in_another_encoding_is_refused_in_words(client, register, encoding):
    _page, model, _headings, row, _day = register
    told = sent(client, register, csv(register, row, encoding=encoding), "台帳.csv")
    assert any(word in told for word in ("文字コード", "見出し", "読み取れ")), told
    assert model.objects.count() == 0


def test_a_half_filled_row_is_named_and_nothing_comes_in(client, register):
    _page, model, headings, row, _day = register
    half = (f"{row[0]}x", *[None] * (len(row) - 1))
    told = sent(client, register, book(headings, row, half))
    assert "誤りのある行が1行" in told, told
    assert headings[1] in told
    assert model.objects.count() == 0


def test_a_number_that_stands_twice_is_named_in_both_rows(client, register):
    _page, model, headings, row, _day = register
    told = sent(client, register, book(headings, row, row))
    assert "誤りのある行が2行" in told, told
    assert model.objects.count() == 0


def test_merged_cells_are_named(client, register):
    _page, model, headings, row, _day = register
    other = (f"{row[0]}x", *row[1:])
    told = sent(client, register, book(headings, row, other, merge="C2:C3"))
    assert "結合" in told, told
    assert model.objects.count() == 0


@pytest.mark.parametrize("day", ["令和8年7月31日", "R8.7.31", "2026-07-31", 46234, "20260731"])
def test_a_day_is_read_as_it_is_written(client, register, day):
    _page, model, headings, row, place = register
    if place is None:
        pytest.skip("no day in this register")
    written = tuple(day if number == place else cell for number, cell in enumerate(row))
    told = sent(client, register, book(headings, written))
    assert "追加 1" in told, told
    found = model.objects.values().get()
    assert "2026-07-31" in {str(each) for each in found.values()}


@pytest.mark.parametrize("day", ["令和8年2月30日", "明日", "平成50年13月1日", 9e9])
def test_a_day_that_is_none_is_named(client, register, day):
    _page, model, headings, row, place = register
    if place is None:
        pytest.skip("no day in this register")
    written = tuple(day if number == place else cell for number, cell in enumerate(row))
    told = sent(client, register, book(headings, written))
    assert "誤りのある行が1行" in told, told
    assert model.objects.count() == 0


def test_a_formula_an_error_and_a_word_nobody_knows_are_named(client, register):
    _page, model, headings, row, _day = register
    bad = [(f"{row[0]}{n}", cell, *row[2:]) for n, cell in enumerate(("=A1", "#REF!"))]
    told = sent(client, register, book(headings, *bad))
    assert "誤りのある行が2行" in told, told
    assert model.objects.count() == 0


def test_a_hundred_thousand_rows_are_refused_with_what_to_do(client, register):
    _page, model, _headings, row, _day = register
    rows = ((f"{row[0]}-{n}", *row[1:]) for n in range(100_000))
    told = sent(client, register, csv(register, *rows), "台帳.csv")
    assert "行" in told, told
    assert any(word in told for word in ("分けて", "多すぎ", "大きすぎ")), told
    assert model.objects.count() == 0


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0" + b"\0" * 600])
def test_what_is_no_table_is_refused_in_words(client, register, data):
    told = sent(client, register, data)
    assert register[1].objects.count() == 0
    assert any(word in told for word in ("ファイル", "Excel")), told
