"""Where the 下線 falls: on whole words, as officials underline."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.policytext.comparison_samples import sentences as drawn_sentences
from tests.engines.policytext.comparison_samples import wild_text

from sekisho.policytext import Clause
from sekisho.policytext.comparison import sequence
from sekisho.policytext.comparison.tokens import sentences, tokens
from sekisho.policytext.comparison.wording import differing, marks_between


def underlined(old: str, new: str) -> tuple[str, str]:
    blocks = differing(old, new)
    for o1, o2, n1, n2 in reversed(blocks):
        old = f"{old[:o1]}【{old[o1:o2]}】{old[o2:]}" if o1 < o2 else old
        new = f"{new[:n1]}【{new[n1:n2]}】{new[n2:]}" if n1 < n2 else new
    return old, new


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # a word is underlined as a word, not the one character in it that differs
        ("端末への【二要素認証】の導入", "端末への【多要素認証】の導入"),
        ("【コンピュータ】等の管理を行う。", "【コンピューター】等の管理を行う。"),
        ("【LGWAN】に接続された情報システム", "【LAN】に接続された情報システム"),
        # a verb of one kanji keeps its ending
        ("必要な対策を【講じる】。", "必要な対策を【講ずる】。"),
        # references and figures
        ("【第6条】の規定にかかわらず、公表しない。", "【第7条】の規定にかかわらず、公表しない。"),
        ("【第8条の2】の規定による届出をした者", "【第9条の2】の規定による届出をした者"),
        (
            "【第六条】の規定にかかわらず、公表しない。",
            "【第七条】の規定にかかわらず、公表しない。",
        ),
        ("上記【3】の脅威から保護する。", "上記【4】の脅威から保護する。"),
        ("【30】日以内に報告しなければならない。", "【60】日以内に報告しなければならない。"),
        (
            "【第6条】及び【第7条】に規定する対策等を実施する。",
            "【第7条】及び【第8条】に規定する対策等を実施する。",
        ),
        # an inserted word is underlined on its side only
        ("職員、派遣職員及び臨時職員", "職員、【非常勤職員、】派遣職員及び臨時職員"),
        # an inserted or deleted sentence is underlined with its own 。
        (
            "対策を講じる。【また、計画を策定する。】",
            "対策を講じる。",
        ),
        ("前段を置く。後段を置く。", "前段を置く。【中段を置く。】後段を置く。"),
        # also when other words differ before it
        (
            "【第6条】の対策を講じる。【また、計画を策定する。】",
            "【第7条】の対策を講じる。",
        ),
        # references with only a comma between them stay apart
        (
            "【第6条】、【第7条】に規定する対策等を実施する。",
            "【第7条】、【第8条】に規定する対策等を実施する。",
        ),
        # a particle or a comma between other words does not
        (
            "その規程は、【甲では丙】が定めるものとする。",
            "その規程は、【乙では丁】が定めるものとする。",
        ),
        (
            "この規程に定める【個人情報により申請書類】を作成する。",
            "この規程に定める【特定情報により届出書類】を作成する。",
        ),
        # 第三者 is a word and no number
        ("【第三者】に提供してはならない情報", "【受託者】に提供してはならない情報"),
    ],
)
def test_words_are_underlined_as_officials_do(before, after):
    old, new = (text.replace("【", "").replace("】", "") for text in (before, after))
    assert underlined(old, new) == (before, after)


def test_a_particle_between_two_underlines_is_underlined_with_them():
    old, new = underlined("情報資産を甲の規程が定める。", "情報資産を乙の規則が定める。")
    assert (old, new) == ("情報資産を【甲の規程】が定める。", "情報資産を【乙の規則】が定める。")


def test_a_text_written_anew_is_underlined_whole():
    old = "毎年度、自己点検を行う。"
    new = "責任者は、委託先の監査の結果を理事長に報告する。"
    assert underlined(old, new) == (f"【{old}】", f"【{new}】")


def test_a_text_kept_inside_a_longer_one_is_not_underlined():
    old = "組織体制を確立する。"
    assert underlined(old, f"{old}ただし、理事長が別に定める場合は、この限りでない。")[0] == old


@given(st.one_of(wild_text, drawn_sentences))
def test_pieces_and_sentences_joined_are_the_text(text):
    assert "".join(tokens(text)) == text
    assert "".join(sentences(text)) == text


texts = st.one_of(wild_text, drawn_sentences)


@given(texts, texts)
def test_what_is_not_underlined_is_equal_and_in_order(old, new):
    before, after, o, n = [], [], 0, 0
    for o1, o2, n1, n2 in differing(old, new):
        assert o <= o1 <= o2
        assert n <= n1 <= n2
        assert (o1, n1) != (o2, n2), "an empty stretch differs in nothing"
        before.append(old[o:o1])
        after.append(new[n:n1])
        o, n = o2, n2
    assert before == after
    assert old[o:] == new[n:]


@given(texts, texts)
def test_only_equal_texts_have_nothing_to_underline(old, new):
    assert (differing(old, new) == []) == (old == new)


@given(drawn_sentences, drawn_sentences, st.sampled_from([0, 5, 40]))
def test_texts_too_long_for_one_table_still_reconstruct(old, new, cells):
    """The way over sentences, and the way out when even these are too many, keep the law."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sequence, "CELLS", cells)
        test_what_is_not_underlined_is_equal_and_in_order.hypothesis.inner_test(old, new)


def test_a_long_text_is_compared_by_sentences_and_then_by_words(monkeypatch):
    kept = [f"情報資産{at}を保護する。" for at in range(40)]
    old = "".join([*kept, "端末への二要素認証の導入を行う。", *kept, "甲を置く。"])
    new = "".join([*kept, "端末への多要素認証の導入を行う。", *kept, "乙を置く。"])
    monkeypatch.setattr(sequence, "CELLS", 2000)
    assert underlined(old, new)[1].count("【") == 2
    assert "端末への【多要素認証】の導入を行う。" in underlined(old, new)[1]


def test_a_number_is_underlined_as_a_whole():
    old = Clause("6(3)", "（3）", "", "同じ")
    new = Clause("6(4)", "（4）", "", "同じ")
    marks = [(mark.side, mark.part, mark.start, mark.end) for mark in marks_between(old, new)]
    assert marks == [("old", "label", 0, 3), ("new", "label", 0, 3)]


def test_a_clause_without_partner_is_underlined_whole():
    marks = marks_between(None, Clause("7", "第7条", "監査", "監査を行う。"))
    assert [(mark.side, mark.part, mark.start, mark.end) for mark in marks] == [
        ("new", "label", 0, 3),
        ("new", "heading", 0, 2),
        ("new", "text", 0, 6),
    ]
