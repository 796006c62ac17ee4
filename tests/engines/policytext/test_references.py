"""What clauses say of each other becomes ids; what leads nowhere is reported, never dropped."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.policytext.outlines import by_id, codes, read, references
from tests.engines.policytext.strategies import regulations

from sekisho import policytext
from sekisho.policytext import Document

LAW = """第1条 目的を定める。
第2条 次のとおりとする。
(1) 端末
(2) 次の媒体
ア 磁気のもの
イ 光学のもの
2 台帳を作る。
3 台帳を保存する。
第3条 対策を講じる。
第3条の2 点検する。
第4条 {}
第5条 監査する。
(1) 内部
(2) 外部
(3) その他
"""
PLAIN = """1 目的

端末を守る。

2 定義

(1) 端末

電子計算機をいう。

(2) 媒体

記録のための物をいう。

3 対策

{}

4 見直し

見直す。
"""


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("第2条の規定による。", ("2",)),
        ("第2条第1号の端末とする。", ("2(1)",)),
        ("第2条第1項第2号の媒体とする。", ("2(2)",)),
        ("第2条第2項の台帳とする。", ("2-2",)),
        ("第2条第2号アの媒体とする。", ("2(2)ア",)),
        ("第２条第３項の台帳とする。", ("2-3",)),
        ("第二条第一号の端末とする。", ("2(1)",)),
        ("第3条の2の点検とする。", ("3の2",)),
        ("前条の点検とする。", ("3の2",)),
        ("次条の監査とする。", ("5",)),
        ("次条第2号の監査とする。", ("5(2)",)),
        ("前2条の対策とする。", ("3", "3の2")),
        ("前三条の対策とする。", ("2", "3", "3の2")),
        ("第2条及び第3条の対策とする。", ("2", "3")),
        ("第2条第1号及び第2号の物とする。", ("2(1)", "2(2)")),
        ("第2条第1号又は同条第2項の物とする。", ("2(1)", "2-2")),
        ("第2条から第4条までの規定による。", ("2", "3", "3の2")),
        ("第5条第1号から第3号までの監査とする。", ("5(1)", "5(2)", "5(3)")),
        ("この規程第2条の端末とする。", ("2",)),
        ("第2条（第2項を除く。）の規定による。", ("2", "2-2")),
        ("第9条及び第2条の規定による。", ("2",)),
    ],
)
def test_places_counted_as_the_law_counts(sentence, expected):
    assert references(LAW.format(sentence))["4"] == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "個人情報の保護に関する法律（平成15年法律第57号）第2条第1項の情報とする。",
        "番号法第2条の情報とする。",
        "同法第3条の情報とする。",
        "情報公開条例第2条及び第3条の情報とする。",
        "個人情報の保護に関する法律第2条第1項又は同条第3項の情報とする。",
        "次の各号のとおりとする。",
        "3年間保存する。",
        "令和5年4月1日から実施する。",
        "対策を講じる。",
    ],
)
def test_other_laws_and_plain_figures_are_no_references(sentence):
    document = read(LAW.format(sentence))
    assert by_id(document)["4"].references == ()
    assert document.warnings == ()


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("上記2により対策を講じる。", ("2",)),
        ("上記1、2及び4により対策を講じる。", ("1", "2", "4")),
        ("上記1から4までにより対策を講じる。", ("1", "2", "3", "4")),
        ("前記2(1)の端末を守る。", ("2(1)",)),
        ("2(2)に規定する媒体を守る。", ("2(2)",)),
        ("1、2及び4に規定する事項を守る。", ("1", "2", "4")),
        ("１及び２に定める事項を守る。", ("1", "2")),
    ],
)
def test_places_named_by_their_numbers_alone(sentence, expected):
    found = references(PLAIN.format(sentence))["3"]
    assert tuple(i for i in found if i != "3") == tuple(i for i in expected if i != "3")


@pytest.mark.parametrize(
    ("sentence", "written"),
    [
        ("第9条の規定による。", "第9条"),
        ("第2条第7号の端末とする。", "第2条第7号"),
        ("第1条第2項の規定による。", "第1条第2項"),
        ("別表第3の期間とする。", "別表第3"),
        ("前項の規定による。", "前項"),
    ],
)
def test_a_reference_that_leads_nowhere_is_a_warning(sentence, written):
    document = read(LAW.format(sentence))
    assert codes(document) == [("unresolved-reference", "4")]
    assert written in document.warnings[0].message
    assert by_id(document)["4"].references == ()


def test_paragraphs_and_items_beside_each_other():
    text = """第1条 端末を守る。
2 前項の端末は、台帳に記載する。
3 前2項の規定は、媒体に準用する。
4 次の各号のとおりとする。
(1) 鍵
(2) 前号の鍵の台帳
(3) 前各号に掲げる物の点検
5 前項第2号の台帳を保存する。
"""
    assert references(text) == {
        "1-2": ("1",),
        "1-3": ("1", "1-2"),
        "1-4(2)": ("1-4(1)",),
        "1-4(3)": ("1-4(1)", "1-4(2)"),
        "1-5": ("1-4(2)",),
    }


def test_a_clause_is_no_reference_of_itself():
    assert references("第1条 端末を守る。\n第2条 第2条の端末を守る。\n") == {}


def test_supplements_count_their_own_paragraphs():
    text = (
        "第1条 端末を守る。\n附 則\n1 施行する。\n2 前項の規定による。\n3 第1条の規定を適用する。"
    )
    assert references(text) == {"附則-2": ("附則-1",), "附則-3": ("1",)}


def test_chapters_and_annexes_are_places_too():
    text = "第1章 総則\n第1条 別表第1のとおりとする。\n"
    text += "第2章 管理\n第2条 第1章の規定による。\n別表第1（第1条関係）\n区分\t5年"
    assert references(text) == {"1": ("別表第1",), "2": ("第1章",), "別表第1": ("1",)}


def test_a_further_paragraph_speaks_from_its_owner():
    text = "1 対策\n\n端末を守る。\n\n2 点検\n\n点検を行う。\n\n上記1の端末を点検する。\n"
    assert references(text) == {"2¶2": ("1",)}


def cited(clause_id: str) -> str:
    """Return how a regulation cites an id: `3の2-2(1)` is 第3条の2第2項第1号."""
    parts = re.fullmatch(r"([0-9]+)(?:の([0-9]+))?(?:-([0-9]+))?(?:\(([0-9]+)\))?", clause_id)
    if parts is None:
        return ""
    article, branch, paragraph, item = parts.groups()
    return (
        f"第{article}条"
        + (f"の{branch}" if branch else "")
        + (f"第{paragraph}項" if paragraph else "")
        + (f"第{item}号" if item else "")
    )


@settings(deadline=None, max_examples=60)
@given(regulations, st.data())
def test_any_place_of_a_regulation_can_be_cited_and_found(clauses, data):
    """The citation is made from the id by the rule of the law, and must lead back to it."""
    places = [c.id for top in clauses for c in top.walk() if cited(c.id)]
    target = data.draw(st.sampled_from(places))
    text = policytext.render(Document("端末管理規程", clauses=clauses))
    text += f"\n附 則\n\n1 {cited(target)}の規定による。\n"
    asking = by_id(policytext.read(text.encode()))["附則#2-1"]
    assert asking.references == (target,)
