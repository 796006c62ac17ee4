"""Old Office files and RTF: each forbidden thing is named, whatever LibreOffice makes of the words."""

import os

import pytest
from tests.engines.sanitize import scanner
from tests.engines.sanitize.direct import Direct, Work, vectors
from tests.engines.sanitize.samples.old_office import OLD_OFFICE, imported, rtf, xls

from sekisho.sanitize import VECTORS, sanitize

FULL = os.environ.get("SEKISHO_TEST_PROFILE") == "full"
_IDS = [f"{sample.vector}-{sample.name}" for sample in OLD_OFFICE]


class Imported(Direct):
    """Answers for LibreOffice with a document of plain words in the form it was asked for."""

    def run(self, program, arguments, *, files, collect, **limits):
        if program != "soffice":
            return super().run(program, arguments, files=files, collect=collect, **limits)
        (name,) = collect
        return Work(files={name: imported(name.rpartition(".")[2])})


def crossed(data, name):
    return sanitize(data, name, sandbox=Imported())


@pytest.mark.parametrize("sample", OLD_OFFICE, ids=_IDS)
def test_is_named_by_itself(sample):
    result = crossed(sample.make(), sample.name)
    assert result.outcome == sample.expected, result.reasons
    named = vectors(result)
    if VECTORS[sample.vector].action == "dropped":
        assert not {vector for vector in named if not vector.startswith("ole.converted")}
    else:
        assert sample.vector in named


@pytest.mark.parametrize("sample", OLD_OFFICE, ids=_IDS)
def test_its_benign_twin_crosses_without_a_word(sample):
    result = crossed(sample.twin(), sample.benign_name)
    assert result.outcome == "delivered", result.reasons
    assert not result.removals


@pytest.mark.parametrize("sample", OLD_OFFICE, ids=_IDS)
def test_the_scanner_sees_what_goes_in(sample):
    assert scanner.scan(sample.make(), sample.name)


def test_a_link_to_the_web_is_no_forbidden_field():
    link = '{\\field{\\*\\fldinst HYPERLINK "https://www.city.example.jp/LINK"}{\\fldrslt x}}'
    assert not crossed(rtf(link), "a.rtf").removals


def test_words_about_fields_are_words():
    assert not crossed(rtf("DDEAUTO INCLUDEPICTURE "), "a.rtf").removals


def test_records_that_end_early_name_nothing_and_break_nothing():
    whole = xls()
    for size in range(512, len(whole), 97):
        result = crossed(whole[:size], "a.xls")
        assert result.outcome in {"delivered", "held"}


@pytest.mark.full
@pytest.mark.verification
@pytest.mark.parametrize("sample", OLD_OFFICE, ids=_IDS)
def test_nothing_survives_the_real_libreoffice(sample):
    """Half-made files need not open; whatever does open carries nothing across."""
    result = sanitize(sample.make(), sample.name, sandbox=Direct())
    assert result.outcome in {"delivered", "held"}
    if result.data is not None:
        assert scanner.scan(result.data, result.output_name) == []
