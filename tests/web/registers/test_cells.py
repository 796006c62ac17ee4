"""One cell: what it may hold, and what is said when it may not."""

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.web.registers.book import COLUMNS, UNITS

from sekisho.web.registers import Choice, Column, Kind, Options
from sekisho.web.registers.cells import (
    CellError,
    Words,
    in_file,
    own_value,
    read_cell,
    short,
    words_of,
)

BY_KEY = {column.key: column for column in COLUMNS}
OPTIONS = {"units": UNITS}
CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.builds(lambda day: {"day": day.isoformat()}, st.dates()),
    st.just({"formula": True}),
    st.builds(lambda text: {"fault": text}, st.text(max_size=8)),
)


def _read(key, cell, **more):
    column = BY_KEY[key]
    return read_cell(column, cell, words_of(column, OPTIONS), **more)


@pytest.mark.parametrize(
    ("key", "cell", "value"),
    [
        ("name", "第二書庫", "第二書庫"),
        ("name", 12, "12"),
        ("name", 1.5, "1.5"),
        ("name", True, "TRUE"),
        ("note", None, ""),
        ("copies", 3, 3),
        ("copies", " １２ ", 12),
        ("copies", "0", 0),
        ("copies", None, None),
        ("master", "○", True),
        ("master", "〇", True),
        ("master", "◯", True),
        ("master", "✓", True),
        ("master", 1, True),
        ("master", True, True),
        ("master", "×", False),
        ("master", "ｘ", False),
        ("master", "-", False),
        ("master", 0, False),
        ("master", None, False),
        ("state", "貸出中", "out"),
        ("state", "貸出 中", "out"),
        ("state", None, None),
        ("unit", "総務課", 1),
        ("unit", "給付", 2),
        ("unit", "総務課　分室", 3),
        ("made", {"day": "2026-03-31"}, date(2026, 3, 31)),
        ("made", "R8.3.31", date(2026, 3, 31)),
        ("made", 46112, date(2026, 3, 31)),
        ("made", 20260331, date(2026, 3, 31)),
        ("made", None, None),
    ],
)
def test_a_cell_is_read_as_its_column_means_it(key, cell, value):
    assert _read(key, cell) == value


@pytest.mark.parametrize(
    ("key", "cell", "words"),
    [
        ("number", None, "入力してください"),
        ("name", "あ" * 201, "200文字まで"),
        ("name", "〓野", "文字コード"),
        ("name", {"day": "2026-01-02"}, "書式を「文字列」"),
        ("name", {"formula": True}, "値の貼り付け"),
        ("name", {"fault": "#REF!"}, "#REF!"),
        ("copies", "約10", "整数"),
        ("copies", "10本", "整数"),
        ("copies", 1.5, "整数"),
        ("copies", 100, "0から99"),
        ("copies", -1, "0から99"),
        ("copies", True, "数字"),
        ("copies", "9" * 30, "整数"),
        ("copies", float("nan"), "整数"),
        ("master", "たぶん", "○か×"),
        ("state", "紛失", "在庫、貸出中"),
        ("unit", "監査室", "総務課、給付課"),
        ("unit", "1", "選べません"),
        ("made", "来月", "読めません"),
        ("made", "令和8年2月30日", "ありません"),
        ("made", "平成元年1月1日", "平成が始まる前"),
        ("made", {"formula": True}, "数式"),
    ],
)
def test_what_a_cell_may_not_hold_is_said_in_words(key, cell, words):
    with pytest.raises(CellError) as caught:
        _read(key, cell)
    assert words in str(caught.value)


def test_days_of_a_1904_workbook_are_counted_from_there():
    assert _read("made", 44650, since_1904=True) == date(2026, 3, 31)


def test_a_word_that_stands_for_two_names_neither():
    words = Words(
        (Choice(1, "事務局／総務課", ("総務課",)), Choice(2, "支部／総務課", ("総務課",)))
    )
    with pytest.raises(CellError, match="二つ以上"):
        words.value("総務課")
    assert words.value("支部/総務課") == 2


@given(st.sampled_from(COLUMNS), CELLS)
def test_any_cell_gives_a_value_or_words(column, cell):
    with contextlib.suppress(CellError):
        value = read_cell(column, cell, words_of(column, OPTIONS))
        assert value is None or isinstance(value, str | int | bool | date)


@given(CELLS)
def test_any_cell_of_an_own_column_gives_text_or_a_finite_number_or_words(cell):
    with contextlib.suppress(CellError):
        value = own_value(cell)
        assert isinstance(value, str) or value - value == 0


@given(
    st.one_of(
        st.tuples(
            st.just("name"), st.text(min_size=1, max_size=20).filter(lambda t: "〓" not in t)
        ),
        st.tuples(st.just("state"), st.sampled_from(["in", "out", None])),
        st.tuples(st.just("unit"), st.sampled_from([1, 2, 3, None])),
        st.tuples(st.just("made"), st.none() | st.dates()),
        st.tuples(st.just("copies"), st.none() | st.integers(0, 99)),
        st.tuples(st.just("master"), st.booleans()),
    )
)
def test_what_is_written_is_read_as_the_same_value(pair):
    key, value = pair
    column = BY_KEY[key]
    words = words_of(column, OPTIONS)
    written = in_file(column, value, words.labels)
    cell = {"day": written.isoformat()} if isinstance(written, date) else written
    assert read_cell(column, cell, words) == value


def test_a_long_word_is_shortened_in_messages():
    assert short("あ" * 40) == "あ" * 29 + "…"
    assert short("a\nb") == "a b"


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": Kind.CHOICE},
        {"kind": Kind.REFERENCE},
        {"choices": (Choice("a", "A"),)},
        {"options": "units"},
        {"longest": 5000},
    ],
)
def test_a_column_that_makes_no_sense_is_not_declared(fields):
    with pytest.raises(ValueError, match="x:"):
        Column("x", "X", **fields)


def test_options_know_their_labels():
    assert Options((Choice(1, "甲"), Choice("b", "乙"))).labels == {1: "甲", "b": "乙"}


def test_two_choices_of_one_label_are_named_by_neither():
    words = Words((Choice(1, "庶務係"), Choice(2, "庶務 係")))
    with pytest.raises(CellError, match="二つ以上"):
        words.value("庶務係")


def test_a_choice_that_is_over_is_written_and_not_taken():
    words = Words((Choice(1, "旧課", over=True), Choice(2, "新課")))
    assert words.labels[1] == "旧課"
    with pytest.raises(CellError, match="選べるのは 新課"):
        words.value("旧課")
