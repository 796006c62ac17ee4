"""The register out to a file and back: nothing changes, or exactly what was changed."""

import io
from dataclasses import replace
from datetime import date

import openpyxl
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.web.assets.register import entry, graded, post, recorded, zone
from tests.web.factories import AT, DAY, make_person, make_unit
from tests.web.registers.book import csv_of

from sekisho.catalogue import load
from sekisho.web.assets import actions, errors, places
from sekisho.web.assets.models import Asset
from sekisho.web.assets.table import ASSETS
from sekisho.web.evidence import queries as evidence
from sekisho.web.organization.access import rights_of
from sekisho.web.organization.models import Unit
from sekisho.web.registers import Reader
from sekisho.web.registers import actions as registers
from sekisho.web.registers.errors import FaultyError
from sekisho.web.registers.kept import lines_unpacked
from sekisho.web.registers.queries import file_of

pytestmark = pytest.mark.django_db
WORDS = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=15).map(str.strip)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "name": WORDS.filter(bool),
            "sort": st.sampled_from(sorted(load().asset_sorts)),
            "confidentiality": st.sampled_from(["", "3A", "3B", "3C", "2", "1"]),
            "integrity": st.sampled_from(["", "1", "2"]),
            "availability": st.sampled_from(["", "1", "2"]),
            "personal_number": st.sampled_from(["none", "use", "relation"]),
            "subjects": st.none() | st.integers(0, 10**6),
            "retained_until": st.none() | st.dates(date(1950, 1, 1), date(2150, 1, 1)),
            "retention": WORDS,
            "place": WORDS,
            "copies": WORDS,
            "note": WORDS,
            "own": st.dictionaries(
                st.sampled_from(["型番", "購入 年度"]), WORDS.filter(bool) | st.integers(0, 99)
            ),
            "zone_key": st.sampled_from(["", "mynumber", "lgwan", "internet"]),
        }
    ),
    max_size=6,
)


def _reader(person=None):
    person = person or make_person(roles=("system-manager",))
    return Reader(person, rights_of(person, DAY), DAY)


def _sent(data, reader):
    return registers.dry_run(
        register=ASSETS, reader=reader, name="台帳.xlsx", untrusted_data=data, at=AT
    )


def _applied(upload, reader):
    return registers.apply(upload=upload, register=ASSETS, reader=reader, at=AT)


def _edited(data, changes):
    """The exported workbook with cells changed by number and heading, as Excel saves it."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.active
    columns = {cell.value: cell.column for cell in sheet[1]}
    rows = {row[0].value: row[0].row for row in sheet.iter_rows(min_row=2)}
    for (number, heading), value in changes.items():
        sheet.cell(rows[number], columns[heading]).value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


class TestRoundTrip(TestCase):
    @settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
    @given(ROWS, st.sampled_from(["xlsx", "csv", "csv-cp932"]))
    def test_an_export_read_back_changes_nothing(self, rows, form):
        person = make_person(roles=("system-manager",))
        for each in rows:
            if "〓" not in f"{each}":
                recorded(by=person, **each)
        from sekisho.web.registers.models import KeptLayout

        KeptLayout.objects.update_or_create(
            register="assets",
            defaults={"places": [["購入 年度", ""], ["管理番号", "number"], ["型番", ""]]},
        )
        reader = _reader(person)
        upload = _sent(file_of(ASSETS, reader, form), reader)
        wrong = [line for line in lines_unpacked(upload.lines) if str(line.verdict) != "unchanged"]
        assert wrong == []
        assert upload.left_alone == 0


class TestTakingIn:
    def test_a_small_file_reads_only_its_own_rows_and_still_says_what_stays(self):
        person = make_person(roles=("system-manager",))
        rows = [recorded(f"資産{number}", by=person) for number in range(5)]
        reader = _reader(person)
        upload = _sent(csv_of(["管理番号", "名称"], [rows[2].number, "別の名"]), reader)
        assert (upload.counts["changed"], upload.left_alone) == (1, 4)
        wanted = replace(reader, wanted=frozenset({rows[2].number}))
        assert [row.values["name"] for row in ASSETS.rows(wanted, True)] == ["資産2"]  # noqa: FBT003  # locked

    def test_one_edited_row_of_an_exported_workbook_changes_and_is_sealed(self):
        person = make_person(roles=("system-manager",))
        first = recorded("サーバ一号", by=person, **graded())
        second = recorded("サーバ二号", by=person, **graded())
        reader = _reader(person)
        data = _edited(
            file_of(ASSETS, reader, "xlsx"),
            {
                (first.number, "名称"): "基幹サーバ",
                (first.number, "保存期間の満了日"): "令和9年3月31日",
                (first.number, "機密性"): "自治体機密性3C",
            },
        )
        upload = _sent(data, reader)
        assert upload.counts == {"added": 0, "changed": 1, "unchanged": 1, "wrong": 0}
        assert _applied(upload, reader) == 1
        first.refresh_from_db()
        assert (first.name, first.retained_until) == ("基幹サーバ", date(2027, 3, 31))
        assert first.confirmed_by == person
        assert "基幹" in first.search
        newest = evidence.history(f"asset:{first.pk}")[0]
        assert newest.kind == "asset.changed"
        body = evidence.body_of(newest.index)["body"]
        assert body["fields"] == ["confidentiality", "name", "retained_until"]
        imported = evidence.history("register:assets")[0]
        assert evidence.body_of(imported.index)["body"]["sha256"] == upload.sha256
        assert len(evidence.history(f"asset:{second.pk}")) == 1

    def test_a_wrong_row_keeps_everything_as_it_was(self):
        row = recorded("サーバ", **graded())
        reader = _reader()
        data = _edited(
            file_of(ASSETS, reader, "xlsx"),
            {(row.number, "管理する所属"): "存在しない課", (row.number, "本人の数"): "約百人"},
        )
        upload = _sent(data, reader)
        (line,) = lines_unpacked(upload.lines)
        assert "存在しない課" in line.errors[0]
        assert "本人の数" in line.errors[1]
        with pytest.raises(FaultyError):
            _applied(upload, reader)
        row.refresh_from_db()
        assert row.name == "サーバ"

    def test_new_rows_come_with_units_posts_zones_and_own_fields(self):
        post("総務課長")
        zone("mynumber")
        reader = _reader()
        heads = [
            "管理番号",
            "種類",
            "資産の色",
            "名称",
            "管理する所属",
            "管理者の職",
            "領域",
            "個人番号の事務",
        ]
        row = [
            "T-1",
            "端末",
            "黒",
            "給付端末",
            "総務課",
            "総務課長",
            "マイナンバー利用事務系",
            "利用",
        ]
        _applied(_sent(csv_of(heads, row), reader), reader)
        found = Asset.objects.get(number="T-1")
        assert (found.sort, found.kind, found.own) == ("terminal", "equipment", {"資産の色": "黒"})
        assert (found.zone.key, found.post.title) == ("mynumber", "総務課長")
        assert found.personal_number == "use"
        assert file_of(ASSETS, reader, "csv").decode("utf-8-sig").startswith(",".join(heads))

    def test_units_of_one_name_are_told_apart_by_the_unit_above(self):
        one, two = make_unit("東支部"), make_unit("西支部")
        for parent in (one, two):
            Unit.objects.create(name="庶務係", parent=parent)
        reader = _reader()
        heads = ["管理番号", "種類", "名称", "管理する所属"]
        wrong = _sent(csv_of(heads, ["1", "端末", "端末", "庶務係"]), reader)
        assert wrong.counts["wrong"] == 1
        _applied(_sent(csv_of(heads, ["1", "端末", "端末", "西支部／庶務係"]), reader), reader)
        assert Asset.objects.get().unit.parent == two

    def test_a_controlled_area_is_named_by_the_room_that_keeps_it(self, monkeypatch):
        class Areas:
            def areas(self):
                return [places.Area("area:1", "情報システム室")]

        monkeypatch.setattr(places, "_source", [Areas()])
        reader = _reader()
        heads = ["管理番号", "種類", "名称", "管理する所属", "置き場所（管理区域）"]
        make_unit()
        _applied(
            _sent(csv_of(heads, ["1", "サーバ等", "a", "総務課", "情報システム室"]), reader), reader
        )
        assert Asset.objects.get().area == "area:1"
        assert places.label_of("area:1") == "情報システム室"
        assert places.label_of("area:9") == "area:9"

    def test_without_a_room_of_areas_there_is_none(self):
        assert places.areas() == ()


class TestManyRows:
    """A file of many rows costs a flat number of queries, and each row is sealed all the same."""

    def imported(self, reader, count, name):
        lines = [
            [f"N-{number:03}", "server", f"{name}{number}", "総務課"] for number in range(count)
        ]
        upload = _sent(csv_of(["管理番号", "種類", "名称", "管理する所属"], *lines), reader)
        with CaptureQueriesContext(connection) as queries:
            assert _applied(upload, reader) == count
        return len(queries)

    def test_queries_do_not_grow_with_the_rows(self):
        make_unit("総務課")
        reader = _reader()
        new = self.imported(reader, 2, "新")
        changed = self.imported(reader, 2, "改")
        # A statement holds some 40 rows (SQLite's variables): one more of inserts, one of reads.
        assert self.imported(reader, 60, "多") <= new + 2
        assert self.imported(reader, 60, "再") <= changed + 2

    def test_every_row_has_its_own_entry_and_its_old_fields(self):
        make_unit("総務課")
        reader = _reader()
        row = recorded("旧", number="N-001", by=reader.person, place="二階", **graded())
        self.imported(reader, 3, "新")
        row.refresh_from_db()
        assert (row.name, row.place, row.confidentiality) == ("新1", "二階", "3B")
        kinds = {
            each.number: [view.kind for view in evidence.history(f"asset:{each.pk}")]
            for each in Asset.objects.all()
        }
        assert kinds == {
            "N-000": ["asset.recorded"],
            "N-001": ["asset.changed", "asset.recorded"],
            "N-002": ["asset.recorded"],
        }


def test_related_assets_are_named_by_number():
    person = make_person(roles=("system-manager",))
    upper, lower = recorded("システム", by=person), recorded("端末", by=person)
    actions.relate(upper=upper, lower=lower, kind="uses", by=person, at=AT)
    by_number = {row.values["number"]: row.values for row in ASSETS.rows(_reader(person), False)}  # noqa: FBT003  # not locked
    assert by_number[upper.number]["related"] == lower.number
    assert by_number[lower.number]["related"] == upper.number


def test_queries_of_an_export_do_not_grow_with_rows(django_assert_num_queries):
    person = make_person(roles=("system-manager",))
    for number in range(3):
        recorded(f"資産{number}", by=person)
    reader = _reader(person)
    with CaptureQueriesContext(connection) as few:
        file_of(ASSETS, reader, "csv")
    for number in range(20):
        recorded(f"追加{number}", by=person, unit=make_unit(f"課{number}"))
    with django_assert_num_queries(len(few)):
        file_of(ASSETS, reader, "csv")


def test_numbers_are_given_in_order_and_never_twice():
    person = make_person(roles=("system-manager",))
    assert recorded("一", by=person).number == "A-0001"
    assert recorded("二", by=person, number="A-0041").number == "A-0041"
    assert recorded("三", by=person).number == "A-0042"
    with pytest.raises(errors.NumberTakenError):
        recorded("四", by=person, number="A-0001")
    with time_machine.travel(AT):
        assert actions.record(entry=entry("五"), by=person, at=AT).number == "A-0043"
