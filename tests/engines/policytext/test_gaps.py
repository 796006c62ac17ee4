"""Missing, doubled and damaged numbers are reported, and never closed up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.policytext.outlines import by_id, codes, ids, read


def test_a_missing_article_is_reported_and_the_others_keep_their_numbers():
    document = read("第1条 端末を守る。\n第4条 鍵を掛ける。\n")
    assert ids(document) == ["1", "4"]
    assert codes(document) == [("missing-number", "4")]
    assert "第2条から第3条まで" in document.warnings[0].message


@pytest.mark.parametrize(
    ("text", "clause", "missing"),
    [
        ("1 対策\n\n守る。\n\n(1) 鍵を掛ける。\n\n(3) 記録する。\n", "1(3)", "(2)"),
        ("1 対策\n\n守る。\n\n① 鍵を掛ける。\n\n③ 記録する。\n", "1③", "②"),
        ("1 対策\n\n守る。\n\nア 鍵を掛ける。\n\nウ 記録する。\n", "1ウ", "イ"),
        ("1 対策\n\n守る。\n\n(2) 記録する。\n", "1(2)", "(1)"),
        ("第1条 守る。\n2 鍵を掛ける。\n4 記録する。\n", "1-4", "3"),
        ("第1章 総則\n第1条 守る。\n第3章 管理\n第2条 記録する。\n", "第3章", "第2章"),
        ("2 対策\n\n守る。\n\n3 点検\n\n点検する。\n\n(1) 鍵\n", "2", "1"),
    ],
)
def test_missing_numbers_in_every_system(text, clause, missing):
    document = read("" + text)
    found = [w for w in document.warnings if w.code == "missing-number"]
    assert [w.clause for w in found] == [clause]
    assert missing in found[0].message


def test_paragraph_one_of_an_article_needs_no_number():
    assert codes(read("第1条 守る。\n2 鍵を掛ける。\n3 記録する。\n")) == []


def test_articles_count_through_all_chapters():
    text = "第1章 総則\n第1条 守る。\n第2章 管理\n第2条 記録する。\n附 則\n第1条 施行する。\n"
    assert codes(read(text)) == []


def test_numbers_that_begin_again_in_each_chapter_are_no_mistake():
    text = "第1章 総則\n1 目的\n守る。\n2 範囲\n全部とする。\n第2章 管理\n1 端末\n記録する。\n"
    document = read(text)
    assert ids(document) == ["第1章", "1", "2", "第2章", "第2章1"]
    assert codes(document) == []


def test_branches_stand_between_their_neighbours():
    text = "第1条 守る。\n第1条の2 記録する。\n第1条の3 保存する。\n第2条 見直す。\n"
    assert codes(read(text)) == []


def test_a_range_of_deleted_articles_leaves_no_gap():
    document = read("第1条 守る。\n第2条から第4条まで 削除\n第5条 見直す。\n")
    assert ids(document) == ["1", "2", "5"]
    assert by_id(document)["2"].text == "削除"
    assert codes(document) == []


def test_iroha_lists_count_in_their_own_order():
    assert codes(read("第1条 次のとおりとする。\nイ 鍵\nロ 台帳\nハ 端末\n")) == []


def test_a_number_given_twice_is_reported_and_both_can_be_named():
    document = read("第1条 守る。\n第2条 鍵を掛ける。\n第2条 記録する。\n")
    assert ids(document) == ["1", "2", "2#2"]
    assert codes(document) == [("duplicate-number", "2#2")]


def test_numbers_out_of_order_are_reported():
    document = read("1 対策\n\n守る。\n\n(1) 鍵\n\n(2) 台帳\n\n(3) 端末\n\n(2) 媒体\n")
    assert codes(document) == [("number-out-of-order", "1(2)#2")]


def test_garbled_circled_numbers_are_read_and_reported():
    document = read(
        "1 対策\n\n次の対策を講じる。\n\n@ 鍵を掛ける。\n\nA 記録する。\n\nB 点検する。\n"
    )
    assert ids(document) == ["1", "1①", "1②", "1③"]
    assert [c.label for c in document.clauses[0].children] == ["@", "A", "B"]
    assert codes(document) == [("garbled-circled-number", f"1{mark}") for mark in "①②③"]


def test_a_letter_without_a_damaged_list_is_no_garbled_number():
    document = read("1 対策\n\nA 社の端末を守る。\n\n2 点検\n\n点検する。\n")
    assert codes(document) == []
    assert document.clauses[0].text == "A 社の端末を守る。"


def test_a_heading_whose_number_is_lost_is_kept_and_reported():
    text = "(目的)\n第1条 守る。\n(範囲)\n全部とする。\n(点検)\n第3条 点検する。\n"
    document = read(text)
    assert [(c.id, c.heading, c.text) for c in document.clauses] == [
        ("1", "目的", "守る。"),
        ("範囲", "範囲", "全部とする。"),
        ("3", "点検", "点検する。"),
    ]
    assert codes(document) == [("missing-number", "3"), ("unnumbered-heading", "範囲")]


def missing(text: str) -> list[tuple[str, str]]:
    """Return (clause, the names said to be missing) of each report of a missing number."""
    return [
        (w.clause, w.message.split("の前に")[1].split("がありません")[0])
        for w in read(text).warnings
        if w.code == "missing-number"
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 総則\n1-1 目的\n守る。\n1-3 範囲\n守る。\n", [("1-3", "1-2")]),
        ("1 総則\n1-1 目的\n守る。\n2 点検\n2-2 監査\n行う。\n", [("2-2", "2-1")]),
        ("2 管理\n2―1 組織\n2―1―1 長\n置く。\n2―1―4 係\n置く。\n",
         [("2-1-4", "2―1―2から2―1―3まで")]),
        ("1-1 目的\n守る。\n1-2 範囲\n守る。\n3-1 組織\n置く。\n", [("3-1", "2")]),
        ("1.1 目的\n守る。\n1.3 範囲\n守る。\n1.3.2 組織\n置く。\n",
         [("1-3", "1.2"), ("1-3-2", "1.3.1")]),
        ("第2章 管理\n2-1 鍵\n掛ける。\n2-3 端末\n守る。\n", [("第2章", "第1章"), ("2-3", "2-2")]),
        ("第1条 鍵\n第1条の2 守る。\n第1条の4 守る。\n第2条 守る。\n", [("1の4", "第1条の3")]),
        ("第1条 鍵\n第1条の3 守る。\n第2条 守る。\n", [("1の3", "第1条の2")]),
        ("第1条 鍵\n第1条の2の4 守る。\n", [("1の2の4", "第1条の2から第1条の2の3まで")]),
        ("第1条 鍵\n第2条の2 守る。\n第3条 守る。\n", [("2の2", "第2条")]),
        ("第1条 鍵\n第1条の2 守る。\n第3条 守る。\n", [("3", "第2条")]),
    ],
)  # fmt: skip
def test_missing_numbers_in_dashed_dotted_and_branched_rows(text, expected):
    assert missing(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2-1 目的\n守る。\n2-2 範囲\n守る。\n3-1 組織\n置く。\n",
        "1 総則\n1-1 目的\n守る。\n2-1 範囲\n守る。\n",
        "第1章 総則\n1-1 目的\n守る。\n第2章 管理\n1-1 鍵\n掛ける。\n1-2 端末\n守る。\n",
        "第1編 方針\n第1章 総則\n第1条 守る。\n第2編 基準\n第2章 管理\n第2条 守る。\n",
        "第1章 総則\n第1節 鍵\n第1条 守る。\n第2章 管理\n第2節 机\n第2条 守る。\n",
        "1. 目的\n守る。\n2 範囲\n守る。\n3．管理\n守る。\n",
        "1 対策\n1) 鍵\n(2) 端末\n3) 媒体\n",
        "1 対策\n(1) 鍵\n掛ける。\n(2) 机\n守る。\n(1) 端末\n守る。\n(2) 媒体\n守る。\n",
        "第1条 鍵\n第1条の2 守る。\n第1条の2の2 守る。\n第1条の3 守る。\n第2条 守る。\n",
    ],
)  # fmt: skip
def test_rows_that_begin_again_or_run_on_miss_nothing(text):
    assert missing(text) == []


def test_a_row_that_begins_again_is_reported_once_and_counted_afresh():
    text = "1 対策\n(1) 鍵\n守る。\n(2) 机\n守る。\n(1) 端末\n守る。\n(3) 媒体\n守る。\n"
    assert codes(read(text)) == [("number-out-of-order", "1(1)#2"), ("missing-number", "1(3)")]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1-1 鍵\n守る。\n1-1 机\n守る。\n", ("duplicate-number", "1-1#2")),
        ("1-2 鍵\n守る。\n1-3 机\n守る。\n1-2 棚\n守る。\n", ("number-out-of-order", "1-2#2")),
        ("第1条 鍵\n第1条の2 守る。\n第1条の2 守る。\n", ("duplicate-number", "1の2#2")),
        ("第1条 鍵\n第1条の3 守る。\n第1条の2 守る。\n", ("number-out-of-order", "1の2")),
    ],
)
def test_dashes_and_branches_given_twice_or_out_of_order(text, code):
    assert code in codes(read(text))


@given(st.lists(st.integers(1, 4), min_size=1, max_size=3), st.data())
def test_taking_one_number_out_of_a_dashed_tree_is_reported_where_it_shows(widths, data):
    """An oracle of its own: the whole tree reports nothing; one line fewer names that number."""
    paths = [(1,)]
    for width in widths:
        deepest = max(len(p) for p in paths)
        paths += [(*p, n) for p in paths if len(p) == deepest for n in range(1, width + 1)]
    paths = sorted(paths)
    written = {p: f"{'-'.join(map(str, p))} 見出し\n守る。\n" for p in paths}
    assert missing("".join(written.values())) == []
    shown = [p for p in paths if len(p) > 1 and (*p[:-1], p[-1] + 1) in written]
    leaves = [p for p in shown if not any(q[: len(p)] == p and q != p for q in paths)]
    if not leaves:
        return
    gone = data.draw(st.sampled_from(leaves))
    after = "-".join(map(str, (*gone[:-1], gone[-1] + 1)))
    text = "".join(words for p, words in written.items() if p != gone)
    assert missing(text) == [(after, "-".join(map(str, gone)))]
