"""Text of a log on a terminal."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.detection.samples import HOSTILE

from sekisho.detection import shown

ACTING = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_nothing_that_acts_reaches_a_terminal(name):
    words = shown(HOSTILE[name])
    assert not [each for each in words if unicodedata.category(each) in ACTING]
    assert len(words) < 4_000


@given(st.text())
def test_one_line_without_controls_comes_out_whatever_comes_in(text):
    words = shown(text)
    assert not [each for each in words if unicodedata.category(each) in ACTING]
    words.encode("utf-8")


def test_japanese_and_html_stay_what_they_are():
    assert shown("遮断 <b>&amp;") == "遮断 <b>&amp;"


def test_escapes_are_shown_by_their_numbers_and_long_text_is_cut():
    assert shown("\x1b[2J\u202e") == "\\x1b[2J\\u202e"
    assert shown("a" * 400, most=5) == "aaaaa…"
