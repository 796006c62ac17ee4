"""Numbers as documents write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.policytext import numerals


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("12", 12),
        ("１２", 12),
        ("十二", 12),
        ("二十", 20),
        ("百二十三", 123),
        ("一〇", 10),
        ("三", 3),
    ],
)
def test_numbers_are_read_in_every_writing(written, value):
    assert numerals.number(written) == value


@given(st.integers(1, 999))
def test_kanji_numbers_read_back(value):
    assert numerals.number(numerals.in_kanji(value)) == value


@pytest.mark.parametrize("written", ["", "い", "十い"])
def test_what_is_no_number_is_refused(written):
    with pytest.raises(ValueError, match=r"."):
        numerals.number(written)


def test_kana_count_in_their_order():
    assert [numerals.kana(c) for c in "アイウカン"] == [1, 2, 3, 6, 46]
    assert numerals.in_iroha(["イ", "ロ", "ハ"])
    assert not numerals.in_iroha(["ア", "イ", "ウ"])
