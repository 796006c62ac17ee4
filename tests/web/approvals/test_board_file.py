"""The board as a file: what the reader sees of it, in the body's own order of columns."""

import csv
import io

import openpyxl
import pytest
import time_machine
from django.urls import reverse
from tests.web.approvals.permitting import office, permit
from tests.web.factories import AT, client_for, make_person

from sekisho.web.approvals import exemptions
from sekisho.web.approvals.exemptions import Exemption
from sekisho.web.approvals.table import COLUMNS, PERMITS
from sekisho.web.registers import Change
from sekisho.web.registers.models import KeptLayout

pytestmark = pytest.mark.django_db
HEADINGS = [column.heading for column in COLUMNS]


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def people():
    return office()


def _rows(person, **asked):
    answer = client_for(person).get(reverse("approvals:permits-export"), asked)
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_who_oversees_gets_every_permit_with_its_days_left(people):
    row = permit(people)
    headings, line = _rows(people.ciso, format="csv")
    assert headings == HEADINGS
    found = dict(zip(headings, line, strict=True))
    assert found["許可を受けた人"] == people.member.name
    assert found["終了日"] == row.ends.isoformat()
    assert (found["残り日数"], found["対象"]) == ("9", "USBメモリ 2番")


def test_others_get_their_own_and_strangers_nothing(people):
    permit(people)
    assert len(_rows(people.member, format="csv")) == 2
    assert _rows(make_person(), format="csv") == [HEADINGS]


def test_a_workbook_and_shift_jis(people):
    permit(people)
    client = client_for(people.ciso)
    book = client.get(reverse("approvals:permits-export"), {"format": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(book.content)).active
    assert [cell.value for cell in sheet[1]] == HEADINGS
    assert sheet.max_row == 2
    plain = client.get(reverse("approvals:permits-export"), {"format": "csv-cp932"})
    assert "許可を受けた人" in plain.content.decode("cp932")


def test_the_bodys_order_of_columns(people):
    permit(people)
    places = [["氏名", "holder"], ["番号", "decision"]]
    KeptLayout.objects.create(register="permits", places=places)
    headings = _rows(people.ciso, format="csv")[0]
    assert headings[:2] == ["氏名", "番号"]  # the rest follows as it always stands
    assert len(headings) == len(HEADINGS)


def test_narrowed_as_the_board_is(people):
    permit(people)
    assert len(_rows(people.ciso, format="csv", kind="area-entry")) == 1
    assert len(_rows(people.ciso, format="csv", show="over")) == 1
    assert len(_rows(people.ciso, format="csv", show="nonsense")) == 2


def test_exemptions_of_other_rooms_for_who_sees_all(people, monkeypatch):
    row = permit(people)
    other = Exemption("set-aside", "対策の適用除外", "対策", people.head, "給付課", row.starts,
                      row.ends, "令和8年度第9号", "/x/")  # fmt: skip
    monkeypatch.setattr(exemptions, "_sources", [lambda _at: [other]])
    assert {line[0] for line in _rows(people.ciso, format="csv")[1:]} == {
        row.decision,
        "令和8年度第9号",
    }
    assert len(_rows(people.member, format="csv")) == 2


def test_queries_do_not_grow(people, django_assert_max_num_queries):
    for _n in range(6):
        permit(people, subjects=("medium:1",))
    client, url = client_for(people.ciso), reverse("approvals:permits-export")
    client.get(url, {"format": "csv"})
    with django_assert_max_num_queries(25):
        client.get(url, {"format": "csv"})


def test_the_page_says_why_it_is_not_taken_from_a_file(people):
    permit(people)
    page = client_for(people.ciso).get(reverse("approvals:permits")).content.decode()
    assert PERMITS.one_way in page
    assert "ファイルを取り込む" not in page


@pytest.mark.parametrize("locked", [True, False])
def test_its_rows_are_only_what_a_page_hands_in(locked):
    with pytest.raises(ValueError, match="a page hands in the rows"):
        PERMITS.rows(None, locked)


def test_nobody_writes_it_from_a_file(people):
    change = Change("1", {}, {}, None)
    with pytest.raises(ValueError, match="not written"):
        PERMITS.write([change], None, None, None)
