"""Words are found in every width they may be written in."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.web.search.words import LONGEST, MOST, words_of


@pytest.mark.parametrize("text", ["", " ", "　　", "\0", "\t\n"])
def test_nothing_but_spaces_is_no_word(text):
    assert words_of(text) == ()


def test_words_stand_between_spaces_of_either_width():
    assert [word.forms[0] for word in words_of("媒体　持出し USB")] == ["媒体", "持出し", "USB"]


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("USB", "ＵＳＢメモリ"),
        ("ＵＳＢ", "USBメモリ"),
        ("ｶﾅ", "カナ氏名"),
        ("カナ", "ｶﾅ氏名"),
        ("ガッパ", "ｶﾞｯﾊﾟ橋"),
        ("サーバ", "ｻｰﾊﾞ室"),
        ("usb", "USBメモリ"),
        ("３階", "3階サーバ室"),
        ("㈱", "(株)朝霧"),
    ],
)
def test_a_word_is_found_in_the_other_width(typed, written):
    (word,) = words_of(typed)
    assert word.stands_in(written)


def test_a_word_that_does_not_stand_there_is_not_found():
    (word,) = words_of("端末")
    assert not word.stands_in("媒体の持出し")


@given(st.text(max_size=300))
def test_any_text_gives_few_bounded_words_each_form_once(text):
    words = words_of(text)
    assert len(words) <= MOST
    for word in words:
        assert len(set(word.forms)) == len(word.forms)
        assert all(form and len(form) <= 20 * LONGEST for form in word.forms)


@given(st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=20), st.text())
def test_a_word_stands_in_any_text_made_round_it(middle, rest):
    for word in words_of(middle):
        assert word.stands_in(f"{rest}{word.forms[0]}{rest}")
        assert unicodedata.normalize("NFKC", word.forms[0]) in word.forms
