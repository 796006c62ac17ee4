"""Every vector of the published list that we can make: named, gone, and its benign twin untouched."""

import pytest
from tests.engines.sanitize.direct import clean, vectors
from tests.engines.sanitize.samples import (
    MARK,
    archives,
    images,
    mails,
    open_documents,
    outlook,
    texts,
    words,
)

from sekisho.sanitize import VECTORS

MODULES = (texts, images, archives, mails, outlook, open_documents, words)
SAMPLES = [sample for module in MODULES for sample in module.SAMPLES]
CROSSED = {"delivered", "text-only"}
_IDS = [f"{n:03}-{sample.vector}" for n, sample in enumerate(SAMPLES)]
_CASES = list(zip(SAMPLES, _IDS, strict=True))


@pytest.mark.parametrize("sample", SAMPLES, ids=_IDS)
def test_is_named_and_does_not_cross(sample):
    result = clean(sample.make(), sample.name)
    assert result.outcome == sample.expected, result.reasons
    if result.outcome != "rejected":
        assert sample.vector in vectors(result)
    assert MARK.encode() not in (result.data or b"")
    assert MARK not in (result.output_name or "")


@pytest.mark.parametrize(
    "sample", [s for s, _ in _CASES if s.twin], ids=[i for s, i in _CASES if s.twin]
)
def test_its_benign_twin_crosses_without_a_word(sample):
    extension = sample.name.rstrip(". ").rpartition(".")[2].partition(":")[0]
    result = clean(sample.twin(), f"twin.{extension}")
    assert result.outcome in CROSSED
    assert not result.removals


@pytest.mark.parametrize("sample", SAMPLES, ids=_IDS)
def test_cleaning_again_changes_nothing(sample):
    first = clean(sample.make(), sample.name)
    if first.data is None:
        return
    second = clean(first.data, first.output_name)
    assert second.data == first.data
    assert second.output_name == first.output_name
    assert not second.removals


def test_every_sample_speaks_of_a_published_vector():
    assert {sample.vector for sample in SAMPLES} <= VECTORS.keys()
