"""What is printed reads back as the same document."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from tests.engines.policytext import making
from tests.engines.policytext.strategies import documents

from sekisho import policytext
from sekisho.policytext import Clause, Document


def _bare(clause: Clause) -> Clause:
    """Return the clause without what is worked out from its words."""
    children = tuple(_bare(child) for child in clause.children)
    return replace(clause, definitions=(), references=(), children=children)


def _metadata(document: Document) -> tuple[object, ...]:
    return (
        document.title,
        document.number,
        document.promulgated,
        document.effective,
        document.issuer,
        document.replaces_all,
    )


@settings(deadline=None)
@given(documents())
def test_a_printed_document_reads_back_with_the_same_tree_and_metadata(document):
    again = policytext.read(policytext.render(document).encode())
    assert tuple(_bare(clause) for clause in again.clauses) == document.clauses
    assert _metadata(again) == _metadata(document)


@settings(deadline=None, max_examples=40)
@given(documents())
def test_definitions_and_references_survive_printing(document):
    once = policytext.read(policytext.render(document).encode())
    again = policytext.read(policytext.render(once).encode())
    assert again.clauses == once.clauses
    assert [w.code for w in again.warnings] == [w.code for w in once.warnings]


@pytest.mark.parametrize(
    "name", sorted(p.name for p in making.SAMPLES.iterdir() if p.suffix in {".txt", ".md", ".html"})
)
def test_every_sample_document_reads_back_the_same(name):
    once = policytext.read(making.sample(name), name=name)
    again = policytext.read(policytext.render(once).encode())
    assert again.clauses == once.clauses
    assert _metadata(again) == _metadata(once)
