"""What is heading, what is text, and which paragraphs are clauses of their own."""

import pytest
from tests.engines.policytext.outlines import by_id, ids, read

from sekisho.policytext import sentences


def article(text: str) -> dict[str, str]:
    return {c.id: c.text for c in read(f"1 対策\n\n{text}\n").walk()}


def test_a_further_paragraph_that_demands_is_a_clause():
    assert article("鍵を掛ける。\n\n台帳を整備する。\n\n点検を行う。") == {
        "1": "鍵を掛ける。",
        "1¶2": "台帳を整備する。",
        "1¶3": "点検を行う。",
    }


def test_a_further_sentence_with_また_that_demands_is_a_clause():
    assert article("鍵を掛けるものとする。また、台帳を整備する。") == {
        "1": "鍵を掛けるものとする。",
        "1¶2": "また、台帳を整備する。",
    }


@pytest.mark.parametrize(
    "opening", ["また、", "さらに、", "更に、", "あわせて、", "併せて、", "加えて、", "また，"]
)
@pytest.mark.parametrize(
    "further",
    [
        "毎年度点検する。",
        "職員に周知する。",
        "台帳により管理する。",
        "結果を委員会へ報告する。",
        "必要に応じてログをチェックする。",
        "台帳を整備しなければならない。",
    ],
)
def test_a_sentence_that_goes_on_and_demands_by_a_plain_verb_is_a_clause(opening, further):
    assert article(f"鍵を掛ける。{opening}{further}なお、記録は5年保存する。") == {
        "1": "鍵を掛ける。",
        "1¶2": f"{opening}{further}なお、記録は5年保存する。",
    }
    assert article(f"鍵を掛ける。\n\n{opening}{further}")["1¶2"] == f"{opening}{further}"


@pytest.mark.parametrize(
    "text",
    [
        "鍵を掛ける。さらに、鍵は2本ある。",
        "鍵を掛ける。また、責任者は、権限を有する。",
        "鍵を掛ける。また、この規定は、端末に関する。",
        "鍵を掛ける。あわせて、札も鍵に該当する。",
        "鍵を掛ける。また、札も、鍵とする。",
        "鍵を掛ける。これとあわせて、点検する。",
        "鍵を掛ける。毎年度点検する。",
        "鍵を掛ける。なお、毎年度点検する。",
        "鍵を掛ける。なお、鍵は責任者が持つ。",
        "鍵を掛ける。ただし、緊急の場合は、この限りでない。",
        "鍵を掛ける。また、その鍵は2本ある。",
        "鍵を掛け、また、記録する。",
        "鍵を掛ける。点検を行う。",
        "端末をいう。また、媒体をいう。",
    ],
)
def test_other_sentences_of_a_paragraph_stay_together(text):
    assert article(text) == {"1": text}


def test_a_remark_in_a_paragraph_of_its_own_stays_with_its_clause():
    assert article(
        "鍵を掛ける。\n\nなお、鍵は責任者が持つ。\n\n台帳を整備する。\n\nただし、1年に限る。"
    ) == {
        "1": "鍵を掛ける。\nなお、鍵は責任者が持つ。",
        "1¶2": "台帳を整備する。\nただし、1年に限る。",
    }


def test_what_follows_a_further_demand_stays_with_it():
    assert article("鍵を掛ける。また、台帳を整備する。なお、台帳は5年保存する。") == {
        "1": "鍵を掛ける。",
        "1¶2": "また、台帳を整備する。なお、台帳は5年保存する。",
    }


def test_a_line_without_a_sentence_goes_on_with_the_text():
    assert article("鍵を掛ける。\n\n別紙を参照") == {"1": "鍵を掛ける。\n別紙を参照"}


def test_bulleted_lines_are_clauses_of_their_own():
    assert article("次の物を守る。\n\n・ 端末\n\n・ 媒体") == {
        "1": "次の物を守る。",
        "1¶2": "端末",
        "1¶3": "媒体",
    }


def test_a_paragraph_farther_left_than_a_list_belongs_above_it():
    text = "1 対策\n次の対策を講じる。\n　(1) 鍵を掛ける。\n　(2) 記録する。\n台帳を保存する。\n"
    assert ids(read(text)) == ["1", "1(1)", "1(2)", "1¶2"]


def test_a_paragraph_as_far_right_as_a_list_belongs_to_its_last_entry():
    text = "1 対策\n\n(1) 鍵\n\n鍵を掛ける。\n\n台帳を保存する。\n"
    assert ids(read(text)) == ["1", "1(1)", "1(1)¶2"]


def test_an_entry_followed_by_words_of_its_own_is_a_heading():
    clauses = by_id(read("1 対策\n\n(1) 鍵\n\n鍵を掛ける。\n\n(2) 台帳\n"))
    assert (clauses["1(1)"].heading, clauses["1(1)"].text) == ("鍵", "鍵を掛ける。")
    assert (clauses["1(2)"].heading, clauses["1(2)"].text) == ("", "台帳")


def test_an_entry_that_announces_a_list_is_text():
    clauses = by_id(read("1 対策\n\n(1) 次に掲げる物\n\nア 鍵\n\n(2) 物の管理\n\nア 台帳\n"))
    assert (clauses["1(1)"].heading, clauses["1(1)"].text) == ("", "次に掲げる物")
    assert clauses["1(2)"].heading == "物の管理"


def test_a_caption_is_the_heading_of_the_article_below_it():
    clauses = by_id(read("（目的）\n第1条 守る。\n第2条（範囲） 全部とする。\n第3条 点検する。\n"))
    assert [(c.heading, c.text) for c in clauses.values()] == [
        ("目的", "守る。"),
        ("範囲", "全部とする。"),
        ("", "点検する。"),
    ]


def test_a_bracketed_line_that_heads_nothing_is_text():
    assert article("鍵を掛ける。\n\n（参考）") == {"1": "鍵を掛ける。\n（参考）"}


@pytest.mark.parametrize(
    "sentence",
    [
        "対策を講じる。",
        "計画を策定する。",
        "遵守しなければならない。",
        "点検するものとする。",
        "持ち出してはならない。",
        "委員会を置く。",
        "情報の流出を防ぐ。",
        "向上を図る。",
        "記録すること。",
    ],
)
def test_sentences_that_demand(sentence):
    assert sentences.demands(f"職員は、{sentence}")


@pytest.mark.parametrize(
    "sentence",
    ["端末をいう。", "目的である。", "端末とする。", "火災その他の災害", "以上のとおりです。", ""],
)
def test_sentences_that_demand_nothing(sentence):
    assert not sentences.demands(sentence)


def test_the_pieces_of_a_text_joined_are_the_text():
    text = "鍵を掛ける。また、台帳を整備する。なお、保存する。また、点検を行う。"
    assert "".join(sentences.further_demands(text)) == text
    assert len(sentences.further_demands(text)) == 3
