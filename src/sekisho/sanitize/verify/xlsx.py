"""Workbooks as our writer makes them: cells, looks, rules, formulas of the workbook alone."""

import re
import unicodedata
from collections.abc import Callable, Mapping

from sekisho.sanitize.verify.chart import CHART_PART
from sekisho.sanitize.verify.contract import require
from sekisho.sanitize.verify.formula import formula
from sekisho.sanitize.verify.opc import PackageRule, PartRule, judge_package
from sekisho.sanitize.verify.properties import CORE_PART
from sekisho.sanitize.verify.text import visible
from sekisho.sanitize.verify.xmlgrammar import Attributes, Names, Rule, names, tag

FORMATS = ("xlsx",)
_M = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
_XM = "http://schemas.microsoft.com/office/excel/2006/main"
_XDR = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
_OFFICE = "application/vnd.openxmlformats-officedocument."
_TYPE = _OFFICE + "spreadsheetml."
_NAMES, _LOOKS, _THEME = names("sheet"), names("sheet", "drawing", "chart"), names("drawing")
_Shorten = Callable[[bytes], bytes] | None
_CELLS, _MERGED = 2_000_000, 2_000_000
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_AREA = re.compile(r"([A-Z]{1,3})(\d{1,7})(?::([A-Z]{1,3})(\d{1,7}))?")
_VALUE = rb'<v>[^<>]*</v>|<is><t xml:space="preserve">[^<>]*</t></is>'
_FORMULA = rb'<f(?: (?:t|ref|si|dt2D|dtr|r1|r2)="[\w:$]*")*(?:/>|>([^<>]*)</f>)'
_CELL = (
    rb'<c(?: r="[A-Z]{1,3}\d{1,7}")?(?: s="\d{1,9}")?(?: ph="1")?'
    rb'(?: t="(?:s|b|e|d|str|inlineStr)")?'
    rb"(?:/>|>(?:" + _FORMULA.replace(b"([^<>]*)", b"[^<>]*") + rb")?(?:" + _VALUE + rb")?</c>)"
)
_ROW = re.compile(
    rb"<row(?: (?:r|s|ht|outlineLevel|customFormat|hidden|customHeight|collapsed|thickTop|thickBot"
    rb'|ph)="[\d.]{1,30}")*'
    rb"(?:/>|>(?:" + _CELL + rb")+</row>)"
)
_TEXT = re.compile(rb'<si><t xml:space="preserve">([^<>]*)</t></si>')
_FORMULAS = re.compile(_FORMULA)
_NOTE = (
    r'<v:shape id="_x0000_s\d+" type="#_x0000_t202" style="position:absolute;visibility:hidden" '
    r'fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
    r'<v:path o:connecttype="none"/><v:textbox/><x:ClientData ObjectType="Note">'
    r"<x:MoveWithCells/><x:SizeWithCells/><x:Anchor>[\d, ]{1,80}</x:Anchor>"
    r"<x:AutoFill>False</x:AutoFill><x:Row>\d+</x:Row><x:Column>\d+</x:Column>"
    r"</x:ClientData></v:shape>"
)
_NOTES_HEAD = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit">'
    '<o:idmap v:ext="edit" data="1"/></o:shapelayout><v:shapetype id="_x0000_t202" '
    'coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_NOTES = re.compile(f"{re.escape(_NOTES_HEAD)}(?:{_NOTE})*</xml>".encode())


def _readable(data: bytes) -> str:
    """Return XML text as characters; refuse hidden ones, written as themselves or escaped."""
    require(not re.search(rb"&(?!amp;|lt;|gt;|#13;)", data), "entity")
    text = data.decode("utf-8").replace("&lt;", "<").replace("&gt;", ">")
    text = text.replace("&#13;", "\r").replace("&amp;", "&")
    require(visible(text), "character")
    _escapes("", {}, text)
    return text


def _escapes(_: str, __: Attributes, text: str) -> None:
    for code in _ESCAPE.findall(text) if "_x" in text else ():
        surrogate = "d800" <= code.lower() <= "dfff"
        require(surrogate or visible(chr(int(code, 16))), "escaped character")


def _plain_xml(body: bytes) -> None:
    """Refuse what could hide tags from a search for them."""
    require(body.startswith(b"<?xml ") and body.count(b"<?") == 1 and b"<!" not in body, "markup")


def _rows(body: bytes) -> bytes:
    """Judge every plain row; leave an empty one in its place."""
    _plain_xml(body)
    require(body.count(b"<c ") + body.count(b"<c>") <= _CELLS, "cells")

    def row(match: re.Match[bytes]) -> bytes:
        written = match[0]
        if b"&" in written or b"_x" in written or not written.isascii():
            _readable(written)
        if b"<f" in written:
            for text in _FORMULAS.findall(written):
                formula(_readable(text))
        return b"<row/>"

    return _ROW.sub(row, body)


def _texts(body: bytes) -> bytes:
    _plain_xml(body)
    _readable(b"\n".join(_TEXT.findall(body)))
    return _TEXT.sub(b"<si/>", body)


def _notes(body: bytes) -> bytes:
    require(_NOTES.fullmatch(body), "notes")
    return b"<xml/>"


def _formula(_: str, __: Attributes, text: str) -> None:
    formula(text)


def _limit(_: str, attributes: Attributes, __: str) -> None:
    formula(attributes.get("val", ""))


def _name(_: str, attributes: Attributes, text: str) -> None:
    called = unicodedata.normalize("NFKC", attributes.get("name", "")).casefold()
    require(
        not called.removeprefix("_xlnm.").startswith(("auto_", "autoopen", "autoclose"))
        and not re.search(r"auto_?(open|close|activate|deactivate)", called),
        "automatic name",
    )
    formula(text)


def _sheet(_: str, attributes: Attributes, __: str) -> None:
    require("state" not in attributes, "hidden sheet")


class _Merges:
    """Counts the cells one sheet joins."""

    def __init__(self) -> None:
        self.cells = 0

    def start(self, _: str, __: Attributes, ___: str) -> None:
        self.cells = 0

    def area(self, _: str, attributes: Attributes, __: str) -> None:
        found = _AREA.fullmatch(attributes.get("ref", ""))
        require(found, "merge")
        left, top, right, bottom = found.groups()  # type: ignore[union-attr]  # said above
        if right is not None:
            high = abs(int(bottom) - int(top)) + 1
            self.cells += (abs(_column(right) - _column(left)) + 1) * high
        require(self.cells <= _MERGED, "merge")


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _shape(_: str, attributes: Attributes, __: str) -> None:
    formula(attributes.get("textlink", ""))


def _rule() -> PackageRule:
    merges = _Merges()
    inside = ("f", "formula", "formula1", "formula2", "calculatedColumnFormula", "totalsRowFormula")
    rules: dict[str, Rule] = {tag(_M, name): _formula for name in inside}
    rules |= {tag(_X14, name): _formula for name in ("formula1", "formula2")}
    rules |= {tag(_XM, "f"): _formula, tag(_M, "cfvo"): _limit, tag(_X14, "cfvo"): _limit}
    rules |= {tag(_M, "definedName"): _name, tag(_M, "sheet"): _sheet, tag(_M, "t"): _escapes}
    rules |= {tag(_M, "v"): _escapes, tag(_XDR, "sp"): _shape, tag(_XDR, "cxnSp"): _shape}
    rules |= {tag(_M, "mergeCell"): merges.area, tag(_M, "mergeCells"): merges.start}

    def part(
        pattern: str, relations: str = "", shorten: _Shorten = None, allowed: Names = _NAMES
    ) -> PartRule:
        return PartRule(re.compile(pattern), allowed, rules, frozenset(relations.split()), shorten)

    vml = Names(frozenset({"xml"}), frozenset(), frozenset(), frozenset())
    sheet = "hyperlink image drawing vmlDrawing comments table"
    parts: Mapping[str, PartRule] = {
        _TYPE + "sheet.main+xml": part(
            r"xl/workbook\.xml", "styles theme sharedStrings worksheet chartsheet"
        ),
        _TYPE + "worksheet+xml": part(r"xl/worksheets/sheet\d+\.xml", sheet, _rows),
        _TYPE + "chartsheet+xml": part(r"xl/chartsheets/sheet\d+\.xml", sheet),
        _TYPE + "sharedStrings+xml": part(r"xl/sharedStrings\.xml", "", _texts),
        _TYPE + "styles+xml": part(r"xl/styles\.xml"),
        _TYPE + "comments+xml": part(r"xl/comments\d+\.xml"),
        _TYPE + "table+xml": part(r"xl/tables/table\d+\.xml"),
        _OFFICE + "theme+xml": part(r"xl/theme/theme1\.xml", "image", None, _THEME),
        _OFFICE + "drawing+xml": part(
            r"xl/drawings/drawing\d+\.xml", "image hyperlink chart", None, _LOOKS
        ),
        _OFFICE + "vmlDrawing": part(r"xl/drawings/vmlDrawing\d+\.vml", "", _notes, vml),
        **CHART_PART,
        **CORE_PART,
    }
    return PackageRule(_TYPE + "sheet.main+xml", parts)


def verify(data: bytes, children: frozenset[str]) -> None:
    """Refuse a workbook with any part, cell, rule or formula that is not on the list."""
    require(not children, "no documents inside")
    judge_package(data, _rule())
