"""Plain text crosses as UTF-8 that every Windows program reads, without what cannot be seen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.sanitize.direct import clean, vectors

SENTENCE = "①㈱髙﨑の申請書ｶﾅ表ソ能です。\n二行目"


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "cp932"])
def test_reads_every_japanese_charset(charset):
    result = clean(SENTENCE.encode(charset), "連絡.txt")
    assert result.outcome == "delivered"
    assert result.data.decode("utf-8-sig") == SENTENCE.replace("\n", "\r\n")
    assert not result.removals


@pytest.mark.parametrize(
    ("hidden", "vector"),
    [
        ("\u202e", "text.direction"),
        ("\u200b", "text.invisible"),
        ("\x07", "text.control"),
        ("\x1b[2J", "text.terminal-escape"),
    ],
)
def test_takes_out_what_cannot_be_seen(hidden, vector):
    result = clean(f"請求書{hidden}です".encode(), "a.txt")
    assert result.data.decode("utf-8-sig") == "請求書です"
    assert vectors(result) == {vector}


def test_holds_what_is_no_text():
    result = clean(bytes(range(0x80, 0x100)) * 20, "a.txt")
    assert result.outcome == "held"
    assert result.data is None


@given(st.text(max_size=300))
def test_a_second_cleaning_changes_and_removes_nothing(text):
    first = clean(text.encode("utf-8", "ignore"), "a.txt")
    if first.data is None:
        return
    second = clean(first.data, first.output_name)
    assert second.data == first.data
    assert not second.removals
