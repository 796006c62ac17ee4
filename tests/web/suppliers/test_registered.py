"""Contracts as Excel: out, edited, in through a dry run; one wrong row stops all."""

import io

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook
from tests.web.factories import AT, client_for, make_person, make_unit
from tests.web.registers.book import xlsx
from tests.web.suppliers.contracting import contracted, ended, keeper

from sekisho.web.suppliers.agreement import differences
from sekisho.web.suppliers.models import Contract, Firm

pytestmark = pytest.mark.django_db
HEADINGS = (
    *("契約番号", "委託する業務", "委託先", "委託する所属", "責任者", "扱わせる情報の重さ"),
    *("開始日", "終了日", "事故を知らせるまでの時間", "事故の連絡先"),
)


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def me():
    return keeper(name="管理 者")


@pytest.fixture
def client(me):
    return client_for(me)


def _out(client, form="xlsx"):
    return client.get(reverse("suppliers:contracts-export"), {"format": form})


def _sheet(client):
    sheet = load_workbook(io.BytesIO(_out(client).content)).active
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def _in(client, *rows, apply=True):
    file = SimpleUploadedFile("台帳.xlsx", xlsx(*rows))
    answer = client.post(reverse("suppliers:contracts-import"), {"file": file})
    assert answer.status_code == 302, answer.content.decode()
    page = BeautifulSoup(client.get(answer["Location"]).content, "lxml").get_text(" ", strip=True)
    if apply:
        client.post(f"{answer['Location']}apply/")
    return page


def _new(**change):
    values = dict(
        zip(
            HEADINGS,
            ("委-50", "保守", "若葉データ", "総務課", "管理 者", "個人情報を含む",
             "令和8年4月1日", "2027-03-31", 24, "情報係"),
            strict=True,
        )
    ) | change  # fmt: skip
    return [values[heading] for heading in HEADINGS]


def test_a_new_line_enters_the_contract_and_its_firm(client, me):
    make_unit()
    _in(client, HEADINGS, _new())
    row = Contract.objects.get()
    assert (row.number, row.firm.name, row.manager, row.grade) == (
        "委-50",
        "若葉データ",
        me,
        "personal",
    )
    assert (str(row.starts), row.report_hours) == ("2026-04-01", 24)
    assert list(differences()) == []


def test_out_and_in_again_changes_nothing(client, me):
    contracted(me)
    before = list(Contract.objects.values())
    assert "登録簿と同じ内容" in _in(client, *_sheet(client))
    assert list(Contract.objects.values()) == before


def test_a_changed_line_corrects_the_row_and_keeps_its_clauses(client, me):
    row = contracted(me)
    headings, line, *_rest = _sheet(client)
    line[headings.index("委託する業務")] = "運用"
    assert "変更 1" in _in(client, headings, line)
    after = Contract.objects.get()
    assert (after.title, after.clauses) == ("運用", row.clauses)


def test_the_missing_clauses_go_out_and_never_come_in(client, me):
    contracted(me, whole=False)
    headings, line, *_rest = _sheet(client)
    place = headings.index("契約に欠けている条項")
    assert "秘密の保持" in line[place]
    line[place] = ""
    assert "登録簿と同じ内容" in _in(client, headings, line)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"終了日": "2026-03-31"}, "終了日は"),
        ({"扱わせる情報の重さ": "重い"}, "扱わせる情報の重さ"),
        ({"責任者": "いない 人"}, "責任者"),
        ({"委託先": ""}, "委託先"),
    ],
)
def test_a_wrong_line_stops_the_whole_file(client, change, words):
    make_unit()
    told = _in(client, HEADINGS, _new(), _new(契約番号="委-51", **change))
    assert "誤りのある行が1行" in told
    assert words in told
    assert not Contract.objects.exists()
    assert not Firm.objects.exists()


def test_the_bodys_own_column_stays_on_the_row(client, me):
    contracted(me)
    headings, line, *_rest = _sheet(client)
    _in(client, [*headings, "予算科目"], [*line, "委託料"])
    assert Contract.objects.get().own == {"予算科目": "委託料"}
    assert list(differences()) == []


def test_the_number_of_one_that_is_over_is_not_given_to_another(client, me):
    row = contracted(me, number="委-50")
    ended(row, me)
    assert "誤りのある行が1行" in _in(client, HEADINGS, _new())
    assert Contract.objects.count() == 1


def test_who_looks_takes_out_and_brings_nothing_in(me):
    contracted(me)
    looking = client_for(make_person(roles=("officer",)))
    assert _out(looking, "csv").status_code == 200
    assert looking.get(reverse("suppliers:contracts-import")).status_code == 403
    assert _out(client_for(make_person())).status_code == 403
