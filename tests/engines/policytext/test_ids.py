"""Every node of a document has an id of its own, which can be read in one way only."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.policytext.outlines import by_id, ids, read
from tests.engines.policytext.strategies import documents

from sekisho import policytext
from sekisho.policytext.ids import Ids
from sekisho.policytext.labels import parse
from sekisho.policytext.limits import Limits
from sekisho.policytext.node import Node

MARKS = (
    *("{}", "{}.", "({})", "{})", "第{}", "第{}条", "第{}条の2", "第{}章", "第{}章の2", "第{}節"),
    *(
        "{}-1",
        "2-{}",
        "2-1-{}",
        "1-{}(1)ア",
        "附則",
        "附則（令和{}年）",
        "別表第{}",
        "別表",
        "様式第{}号",
    ),
)
LETTERS = (
    "ア",
    "イ",
    "(ア)",
    "ア)",
    "①",
    "②",
    "一",
    "二",
    "十",
    "(一)",
    "a.",
    "b)",
    "(a)",
    "Ⅰ",
    "ⅱ",
    "@",
    "・",
)
HEADINGS = (
    "鍵",
    "端末管理基準",
    "端末管理基準2",
    "1対策",
    "（目的）",
    "鍵#2",
    "1¶2",
    "2(1)",
    "前文",
)
lines = st.one_of(
    st.builds(str.format, st.sampled_from(MARKS), st.integers(1, 23)), st.sampled_from(LETTERS)
)
soups = st.lists(
    st.one_of(
        st.builds(lambda label, rest: f"{label} {rest}", lines, st.sampled_from(("鍵", "守る。"))),
        st.sampled_from(HEADINGS),
        st.sampled_from(("守る。また、台帳を整備する。", "\n点検を行う。\n")),
    ),
    min_size=1,
    max_size=40,
)


@settings(deadline=None, max_examples=300)
@given(soups)
def test_whatever_the_labels_no_two_nodes_share_an_id(soup):
    document = read("1 総則\n守る。\n" + "\n".join(soup))
    found = ids(document)
    assert all(found)
    assert len(set(found)) == len(found)


@settings(deadline=None, max_examples=100)
@given(st.lists(st.tuples(st.integers(1, 3), st.sampled_from(HEADINGS)), min_size=1, max_size=20))
def test_headings_by_mark_up_have_ids_of_their_own_too(headings):
    text = "# 端末管理規程\n\n" + "\n".join(f"{'#' * (n + 1)} {h}\n\n守る。\n" for n, h in headings)
    found = ids(policytext.read(text.encode(), name="a.md"))
    assert len(set(found)) == len(found)


def named(*written: str) -> str:
    """Return the id of the last of labels that stand below each other."""
    node, given = Node(None), Ids(Limits())
    for label in written:
        node = Node(parse(f"{label} 鍵"), parent=node)
        node.id = given.name(node)
    return node.id


@pytest.mark.parametrize("top", ["{}", "第{}", "第{}条", "別表第{}"])
def test_no_id_can_be_split_between_two_numbers(top):
    """All pairs and triples of small numbers, so that no 2 + 11 is taken for 21 + 1."""
    numbers = (1, 2, 11, 12, 21, 111)
    made = {named(top.format(a)) for a in numbers}
    made |= {named(top.format(a), f"{b})") for a, b in product(numbers, numbers)}
    made |= {named(top.format(a), f"({b})", f"{c})") for a, b, c in product(numbers, repeat=3)}
    made |= {named(top.format(a), "一", f"{b})") for a, b in product(numbers, numbers)}
    made |= {named(top.format(a), "十", f"{b})") for a, b in product(numbers, numbers)}
    assert len(made) == 6 + 36 + 216 + 36 + 36


def test_half_brackets_below_a_number_are_kept_apart_from_it():
    document = read("1 総則\n守る。\n2 対策\n11) 鍵\n21 点検\n1) 台帳\n")
    assert ids(document) == ["1", "2", "2-11)", "21", "21-1)"]
    assert by_id(document)["2-11)"].text == "鍵"


def test_chapters_and_bundles_that_end_in_a_figure_are_kept_apart_from_their_articles():
    text = "第1章 総則\n1 鍵\n守る。\n第1章の2 管理\n1 鍵\n守る。\n"
    assert ids(read(text)) == ["第1章", "1", "第1章の2", "第1章の2-1"]


@settings(deadline=None, max_examples=60)
@given(documents())
def test_ids_are_the_same_however_often_a_document_is_read(document):
    once = policytext.read(policytext.render(document).encode())
    assert ids(policytext.read(policytext.render(once).encode())) == ids(once)
