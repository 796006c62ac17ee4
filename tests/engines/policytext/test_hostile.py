"""Texts made to be slow are read in time that grows with their length only."""

import gc
import time

import pytest

from sekisho import policytext
from sekisho.policytext import Limits, ReadError

HEAD = "端末管理規程\n1 目的\n端末を管理する。\n"
TIMES = 4_000
TIMES_LESS = 8
GROWTH = 4 * TIMES_LESS  # a quadratic pass grows by 64; reading grows by 8, give or take
UNMEASURABLE = 0.02  # seconds: below it the clock says little
SYSTEMS = (
    "1",
    "(1)",
    "①",
    "ア",
    "(ア)",
    "a.",
    "(a)",
    "一",
    "(一)",
    "1.",
    "1)",
    "第1条",
    "第1章",
    "1-1",
)
PIECES = {
    "open brackets, a line each": "(\n",
    "open brackets, one line": "（",
    "the same item": "(1) 端末を管理する。\n",
    "the same chapter": "第2章 端末\n",
    "the same written-out way": "1-1(1)ア 端末\n",
    "every system in turn": "\n".join(SYSTEMS) + "\n",
    "contents that begin again": "1 目的\n2 端末\n3 媒体\n",
    "references to nowhere": "前項の規定により、",
    "a list of numbers": "上記1、2、3、",
    "further demands": "また、端末を管理する。",
    "brackets of definitions": "（以下「",
    "definitions without an end": "とは、",
    "letters apart": "あ ",
    "dates": "令和5年4月1日",
    "quotation marks": "「",
    "headings": "目次\n",
    "navigation": "ホーム > ",
    "invisible": "\u200b\n",
    "tabs": "\t",
    "bars": "|",
}


def seconds(data: bytes) -> float:
    gc.collect()  # what earlier tests left is not this text's cost
    start = time.process_time()
    try:
        policytext.read(data)
    except ReadError as error:
        assert str(error)  # noqa: PT017  # refusing is as good an answer as reading
    return time.process_time() - start


def assert_grows_with_length(text):
    short = max(seconds(text(TIMES // TIMES_LESS)), UNMEASURABLE)
    assert seconds(text(TIMES)) < GROWTH * short


@pytest.mark.parametrize("piece", PIECES.values(), ids=PIECES.keys())
def test_repeating_a_piece_costs_no_more_than_its_length(piece):
    assert_grows_with_length(lambda times: (HEAD + piece * times).encode())


@pytest.mark.parametrize(
    ("opening", "piece"),
    [
        ("<html><body><ol>", "<li>端末</li>"),
        ("<html><body>", "<div>端末"),
        ("<html><body>", "<ruby>端<rt>たん</rt></ruby>"),
        ("<html><body><table>", "<tr><td>端末<td>台帳"),
        ("## 端末\n", "**端末"),
        ("## 端末\n", "[端末]("),
        ("## 端末\n", "<!-- "),
    ],
)
def test_repeating_a_mark_costs_no_more_than_its_length(opening, piece):
    assert_grows_with_length(lambda times: (opening + piece * times).encode())


def test_the_tree_is_never_deeper_than_the_numbering_systems():
    text = HEAD + "\n".join(SYSTEMS * 50)
    document = policytext.read(text.encode(), limits=Limits())

    def depth(clauses: tuple[policytext.Clause, ...]) -> int:
        return 1 + max((depth(clause.children) for clause in clauses), default=0)

    assert depth(document.clauses) <= Limits().depth + 1
