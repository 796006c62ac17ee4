"""Markdown's marks are taken off and accounted for."""

from datetime import date

import pytest
from tests.engines.policytext import making
from tests.engines.policytext.outlines import by_id, ids

from sekisho import policytext
from sekisho.policytext.formats import markdown
from sekisho.policytext.limits import Limits


def shown(text: str) -> list[str]:
    return [line.text for line in markdown.lines(text.encode(), Limits())]


def test_the_sample_reads_as_its_plain_text():
    document = policytext.read(making.sample("plain.md"))
    assert document.title == "朝霧市職員共済組合情報セキュリティ基本方針"
    assert document.effective == date(2024, 4, 1)
    assert document.issuer == "総務課"
    assert ids(document) == ["1", "2", "2(1)", "2(2)", "3", "3①", "3②"]
    clauses = by_id(document)
    assert clauses["1"].text == "本方針は、情報資産を守ることを目的とする。"
    assert clauses["3②"].text == "入室を記録する。\n区分\t期間\n申請書\t5年"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("## 1 目的 ##", "1 目的"),
        ("**端末**を__守る__。", "端末を守る。"),
        ("[別表](https://example.jp/x)を見る。", "別表を見る。"),
        ("\\*端末\\*", "*端末*"),
        ("端末<br>媒体", "端末媒体"),
        ("> 端末を守る。", "端末を守る。"),
        ("端末 * 媒体 * 台帳", "端末 * 媒体 * 台帳"),
    ],
)
def test_marks_are_taken_off(text, expected):
    assert shown(text) == [expected]


def test_headings_without_numbers_make_the_tree_by_their_level():
    text = "# 情報管理規程\n\n## 総則\n\n### 目的\n\n端末を守る。\n\n"
    text += "### 範囲\n\n全部とする。\n\n## 対策\n\n鍵を掛ける。\n"
    document = policytext.read(text.encode())
    assert document.title == "情報管理規程"
    assert [(c.id, [k.id for k in c.children]) for c in document.clauses] == [
        ("総則", ["目的", "範囲"]),
        ("対策", []),
    ]


def test_numbered_articles_stand_below_headings_of_a_higher_level():
    text = "# 情報管理規程\n\n## 第1章 総則\n\n### 第1条（目的）\n\n端末を守る。\n"
    document = policytext.read(text.encode())
    assert ids(document) == ["第1章", "1"]
    assert by_id(document)["1"].heading == "目的"


def test_text_is_told_from_markdown():
    assert markdown.recognises("## 1 目的".encode(), "")
    assert markdown.recognises(b"", "POLICY.MD")
    assert not markdown.recognises("1 目的\n\n- ① 鍵".encode(), "policy.txt")
    assert not markdown.recognises("#目的".encode(), "")
