"""Looks for individual numbers and marks in a rebuilt file: the job of a confined process.

The payload is a file our verifier has passed. The answer is JSON: `count` numbers that seem to be
individual numbers, `marks` that forbid to send, as the register prints them at head and foot of a
document, and `blind`: pictures and pages without text, in which nothing can be read.
"""

import html
import io
import json
import re
import zipfile
from dataclasses import asdict, dataclass

import pypdfium2

from sekisho.web.transfers.mynumber import count

MODULE = "sekisho.web.transfers.apart.scanning"
FUNCTION, REHEARSAL = f"{MODULE}:scan", f"{MODULE}:rehearse"
_DEPTH = 5
_PICTURE = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")
# Where words end in the XML of documents: between these, digits belong together.
_ENDS = re.compile(
    rb"</(?:w:p|a:p|text:p|text:h|si|c|row|table:table-cell|w:tc)>|<(?:w:br|w:tab|text:tab)\b[^>]*>"
)
_TAG = re.compile(rb"<[^>]*>")
# The words of a mark stand by themselves; in a sentence about marks they do not.
_MARK = re.compile(r"(?:^|[\s\u3000])(?:送信禁止|Do not send)(?=[\s\u3000]|$)", re.MULTILINE)
_ENCODINGS = ("utf-8-sig", "cp932", "utf-16")


@dataclass(frozen=True, slots=True)
class Scan:
    """What was found in a file."""

    count: int = 0
    blind: int = 0
    marks: int = 0

    def __add__(self, other: "Scan") -> "Scan":
        """Join what was found in two parts."""
        return Scan(self.count + other.count, self.blind + other.blind, self.marks + other.marks)


def scan(payload: bytes) -> bytes:
    """Return what was found, as JSON."""
    found = scanned(payload)
    return json.dumps(asdict(found)).encode("ascii")


def scanned(data: bytes, depth: int = 0) -> Scan:
    """Return what was found in a file and in the files inside it.

    Raises ValueError for a container too deep to be read: nobody may take it for clean.
    """
    if depth > _DEPTH:
        raise ValueError("too deep")
    if data.startswith(b"PK\x03\x04"):
        return _in_container(data, depth)
    if data.startswith(b"%PDF"):
        return _in_pdf(data)
    if data.startswith(_PICTURE):
        return Scan(blind=1)
    return _read(_text(data))


def _read(text: str) -> Scan:
    return Scan(count(text), marks=len(_MARK.findall(text)))


def _in_container(data: bytes, depth: int) -> Scan:
    found = Scan()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        document = "[Content_Types].xml" in archive.namelist() or "mimetype" in archive.namelist()
        for entry in archive.infolist():
            if entry.is_dir():
                continue
            inner = archive.read(entry)
            if document and entry.filename.endswith((".xml", ".rels")):
                found += _read(_words(inner))
            else:
                found += scanned(inner, depth + 1)
    return found


def _words(xml: bytes) -> str:
    """Return the words of a document's part; what one run begins the next goes on with."""
    plain = _TAG.sub(b"", _ENDS.sub(b"\n", xml)).decode("utf-8", "replace")
    return html.unescape(plain)


def _in_pdf(data: bytes) -> Scan:
    found = Scan()
    document = pypdfium2.PdfDocument(data)
    for page in document:
        text = page.get_textpage().get_text_bounded()
        found += _read(text) + Scan(blind=int(not text.strip()))
    return found


def _text(data: bytes) -> str:
    for encoding in _ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def rehearse() -> None:
    """Open a page of ours once: what it makes ready, no job has to."""
    document = pypdfium2.PdfDocument.new()
    document.new_page(100, 100)
    out = io.BytesIO()
    document.save(out)
    scanned(out.getvalue())
