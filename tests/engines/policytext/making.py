"""Makes the sample files of the tests: Word, PDF, and files locked or broken by hand."""

from functools import cache
from io import BytesIO
from pathlib import Path
from subprocess import run  # fc-list names the fonts of this machine

import docx
import pytest
import typst
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

SAMPLES = Path(__file__).parent / "samples"
FONT = "Noto Sans CJK JP"

ENCRYPTED_PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj
4 0 obj<</Filter/Standard/V 1/R 2/P -4/Length 40
/O<28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A>
/U<0000000000000000000000000000000000000000000000000000000000000000>>>endobj
trailer<</Root 1 0 R/Size 5/Encrypt 4 0 R
/ID[<0123456789ABCDEF0123456789ABCDEF><0123456789ABCDEF0123456789ABCDEF>]>>
%%EOF
"""
ENCRYPTED_DOCX = (
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1016 + "EncryptedPackage".encode("utf-16-le")
)
OLD_DOC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1016 + "WordDocument".encode("utf-16-le")


def sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


@cache
def _has_font() -> bool:
    listed = run(["fc-list", FONT], capture_output=True, check=False, text=True)
    return bool(listed.stdout.strip())


def pdf(body: str, *, page: str = "") -> bytes:
    """Return the PDF of a typst text; skips the test where the machine has no Japanese font."""
    if not _has_font():
        pytest.skip(f"no font {FONT} on this machine (apt install fonts-noto-cjk)")
    settings = f'#set text(font: "{FONT}", size: 10pt, lang: "ja")\n#set page({page})\n'
    made = typst.compile((settings + body).encode())
    assert isinstance(made, bytes)
    return made


def image_only_pdf() -> bytes:
    """Return a PDF whose only page is a drawing, as a scan is."""
    return typst.compile(b"#rect(width: 5cm, height: 5cm, fill: gray)")


def word(*paragraphs: str, title: str = "") -> bytes:
    """Return a Word file of plain paragraphs."""
    document = docx.Document()
    if title:
        document.add_paragraph(title, style="Title")
    for text in paragraphs:
        document.add_paragraph(text)
    return saved(document)


def saved(document) -> bytes:
    file = BytesIO()
    document.save(file)
    return file.getvalue()


_LEVELS = (
    ("decimal", "第%1条"),
    ("decimalFullWidth", "（%2）"),
    ("aiueoFullWidth", "%3"),
    ("bullet", "•"),
)


def number(document, *, restart: bool = False) -> str:
    """Give a document a list 第1条 / （１） / ア / • and return its number."""
    part = document.part.numbering_part.element
    for old in list(part):
        if old.tag.endswith("}num") and not restart:
            part.remove(old)
    levels = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for i, (form, text) in enumerate(_LEVELS)
    )
    ids = nsdecls("w")
    part.insert(
        0, parse_xml(f'<w:abstractNum {ids} w:abstractNumId="900">{levels}</w:abstractNum>')
    )
    part.append(parse_xml(f'<w:num {ids} w:numId="901"><w:abstractNumId w:val="900"/></w:num>'))
    return "901"


def numbered(document, text: str, number_id: str, level: int) -> None:
    paragraph = document.add_paragraph(text)
    paragraph._p.get_or_add_pPr().append(
        parse_xml(
            f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/>'
            f'<w:numId w:val="{number_id}"/></w:numPr>'
        )
    )
