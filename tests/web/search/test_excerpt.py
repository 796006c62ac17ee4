"""An excerpt shows the text's own characters, and marks the words and nothing else."""

from hypothesis import given
from hypothesis import strategies as st

from sekisho.web.search.excerpt import LENGTH, excerpt
from sekisho.web.search.words import words_of


def marked(text, words):
    return [piece.text for piece in excerpt(text, words_of(words)) if piece.found]


def test_each_place_of_a_word_is_marked():
    assert marked("媒体の持出し。媒体の返却。", "媒体") == ["媒体", "媒体"]


def test_letter_case_and_width_are_marked_as_they_are_written():
    assert marked("usbとＵＳＢ", "USB") == ["usb", "ＵＳＢ"]


def test_of_words_that_overlap_the_first_is_marked():
    assert marked("情報資産台帳", "情報資産 資産台帳") == ["情報資産"]
    assert marked("情報資産", "情報 情報資産") == ["情報資産"]


def test_a_word_far_inside_is_shown_with_what_stands_round_it():
    pieces = excerpt("あ" * 500 + "鍵" + "い" * 500, words_of("鍵"))
    assert pieces[0].text == pieces[-1].text == "…"
    assert [piece.text for piece in pieces if piece.found] == ["鍵"]
    assert sum(len(piece.text) for piece in pieces) <= LENGTH + 2


def test_a_text_without_the_word_is_shown_from_its_beginning():
    assert [piece.text for piece in excerpt("短い本文", words_of("鍵"))] == ["短い本文"]
    assert excerpt("", words_of("鍵")) == ()


@given(st.text(max_size=400), st.text(max_size=12))
def test_the_pieces_are_a_run_of_the_text_and_the_marked_ones_are_words(text, looked_for):
    words = words_of(looked_for)
    pieces = excerpt(text, words)
    shown = "".join(piece.text for piece in pieces)
    line = " ".join(text.split())
    assert shown.removeprefix("…").removesuffix("…") in line or shown in line
    forms = {form.casefold() for word in words for form in word.forms}
    assert {piece.text.casefold() for piece in pieces if piece.found} <= forms
