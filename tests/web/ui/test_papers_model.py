"""What a paper may be made of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.web.ui.papers import Run, Table
from sekisho.web.ui.papers.model import printable, runs


def test_a_row_longer_or_shorter_than_the_header_is_refused():
    for row in (("a",), ("a", "b", "c")):
        with pytest.raises(ValueError, match="one cell per column"):
            Table(("x", "y"), (row,))


def test_a_table_without_columns_is_refused():
    with pytest.raises(ValueError, match="one cell per column"):
        Table((), ())


@pytest.mark.parametrize("widths", [(1,), (1, 2, 3), (0, 1), (1, -1)])
def test_widths_that_do_not_fit_the_columns_are_refused(widths):
    with pytest.raises(ValueError, match="one share"):
        Table(("x", "y"), (), widths)


def test_columns_are_equal_when_no_widths_are_given():
    assert Table(("x", "y"), ()).shares == (1, 1)


def test_words_may_be_plain_or_marked():
    assert runs("端末") == (Run("端末"),)
    assert runs((Run("端"), Run("末", underline=True))) == (Run("端"), Run("末", underline=True))


def test_line_ends_of_every_system_are_line_feeds():
    assert printable("a\r\nb\rc\nd") == "a\nb\nc\nd"


@pytest.mark.parametrize("character", ["\x00", "\x0b", "\x1b", "\ud800", "\ufffe", "\x7f"])
def test_what_cannot_be_printed_is_shown_to_be_missing(character):
    assert printable(f"前{character}後") == "前\ufffd後"


@given(st.text())
def test_printable_text_is_left_alone(text):
    once = printable(text)
    assert printable(once) == once
    assert len(once.split()) >= 0
    once.encode("utf-8")  # no half characters are left


@given(st.text("あ端末0aＡ①㈱髙﨑𠮷\t\n #*$\\[]"))
def test_no_letter_of_ours_is_changed(text):
    assert printable(text) == text
