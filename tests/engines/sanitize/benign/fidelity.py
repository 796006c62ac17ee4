"""What of a document is still there on the other side, read by plain means the product does not use.

Texts are compared as multisets of characters without blanks; structures are counted; pages are
drawn and compared in blocks of 4 × 4 pixels.
"""

import collections
import email
import email.policy
import io
import re
import zipfile
from xml.etree import ElementTree as ET

import pypdfium2
from PIL import Image, ImageChops

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_READ = re.compile(
    r"(word/(document|header\d*|footer\d*|footnotes|endnotes|comments)"
    r"|(word|ppt|xl)/charts/chart\d+|xl/(worksheets/sheet\d+|comments\w*\d*|comments/comment\d+|drawings/drawing\d+)"
    r"|ppt/(slides/slide|notesSlides/notesSlide|comments/comment)\d+)\.xml|content\.xml",
)
_BLOCK, _SHADES, _SCALE = 4, 24, 1.0


def characters(data: bytes, name: str) -> collections.Counter[str] | None:
    """Return the characters of a document's text, None where a kind has no text."""
    extension = name.rpartition(".")[2]
    if extension == "pdf":
        with pypdfium2.PdfDocument(data) as pdf:
            text = "".join(page.get_textpage().get_text_bounded() for page in pdf)
    elif extension in {"docx", "xlsx", "pptx", "odt", "ods", "odp"}:
        text = "".join(_package_text(data))
    elif extension == "eml":
        text = _mail_text(data)
    else:
        return None
    return collections.Counter(c for c in text if not c.isspace() and c != "\x00")


def similarity(before: collections.Counter[str], after: collections.Counter[str]) -> float:
    """Return twice the characters in common over all characters of both."""
    total = before.total() + after.total()
    return 2 * (before & after).total() / total if total else 1.0


def _parts(data: bytes) -> dict[str, ET.Element]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [name for name in archive.namelist() if _READ.fullmatch(name)]
        names += [name for name in archive.namelist() if name == "xl/sharedStrings.xml"]
        return {name: ET.fromstring(archive.read(name)) for name in names}


def _package_text(data: bytes) -> list[str]:
    parts = _parts(data)
    shared = [_words(si) for si in parts.pop("xl/sharedStrings.xml", ())]
    found = []
    for name, root in parts.items():
        if name == "content.xml":
            body = root.find("{urn:oasis:names:tc:opendocument:xmlns:office:1.0}body")
            found += body.itertext()
        elif name.startswith("xl/worksheets/"):
            found += [_cell(cell, shared) for cell in root.iter(_S + "c")]
        else:
            tags = (_W + "t", _W + "delText", _A + "t", _C + "v", _S + "t", _P + "text")
            found += [element.text or "" for element in root.iter() if element.tag in tags]
    return found


def _cell(cell: ET.Element, shared: list[str]) -> str:
    value, formula = cell.findtext(_S + "v") or "", cell.findtext(_S + "f") or ""
    if cell.get("t") == "s":
        value = shared[int(value)]
    return value + formula + _words(cell)


def _words(element: ET.Element) -> str:
    return "".join(piece.text or "" for piece in element.iter(_S + "t"))


def _mail_text(data: bytes) -> str:
    message = email.message_from_bytes(data, policy=email.policy.default)
    found = [str(message["Subject"] or "")]
    for part in message.walk():
        name = part.get_filename() or ""
        if part.get_content_type() == "text/plain" and not name:
            found.append(part.get_content())
        elif name.endswith(".eml"):  # a forwarded mail
            found.append(_mail_text(part.get_payload(decode=True)))
        else:
            found.append(name)
    return "".join(found)


def structures(data: bytes, name: str) -> dict[str, int]:
    """Return how many pages, tables, pictures, headings, sheets, slides a document has."""
    extension = name.rpartition(".")[2]
    if extension == "pdf":
        with pypdfium2.PdfDocument(data) as pdf:
            return {"pages": len(pdf)}
    if extension not in {"docx", "xlsx", "pptx", "odt", "ods", "odp"}:
        return {}
    roots = _parts(data)
    tags = collections.Counter(element.tag for root in roots.values() for element in root.iter())
    styles = [
        str(style.get(_W + "val")) for root in roots.values() for style in root.iter(_W + "pStyle")
    ]
    return {
        "tables": tags[_W + "tbl"] + tags[_A + "tbl"] + tags[_TABLE + "table"],
        "pictures": tags[_A + "blip"] + tags[_DRAW + "image"],
        "headings": sum(style.startswith(("Heading", "Title")) for style in styles)
        + tags[_TEXT + "h"],
        "paragraphs": tags[_W + "p"] + tags[_TEXT + "p"],
        "sheets": sum(name.startswith("xl/worksheets/") for name in roots),
        "slides": sum(name.startswith("ppt/slides/") for name in roots),
        "charts": sum("/charts/" in name for name in roots),
        "formulas": tags[_S + "f"],
    }


def pages_alike(before: bytes, after: bytes, most: int = 20) -> list[float]:
    """Return for each page of two PDFs the share of blocks that look the same."""
    with pypdfium2.PdfDocument(before) as old, pypdfium2.PdfDocument(after) as new:
        count = min(len(old), len(new), most)
        return [pictures_alike(_drawn(old[n]), _drawn(new[n])) for n in range(count)]


def _drawn(page: pypdfium2.PdfPage) -> Image.Image:
    return page.render(scale=_SCALE).to_pil().convert("RGB")


def pictures_alike(one: Image.Image, two: Image.Image) -> float:
    """Return the share of blocks whose mean colour differs by no more than the shades allowed."""
    if one.size != two.size:
        two = two.resize(one.size)
    difference = ImageChops.difference(one.reduce(_BLOCK), two.reduce(_BLOCK))
    worst = ImageChops.lighter(ImageChops.lighter(*difference.split()[:2]), difference.split()[2])
    return sum(worst.histogram()[: _SHADES + 1]) / (worst.width * worst.height)
