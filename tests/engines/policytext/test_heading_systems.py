"""The eight heading systems met in real documents, each with a sample of our own."""

from datetime import date

import pytest
from tests.engines.policytext import making
from tests.engines.policytext.outlines import by_id, codes, ids

from sekisho import policytext


def read(name: str) -> policytext.Document:
    return policytext.read(making.sample(name), name=name)


def test_a_ministry_web_style():
    document = read("a-ministry-web.txt")
    assert ids(document) == [
        *("1", "2", "2(1)", "2(2)", "3", "3(1)", "3(2)", "4"),
        *("4(1)", "4(1)①", "4(1)②", "4(2)", "4(2)¶2"),
    ]
    assert document.number == "告示第7号"
    assert document.promulgated == date(2024, 3, 29)
    assert document.effective == date(2024, 4, 1)
    assert document.issuer == "総務課"
    assert document.warnings == ()
    clauses = by_id(document)
    assert (clauses["2(1)"].heading, clauses["3(1)"].heading) == ("端末", "")
    assert clauses["3(2)"].text == "火災その他の災害"
    assert clauses["4"].references == ("3",)
    assert clauses["4(2)"].references == ("4(1)",)


def test_b_regulation_with_chapters_articles_and_supplements():
    document = read("b-regulation.txt")
    assert [clause.id for clause in document.clauses] == [
        "第1章",
        "第2章",
        "附則",
        "附則#2",
        "別表第1",
    ]
    assert ids(document)[1:12] == [
        *("1", "2", "2(1)", "2(2)", "3", "3-2", "3-2(1)", "3-2(2)"),
        *("3-2(2)ア", "3-2(2)イ", "3-2(2)イ(ア)"),
    ]
    clauses = by_id(document)
    assert clauses["第2章第2節"].heading == "点検"
    assert clauses["5の2"].label == "第5条の2"
    assert clauses["5の2"].heading == "監査"
    assert clauses["5の2"].references == ("5",)
    assert clauses["3-3"].references == ("3", "3-2")
    assert clauses["4-2"].references == ("2(1)",)
    assert clauses["3-2(2)"].text == "次に掲げる非常勤の職員"
    assert clauses["3-2(2)イ"].text == "臨時の職員"
    assert clauses["附則#2"].heading == "平成20年3月31日訓令第2号"
    assert clauses["別表第1"].text == "区分\t保存期間\n申請書\t5年"
    assert document.effective == document.promulgated == date(2003, 8, 1)
    assert document.warnings == ()


def test_b_the_contents_are_not_read_twice():
    document = read("b-regulation.txt")
    contents = [i.text for i in document.left_out if i.reason == "table-of-contents"]
    assert contents[0] == "目次"
    assert ids(document).count("第1章") == 1


def test_c_outline_with_numbers_after_第_and_a_missing_one():
    document = read("c-outline.txt")
    assert ids(document) == ["1", "2", "2(1)", "2(1)1)", "2(1)2)", "2(2)", "4"]
    assert codes(document) == [("missing-number", "4")]
    assert "第3" in document.warnings[0].message


def test_d_numbers_joined_by_dashes():
    document = read("d-dashes.txt")
    assert ids(document) == [
        *("1", "1-1", "1-2", "2", "2-1", "2-1-1", "2-1-2", "2-1-2(1)", "2-1-2(2)"),
        *("2-1-2(2)ア", "2-1-2(2)ア(ア)", "2-1-2(2)ア(イ)", "2-1-2(2)イ", "2-2"),
    ]
    clauses = by_id(document)
    assert clauses["2-1-1"].label == "2―1―1"
    assert clauses["2-2"].references == ("2-1-1",)
    assert [c.id for c in clauses["2-1"].children] == ["2-1-1", "2-1-2"]


def test_e_brackets_above_plain_numbers_with_bullets_below():
    document = read("e-reversed.txt")
    assert ids(document) == ["(1)", "(1)-1", "(1)-1¶2", "(1)-2", "(2)", "(2)-1"]
    assert by_id(document)["(1)-1¶2"].text == "責任者は、対策を統括する。"


def test_f_headings_repeated_at_the_front_are_a_table_of_contents():
    document = read("f-repeated-contents.txt")
    assert ids(document) == ["1", "2", "3", "3ア", "3イ", "4"]
    assert document.clauses[0].label == "1"
    contents = [i.text for i in document.left_out if i.reason == "table-of-contents"]
    assert contents == ["1目的", "2対象", "3対策", "4見直し"]


def test_g_a_bundle_of_standards_counts_from_one_in_each():
    document = read("g-bundle.txt")
    first, second = "電子情報の保護に関する管理基準", "記録媒体の利用に関する管理基準"
    assert ids(document) == [
        *(first, f"{first}1", f"{first}2", f"{first}2(1)"),
        *(second, f"{second}1", f"{second}2"),
    ]
    assert document.warnings == ()


def test_h_an_amending_text_is_recognised_and_reported():
    document = read("h-amendment.txt")
    assert [code for code, _ in codes(document)] == ["amending-text"]
    assert "改め文" in document.warnings[0].message
    assert document.effective == date(2025, 4, 1)
    assert "附則" in ids(document)


def test_the_published_regulation_page_reads_like_its_text():
    document = read("reiki.html")
    assert ids(document) == ["1", "2", "2(1)", "2(2)", "4", "4-2", "附則", "別表第1"]
    assert codes(document) == [("missing-number", "4")]
    clauses = by_id(document)
    assert clauses["1"].heading == "目的"
    assert "靱性" in clauses["1"].text
    assert "じん" not in clauses["1"].text
    assert clauses["4"].references == ("2(2)",)
    assert clauses["4-2"].references == ("4",)
    assert clauses["別表第1"].text == "区分\t期間\n端末\t5年"
    assert document.title == "朝霧市職員共済組合情報セキュリティ規程"
    assert not any("市役所" in clause.text for clause in document.walk())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "１　目的\n端末を守る。\n２　対策\n（１）　鍵を掛ける。\n（２）　記録する。",
            ["1", "2", "2(1)", "2(2)"],
        ),
        (
            "1. 目的\n端末を守る。\n2. 対策\n⑴ 鍵を掛ける。\n⑵ 記録する。",
            ["1", "2", "2(1)", "2(2)"],
        ),
        (
            "1．目的\n端末を守る。\n2．対策\n1) 鍵を掛ける。\n2) 記録する。",
            ["1", "2", "2-1)", "2-2)"],
        ),
        (
            "第一条　端末を守る。\n第二条　次のとおりとする。\n一　鍵\n二　記録",
            ["1", "2", "2一", "2二"],
        ),
        (
            "第1条 端末を守る。\n2 鍵を掛ける。\n第1条の2 記録する。\n第2条 見直す。",
            ["1", "1-2", "1の2", "2"],
        ),
        ("第十一条　端末を守る。\n第十二条　鍵を掛ける。", ["11", "12"]),
        (
            "1.1 目的\n端末を守る。\n1.2 対象\n端末とする。\n1.2.1 範囲\n全部とする。",
            ["1-1", "1-2", "1-2-1"],
        ),
        (
            "1 目的\n端末を守る。\n1-1 対象\n端末とする。\n1-1(1)ア 鍵を掛ける。",
            ["1", "1-1", "1-1(1)ア"],
        ),
        (
            "第1条 次のとおりとする。\n(1) ア 鍵を掛ける。\nイ 記録する。",
            ["1", "1(1)", "1(1)ア", "1(1)イ"],
        ),
        ("第1 目的\n端末を守る。\n第2 節度\n守る。\n第3 編集\n守る。", ["1", "2", "3"]),
        ("第１　目的\n端末を守る。\n第２　章立て\n守る。", ["1", "2"]),
        ("第一　目的\n端末を守る。\n第二　対策\n一　鍵\n二　札", ["1", "2", "2一", "2二"]),
        (
            "第1章 総則\n第1節 目的\n第1目 範囲\n第1条 守る。",
            ["第1章", "第1章第1節", "第1章第1節第1目", "1"],
        ),
        ("第 1 章 総則\n第 1 条 守る。", ["第1章", "1"]),
        ("第一章総則\n第1条 守る。\n第二章管理\n第2条 守る。", ["第1章", "1", "第2章", "2"]),
        ("1 対策\nア 鍵\n(ア) 保管\n(イ) 貸出\nイ 記録", ["1", "1ア", "1ア(ア)", "1ア(イ)", "1イ"]),
    ],
)
def test_labels_in_other_writings_give_the_same_ids(text, expected):
    document = policytext.read(f"端末管理規程\n\n{text}\n".encode())
    assert ids(document) == expected


@pytest.mark.parametrize(
    ("above", "below"), [("(趣旨)", "第1条　"), ("（趣旨）", "第1 "), ("(趣旨)\n", "第1条 ")]
)
def test_a_caption_above_the_first_label_is_its_heading(above, below):
    second = f"（範囲）\n{below.replace('1', '2')}全部とする。\n"
    text = f"端末管理規程\n\n{above}\n{below}端末を守る。\n\n{second}"
    document = policytext.read(text.encode())
    assert [(c.id, c.heading, c.text) for c in document.walk()] == [
        ("1", "趣旨", "端末を守る。"),
        ("2", "範囲", "全部とする。"),
    ]


def test_c_the_words_after_a_number_with_第_are_its_heading():
    document = policytext.read(
        "端末管理要綱\n\n第1 目的\n\n守る。\n\n第2 目次作成\n\n作る。\n".encode()
    )
    assert [(c.label, c.heading, c.text) for c in document.walk()] == [
        ("第1", "目的", "守る。"),
        ("第2", "目次作成", "作る。"),
    ]
