"""Every vector of the published list that we can make: named, gone, and its benign twin untouched."""

import re
from importlib import resources

import pytest
from tests.engines.sanitize import every, vectors_page
from tests.engines.sanitize.direct import clean, vectors
from tests.engines.sanitize.samples import (
    MARK,
    archive_tricks,
    archives,
    everyday,
    images,
    kinds,
    mail_tricks,
    mails,
    open_documents,
    outlook,
    pdf_places,
    sheet_tricks,
    text_tricks,
    texts,
    word_fields,
    word_packages,
    word_parts,
    word_programs,
    word_references,
    word_tricks,
)

from sekisho.sanitize import VECTORS

# PDF, workbooks and slides have more to say about theirs, each in its own file of tests.
MODULES = (
    texts, text_tricks, images, kinds, archives, archive_tricks, mails, mail_tricks, outlook,
    everyday, open_documents, word_programs, word_references, word_fields, word_parts,
    word_packages, word_tricks, sheet_tricks, pdf_places,
)  # fmt: skip
SAMPLES = every.some([sample for module in MODULES for sample in module.SAMPLES], each=2)
CROSSED = {"delivered", "text-only"}
_IDS = [f"{n:03}-{sample.vector}" for n, sample in enumerate(SAMPLES)]
_CASES = list(zip(SAMPLES, _IDS, strict=True))


@pytest.mark.parametrize("sample", SAMPLES, ids=_IDS)
def test_is_named_and_does_not_cross(sample):
    result = clean(sample.make(), sample.name, every.options_for(sample))
    assert result.outcome == sample.expected, result.reasons
    assert sample.vector in vectors(result) or VECTORS[sample.vector].action == "dropped"
    assert MARK.encode() not in (result.data or b"")
    assert MARK not in (result.output_name or "")


@pytest.mark.parametrize(
    "sample", [s for s, _ in _CASES if s.twin], ids=[i for s, i in _CASES if s.twin]
)
def test_its_benign_twin_crosses_without_a_word(sample):
    result = clean(sample.twin(), sample.benign_name)
    assert result.outcome in CROSSED
    assert not result.removals


@pytest.mark.parametrize("sample", SAMPLES, ids=_IDS)
def test_cleaning_again_changes_nothing(sample):
    first = clean(sample.make(), sample.name, every.options_for(sample))
    if first.data is None:
        return
    second = clean(first.data, first.output_name, every.options_for(sample))
    assert second.data == first.data
    assert second.output_name == first.output_name
    assert not second.removals


# Nothing can be made that is only this.
WITHOUT_SAMPLE = {"verify.refused": "said by the verifier of what a rebuilder made"}


def test_every_published_vector_has_a_sample_and_every_sample_a_vector():
    found = {sample.vector for sample in every.SAMPLES}
    assert found | WITHOUT_SAMPLE.keys() == VECTORS.keys()
    assert not found & WITHOUT_SAMPLE.keys()


def test_the_generated_set_is_large_and_every_file_has_its_twin():
    assert len(every.SAMPLES) >= 1_000
    assert [sample for sample in every.SAMPLES if sample.twin is None] == []
    files = {(sample.vector, sample.name, sample.make()) for sample in every.DIRECT}
    assert len(files) > len(every.DIRECT) - 20  # what is locked is locked anew each time


def test_the_published_page_is_what_the_list_says():
    """Written anew by `.venv/bin/python -m tests.engines.sanitize.vectors_page`."""
    assert vectors_page.PAGE.read_text("utf-8") == vectors_page.page()


def test_ids_are_words_of_a_family_and_stand_once():
    for vector in VECTORS.values():
        assert re.fullmatch(r"[a-z]+\.[a-z0-9]+(-[a-z0-9]+)*", vector.id)
        assert vector.title
        assert vector.english
    lines = resources.files("sekisho.sanitize").joinpath("vectors.txt").read_text("utf-8")
    ids = [line.partition("\t")[0] for line in lines.splitlines() if line[:1].islower()]
    assert len(ids) == len(set(ids)) == len(VECTORS)
