"""Word documents with fields that fetch, start or ask: whole, cut into pieces, nested, unended."""

from tests.engines.sanitize.samples import MARK, Sample
from tests.engines.sanitize.samples.words import (
    SHOWN,
    complex_field,
    document,
    fielded,
    mark,
    paragraph,
    sample,
    simple,
    split,
)


def nested_field() -> bytes:
    """A forbidden word put together by a field within the code of another."""
    inner = complex_field(" SEQ x ", result=f"<w:r><w:t>DDEAUTO {MARK}</w:t></w:r>")
    return document(
        paragraph(
            f"{mark('begin')}{inner}<w:r><w:instrText> x </w:instrText></w:r>{mark('separate')}{SHOWN}{mark('end')}"
        )
    ).bytes()


def unended_field() -> bytes:
    code = f"<w:r><w:instrText> DDEAUTO {MARK} </w:instrText></w:r>"
    return document(paragraph(mark("begin") + code) + paragraph(SHOWN)).bytes()


def field_across() -> bytes:
    """A field whose code lies in two paragraphs."""
    first = paragraph(mark("begin") + "<w:r><w:instrText> DDE</w:instrText></w:r>")
    return document(
        first
        + paragraph(
            f"<w:r><w:instrText>AUTO {MARK}</w:instrText></w:r>{mark('separate')}{SHOWN}{mark('end')}"
        )
    ).bytes()


FIELDS = (
    ("dde", f' DDEAUTO c:\\\\windows\\\\cmd.exe "/k {MARK}" ', f" DDE Excel {MARK} "),
    (
        "include",
        f' INCLUDEPICTURE "http://x.example/{MARK}" \\d ',
        f" INCLUDETEXT \\\\x\\{MARK} ",
        f" IMPORT {MARK} ",
        f" RD {MARK} ",
    ),
    ("link", f" LINK Excel.Sheet.8 {MARK} A1 \\a ", f" EMBED Package {MARK} ", f" CONTROL {MARK} "),
    ("database", f" DATABASE \\c {MARK} ", f" MERGEFIELD {MARK} "),
    ("macro", f" MACROBUTTON {MARK} 押す ", f" GOTOBUTTON {MARK} x "),
    ("autotext", f" AUTOTEXT {MARK} ", f" AUTOTEXTLIST {MARK} "),
    ("prompt", f" FILLIN {MARK} ", f" ASK a {MARK} "),
    ("quote", f" QUOTE 68 68 69 {MARK} "),
    (
        "hyperlink",
        f' HYPERLINK "javascript:{MARK}" ',
        f' HYPERLINK "file://x/{MARK}" ',
        f' HYPERLINK "ms-msdt:/{MARK}" ',
        f' HYPERLINK "\\\\x\\{MARK}" ',
        f' HYPERLINK \\l "a" \\t "x" "search-ms:{MARK}" ',
    ),
    (
        "unknown",
        f" USERNAME {MARK} ",
        f" = {MARK} ",
        f" PRINT {MARK} ",
        f" BARCODE {MARK} ",
        f" IF 1 = 1 {MARK} ",
    ),
)


def _escaped(code: str) -> str:
    return code.replace("&", "&amp;").replace('"', "&quot;")


def _halves(code: str) -> list[str]:
    """Cut a code into pieces that are harmless one by one."""
    return [_escaped(code[:4]), _escaped(code[4:9]), _escaped(code[9:])]


def _fields() -> list[Sample]:
    found = []
    for kind, *codes in FIELDS:
        for code in codes:
            found.append(
                sample(f"ooxml.field-{kind}", lambda code=code: simple(_escaped(code)), fielded)
            )
            found.append(
                sample(f"ooxml.field-{kind}", lambda code=code: split(*_halves(code)), fielded)
            )
    return found


SAMPLES = (
    *_fields(),
    sample(
        "ooxml.field-dde",
        lambda: document(paragraph(complex_field("DDE") + complex_field(f"AUTO {MARK}"))).bytes(),
        fielded,
    ),
    sample("ooxml.field-dde", unended_field, fielded),
    sample("ooxml.field-dde", field_across, fielded),
    sample("ooxml.field-unknown", nested_field, fielded),
)
