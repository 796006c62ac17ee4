"""Disposals as Excel: many permits in one file, what was done only out, above clearance neither."""

import pytest
import time_machine
from django.urls import reverse
from tests.web.factories import AT, client_for, make_person, make_unit
from tests.web.premises.standing import asset, keeper
from tests.web.premises.test_disposals import CERTIFICATE
from tests.web.registers.filing import sheet_of, taken_in, with_cell

from sekisho.web.evidence import queries as evidence
from sekisho.web.premises import actions
from sekisho.web.premises.agreement import differences
from sekisho.web.premises.models import Disposal
from sekisho.web.premises.registered import DISPOSALS as REGISTER
from sekisho.web.registers import Reader

pytestmark = pytest.mark.django_db
DISPOSALS = "premises:disposals"
LEVEL = "mic-2024-confidentiality/3B"
HEADINGS = (
    *("廃棄の番号", "廃棄するもの", "製造番号・管理番号", "情報資産の管理番号", "管理する所属"),
    *("機密性の区分", "廃棄の方法", "委託先", "予算"),
)


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def me():
    make_unit("総務課")
    return keeper(name="管理 者")


@pytest.fixture
def client(me):
    return client_for(me)


def _line(**change):
    line = (
        "8-1",
        "業務端末",
        "SN-001",
        None,
        "総務課",
        "自治体機密性3B",
        "暗号化消去",
        "見本回収",
        "廃棄費",
    )
    given = dict(zip(HEADINGS, line, strict=True)) | change
    return [given[heading] for heading in HEADINGS]


def _planned(me, **said):
    given = {
        "name": "ディスク",
        "number": "HDD-1",
        "asset": None,
        "unit": make_unit(),
        "level": LEVEL,
    }
    waste = actions.Waste(**given | said)
    return actions.plan_disposal(waste=waste, method="destroy", contractor="", by=me, at=AT)


def test_a_list_of_things_is_permitted_in_one_file(client, me):
    taken_in(client, DISPOSALS, HEADINGS, _line(), _line(廃棄の番号="8-2", 廃棄するもの="複合機"))
    one, other = Disposal.objects.order_by("ledger")
    assert (one.code, one.rank, one.planned_by, one.own) == ("8-1", 4, me, {"予算": "廃棄費"})
    assert (other.name, other.done_on) == ("複合機", None)
    assert [each.facts["method"] for each in evidence.sealed(["disposal.planned"])] == [
        "crypto-erase",
        "crypto-erase",
    ]
    assert list(differences()) == []


def test_a_permit_from_a_file_is_sealed_as_one_from_the_form(client, me):
    _planned(me)
    taken_in(client, DISPOSALS, HEADINGS, _line(廃棄の方法="物理的な破壊（裁断・穿孔・溶解）"))
    form, file = (each.facts for each in evidence.sealed(["disposal.planned"]))
    assert {k: v for k, v in form.items() if k != "stands"} == {
        k: v for k, v in file.items() if k != "stands"
    }


def test_a_thing_of_the_register_is_named_by_its_number(client):
    thing = asset("古いサーバ")
    taken_in(client, DISPOSALS, HEADINGS, _line(情報資産の管理番号=thing.number))
    assert Disposal.objects.get().asset == thing


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"廃棄の方法": "上書き消去"}, "この区分では「上書き消去」は使えません"),
        ({"機密性の区分": "極秘"}, "機密性の区分"),
        ({"廃棄の番号": "H-00001"}, "自動で付ける番号"),
        ({"情報資産の管理番号": "ない-1"}, "情報資産の管理番号"),
        ({"廃棄するもの": None}, "入力してください"),
    ],
)
def test_a_wrong_line_stops_the_whole_file(client, change, words):
    told = taken_in(client, DISPOSALS, HEADINGS, _line(廃棄の番号="8-0"), _line(**change))
    assert words in told
    assert not Disposal.objects.exists()


def test_out_and_in_again_changes_nothing(client, me):
    row = _planned(me)
    actions.record_disposal(
        disposal=row, done_on=AT.date(), certificate=CERTIFICATE, by=keeper(), at=AT
    )
    before = list(Disposal.objects.values())
    assert "登録簿と同じ内容" in taken_in(client, DISPOSALS, *sheet_of(client, DISPOSALS))
    assert list(Disposal.objects.values()) == before


def test_what_was_done_goes_out_with_the_certificates_fingerprint_and_never_comes_in(client, me):
    row = _planned(me)
    headings, line = sheet_of(client, DISPOSALS)
    line[headings.index("廃棄した日")] = AT.date().isoformat()
    assert "登録簿と同じ内容" in taken_in(client, DISPOSALS, headings, line)
    row.refresh_from_db()
    assert row.done_on is None
    actions.record_disposal(disposal=row, done_on=AT.date(), certificate=CERTIFICATE, by=me, at=AT)
    headings, line = sheet_of(client, DISPOSALS)
    assert line[headings.index("証明書の指紋（SHA-256）")] == Disposal.objects.get().sha256


def test_a_permit_is_not_rewritten_by_a_file_but_own_columns_are(client, me):
    _planned(me)
    sheet = sheet_of(client, DISPOSALS)
    told = taken_in(client, DISPOSALS, *with_cell(sheet, "廃棄の方法", "磁気による消去"))
    assert "記載は変えられません" in told
    headings, line = sheet_of(client, DISPOSALS)
    taken_in(client, DISPOSALS, [*headings, "棚"], [*line, "3"])
    assert Disposal.objects.get().own == {"棚": "3"}
    assert list(differences()) == []


def test_what_the_page_hides_from_a_reader_is_in_no_file_and_its_number_is_given_to_no_other(me):
    mine = asset("個人番号の端末", zone_key="mynumber")
    hidden = _planned(me, name="秘密の媒体", asset=mine)
    Disposal.objects.filter(pk=hidden.pk).update(ledger="8-1")
    reader = Reader(me, frozenset({"premises.manage"}), AT.date())
    assert list(REGISTER.rows(reader, True)) == []  # noqa: FBT003  # locked, as declared
    assert set(REGISTER.taken(reader)) == {"8-1"}


def test_who_only_looks_at_evidence_takes_out_and_brings_nothing_in():
    auditor = client_for(make_person(roles=("auditor",)))
    assert auditor.get(reverse("premises:disposals-export")).status_code == 200
    assert auditor.get(reverse("premises:disposals-import")).status_code == 403
    assert client_for(make_person()).get(reverse("premises:disposals-export")).status_code == 403


def test_the_queries_grow_by_batches_and_not_by_rows(client, django_assert_max_num_queries):
    lines = [_line(廃棄の番号=f"8-{n}") for n in range(60)]
    with django_assert_max_num_queries(90):
        taken_in(client, DISPOSALS, HEADINGS, *lines)
    assert Disposal.objects.count() == 60
