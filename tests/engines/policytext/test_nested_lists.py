"""Lists within lists, in pages and in Markdown, become clauses below clauses with ids to cite."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.policytext.outlines import by_id, ids

from sekisho import policytext
from sekisho.policytext.formats import nested
from sekisho.policytext.labels import apart


def page(body: str) -> policytext.Document:
    return policytext.read(f"<html><body><h1>端末管理規程</h1>{body}</body></html>".encode())


def text(body: str) -> policytext.Document:
    return policytext.read(f"# 端末管理規程\n\n{body}\n".encode(), name="a.md")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<ol><li>鍵<ol><li>札<ol><li>箱</li><li>棚</li></ol></li></ol></li><li>机</li></ol>",
         ["1", "1(1)", "1(1)①", "1(1)②", "2"]),
        ("<h2>1 対策</h2><ol><li>鍵<ol><li>札</li></ol></li><li>机<ol><li>棚</li></ol></li></ol>",
         ["1", "1-1", "1-1(1)", "1-2", "1-2(1)"]),
        ("<ol><li>鍵<ol type=a><li>札<ol type=i><li>箱</li><li>棚</li></ol></li></ol></li></ol>",
         ["1", "1a", "1aⅰ", "1aⅱ"]),
        ("<ol><li>鍵<ol type=I><li>札<ol type=I><li>箱</li></ol></li></ol></li></ol>",
         ["1", "1Ⅰ", "1Ⅰ(1)"]),
        ("<ol><li>鍵<ol type=a><li>札<ol type=a><li>箱</li></ol></li></ol></li></ol>",
         ["1", "1a", "1a(a)"]),
        ("<ol><li>鍵<ol type=A><li>札</li><li>箱</li></ol></li></ol>", ["1", "1a", "1b"]),
        ("<ol><li>鍵<ul><li>札<ol><li>箱</li></ol></li></ul></li><li>机</li></ol>",
         ["1", "1(1)", "2"]),
        ("<ol><li><p>鍵</p><ol style='list-style: katakana'><li>札</li><li>箱</li></ol></ol>",
         ["1", "1ア", "1イ"]),
        ("<p>第1条 次による。</p><ol><li>鍵<ol><li>札</li></ol></li></ol><p>第2条 守る。</p>",
         ["1", "1-1", "1-1(1)", "2"]),
        ("<ol><li>(1) 鍵<ol><li>ア 札</li><li>イ 箱</li></ol></li><li>(2) 机</li></ol>",
         ["(1)", "(1)ア", "(1)イ", "(2)"]),
    ],
)  # fmt: skip
def test_lists_in_lists_of_a_page(body, expected):
    document = page(body)
    assert ids(document) == expected
    assert document.warnings == ()


def test_labels_are_those_of_the_forms_in_use():
    document = page("<ol><li>鍵<ol><li>札<ol><li>箱</li></ol></li></ol></li></ol>")
    assert [c.label for c in document.walk()] == ["1.", "(1)", "①"]
    assert [c.heading or c.text for c in document.walk()] == ["鍵", "札", "箱"]


def test_words_after_an_inner_list_belong_to_the_entry_around_it():
    document = page("<ol><li>鍵を守る。<ol><li>札</li></ol>台帳を作る。</li><li>机</li></ol>")
    clauses = by_id(document)
    assert ids(document) == ["1", "1(1)", "1¶2", "2"]
    assert clauses["1¶2"].text == "台帳を作る。"
    assert clauses["1(1)"].text == "札"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("1. 鍵\n   1. 札\n      1. 箱\n      2. 棚\n   2. 扉\n2. 机\n",
         ["1", "1(1)", "1(1)①", "1(1)②", "1(2)", "2"]),
        ("1) 鍵\n    1) 札\n    2) 箱\n2) 机\n", ["1)", "1)(1)", "1)(2)", "2)"]),
        ("1. 鍵\n   a. 札\n   b. 箱\n2. 机\n", ["1", "1a", "1b", "2"]),
        ("1. 鍵\n   - 札\n   - 箱\n2. 机\n", ["1", "1¶2", "2"]),
        ("## 1 対策\n\n1. 鍵\n   1. 札\n2. 机\n", ["1", "1-1", "1-1(1)", "1-2"]),
        ("1. 目的\n\n守る。\n\n2. 対策\n\n講じる。\n", ["1", "2"]),
        ("1. 鍵\n\n   1. 札\n\n   2. 箱\n\n2. 机\n", ["1", "1(1)", "1(2)", "2"]),
    ],
)  # fmt: skip
def test_lists_in_lists_of_markdown(body, expected):
    document = text(body)
    assert ids(document) == expected
    assert document.warnings == ()


def test_the_figures_taken_off_in_markdown_are_accounted_for():
    document = text("1. 鍵\n   1. 札\n   2. 箱\n")
    assert [i.text for i in document.left_out if i.reason == "markdown-mark"] == ["#", "1.", "2."]


trees = st.recursive(
    st.just(()), lambda below: st.lists(below, min_size=1, max_size=3).map(tuple), max_leaves=12
)


def html_of(tree, name: str = "鍵") -> str:
    entries = (f"<li>{name}{n}の物{html_of(t, f'{name}{n}の')}</li>" for n, t in enumerate(tree))
    return f"<ol>{''.join(entries)}</ol>" if tree else ""


def markdown_of(tree, depth: int = 0, name: str = "鍵") -> str:
    margin = "   " * depth
    return "".join(
        f"{margin}{n + 1}. {name}{n}の物\n{markdown_of(t, depth + 1, f'{name}{n}の')}"
        for n, t in enumerate(tree)
    )


def shape(clauses) -> tuple:
    return tuple(shape(clause.children) for clause in clauses)


@settings(deadline=None, max_examples=60)
@given(trees.filter(lambda tree: tree and _depth(tree) <= 5))
def test_the_tree_of_clauses_is_the_tree_of_lists_and_prints_back(tree):
    """Whatever the nesting; an oracle that never saw the reader's own idea of labels."""
    read = page(html_of(tree))
    assert shape(read.clauses) == tree
    assert ids(text(markdown_of(tree))) == ids(read)
    assert len(set(ids(read))) == len(ids(read))
    again = policytext.read(policytext.render(read).encode())
    assert ids(again) == ids(read)


def _depth(tree) -> int:
    return 1 + max((_depth(t) for t in tree), default=0) if tree else 0


@pytest.mark.parametrize("kind", ["1", "a", "i", "I", "ア", "?"])
@pytest.mark.parametrize("above", range(8))
@pytest.mark.parametrize("value", [1, 2, 12, 13, 20, 21, 26, 27, 36, 46, 47, 50, 51, 9_999])
def test_every_label_made_is_one_the_reading_knows(kind, above, value):
    label = apart(nested.label(kind, above, value), "鍵")
    assert label is not None
    assert label.value == value
