"""Files of every sort: a table, or a refusal in words; never anything else."""

import io
import json
import random
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from tests.web.registers.book import csv_of, xlsx

from sekisho.web.registers.apart.reader import answer_of, order_of, table_of
from sekisho.web.registers.apart.refusal import TableError
from sekisho.web.registers.errors import TableRefusedError
from sekisho.web.registers.limits import TableLimits
from sekisho.web.registers.reading import _REASONS, as_json, read_table, table_from
from sekisho.web.ui.apart import ApartLimits

HEADINGS = frozenset({"番号", "名称", "備考"})
LIMITS = TableLimits()
GOOD = xlsx(["番号", "名称"], ["1", "KEY"])


def _table(data, **limits):
    return table_of(data, HEADINGS, TableLimits(**limits))


def _refused(data, **limits):
    with pytest.raises(TableError) as caught:
        _table(data, **limits)
    assert caught.value.code in _REASONS
    assert _REASONS[caught.value.code].format(**caught.value.figures)
    return caught.value


def _rezipped(change):
    """The good workbook with its members changed by name."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(GOOD)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return out.getvalue()


class TestHeadings:
    def test_they_may_stand_below_a_title_and_notes(self):
        found = _table(xlsx(["鍵の台帳"], [], ["令和8年度"], ["番号", "名称"], ["1", "鍵"]))
        assert found["headings"] == ["番号", "名称"]
        assert found["rows"] == [[5, ["1", "鍵"]]]

    def test_full_width_blanks_and_line_ends_in_them_do_not_matter(self):
        assert _table(xlsx(["番 号", "名\n称"], ["1", "鍵"]))["headings"] == ["番 号", "名 称"]

    def test_the_row_with_most_of_them_is_taken(self):
        found = _table(xlsx(["備考", "この表は…"], ["番号", "名称", "備考"], ["1", "鍵", None]))
        assert found["headings"] == ["番号", "名称", "備考"]

    def test_the_first_sheet_that_has_them_is_read(self):
        book = Workbook()
        book.active.append(["使い方"])
        hidden = book.create_sheet("隠れた表")
        hidden.append(["番号"])
        hidden.sheet_state = "hidden"
        book.create_sheet("台帳").append(["番号"])
        book["台帳"].append(["7"])
        out = io.BytesIO()
        book.save(out)
        assert _table(out.getvalue())["rows"] == [[2, ["7"]]]

    def test_without_them_the_file_is_refused(self):
        assert _refused(xlsx(["甲", "乙"], ["1", "2"])).code == "no-headings"
        assert _refused(csv_of(["甲", "乙"])).code == "no-headings"

    def test_a_value_beyond_the_last_heading_is_refused_by_its_row(self):
        error = _refused(xlsx(["番号"], ["1"], ["2", None, "はみ出し"]))
        assert (error.code, error.figures) == ("beyond-headings", {"row": 3})


class TestCells:
    def test_empty_rows_are_passed_over_and_rows_keep_their_numbers(self):
        found = _table(xlsx(["番号"], ["1"], [None], ["  "], ["2"]))
        assert found["rows"] == [[2, ["1"]], [5, ["2"]]]

    def test_a_formula_and_an_error_are_told_from_values(self):
        found = _table(xlsx(["番号", "名称"], ["=1+1", "#N/A"]))
        assert found["rows"] == [[2, [{"formula": True}, {"fault": "#N/A"}]]]

    def test_merged_cells_are_named_by_row_but_not_those_above_the_headings(self):
        rows = (["台帳", None], ["番号", "名称"], ["1", "甲"], ["2", None], ["3", "丙"])
        assert _table(xlsx(*rows, merge="B3:B4"))["merged"] == [3, 4]
        assert _table(xlsx(*rows, merge="A1:B1"))["merged"] == []

    def test_what_a_workbook_escapes_is_read_as_the_character(self):
        out = _rezipped(lambda _n, data: data.replace(b"KEY", b"a_x000D__x0041_"))
        assert _table(out)["rows"] == [[2, ["1", "a\nA"]]]

    def test_controls_never_come_in(self):
        assert _table(csv_of(["番号"], ["a\x01b\x7f"]))["rows"] == [[2, ["ab"]]]

    def test_a_workbook_that_counts_days_from_1904_says_so(self):
        out = _rezipped(
            lambda name, data: (
                data.replace(b"<workbookPr/>", b'<workbookPr date1904="1"/>')
                if name == "xl/workbook.xml"
                else data
            )
        )
        assert _table(out)["since_1904"] is True
        assert _table(GOOD)["since_1904"] is False


class TestEncodings:
    @pytest.mark.parametrize(
        ("encoding", "told"), [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("cp932", "cp932")]
    )
    def test_both_are_told_apart(self, encoding, told):
        found = _table(csv_of(["番号", "名称"], ["①", "髙橋"], encoding=encoding))
        assert (found["encoding"], found["rows"]) == (told, [[2, ["①", "髙橋"]]])

    def test_utf_16_is_named(self):
        assert _refused(csv_of(["番号"], encoding="utf-16")).code == "utf-16"

    def test_bytes_of_neither_are_named_by_row(self):
        data = csv_of(["番号"], ["1"], encoding="cp932") + b"\x82\xff\xa0\xff\r\n"
        error = _refused(data)
        assert (error.code, error.figures) == ("encoding", {"row": 3})

    def test_a_quotation_mark_left_open_is_named(self):
        assert _refused('番号,名称\r\n"1,鍵\r\n'.encode()).code == "broken-csv"


class TestLimits:
    def test_an_empty_file(self):
        assert _refused(b"").code == "empty"
        assert _refused(b" \r\n").code == "empty"

    def test_too_many_bytes_rows_columns_letters(self):
        assert _refused(GOOD, bytes=100).code == "too-large"
        assert _refused(csv_of(["番号"], *[["1"]] * 4), rows=3).code == "too-many-rows"
        assert _refused(csv_of(["番号", *"abcdef"]), columns=5).code == "too-many-columns"
        assert _refused(csv_of(["番号"], ["あ" * 11]), cell=10).code == "long-cell"

    def test_a_hundred_thousand_rows_are_refused_with_what_to_do(self):
        data = csv_of(["番号"], *([str(number)] for number in range(100_000)))
        with pytest.raises(TableRefusedError, match=r"20000行.*分けて"):
            read_table(data, name="a.csv", headings=["番号"])

    def test_a_bomb_is_refused_by_what_it_unpacks_to(self):
        out = _rezipped(
            lambda name, data: data + b" " * 3_000_000 if name.endswith("sheet1.xml") else data
        )
        assert len(out) < 100_000
        assert _refused(out, unpacked_bytes=1_000_000).code == "bomb"
        assert _refused(GOOD, members=2).code == "bomb"

    def test_macros_are_refused(self):
        out = io.BytesIO(GOOD)
        with zipfile.ZipFile(out, "a") as archive:
            archive.writestr("xl/vbaProject.bin", b"x")
        assert _refused(out.getvalue()).code == "macros"

    def test_a_document_type_is_refused(self):
        entity = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>'
        out = _rezipped(
            lambda name, data: (
                data.replace(b"<worksheet", entity + b"<worksheet", 1)
                if name.endswith("sheet1.xml")
                else data
            )
        )
        assert _refused(out).code == "broken-workbook"

    def test_an_old_or_locked_workbook_is_refused(self):
        assert _refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600).code == "old-or-locked"

    def test_another_archive_and_a_picture_are_no_tables(self):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("word/document.xml", "<x/>")
        assert _refused(out.getvalue()).code == "no-table"
        assert _refused(b"\x89PNG\r\n\x1a\n\x00\x00").code in {"no-table", "encoding"}

    def test_a_sheet_that_lies_about_its_size_costs_nothing(self):
        out = _rezipped(
            lambda name, data: (
                data.replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"')
                if name.endswith("sheet1.xml")
                else data
            )
        )
        assert _table(out)["rows"] == [[2, ["1", "KEY"]]]


class TestApart:
    """As the product reads: in a child process."""

    @pytest.mark.parametrize("data", [GOOD, csv_of(["番号", "名称"], ["1", "KEY"])])
    def test_a_table_comes_back(self, data):
        table = read_table(data, name="鍵.xlsx", headings=["番号", "名称"])
        assert table.headings == ("番号", "名称")
        assert table.rows == ((2, ("1", "KEY")),)
        assert table_from(json.loads(as_json(table))) == table

    def test_a_refusal_comes_back_in_words(self):
        with pytest.raises(TableRefusedError, match="見出しの行"):
            read_table(csv_of(["甲"]), name="a.csv", headings=["番号"])

    def test_a_child_that_takes_too_long_is_given_up(self):
        with pytest.raises(TableRefusedError, match="時間"):
            read_table(GOOD, name="a", headings=["番号"], limits=ApartLimits(0.01, 1, 3 * 1024**3))

    def test_a_child_without_room_gives_words_too(self):
        with pytest.raises(TableRefusedError, match="読み取れません"):
            read_table(GOOD, name="a", headings=["番号"], limits=ApartLimits(60, 60, 8 * 1024**2))


def _spoilt(data: bytes, seed: int) -> bytes:
    dice = random.Random(seed)
    spoilt = bytearray(data)
    for _ in range(dice.randint(1, 12)):
        at = dice.randrange(len(spoilt))
        match dice.randrange(3):
            case 0:
                spoilt[at] = dice.randrange(256)
            case 1:
                del spoilt[at : at + dice.randint(1, 40)]
            case _:
                spoilt[at:at] = dice.randbytes(dice.randint(1, 20))
        if not spoilt:
            break
    return bytes(spoilt)


def _answers(data):
    found = json.loads(answer_of(order_of(data, "x", ["番号", "名称"])))
    assert ("rows" in found) != ("code" in found)
    if "code" in found:
        assert _REASONS[found["code"]].format(**found["figures"])


@settings(max_examples=150)
@given(st.integers(0, 2**32))
def test_a_spoilt_workbook_gives_a_table_or_a_known_reason(seed):
    _answers(_spoilt(GOOD, seed))


@given(st.integers(0, 2**32))
def test_a_workbook_of_spoilt_parts_gives_a_table_or_a_known_reason(seed):
    """Spoilt before it is packed: the archive is whole, its XML is not."""
    dice = random.Random(seed)
    victim = dice.choice(zipfile.ZipFile(io.BytesIO(GOOD)).namelist())
    _answers(_rezipped(lambda name, data: _spoilt(data, seed) if name == victim else data))


@given(st.binary(max_size=300))
def test_any_bytes_give_a_table_or_a_known_reason(data):
    _answers(data)
    _answers("番号,名称\r\n".encode() + data)
