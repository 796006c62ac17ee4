"""One worksheet or chart sheet: its rows streamed, its rules judged, what it points to carried."""

import re
from collections.abc import Iterator
from copy import deepcopy

from lxml import etree

from sekisho.sanitize.rebuild.contract import Hold
from sekisho.sanitize.rebuild.grammar import load
from sekisho.sanitize.rebuild.ooxml import exceldrawings, excelnotes, shapes
from sekisho.sanitize.rebuild.ooxml.carrying import (
    OFFICE,
    Carrier,
    Place,
    Tie,
    ignored,
    link,
    picture,
)
from sekisho.sanitize.rebuild.ooxml.excelbook import QUIET, Book, text_handler, without_password
from sekisho.sanitize.rebuild.ooxml.excelcells import Rows
from sekisho.sanitize.rebuild.ooxml.exceltext import SHEET
from sekisho.sanitize.rebuild.ooxml.package import Relationship
from sekisho.sanitize.rebuild.xmlfilter import Element, Filter, Handler

_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml."
X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
XM = "http://schemas.microsoft.com/office/excel/2006/main"
GRAMMAR = load("sheet")
_PREFIXES = {"": SHEET, "x14": X14, "xm": XM}
_AREA = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})(?::([A-Z]{1,3})([1-9]\d{0,6}))?")
_MERGES = 100_000
_SQREF = 3_900  # characters of one list of areas
_EXTENSIONS = {  # what later editions of Excel add to a sheet and we know
    "{78C0D931-6437-407D-A8EE-F0AAD7539E65}",  # conditional formats
    "{CCE6A557-97BC-4B89-ADB6-D9C93CAAB3DF}",  # validations
    "{05C60535-1F16-4FD2-B633-F4F36F0B64E0}",  # sparklines
    "{B025F937-C7B1-47D3-B67F-A62EFF666E3E}",  # tie of a data bar to its second half
}
_SLICERS = {
    "{A8765BA9-456A-4DAB-B4F3-ACF838C121DE}",
    "{3A4CF648-6AED-40F4-86FF-DC5316D8AED3}",
    "{7E03D99C-DC04-49D9-9315-930204A7B6E9}",
    "{BBE1A952-AA13-448E-AADC-164F8A28A991}",
    "{46BE6895-7355-4A93-B00E-2C351335B9C9}",
    "{D0CA8CA8-9F24-4464-BF8E-62219DCF47F9}",
}
_FORMULAS = frozenset({"formula", "formula1", "formula2", "f"})


def carry_sheet(book: Book, source: str, kind: str) -> str:
    """Carry the sheet in part `source` over and return its new part's name."""
    carrier = book.carrier
    pattern = f"xl/{kind}s/sheet{{}}.xml"
    part = carrier.new.numbered(pattern, _MAIN + kind + "+xml")
    rows = Rows(book.log, book.options.limits, book.judge, book.keeps_formulas, book.texts)
    rows.cells = book.cells
    root, written = rows.written(carrier.package.read(source), source)
    book.cells = rows.cells

    def finish(kept: Element, place: Place) -> None:
        _notes(book, kept, place)

    carrier.carry(
        source,
        part,
        GRAMMAR,
        prefixes=_PREFIXES,
        handlers=_handlers(book),
        ties=_ties(book),
        finish=finish,
        quiet=QUIET,
        root=root,
    )
    if part.data.count(b"<sheetData/>") == 1:
        filled = f"<sheetData>{written}</sheetData>".encode()
        part.data = part.data.replace(b"<sheetData/>", filled, 1)
    book.log.count("sheets")
    return part.name


def _handlers(book: Book) -> dict[str, Handler]:
    def hyperlink(source: Element, way: Filter) -> Iterator[Element]:
        new = way.element(source)
        if new.get(f"{{{OFFICE}}}id") or (new.get("location") and not shapes.relation_of(source)):
            yield new

    def rule(source: Element, way: Filter) -> Iterator[Element]:
        """Keep a rule when every formula in it may cross."""
        for text in _formulas(source):
            if book.judge(text) is not None:
                way.log.remove("ooxml.validation-formula", text[:60])
                return
        yield from _spread(source, way.element(source))

    def formats(source: Element, way: Filter) -> Iterator[Element]:
        new = way.element(source)
        if any(_local(child) == "cfRule" for child in new):
            yield from _spread(source, new)

    def merges(source: Element, way: Filter) -> Iterator[Element]:
        _bounded(source, book.options.limits.cells)
        yield from shapes.filled(source, way)

    def emptied(source: Element, way: Filter) -> Iterator[Element]:
        del source, way
        yield etree.Element(f"{{{SHEET}}}sheetData")

    own: dict[str, Handler] = {
        "sheetData": emptied,
        "hyperlink": hyperlink,
        "hyperlinks": shapes.filled,
        "dataValidation": rule,
        "dataValidations": shapes.filled,
        "cfRule": rule,
        "conditionalFormatting": formats,
        "mergeCells": merges,
        "sheetProtection": without_password,
        "legacyDrawing": shapes.abandoned(),
        "legacyDrawingHF": shapes.abandoned(),
        "drawingHF": shapes.abandoned(),
        "oleObjects": shapes.abandoned(),
        "controls": shapes.abandoned(),
        "customProperties": shapes.abandoned("ooxml.custom-properties"),
        "webPublishItems": shapes.abandoned("ooxml.web-extension"),
        "dataConsolidate": shapes.abandoned("ooxml.external-link"),
        "drawing": shapes.tied,
        "picture": shapes.tied,
        "tablePart": shapes.tied,
        "tableParts": shapes.filled,
        "t": text_handler,
        "extLst": shapes.filled,
        "ext": _extension,
        **dict.fromkeys(
            ("customSheetViews", "protectedRanges", "cellWatches", "smartTags"), ignored
        ),
    }
    later: dict[str, Handler] = {
        "dataValidation": rule,
        "dataValidations": shapes.filled,
        "cfRule": rule,
        "conditionalFormatting": formats,
        "conditionalFormattings": shapes.filled,
        "sparkline": rule,
        "sparklines": shapes.filled,
        "sparklineGroup": _sparklines,
        "sparklineGroups": shapes.filled,
    }
    named = {f"{{{SHEET}}}{name}": handler for name, handler in own.items()}
    return {**named, **{f"{{{X14}}}{name}": handler for name, handler in later.items()}}


def _sparklines(source: Element, way: Filter) -> Iterator[Element]:
    new = way.element(source)
    if new.find(f"{{{X14}}}sparklines") is not None:
        yield new


def _extension(source: Element, way: Filter) -> Iterator[Element]:
    """Keep what a later edition added when we know it; report what fetches data."""
    uri = str(source.get("uri", "")).upper()
    if uri in _SLICERS:
        way.log.remove("ooxml.slicer", "extLst")
        shapes.set_aside(source, way)
    elif uri in _EXTENSIONS:
        yield from shapes.filled(source, way)
    else:
        shapes.set_aside(source, way)


def _formulas(source: Element) -> Iterator[str]:
    for element in source.iter():
        name = _local(element)
        if name in _FORMULAS:
            yield element.text or ""
        elif name == "cfvo":
            yield str(element.get("val") or "")


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _spread(source: Element, new: Element) -> Iterator[Element]:
    """Give `new` once for every part of a list of areas too long for one attribute."""
    areas = str(source.get("sqref") or "").split()
    if len(" ".join(areas)) <= _SQREF:
        yield new
        return
    row: list[str] = []
    for area in [*areas, None]:
        if area is None or len(" ".join([*row, area])) > _SQREF:
            piece = deepcopy(new)
            piece.set("sqref", " ".join(row))
            yield piece
            row = []
        if area is not None:
            row.append(area)


def _bounded(source: Element, most: int) -> None:
    """Hold a sheet that joins more cells than a workbook may hold."""
    joined = 0
    for number, merge in enumerate(source):
        area = _AREA.fullmatch(str(merge.get("ref", "")))
        if area is None:
            source.remove(merge)
            continue
        joined += _size(area)
        if joined > most or number > _MERGES:
            raise Hold("limit", "ooxml.merge-bomb", area[0])


def _size(area: re.Match[str]) -> int:
    if area[3] is None:
        return 1
    wide = abs(excelnotes.column(area[3]) - excelnotes.column(area[1])) + 1
    return wide * (abs(int(area[4]) - int(area[2])) + 1)


def _ties(book: Book) -> dict[tuple[str, str], Tie]:
    return {
        ("hyperlink", "id"): link,
        ("picture", "id"): picture,
        ("drawing", "id"): exceldrawings.tie(book.judge),
        ("tablePart", "id"): _table(book),
    }


def _table(book: Book) -> Tie:
    def formula(source: Element, way: Filter) -> Iterator[Element]:
        text = source.text or ""
        vector = book.judge(text) if book.keeps_formulas else "values"
        if vector is None:
            yield way.element(source)
        elif book.keeps_formulas:
            way.log.remove(vector, text[:60])

    def table(source: Element, way: Filter) -> Iterator[Element]:
        if source.attrib.pop("tableType", "worksheet") != "worksheet":
            way.log.remove("ooxml.query-table", str(source.get("displayName", ""))[:60])
        yield way.element(source)

    handlers: dict[str, Handler] = {
        f"{{{SHEET}}}calculatedColumnFormula": formula,
        f"{{{SHEET}}}totalsRowFormula": formula,
        f"{{{SHEET}}}table": table,
        f"{{{SHEET}}}xmlColumnPr": ignored,
        f"{{{SHEET}}}extLst": ignored,
    }

    def tie(place: Place, relation: Relationship, element: Element) -> str | None:
        del element
        carrier = place.carrier
        if relation.external or not carrier.package.has(relation.target):
            return None
        if relation.target.lower() in carrier.carried:
            return None
        part = carrier.new.numbered("xl/tables/table{}.xml", _MAIN + "table+xml")
        quiet = QUIET | {"queryTableFieldId", "connectionId", "tableType"}
        carrier.carry(
            relation.target, part, GRAMMAR, prefixes={"": SHEET}, handlers=handlers, quiet=quiet
        )
        carrier.log.count("tables")
        return place.new.relate("table", part.name)

    return tie


def _notes(book: Book, kept: Element, place: Place) -> None:
    """Carry the sheet's comments with new note shapes; name what else its old drawings hold."""
    carrier = book.carrier
    for id_, relation in place.relations.items():
        if relation.external or not carrier.package.has(relation.target):
            continue
        if relation.kind == "vmlDrawing":
            place.used.add(id_)
            vml = carrier.package.read(relation.target)
            excelnotes.report_controls(vml, book.log, relation.target)
            _pictures_seen(carrier, relation.target)
        elif relation.kind == "comments" and relation.target.lower() not in carrier.carried:
            place.used.add(id_)
            _comments(book, relation, kept, place)


def _pictures_seen(carrier: Carrier, vml: str) -> None:
    for relation in carrier.package.relationships(vml).values():
        if not relation.external and carrier.package.has(relation.target):
            carrier.package.read(relation.target)
        elif relation.external:
            carrier.left_behind(relation)


def _comments(book: Book, relation: Relationship, kept: Element, place: Place) -> None:
    carrier = book.carrier
    if not book.options.comments:
        book.log.remove("ooxml.comment", relation.target)
        carrier.package.read(relation.target)
        return
    part = carrier.new.numbered("xl/comments{}.xml", _MAIN + "comments+xml")

    def shown(root: Element, _: Place) -> None:
        book.log.count("comments", sum(1 for _ in root.iter(f"{{{SHEET}}}comment")))
        name = excelnotes.drawn(root, carrier.new)
        place.new.relate("comments", part.name)
        drawing = etree.Element(f"{{{SHEET}}}legacyDrawing")
        drawing.set(f"{{{OFFICE}}}id", place.new.relate("vmlDrawing", name))
        kept.insert(_after_drawing(kept), drawing)

    carrier.carry(
        relation.target,
        part,
        GRAMMAR,
        prefixes={"": SHEET},
        handlers={f"{{{SHEET}}}t": text_handler, f"{{{SHEET}}}commentPr": ignored},
        finish=shown,
        quiet=QUIET | {"shapeId", f"{{{SHEET}}}extLst"},
    )


def _after_drawing(sheet: Element) -> int:
    """Return where `legacyDrawing` stands among a sheet's children."""
    later = {f"{{{SHEET}}}{name}" for name in ("picture", "tableParts", "extLst")}
    for number, child in enumerate(sheet):
        if child.tag in later:
            return number
    return len(sheet)
