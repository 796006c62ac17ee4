"""What must hold of every comparison, whatever the two documents are."""

import sys
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.policytext.comparison_samples import (
    clause,
    distinct,
    document,
    documents,
    numbered,
    trees,
    walked,
    wild_documents,
)

from sekisho.policytext import Comparison, Document, changed_clauses, compare
from sekisho.policytext.comparison import sequence
from sekisho.policytext.comparison.similarity import CANDIDATES, Judge
from sekisho.policytext.comparison.tree import Names, Tree

PARTS = ("label", "heading", "text")
any_document = st.one_of(documents, wild_documents)


def bare_of_marks(comparison: Comparison) -> None:
    """Assert that each row, without what is underlined, reads the same on both sides."""
    for change in comparison:
        for part in PARTS:
            sides = []
            for side, found in (("old", change.old), ("new", change.new)):
                text = getattr(found, part) if found else ""
                rest, at = "", 0
                for mark in change.marked(side, part):
                    assert at <= mark.start < mark.end <= len(text)
                    rest += text[at : mark.start]
                    at = mark.end
                sides.append(rest + text[at:])
            assert sides[0] == sides[1]


@given(any_document)
def test_a_document_against_itself_is_the_same_throughout(found):
    comparison = compare(found, found)
    assert {change.kind for change in comparison} <= {"same"}
    assert all(not change.marks for change in comparison)
    assert [change.new for change in comparison] == walked(found)
    assert changed_clauses(comparison) == ()


@given(any_document, any_document)
def test_every_clause_of_either_edition_stands_in_exactly_one_row(old, new):
    comparison = compare(old, new)
    olds = [change.old for change in comparison if change.old]
    assert Counter(map(id_and_words, olds)) == Counter(map(id_and_words, walked(old)))
    assert [change.new for change in comparison if change.new] == walked(new)


def id_and_words(found):
    return found.id, found.label, found.heading, found.text


@given(any_document, any_document)
def test_what_no_mark_covers_is_equal_on_both_sides(old, new):
    bare_of_marks(compare(old, new))


@given(any_document, any_document)
def test_each_kind_says_what_it_must(old, new):
    for change in compare(old, new):
        if change.old is None or change.new is None:
            assert change.kind == ("added" if change.old is None else "removed")
            continue
        words = [(side.heading, side.text) for side in (change.old, change.new)]
        names = [(side.id, side.label) for side in (change.old, change.new)]
        assert (change.kind == "changed") == (words[0] != words[1])
        assert (change.kind == "same") == (words[0] == words[1] and names[0] == names[1])
        assert change.relocated or change.kind != "moved"
        assert not (change.relocated and change.old.id == change.new.id)


@given(any_document, any_document)
def test_the_same_editions_give_the_same_rows_each_time(old, new):
    assert compare(old, new) == compare(old, new)


@given(trees, st.data())
def test_taking_out_one_clause_removes_exactly_that_clause(tree, data):
    tree = distinct(tree)
    old = document(*numbered(tree))
    places = list(paths(tree))
    if not places:
        return
    path = data.draw(st.sampled_from(places))
    new = document(*numbered(without(tree, path)))
    expected = Counter(texts_below(tree, path))
    comparison = compare(old, new)
    assert Counter(c.old.text for c in comparison if c.kind == "removed") == expected
    assert {c.kind for c in comparison} <= {"same", "removed", "renumbered"}


@given(trees, st.data())
def test_putting_in_one_clause_adds_exactly_that_clause(tree, data):
    tree = distinct(tree)
    places = list(paths(tree))
    if not places:
        return
    path = data.draw(st.sampled_from(places))
    comparison = compare(document(*numbered(without(tree, path))), document(*numbered(tree)))
    added = Counter(change.new.text for change in comparison if change.kind == "added")
    assert added == Counter(texts_below(tree, path))
    assert {change.kind for change in comparison} <= {"same", "added", "renumbered"}


@given(trees, trees)
def test_the_other_way_round_what_was_added_is_removed(one, other):
    """With words that differ throughout; ties among equal words may fall either way."""
    old, new = document(*numbered(distinct(one))), document(*numbered(distinct(other, "x")))
    there, back = compare(old, new), compare(new, old)
    mirrored = {"added": "removed", "removed": "added"}
    assert Counter(change.kind for change in back) == Counter(
        mirrored.get(change.kind, change.kind) for change in there
    )


@given(st.permutations(range(6)))
def test_a_shuffle_moves_as_few_articles_as_can_be(order):
    subjects = ["監査", "分類", "運用", "委託", "研修", "復旧"]
    texts = [f"{subject}に関する規程を別に定める。" for subject in subjects]
    old = document(*(clause(str(n), text) for n, text in enumerate(texts, 1)))
    new = document(*(clause(str(n), texts[at]) for n, at in enumerate(order, 1)))
    moved = [change for change in compare(old, new) if change.kind == "moved"]
    assert len(moved) <= len(order) - len(sequence.rising(order))


def paths(tree: list, before: tuple[int, ...] = ()):
    for at, (_, _, below) in enumerate(tree):
        yield (*before, at)
        yield from paths(below, (*before, at))


def without(tree: list, path: tuple[int, ...]) -> list:
    at, *rest = path
    if not rest:
        return tree[:at] + tree[at + 1 :]
    heading, text, below = tree[at]
    return [*tree[:at], (heading, text, without(below, tuple(rest))), *tree[at + 1 :]]


def texts_below(tree: list, path: tuple[int, ...]):
    at, *rest = path
    _, text, below = tree[at]
    if rest:
        yield from texts_below(below, tuple(rest))
        return
    yield text
    for number in range(len(below)):
        yield from texts_below(below, (number,))


def flat(texts: list[str]) -> Document:
    return document(*(clause(str(n), text) for n, text in enumerate(texts, 1)))


HOSTILE = {
    "all equal": lambda n: "同じ規定を置くものとする。",
    "all nearly equal": lambda n: f"{'同じ規定を置くものとする。' * 3}{n}",
    "all empty": lambda n: "",
    "one character": lambda n: "甲乙丙"[n % 3],
    "nothing in common": lambda n: f"{n:09d}",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_documents_do_not_take_quadratic_work(name):
    """Four times the clauses take less than six times the calls (quadratic would be sixteen)."""
    calls = [calls_of_compare(*hostile_editions(name, count)) for count in (250, 1_000)]
    assert calls[1] < 6 * calls[0]


def hostile_editions(name: str, count: int) -> tuple[Document, Document]:
    old = flat([HOSTILE[name](n) for n in range(count)])
    return old, flat([HOSTILE[name](n * 7 + 3) + "。" for n in range(count + 9)])


def calls_of_compare(old: Document, new: Document) -> int:
    """Count calls of functions, Python's own included: work, whatever else the machine does."""
    calls = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        compare(old, new)
    finally:
        sys.setprofile(before)
    return calls


def test_clauses_that_are_all_alike_are_paired_in_order():
    """Among thousands of equal candidates each clause looks at those near its own place."""
    old, new = flat(["監査を置く。ただし甲"] * 300), flat(["監査を置く。ただし乙"] * 300)
    assert {(c.kind, c.old == c.new) for c in compare(old, new)} == {("changed", False)}
    assert all(c.old and c.new and c.old.id == c.new.id for c in compare(old, new))


def test_the_pairs_looked_at_are_bounded_whatever_the_texts():
    old = Tree(flat([f"同じ規定を置く。{n}" for n in range(300)]), Names())
    new = Tree(flat([f"同じ規定を置く。{n + 1000}" for n in range(300)]), Names())
    likely = list(Judge(old, new).likely(range(1, 301), range(1, 301)))
    assert len(likely) <= 300 * CANDIDATES
    assert {i for i, _ in likely} == set(range(1, 301)), "each clause gets its chance"
