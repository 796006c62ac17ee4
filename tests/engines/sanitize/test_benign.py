"""Ordinary documents of real programs cross: whole, alike, the same every time, and once for all.

`corpus` makes them; the reduced run takes one size and the LibreOffice formats people send most,
the full run every format and larger files.
"""

import os
import statistics
from functools import cache

import pytest
from tests.engines.sanitize.benign import corpus, fidelity, programs
from tests.engines.sanitize.direct import clean

FULL = os.environ.get("SEKISHO_TEST_PROFILE") == "full"
SIZES = (4_000, 60_000) if FULL else (4_000,)
SEED = 26
# One family is what one program opens and edits: the old formats come out as their heirs.
HEIRS = {"doc": "docx", "rtf": "docx", "xls": "xlsx", "ppt": "pptx", "bmp": "png"}
REDRAWN = {"webp": {"png", "jpg"}, "avif": {"jpg"}}
# Parts every file of these programs has that nobody misses, and that are named.
NAMED = {
    "ooxml.thumbnail",  # python-docx's and python-pptx's templates
    "ooxml.printer-settings",  # python-pptx's template
    "ooxml.chart-data", "ooxml.package",  # the workbook behind a chart; its values stay
    "ooxml.custom-properties", "ooxml.unknown-attribute",  # LibreOffice's own
    "image.exif", "image.second-image", "image.color-profile",
    "mail.html-body",  # of a mail that says the same in plain text
    "pdf.encrypted",
    "odf.ole", "odf.form", "odf.external-link", "odf.metadata", "ooxml.metafile",
}  # fmt: skip


def _extension(name):
    return name.rpartition(".")[2]


def _files():
    found = [
        file for size in SIZES for file in (*corpus.made(size, SEED), *corpus.papers(size, SEED))
    ]
    if programs.has("soffice"):
        found += [file for size in SIZES for file in corpus.converted(size, SEED, whole=FULL)]
    return found


FILES = _files()
IDS = [f"{number:03}-{file}" for number, file in enumerate(FILES)]


@cache
def crossed(number):
    return clean(FILES[number].data, FILES[number].name)


every_file = pytest.mark.parametrize("number", range(len(FILES)), ids=IDS)


def test_every_producer_is_there_in_the_full_run():
    """Nothing is skipped in silence: the full run needs every program."""
    if FULL:
        assert all(map(programs.has, ("soffice", "chromium", "qpdf", "pdftocairo")))


@every_file
def test_it_is_delivered_in_its_own_family(number):
    file, result = FILES[number], crossed(number)
    assert result.outcome == "delivered"
    old, new = _extension(file.name), _extension(result.output_name)
    assert new in REDRAWN.get(old, {HEIRS.get(old, old)})
    assert result.grade in {None, "A"}


@every_file
def test_nothing_is_reported_that_was_not_there(number):
    assert {removal.vector for removal in crossed(number).removals} <= NAMED


@every_file
def test_text_and_structure_are_all_there(number):
    file, result = FILES[number], crossed(number)
    if _extension(file.name) != _extension(result.output_name):
        return  # what LibreOffice read stands in the next test
    before = fidelity.characters(file.data, file.name)
    if before is not None:
        after = fidelity.characters(result.data, result.output_name)
        if file.name.endswith(".eml"):  # notices are added to a mail
            assert not before - after
        else:
            assert fidelity.similarity(before, after) >= 0.98
    old = fidelity.structures(file.data, file.name)
    new = fidelity.structures(result.data, result.output_name)
    if _extension(file.name) in {"ods", "odp"}:  # a chart's picture goes with its object
        old.pop("pictures"), new.pop("pictures")
    assert new == old


def test_old_formats_keep_the_words_of_the_file_they_were_made_from():
    sources = {file.name: file for file in corpus.made(SIZES[0], SEED)}
    for number, file in enumerate(FILES):
        heir = HEIRS.get(_extension(file.name))
        source = sources.get(f"{file.name.rpartition('.')[0]}.{heir}")
        if heir in {"docx", "pptx"} and source is not None:
            before = fidelity.characters(source.data, source.name)
            after = fidelity.characters(crossed(number).data, f"a.{heir}")
            lost = (before - after).total() / before.total()
            assert lost <= 0.02, file


def test_texts_are_alike_in_the_mean():
    shares = []
    for number, file in enumerate(FILES):
        if _extension(file.name) in {"docx", "xlsx", "pptx", "pdf"}:
            before = fidelity.characters(file.data, file.name)
            after = fidelity.characters(crossed(number).data, crossed(number).output_name)
            shares.append(fidelity.similarity(before, after))
    assert statistics.mean(shares) >= 0.999


def test_files_do_not_grow():
    sizes = [len(crossed(n).data) / len(file.data) for n, file in enumerate(FILES)]
    assert statistics.median(sizes) <= 1.1
    assert max(sizes) <= 3


@every_file
def test_pages_look_the_same(number):
    if not FILES[number].name.endswith(".pdf"):
        return
    shares = fidelity.pages_alike(FILES[number].data, crossed(number).data)
    assert min(shares) >= 0.99


@every_file
def test_the_same_bytes_come_out_every_time(number):
    file = FILES[number]
    if _extension(file.name) in {"doc", "xls", "ppt", "rtf"} and not FULL:
        return  # one more start of LibreOffice each
    again = clean(file.data, file.name)
    assert again.data == crossed(number).data
    assert _said(again) == _said(crossed(number))


def _said(result):
    said = result.as_json()
    return {key: value for key, value in said.items() if key not in {"seconds", "children"}}


@every_file
def test_what_is_clean_stays_as_it_is(number):
    first = crossed(number)
    second = clean(first.data, first.output_name)
    assert second.outcome == "delivered"
    assert second.removals == ()
    assert second.data == first.data
