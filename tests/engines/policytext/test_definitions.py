"""Terms are found in each form in which policies define them."""

import pytest
from tests.engines.policytext.outlines import read, terms


def test_an_item_whose_heading_is_the_term():
    text = "1 用語の定義\n\n(1) 端末\n\n電子計算機をいう。\n\n"
    text += "(2) 媒体\n\n記録のための物をいう（紙を除く。）。\n"
    assert terms(text) == {
        "端末": "電子計算機をいう。",
        "媒体": "記録のための物をいう（紙を除く。）。",
    }


def test_a_meaning_that_is_a_list_keeps_the_list():
    text = "1 定義\n\n(1) 情報資産\n\n次のとおりとする。\n\n① 端末\n\n② 媒体\n"
    assert terms(text) == {"情報資産": "次のとおりとする。\n① 端末\n② 媒体"}


def test_the_same_words_outside_an_article_of_definitions_define_nothing():
    text = "1 範囲\n\n(1) 情報資産の範囲\n\n情報資産は、次のとおりとする。\n\n① 端末\n\n② 媒体\n"
    assert terms(text) == {}


@pytest.mark.parametrize(
    ("sentence", "term", "meaning"),
    [
        ("端末とは、電子計算機をいう。", "端末", "電子計算機をいう。"),
        ("この方針において「端末」とは、電子計算機をいう。", "端末", "電子計算機をいう。"),
        ("端末を守る。媒体とは、記録のための物をいう。", "媒体", "記録のための物をいう。"),
    ],
)
def test_a_sentence_with_とは(sentence, term, meaning):
    found = terms(f"1 総則\n\n{sentence}\n\n2 対策\n\n端末を守る。\n")
    assert found == {term: meaning}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "朝霧市職員共済組合（以下「組合」という。）は、端末を守る。",
            {"組合": "朝霧市職員共済組合"},
        ),
        (
            "朝霧市職員共済組合（以下単に「組合」という）は、端末を守る。",
            {"組合": "朝霧市職員共済組合"},
        ),
        (
            "本方針は、常勤及び非常勤の職員(以下「職員等」という。)に適用する。",
            {"職員等": "常勤及び非常勤の職員"},
        ),
        (
            "朝霧市職員共済組合（以下『組合』という。）は、端末を守る。",
            {"組合": "朝霧市職員共済組合"},
        ),
        (
            "甲市及び乙市（以下『甲』及び「乙」という。）は、端末を守る。",
            {"甲": "甲市及び乙市", "乙": "甲市及び乙市"},
        ),
        ("この方針において『端末』とは、電子計算機をいう。", {"端末": "電子計算機をいう。"}),
        (
            "責任者（所属の長をいう。以下「管理者」という。）を置く。",
            {"管理者": "所属の長をいう"},
        ),
        (
            "端末及び媒体（以下これらを「機器」と総称する。）を守る。",
            {"機器": "端末及び媒体"},
        ),
        (
            "甲市及び乙市（以下「甲」及び「乙」という。）は、端末を守る。",
            {"甲": "甲市及び乙市", "乙": "甲市及び乙市"},
        ),
    ],
)
def test_a_term_in_brackets_means_the_words_before_it(sentence, expected):
    assert terms(f"1 総則\n\n{sentence}\n\n2 対策\n\n端末を守る。\n") == expected


def test_a_line_with_term_and_meaning_apart_under_definitions():
    text = (
        "(用語)\n第1条 次のとおりとする。\n(1) 端末　電子計算機をいう。\n(2) 媒体　記録のための物\n"
    )
    assert terms(text) == {"端末": "電子計算機をいう。", "媒体": "記録のための物"}


def test_quotation_alone_defines_nothing():
    assert terms("1 総則\n\n「端末」を守る（詳細は「手順書」による。）。\n") == {}


def test_definitions_stand_at_the_clause_that_makes_them():
    document = read("1 定義\n\n(1) 端末\n\n電子計算機をいう。\n")
    assert document.clauses[0].definitions == ()
    assert [d.term for d in document.clauses[0].children[0].definitions] == ["端末"]


@pytest.mark.parametrize("heading", ["定義", "用語の定義", "用語の意義", "用語"])
@pytest.mark.parametrize(
    "form",
    [
        "（{}）\n第1条 {}\n第2条 守る。\n",
        "1 {}\n\n{}\n\n2 対策\n\n守る。\n",
        "第1条（{}） {}\n第2条 守る。",
    ],
)
def test_the_heading_of_an_article_of_definitions_is_no_term(heading, form):
    assert terms(form.format(heading, "この方針において端末とは、電子計算機をいう。")) == {
        "端末": "電子計算機をいう。"
    }
    assert terms(form.format(heading, "用語の意義は、法令に定めるものをいう。")) == {}
