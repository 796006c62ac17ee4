"""Visitors as Excel: a book kept by hand comes in, who it was can still be erased."""

from datetime import time, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from tests.web.factories import AT, client_for, make_person
from tests.web.premises.standing import keeper, make_area
from tests.web.registers.book import csv_of
from tests.web.registers.filing import sheet_of, taken_in, with_cell

from sekisho.web.evidence import queries as evidence
from sekisho.web.evidence.actions.erasing import ErasureReason
from sekisho.web.evidence.models import Attachment
from sekisho.web.premises import actions
from sekisho.web.premises.agreement import differences
from sekisho.web.premises.models import Passage, Visit

pytestmark = pytest.mark.django_db
VISITORS = "premises:visitors"
HEADINGS = (
    *("受付番号", "管理区域", "来訪日", "入室時刻", "退室時刻", "氏名", "会社・団体", "用件"),
    *("応対者", "付添者", "身分証の確認", "予約"),
)


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def client():
    make_area("情報システム室")
    make_person("応対 者")
    return client_for(keeper(name="管理 者"))


def _line(**change):
    line = (
        *("8-1", "情報システム室", "令和8年5月29日", "9:30", "10時5分", "真野 薫", "朝霧電機"),
        *("電池の点検", "応対 者", "応対 者", "○", "あり"),
    )
    given = dict(zip(HEADINGS, line, strict=True)) | change
    return [given[heading] for heading in HEADINGS]


def _received(at=AT):
    person = make_person()
    return actions.receive(
        area=make_area(), visitor=actions.Visitor("真野 薫", "朝霧電機", "点検"), host=person,
        escort=person, identified=True, badge="V-1", by=keeper(), at=at,
    )  # fmt: skip


def test_a_line_of_the_book_becomes_a_visit_with_its_passages_and_its_own_column(client):
    taken_in(client, VISITORS, HEADINGS, _line())
    row = Visit.objects.get()
    assert (row.name, row.code, row.own) == ("真野 薫", "8-1", {"予約": "あり"})
    assert row.in_at.isoformat() == "2026-05-29T00:30:00+00:00"
    assert row.out_at - row.in_at == timedelta(minutes=35)
    assert list(Passage.objects.order_by("at").values_list("way", "at")) == [
        ("in", row.in_at),
        ("out", row.out_at),
    ]
    assert list(differences()) == []


def test_who_it_was_stands_beside_the_entry_and_can_be_erased(client):
    taken_in(client, VISITORS, HEADINGS, _line(), _line(受付番号="8-2", 氏名="別の 人"))
    row = Visit.objects.get(number="8-2")
    beside = Attachment.objects.get(record=row.attachment, name="visitor.json")
    assert "別の 人" in bytes(beside.content).decode()
    actions.erase_visit(visit=row, reason=ErasureReason.REQUEST, by=keeper(), at=AT)
    beside.refresh_from_db()
    assert not beside.content
    other = Visit.objects.get(number="8-1")
    assert "真野 薫" in bytes(Attachment.objects.get(record=other.attachment).content).decode()
    assert "登録簿と同じ内容" in taken_in(client, VISITORS, *sheet_of(client, VISITORS))


def test_out_and_in_again_changes_nothing_though_the_file_knows_only_minutes(client):
    visit = _received(at=AT - timedelta(hours=2, seconds=17))
    actions.let_out(visit=visit, by=keeper(), at=AT - timedelta(hours=1, seconds=3))
    _received(at=AT - timedelta(seconds=1))
    before = list(Visit.objects.values())
    assert "登録簿と同じ内容" in taken_in(client, VISITORS, *sheet_of(client, VISITORS))
    assert list(Visit.objects.values()) == before


def test_an_empty_time_of_leaving_is_filled_in(client):
    visit = _received(at=AT - timedelta(hours=2))
    clock = f"{timezone.localtime(AT) - timedelta(hours=1):%H:%M}"
    taken_in(client, VISITORS, *with_cell(sheet_of(client, VISITORS), "退室時刻", clock))
    visit.refresh_from_db()
    assert visit.out_at == AT.replace(second=0, microsecond=0) - timedelta(hours=1)
    assert Passage.objects.filter(visit=visit, way="out").count() == 1
    assert list(differences()) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"付添者": None}, "付き添う職員"),
        ({"用件": None}, "氏名と用件"),
        ({"入室時刻": "朝"}, "時刻として読めません"),
        ({"退室時刻": "9:10"}, "入室より後"),
        ({"来訪日": "令和9年5月29日"}, "今より前"),
        ({"受付番号": "R-00001"}, "自動で付ける番号"),
        ({"管理区域": "ない部屋"}, "管理区域"),
    ],
)
def test_a_wrong_line_stops_the_whole_book(client, change, words):
    told = taken_in(client, VISITORS, HEADINGS, _line(受付番号="8-0"), _line(**change))
    assert words in told
    assert not Visit.objects.exists()
    assert not Passage.objects.exists()


def test_what_was_received_at_the_door_is_not_rewritten(client):
    _received()
    told = taken_in(client, VISITORS, *with_cell(sheet_of(client, VISITORS), "氏名", "別の 人"))
    assert "まだ空の退室" in told
    assert Visit.objects.get().name == "真野 薫"


@pytest.mark.parametrize("clock", [time(9, 30), 0.3958333, "午前9時30分", "０９：３０"])
def test_a_spreadsheets_times_are_read(client, clock):
    taken_in(client, VISITORS, HEADINGS, _line(入室時刻=clock))
    assert Visit.objects.get().in_at.isoformat() == "2026-05-29T00:30:00+00:00"


def test_a_book_in_shift_jis(client):
    taken_in(client, VISITORS, data=csv_of(HEADINGS, _line(), encoding="cp932"))
    assert Visit.objects.get().company == "朝霧電機"


def test_the_queries_grow_by_batches_and_not_by_rows(client, django_assert_max_num_queries):
    lines = [_line(受付番号=f"8-{n}", 氏名=f"来訪 {n}") for n in range(60)]
    with django_assert_max_num_queries(80):
        taken_in(client, VISITORS, HEADINGS, *lines)
    assert len(list(evidence.sealed(["visit.received"]))) == 60


def test_who_only_looks_at_evidence_takes_out_and_brings_nothing_in():
    auditor = client_for(make_person(roles=("auditor",)))
    assert auditor.get(reverse("premises:visitors-export")).status_code == 200
    assert auditor.get(reverse("premises:visitors-import")).status_code == 403
    stranger = client_for(make_person())
    assert stranger.get(reverse("premises:visitors-export")).status_code == 403


def test_the_help_says_what_a_new_row_needs_and_the_page_the_number(client):
    visit = _received()
    text = client.get(reverse(f"{VISITORS}-import")).content.decode()
    assert text.count("新しい行では必須") == 2
    assert visit.code in client.get(reverse("premises:visits")).content.decode()
