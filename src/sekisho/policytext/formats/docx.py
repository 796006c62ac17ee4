"""Word (.docx): paragraphs with the numbers Word prints, tables, ruby, headers and footnotes.

Reads the parts of ECMA-376 (Office Open XML) that carry words. Text deleted under tracked
changes is not read; text inserted is.
"""

import re
import zipfile
import zlib
from dataclasses import replace
from io import BytesIO

from lxml import etree

from sekisho.policytext.errors import PasswordNeededError, TooLargeError, UnknownFormatError
from sekisho.policytext.formats.docx_numbering import Numbering
from sekisho.policytext.formats.docx_paragraph import Paragraph, W, gather
from sekisho.policytext.formats.docx_styles import Styles
from sekisho.policytext.limits import Limits
from sekisho.policytext.line import Line, Style
from sekisho.policytext.tally import Tally

NAME = "docx"

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LONGEST_CELL = 300  # characters; longer cells hold the policy itself, laid out in a table
_OFFICE = "/officeDocument"
_BROKEN = (
    "Word ファイル（.docx）が壊れているか、途中で切れています。"
    "Word で開いて保存し直し、もう一度読み込んでください。"
)
_LOCKED = (
    "パスワードで保護された Word ファイルです。"
    "Word でパスワードを外して保存し直してから読み込んでください。"
)


def recognises(untrusted_data: bytes, name: str) -> bool:
    """Say whether the bytes are a zip archive or an OLE container, as all Office files are."""
    del name
    return untrusted_data.startswith((b"PK\x03\x04", b"PK\x05\x06", _OLE))


def lines(untrusted_data: bytes, limits: Limits) -> list[Line]:
    """Return the lines of the document; raises a `ReadError`."""
    if untrusted_data.startswith(_OLE):
        _refuse_ole(untrusted_data)
    try:
        with zipfile.ZipFile(BytesIO(untrusted_data)) as archive:
            return _Reader(_parts(archive, limits), Tally(limits)).read()
    except (zipfile.BadZipFile, EOFError, NotImplementedError, zlib.error) as error:
        raise UnknownFormatError(_BROKEN) from error
    except etree.XMLSyntaxError as error:
        raise UnknownFormatError(_BROKEN) from error


def _refuse_ole(untrusted_data: bytes) -> None:
    if "WordDocument".encode("utf-16-le") in untrusted_data:
        raise UnknownFormatError(
            "古い形式の Word ファイル（.doc）です。"
            "Word で「名前を付けて保存」から .docx にして読み込んでください。"
        )
    raise PasswordNeededError(_LOCKED)


def _parts(archive: zipfile.ZipFile, limits: Limits) -> dict[str, bytes]:
    """Return the XML parts we read, unpacked within the limits."""
    wanted = [info for info in archive.infolist() if re.search(r"\.(?:xml|rels)$", info.filename)]
    if any(info.flag_bits & 1 for info in archive.infolist()):
        raise PasswordNeededError(_LOCKED)
    left = limits.expanded_bytes
    parts: dict[str, bytes] = {}
    for info in wanted:
        if not re.match(r"(?:_rels/|word/)", info.filename):
            continue
        with archive.open(info) as part:
            parts[info.filename] = part.read(left + 1)
        left -= len(parts[info.filename])
        if left < 0:
            raise TooLargeError(
                "展開すると大きすぎる Word ファイルです。"
                "方針の本文だけのファイルにして読み込んでください。"
            )
    return parts


def _parse(part: bytes, tally: Tally) -> etree._Element:
    """Return the root element of a part; parsing stops at the first element too many."""
    tally.mark_up(0, part.count(b"="))
    parsing = etree.iterparse(
        BytesIO(part),
        events=("start",),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    for _ in parsing:
        tally.element()
    root: etree._Element = parsing.root
    return root


class _Reader:
    """Reads the parts of one document into lines."""

    def __init__(self, parts: dict[str, bytes], tally: Tally) -> None:
        self._parts = parts
        self._tally = tally
        self._lines: list[Line] = []
        self._styles = Styles(self._part("word/styles.xml"))
        self._numbering = Numbering(self._part("word/numbering.xml"))

    def _part(self, name: str) -> etree._Element | None:
        return _parse(self._parts[name], self._tally) if name in self._parts else None

    def read(self) -> list[Line]:
        document = self._part(self._main())
        if document is None:
            raise UnknownFormatError(
                "Word の文書（.docx）ではありません。"
                "表計算などのファイルは、本文を Word かテキストにして読み込んでください。"
            )
        self._extra("header")
        for body in document.iter(f"{W}body"):
            self._blocks(body)
        for name, reason in (("footnotes", "footnote"), ("endnotes", "footnote")):
            self._extra(name, reason)
        self._extra("footer")
        return self._lines

    def _main(self) -> str:
        rels = self._part("_rels/.rels")
        for rel in rels if rels is not None else ():
            if (rel.get("Type") or "").endswith(_OFFICE):
                return (rel.get("Target") or "").lstrip("/")
        return "word/document.xml"

    def _extra(self, kind: str, reason: str = "header-footer") -> None:
        for name in sorted(self._parts):
            if re.fullmatch(rf"word/{kind}\d*\.xml", name):
                for paragraph in _parse(self._parts[name], self._tally).iter(f"{W}p"):
                    self._paragraph(paragraph, drop=reason)

    def _blocks(self, parent: etree._Element, drop: str = "") -> None:
        """Read paragraphs and tables in order; wrappers (content controls …) are looked into."""
        waiting = list(reversed(parent))
        while waiting:
            block = waiting.pop()
            if block.tag == f"{W}p":
                self._paragraph(block, drop=drop or _in_contents(block))
            elif block.tag == f"{W}tbl":
                self._table(block, drop)
            elif block.tag not in {f"{W}sectPr", f"{W}del", f"{W}moveFrom"}:
                waiting.extend(reversed(block))

    def _table(self, table: etree._Element, drop: str) -> None:
        for row in table.iter(f"{W}tr"):
            if next(row.iterancestors(f"{W}tbl"), None) is table:
                self._row(row, drop)

    def _row(self, row: etree._Element, drop: str) -> None:
        """Read a row of short cells as one line; a row that holds the policy as paragraphs."""
        cells = list(row.iterchildren(f"{W}tc"))
        words = [" ".join(_cell(cell)).strip() for cell in cells]
        nested = next(row.iter(f"{W}tbl"), None) is not None
        if nested or len(cells) == 1 or any(len(text) > _LONGEST_CELL for text in words):
            for cell in cells:
                self._blocks(cell, drop)
            return
        ruby = tuple(mark for p in row.iter(f"{W}p") for mark in gather(p).removed)
        if text := "\t".join(words).strip():
            self._add(Line(text, 0, style=Style.TABLE, removed=ruby, drop=drop))

    def _paragraph(self, element: etree._Element, drop: str) -> None:
        paragraph = gather(element)
        style = self._styles.of(element)
        number = self._numbering.label(element, style)
        if not paragraph.text.strip():
            return
        first, *rest = [part.strip() for part in paragraph.text.split("\n") if part.strip()]
        line = self._labelled(first, number, paragraph, style.drop or drop)
        heading = style.style is not Style.HEADING or "。" not in paragraph.text
        self._add(replace(line, style=style.style if heading else Style.PLAIN, level=style.level))
        for part in rest:
            self._add(Line(part, 0, drop=style.drop or drop), gap=False)

    def _labelled(self, text: str, number: str, paragraph: Paragraph, drop: str) -> Line:
        removed = paragraph.removed
        if number == "bullet":
            return Line(text, 0, removed=(*removed, ("", "list-mark")), drop=drop)
        return Line(text, 0, label=number, removed=removed, drop=drop)

    def _add(self, line: Line, *, gap: bool = True) -> None:
        self._tally.line(line.text)
        self._lines.append(replace(line, number=len(self._lines) + 1, gap=gap))


def _cell(cell: etree._Element) -> list[str]:
    return [" ".join(gather(p).text.split()) for p in cell.iter(f"{W}p")]


def _in_contents(paragraph: etree._Element) -> str:
    """Say whether a paragraph stands in Word's own table of contents."""
    for above in paragraph.iterancestors(f"{W}sdt"):
        gallery = above.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
        if gallery is not None and gallery.get(f"{W}val") == "Table of Contents":
            return "table-of-contents"
    return ""
