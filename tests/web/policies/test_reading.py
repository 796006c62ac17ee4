"""Stored readings become values again, and clauses become nested lists."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.policytext import Clause, Definition, Document, as_json
from sekisho.web.policies.reading import branches, document_of, with_depth

words = st.text(st.sampled_from("情報を守る。(1)第条 \n"), max_size=12)
definitions = st.lists(st.builds(Definition, words, words), max_size=2).map(tuple)
leaves = st.builds(
    Clause,
    id=words,
    label=words,
    heading=words,
    text=words,
    definitions=definitions,
    references=st.lists(words, max_size=2).map(tuple),
)
clauses = st.recursive(
    leaves,
    lambda below: st.builds(
        lambda clause, children: Clause(
            clause.id,
            clause.label,
            clause.heading,
            clause.text,
            clause.definitions,
            clause.references,
            tuple(children),
        ),
        leaves,
        st.lists(below, max_size=3),
    ),
    max_leaves=12,
)
documents = st.builds(
    Document,
    title=words,
    number=words,
    promulgated=st.none() | st.dates(date(1990, 1, 1), date(2030, 1, 1)),
    effective=st.none() | st.dates(date(1990, 1, 1), date(2030, 1, 1)),
    issuer=words,
    clauses=st.lists(clauses, max_size=4).map(tuple),
)


@given(documents)
def test_what_is_stored_reads_back_as_the_same_document(document):
    assert document_of(as_json(document)) == document


@given(documents)
def test_depths_follow_the_tree_and_order_is_that_of_the_document(document):
    found = list(with_depth(document.clauses))
    assert [clause for clause, _depth in found] == list(document.walk())

    def check(siblings, depth):
        for clause in siblings:
            assert (clause, depth) in found
            check(clause.children, depth + 1)

    check(document.clauses, 0)


def nested(found):
    """Read branches back as a tree the way a browser reads the lists: the independent oracle."""
    root: list = []
    stack = [root]
    for branch in found:
        node: list = [branch.item, []]
        stack[-1].append(node)
        if branch.opens:
            stack.append(node[1])
        for _list in branch.closes:
            stack.pop()
    assert len(stack) == 1, "every list that was opened is closed"
    return root


def as_tree(siblings):
    return [[clause, as_tree(clause.children)] for clause in siblings]


@given(documents)
def test_nested_lists_are_the_tree_and_every_list_is_closed(document):
    assert nested(branches(list(with_depth(document.clauses)))) == as_tree(document.clauses)


def test_no_clause_is_no_list():
    assert branches([]) == []


def test_a_reading_without_days_has_none():
    tree = {"title": "題", "clauses": [], "promulgated": None}
    assert document_of(tree) == Document(title="題")


def test_a_broken_day_is_no_day_of_ours():
    with pytest.raises(ValueError, match="month"):
        document_of({"title": "題", "clauses": [], "effective": "2026-13-40"})
