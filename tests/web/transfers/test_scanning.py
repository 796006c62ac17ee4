"""Looking files through: numbers and marks found in them, and what nothing can be read in."""

import io
import zipfile

import pytest
from django.utils import translation
from tests.engines.sanitize.benign import office
from tests.web.transfers.test_mynumber import whole

from sekisho.web.assets.grading import chosen
from sekisho.web.assets.labelling import mark_of_grade
from sekisho.web.transfers.apart.scanning import Scan, scanned

pytestmark = pytest.mark.django_db
NUMBER = whole("12345678901")


def packed(entries):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_text_of_any_encoding(encoding):
    assert scanned(f"番号 {NUMBER}".encode(encoding)) == Scan(1, 0)


def test_a_number_cut_into_runs_of_a_document_is_found():
    runs = "".join(f"<w:r><w:t>{NUMBER[at : at + 4]}</w:t></w:r>" for at in (0, 4, 8))
    xml = f"<w:p>{runs}</w:p><w:p><w:r><w:t>1</w:t></w:r></w:p>"
    assert scanned(packed({"[Content_Types].xml": "", "word/document.xml": xml})) == Scan(1, 0)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_mark_the_register_prints_for_each_class_counts_as_its_rule_says(language):
    """The scanner knows no register: its words are held against the printed ones here."""
    schemes, found = chosen(), set()
    with translation.override(language):
        for grade in schemes.by_aspect["confidentiality"].levels:
            rules = {each.act: each.allowed for each in schemes.handling(grade.id)}
            header = f"<w:p><w:r><w:t>{mark_of_grade(grade.id, schemes)}</w:t></w:r></w:p>"
            paper = packed({"[Content_Types].xml": "", "word/header1.xml": header})
            assert scanned(paper).marks == (rules["send"] == "no"), grade.id
            found.add(rules["send"])
    assert {"no", "yes"} <= found


@pytest.mark.parametrize(
    "text",
    ["この区分は送信禁止とする。", "送信禁止の表示", "Do not sender", "「送信禁止」と表示する"],
)
def test_a_sentence_about_marks_is_none(text):
    assert scanned(text.encode()).marks == 0


def test_numbers_of_two_cells_are_not_joined():
    cells = f"<row><c><v>{NUMBER[:6]}</v></c><c><v>{NUMBER[6:]}</v></c></row>"
    sheet = packed({"[Content_Types].xml": "", "xl/worksheets/sheet1.xml": cells})
    assert scanned(sheet) == Scan(0, 0)


def test_a_document_within_an_archive_and_a_picture_beside_it():
    inner = packed({"[Content_Types].xml": "", "word/document.xml": f"<w:p>{NUMBER}</w:p>"})
    outer = packed({"総務/議案.docx": inner, "絵.png": b"\x89PNG\r\n", "a.txt": NUMBER})
    assert scanned(outer) == Scan(2, 1)


def test_what_is_too_deep_is_never_clean():
    data = b"x"
    for _ in range(8):
        data = packed({"a.zip": data})
    with pytest.raises(ValueError, match="too deep"):
        scanned(data)


def test_an_ordinary_document_is_clean():
    assert scanned(office.word(500, 3)).count == 0


def test_a_page_without_text_is_blind():
    import pypdfium2

    document = pypdfium2.PdfDocument.new()
    document.new_page(100, 100)
    out = io.BytesIO()
    document.save(out)
    assert scanned(out.getvalue()) == Scan(0, 1)
