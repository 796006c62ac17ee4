"""What printing did to the lines is mended; what the author wrote is left alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.policytext.accounting import visible
from tests.engines.policytext.outlines import by_id, ids, read

from sekisho.policytext import line, mending


def mended(text: str) -> list[str]:
    lines = mending.mend(mending.mark_full(list(line.from_text(text))))
    return [item.text for item in lines if not item.drop]


def dropped(text: str) -> list[tuple[str, str]]:
    lines = mending.mend(mending.mark_full(list(line.from_text(text))))
    return [(item.text, item.drop) for item in lines if item.drop]


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("情 報 資 産 を 守 る 。", "情報資産を守る。"),
        ("情　報　資　産　を　守　る", "情報資産を守る"),
        ("目　的", "目的"),
        ("第１条　目　的", "第１条　目的"),
        ("1 目 的", "1 目的"),
        ("情 報 資 産　　台 帳", "情報資産 台帳"),
    ],
)
def test_letters_printed_apart_are_closed_up(printed, meant):
    assert mended(printed) == [meant]


@pytest.mark.parametrize(
    "text",
    [
        "情報資産　電子計算機をいう。",
        "ア 鍵",
        "一　鍵の管理",
        "第1条 目的",
        "USB メモリ と LGWAN 端末",
        "1 情報資産の分類 と 管理",
    ],
)
def test_blanks_an_author_set_stay(text):
    assert mended(text) == [text]


def wrapped(text: str, width: int) -> str:
    """Break a paragraph after every `width` letters, as a page does."""
    return "\n".join(text[i : i + width] for i in range(0, len(text), width))


def test_lines_broken_by_the_page_are_joined():
    first = (
        "組合は、その保有する情報資産を様々な脅威から守るため、必要な対策を講じるものとする。" * 3
    )
    second = "責任者は、毎年度、対策の状況を点検し、その結果を理事長に報告しなければならない。"
    text = f"1 目的\n{wrapped(first, 24)}\n2 点検\n{wrapped(second, 24)}"
    document = read(text)
    assert ids(document) == ["1", "2"]
    assert by_id(document)["1"].text == first
    assert by_id(document)["2"].text == second


def test_latin_words_keep_a_blank_where_a_line_was_broken_between_them():
    text = "職員が事務に使う端末をネットワークに接続するときは、Virtual\nPrivate Network を使う。"
    assert mended(f"{text}\n{text}")[0].count("Virtual Private") == 1


def test_a_sentence_broken_at_the_width_of_nothing_stays_two_lines():
    assert mended("端末を守る\n媒体を守る") == ["端末を守る", "媒体を守る"]


def test_an_item_at_a_full_line_s_end_is_never_swallowed():
    body = "組合は、その保有する情報資産を様々な脅威から守るため、"
    text = f"1 対策\n{body}\n{body}\n(1) 鍵を掛ける。"
    assert mended(text)[-1] == "(1) 鍵を掛ける。"


@pytest.mark.parametrize(
    "number",
    ["- 3 -", "－３－", "― 12 ―", "3 / 12", "3/12 ページ", "3ページ", "P.3", "page 3", "3 頁"],
)
def test_page_numbers_are_left_out(number):
    assert dropped(f"端末を守る。\n{number}\n鍵を掛ける。") == [(number, "page-number")]


def test_a_bare_number_in_the_middle_of_a_sentence_is_a_page_number():
    first = "組合は、その保有する情報資産を様々な脅威から守るため、必要な対策を講じる" * 2
    lines = wrapped(first, 24).split("\n")
    text = "1 目的\n" + "\n".join((*lines[:2], "7", *lines[2:])) + "ものとする。\n"
    document = read(text)
    assert by_id(document)["1"].text == first + "ものとする。"
    assert [(i.text, i.reason) for i in document.left_out if i.reason == "page-number"] == [
        ("7", "page-number")
    ]


def test_a_number_printed_above_its_title_is_a_label():
    document = read("1\n目的\n端末を守る。\n2\n対策\n鍵を掛ける。\n")
    assert [(c.id, c.heading) for c in document.clauses] == [("1", "目的"), ("2", "対策")]


def test_a_number_nobody_waits_for_is_a_page_number():
    document = read("1 目的\n\n端末を守る。\n\n14\n\n2 対策\n\n鍵を掛ける。\n")
    assert ids(document) == ["1", "2"]


def test_rules_and_invisible_characters_are_left_out():
    assert dropped("──────────") == [("──────────", "rule")]
    lines = mending.mend(line.from_text("\ufeff端末\u200bを守る。"))
    assert lines[0].text == "端末を守る。"
    assert lines[0].removed == (("\ufeff\u200b", "unreadable-character"),)


@pytest.mark.parametrize("mark", ["・", "•", "●", "■", "-", "*", "○"])
def test_list_marks_are_taken_off(mark):
    lines = mending.mend(line.from_text(f"{mark} 鍵を掛ける。"))
    assert lines[0].text == "鍵を掛ける。"
    assert lines[0].bulleted


def test_rows_between_bars_and_between_tabs_are_rows():
    assert mended("| 区分 | 期間 |\n|---|---|\n| 台帳 | 5年 |") == ["区分\t期間", "台帳\t5年"]
    assert mended("区分\t期間") == ["区分\t期間"]


@settings(deadline=None)
@given(st.text(alphabet="情報を守 　る。、1-・|\t\nabLG（）", max_size=120))
def test_mending_moves_only_blanks(text):
    lines = mending.mend(mending.mark_full(list(line.from_text(text))))
    kept = "".join(item.text + "".join(mark for mark, _ in item.removed) for item in lines)
    assert visible(kept) == visible(text)


def test_width_counts_japanese_letters_twice():
    assert line.columns("LGWAN接続系") == 5 + 6
    assert line.columns("ｱｲｳ") == 3
