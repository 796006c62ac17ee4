"""Cell comments, and the drawing Excel wants beside them: one plain yellow note each, ours."""

import re

from sekisho.sanitize.rebuild.contract import Log
from sekisho.sanitize.rebuild.ooxml.exceltext import SHEET
from sekisho.sanitize.rebuild.ooxml.writing import NewPackage
from sekisho.sanitize.rebuild.xmlfilter import Element

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_CELL = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_KIND = re.compile(rb"ObjectType\s*=\s*[\"']?(\w+)", re.IGNORECASE)
_MACRO = re.compile(
    rb"Fmla(Macro|Link|Range)|o:OLEObject|on(click|load)\s*=|<script", re.IGNORECASE
)
_HEAD = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit">'
    '<o:idmap v:ext="edit" data="1"/></o:shapelayout><v:shapetype id="_x0000_t202"'
    ' coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_NOTE = (
    '<v:shape id="_x0000_s{id}" type="#_x0000_t202" style="position:absolute;visibility:hidden"'
    ' fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
    '<v:path o:connecttype="none"/><v:textbox/><x:ClientData ObjectType="Note"><x:MoveWithCells/>'
    "<x:SizeWithCells/><x:Anchor>{left}, 15, {top}, 2, {right}, 31, {bottom}, 1</x:Anchor>"
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column>"
    "</x:ClientData></v:shape>"
)
_FIRST, _LINE, _TALLEST = 1025, 12, 20


def report_controls(vml: bytes, log: Log, place: str) -> None:
    """Name what an old drawing holds beside notes: buttons, lists, macros, objects."""
    kinds = {kind.lower() for kind in _KIND.findall(vml)}
    if kinds - {b"note"}:
        log.remove("ooxml.form-control", place)
    if _MACRO.search(vml):
        log.remove("ooxml.vml-object", place)


def drawn(comments: Element, package: NewPackage) -> str:
    """Write the notes of `comments` as a new part and return its name."""
    part = package.numbered("xl/drawings/vmlDrawing{}.vml", CONTENT_TYPE)
    notes = []
    for number, comment in enumerate(comments.iter(f"{{{SHEET}}}comment")):
        words = "".join(text.text or "" for text in comment.iter(f"{{{SHEET}}}t"))
        notes.append(_note(number, str(comment.get("ref", "")), words))
    part.data = (_HEAD + "".join(notes) + "</xml>").encode()
    return part.name


def _note(number: int, ref: str, words: str) -> str:
    cell = _CELL.fullmatch(ref)
    if cell is None:
        return ""
    row, at = int(cell[2]) - 1, column(cell[1])
    lines = 1 + words.count("\n") + len(words) // _LINE
    return _NOTE.format(
        id=_FIRST + number,
        row=row,
        column=at,
        left=at + 1,
        right=at + 3,
        top=max(row - 1, 0),
        bottom=max(row - 1, 0) + max(4, min(lines, _TALLEST)),
    )


def column(letters: str) -> int:
    """Return a column's number, A being 0."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
