"""What the fuzzer begins with, and what it once found: kept, and no parser's law is broken by it."""

import pytest
from tests.fuzz.__main__ import CORPUS
from tests.fuzz.targets import TARGETS

KEPT = sorted(path for path in CORPUS.glob("*/*") if path.is_file())


def test_every_parser_has_a_small_corpus_and_no_corpus_is_of_none():
    assert {path.parent.name for path in KEPT} == TARGETS.keys()
    assert sum(path.stat().st_size for path in KEPT) < 500_000


@pytest.mark.parametrize("path", KEPT, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_kept_input_breaks_a_law(path):
    TARGETS[path.parent.name].run(path.read_bytes())
