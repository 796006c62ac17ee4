"""The CSV opens in a spreadsheet as it was written, and runs nothing."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.web.assets.exporting import ENCODINGS, FORMULA, csv_bytes

TEXT = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=12)
ROWS = st.lists(st.lists(TEXT, min_size=2, max_size=4), max_size=5)


def _read(content, encoding):
    return list(csv.reader(io.StringIO(content.decode(encoding), newline="")))


@given(ROWS)
def test_in_utf_8_everything_but_formulas_comes_back(rows):
    expected = [[f"'{c}" if c.startswith(FORMULA) else c for c in row] for row in rows]
    assert _read(csv_bytes(rows, "utf-8"), "utf-8-sig") == expected


@given(ROWS)
def test_cp932_never_fails_and_keeps_the_table_s_shape(rows):
    read = _read(csv_bytes(rows, "cp932"), "cp932")
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


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("cell", ["=1+1", "+81", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_no_cell_runs_as_a_formula(encoding, cell):
    (row,) = _read(csv_bytes([["a", cell]], encoding), encoding.replace("utf-8", "utf-8-sig"))
    assert row[1].startswith("'")
