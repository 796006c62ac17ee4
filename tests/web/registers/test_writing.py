"""The files open in a spreadsheet as they were written, run nothing, and come back the same."""

import csv
import io
import zipfile
from datetime import date

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.web.registers.apart.reader import table_of
from sekisho.web.registers.limits import TableLimits
from sekisho.web.registers.workbooks import workbook_bytes
from sekisho.web.registers.writing import (
    ENCODINGS,
    FORMULA,
    csv_bytes,
    through_cp932,
)

# Text as rows hold it: no control characters, no blanks at the ends.
TEXT = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=12).map(str.strip)
CELL = st.one_of(TEXT, st.integers(-(10**9), 10**9), st.dates(), st.none())
ROWS = st.lists(st.lists(TEXT, min_size=2, max_size=4), max_size=5)
LIMITS = TableLimits()
HEADINGS = frozenset({"番号"})


def _csv(content, encoding):
    return list(csv.reader(io.StringIO(content.decode(encoding), newline="")))


def _back(content):
    return [cells for _number, cells in table_of(content, HEADINGS, LIMITS)["rows"]]


def _as_read(value, *, typed):
    if value is None or value == "":
        return None
    if isinstance(value, date):
        return (
            {"day": value.isoformat()} if typed and value >= date(1900, 3, 1) else value.isoformat()
        )
    return value if typed or isinstance(value, str) else str(value)


@given(st.lists(st.tuples(CELL, CELL, CELL), max_size=5))
def test_a_workbook_gives_back_what_was_written(rows):
    content = workbook_bytes("台帳", ["番号", "一", "二"], rows)
    expected = [[_as_read(cell, typed=True) for cell in row] for row in rows]
    assert _back(content) == [row for row in expected if any(cell is not None for cell in row)]


@given(st.lists(st.tuples(CELL, CELL, CELL), max_size=5))
def test_a_csv_gives_back_what_was_written_as_text(rows):
    content = csv_bytes([["番号", "一", "二"], *rows], "utf-8")
    expected = [[_as_read(cell, typed=False) for cell in row] for row in rows]
    assert _back(content) == [row for row in expected if any(cell is not None for cell in row)]


@given(ROWS)
def test_in_utf_8_everything_but_formulas_stands_as_it_is(rows):
    expected = [[f"'{c}" if FORMULA.match(c) else c for c in row] for row in rows]
    kept = [
        [c.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd") for c in r] for r in expected
    ]
    assert _csv(csv_bytes(rows, "utf-8"), "utf-8-sig") == kept


@given(ROWS)
def test_cp932_never_fails_and_keeps_the_table_s_shape(rows):
    read = _csv(csv_bytes(rows, "cp932"), "cp932")
    assert [len(row) for row in read] == [len(row) for row in rows]


def test_utf_8_begins_with_a_byte_order_mark_and_cp932_does_not():
    assert csv_bytes([["種別"]], "utf-8").startswith(b"\xef\xbb\xbf")
    assert csv_bytes([["種別"]], "cp932") == "種別\r\n".encode("cp932")


@pytest.mark.parametrize("sign", "〜−‖—¢£¬")
def test_signs_that_windows_maps_elsewhere_are_kept_as_their_twins(sign):
    assert "〓" not in csv_bytes([[f"a{sign}"]], "cp932").decode("cp932")


def test_circled_digits_and_roman_numerals_of_windows_are_kept():
    assert csv_bytes([["①Ⅱ㈱髙"]], "cp932").decode("cp932") == "①Ⅱ㈱髙\r\n"


def test_a_character_cp932_lacks_becomes_geta():
    assert csv_bytes([["𠮷野家", "🙂"]], "cp932").decode("cp932") == "〓野家,〓\r\n"
    assert through_cp932("𠮷野〜") == "〓野～"


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("cell", ["=1+1", "+81", "-1", "@SUM(A1)", "\tx", "\rx", "'=1", "''=1"])
def test_no_cell_of_a_csv_runs_as_a_formula(encoding, cell):
    (row,) = _csv(csv_bytes([["a", cell]], encoding), encoding.replace("utf-8", "utf-8-sig"))
    assert row[1] == f"'{cell}"


@pytest.mark.parametrize("cell", ["=1+1", "=cmd|'/c calc'!A1", "@SUM(A1)", "+1", "-1"])
def test_no_cell_of_a_workbook_is_a_formula(cell):
    content = workbook_bytes("台帳", ["番号"], [[cell]])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    found = openpyxl.load_workbook(io.BytesIO(content)).active["A2"]
    assert (found.data_type, found.value, found.quotePrefix) == ("s", cell, True)


def test_a_workbook_shows_days_as_wareki_and_keeps_its_headings_in_sight():
    content = workbook_bytes("台帳[/]:*?", ["番号", "日"], [["1", date(2026, 3, 31)]])
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert "ggge" in sheet["B2"].number_format
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:B2"
    assert sheet["A1"].font.bold


def test_an_empty_register_is_a_workbook_of_headings():
    content = workbook_bytes("台帳", ["番号", "名称"], [])
    assert [
        [c.value for c in row] for row in openpyxl.load_workbook(io.BytesIO(content)).active
    ] == [["番号", "名称"]]


def test_a_character_no_file_can_carry_is_shown_as_lost():
    assert _back(workbook_bytes("台帳", ["番号"], [["a\x01b\ud800"]])) == [["a\ufffdb\ufffd"]]
    assert _back(csv_bytes([["番号"], ["a\x01b"]], "utf-8")) == [["a\ufffdb"]]
