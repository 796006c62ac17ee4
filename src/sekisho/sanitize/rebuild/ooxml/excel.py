"""Excel workbooks (.xlsx, .xlsm, .xltx, .xltm) → .xlsx."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from sekisho.sanitize.rebuild.contract import Hold, Log, Need, Rebuilt, Request
from sekisho.sanitize.rebuild.grammar import load
from sekisho.sanitize.rebuild.ooxml import shapes
from sekisho.sanitize.rebuild.ooxml.carrying import OFFICE, Carrier, Place, ignored, removed
from sekisho.sanitize.rebuild.ooxml.excelbook import QUIET, Book, text_handler, without_password
from sekisho.sanitize.rebuild.ooxml.excelsheets import GRAMMAR, carry_sheet
from sekisho.sanitize.rebuild.ooxml.exceltext import SHEET, STRICT_SHEET, strings
from sekisho.sanitize.rebuild.ooxml.metafiles import drawn, wished
from sekisho.sanitize.rebuild.ooxml.opening import opened
from sekisho.sanitize.rebuild.ooxml.package import Relationship
from sekisho.sanitize.rebuild.ooxml.properties import carry_title
from sekisho.sanitize.rebuild.words import visible
from sekisho.sanitize.rebuild.xmlfilter import Element, Filter, Handler
from sekisho.sanitize.results import Action

FORMATS = ("xlsx",)
_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_THEME_TYPE = "application/vnd.openxmlformats-officedocument.theme+xml"
_MACRO_MAINS = {
    "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    "application/vnd.ms-excel.template.macroEnabled.main+xml",
}
_MAINS = {_MAIN + "sheet.main+xml", _MAIN + "template.main+xml"} | _MACRO_MAINS
_THEME = load("drawing")
_PARTS = {"worksheet": _MAIN + "worksheet+xml", "chartsheet": _MAIN + "chartsheet+xml"}
_FORBIDDEN_SHEETS = {"dialogsheet": "ooxml.dialog-sheet", "xlMacrosheet": "ooxml.xlm"}
_FORBIDDEN_SHEETS["xlIntlMacrosheet"] = "ooxml.xlm"
# As LibreOffice writes the built-in names of an old workbook.
_CONVERTED = re.compile(r"auto_?(open|close|activate|deactivate)", re.IGNORECASE)
_AUTOMATIC = re.compile(r"(_xlnm\.)?auto_?(open|close|activate|deactivate|_)", re.IGNORECASE)
_NAME = re.compile(r"(_xlnm\.)?[^\W\d][\w.\\?・ー〜-]{0,254}|_[\w.\\?]{0,254}")
_RUNS = frozenset({"function", "vbProcedure", "xlm"})


@dataclass(frozen=True, slots=True)
class Planned:
    """One sheet of the old workbook that crosses: its old place, its part."""

    index: int
    source: str
    kind: str
    name: str


def rebuild(request: Request) -> Rebuilt | Need:
    """Return the workbook as a new .xlsx; hold what is none."""
    log = Log()
    package = opened(request, log)
    if (need := wished(package, request)) is not None:
        return need
    carrier = Carrier(package, request.options, log, "xl", metafiles=drawn(package, request))
    root = package.relationships()
    mains = [r for r in root.values() if r.kind == "officeDocument" and not r.external]
    if len(mains) != 1:
        raise Hold("broken")
    claimed = package.content_type(mains[0].target)
    if claimed not in _MAINS:
        raise Hold("type-mismatch")
    if claimed in _MACRO_MAINS:
        log.remove("ooxml.macro-content-type", mains[0].target, Action.CONVERTED)
    _workbook(Book(carrier), mains[0].target)
    carry_title(carrier, root)
    return Rebuilt(carrier.finish(), "xlsx", log)


def _workbook(book: Book, source: str) -> None:
    carrier = book.carrier
    relations = carrier.package.relationships(source)
    root = carrier.package.xml(source)
    if str(root.tag).startswith(f"{{{STRICT_SHEET}}}"):
        book.log.remove("ooxml.strict-namespace", source, Action.CONVERTED)
    planned = _planned(book, root, relations)
    _drop_names(book, root, planned)
    new = carrier.new.open("xl/workbook.xml", _MAIN + "sheet.main+xml")
    carrier.new.root.relate("officeDocument", new.name)
    _singles(book, relations, new.name)
    for sheet in planned:
        with book.log.at(f"シート「{sheet.name}」"):
            carry_sheet(book, sheet.source, sheet.kind)
    carrier.carry(
        source,
        new,
        GRAMMAR,
        prefixes={"": SHEET},
        handlers=_handlers(book, planned, relations),
        ties={("sheet", "id"): _sheet_tie},
        quiet=QUIET,
        root=root,
    )


def _planned(book: Book, root: Element, relations: dict[str, Relationship]) -> list[Planned]:
    """Decide which sheets cross; the others are taken out of the workbook's list."""
    planned: list[Planned] = []
    seen: set[str] = set()
    for index, sheet in enumerate(list(root.iterfind("{*}sheets/{*}sheet"))):
        name = visible(str(sheet.get("name", "")))
        relation = relations.get(shapes.relation_of(sheet))
        vector = _refused(book, sheet, relation)
        if relation is not None and vector is None and relation.target.lower() not in seen:
            planned.append(Planned(index, relation.target, relation.kind, name))
            seen.add(relation.target.lower())
            continue
        book.log.remove(vector or "ooxml.unknown-part", f"シート「{name}」")
        book.sheets.add(name.lower())
        if sheet.getparent() is not None:
            sheet.getparent().remove(sheet)  # type: ignore[union-attr]  # said by the line above
    if not planned:
        raise Hold("nothing-left")
    return planned


def _refused(book: Book, sheet: Element, relation: Relationship | None) -> str | None:
    """Return the vector of a sheet that may not cross, None when it may."""
    package = book.carrier.package
    if relation is None or relation.external or not package.has(relation.target):
        return (
            "ooxml.external-relationship"
            if relation and relation.external
            else "ooxml.unknown-part"
        )
    claimed = package.content_type(relation.target)
    if "macrosheet" in claimed.lower():
        return "ooxml.xlm"
    if relation.kind not in _PARTS:
        return _FORBIDDEN_SHEETS.get(relation.kind, "ooxml.unknown-part")
    if claimed != _PARTS[relation.kind]:
        return "ooxml.dialog-sheet" if "dialogsheet" in claimed else "ooxml.unknown-part"
    if sheet.get("state", "visible") != "visible" and not book.options.hidden_text:
        return "ooxml.hidden-sheet"
    return None


def _drop_names(book: Book, root: Element, planned: list[Planned]) -> None:
    """Take names that run, lead out or lead nowhere out of the workbook's list."""
    places = {str(sheet.index): str(new) for new, sheet in enumerate(planned)}
    names = list(root.iterfind("{*}definedNames/{*}definedName"))
    waiting = True
    while waiting:
        waiting = False
        for name in list(names):
            called = str(name.get("name", ""))
            vector = _name_vector(book, name, called, places)
            if vector is not None:
                book.log.remove(vector, called[:60])
                book.names.add(called.lower())
                names.remove(name)
                name.getparent().remove(name)  # type: ignore[union-attr]  # found under one
                waiting = True
    for name in names:
        if name.get("localSheetId") is not None:
            name.set("localSheetId", places[str(name.get("localSheetId"))])


def _name_vector(book: Book, name: Element, called: str, places: dict[str, str]) -> str | None:
    folded = unicodedata.normalize("NFKC", visible(called))
    if _AUTOMATIC.match(folded) or _CONVERTED.search(folded):
        return "ooxml.auto-name"
    if any(name.get(attribute) in {"1", "true"} for attribute in _RUNS):
        return "ooxml.defined-name"
    local = name.get("localSheetId")
    if (local is not None and local not in places) or not _NAME.fullmatch(called):
        return "ooxml.defined-name"
    return "ooxml.defined-name" if book.judge(name.text or "") is not None else None


def _singles(book: Book, relations: dict[str, Relationship], main: str) -> None:
    """Carry styles, theme and shared strings: what every sheet needs."""
    carrier = book.carrier
    found = {r.kind: r for r in reversed(relations.values()) if not r.external and r.target}
    styles, theme, texts = (found.get(kind) for kind in ("styles", "theme", "sharedStrings"))
    relate = carrier.new.parts[main].relate
    if styles is not None and carrier.package.has(styles.target):
        part = carrier.new.open("xl/styles.xml", _MAIN + "styles+xml")
        relate("styles", part.name)
        handlers = {f"{{{SHEET}}}extLst": ignored}
        carrier.carry(
            styles.target, part, GRAMMAR, prefixes={"": SHEET}, handlers=handlers, quiet=QUIET
        )
    if theme is not None and carrier.package.has(theme.target):
        part = carrier.new.open("xl/theme/theme1.xml", _THEME_TYPE)
        relate("theme", part.name)
        carrier.carry(
            theme.target,
            part,
            _THEME,
            prefixes={"a": shapes.A},
            ties=shapes.TIES,
            handlers=shapes.THEME_HANDLERS,
            quiet=shapes.QUIET,
        )
    if texts is not None and carrier.package.has(texts.target):
        part = carrier.new.open("xl/sharedStrings.xml", _MAIN + "sharedStrings+xml")
        relate("sharedStrings", part.name)
        carrier.carried[texts.target.lower()] = part.name
        with book.log.at(texts.target):
            data = carrier.package.read(texts.target)
            way = Filter(
                GRAMMAR,
                book.log,
                {f"{{{SHEET}}}t": text_handler, f"{{{SHEET}}}extLst": ignored},
                quiet=QUIET,
            )
            part.data, book.texts = strings(data, way, book.options.limits, texts.target)


def _sheet_tie(place: Place, relation: Relationship, element: Element) -> str | None:
    del element
    name = place.carrier.carried.get(relation.target.lower())
    return place.new.relate(relation.kind, name) if name else None


def _handlers(
    book: Book, planned: list[Planned], relations: dict[str, Relationship]
) -> dict[str, Handler]:
    places = {str(sheet.index): str(new) for new, sheet in enumerate(planned)}

    def sheet(source: Element, way: Filter) -> Iterator[Element]:
        state = source.attrib.pop("state", "visible")
        if state != "visible":
            where = f"シート「{source.get('name', '')}」"
            book.log.change("隠されていたシートを、見えるシートにしました。")
            book.log.remove("ooxml.hidden-sheet", where, Action.CONVERTED)
        new = way.element(source)
        if new.get(f"{{{OFFICE}}}id"):
            yield new

    def view(source: Element, way: Filter) -> Iterator[Element]:
        for attribute in ("activeTab", "firstSheet"):
            if source.get(attribute) is not None:
                source.set(attribute, places.get(str(source.get(attribute)), "0"))
        if source.get("visibility") is not None:
            del source.attrib["visibility"]
        yield way.element(source)

    def external(source: Element, way: Filter) -> Iterator[Element]:
        way.log.remove(_external_vector(book, source, relations), str(source.tag)[-17:])
        shapes.set_aside(source, way)
        yield from ()

    own: dict[str, Handler] = {
        "sheet": sheet,
        "workbookView": view,
        "workbookProtection": without_password,
        "definedNames": shapes.filled,
        "externalReference": external,
        "externalReferences": shapes.filled,
        "fileSharing": removed("ooxml.protection"),
        "pivotCaches": shapes.abandoned(),
        "extLst": _extensions,
        **dict.fromkeys(
            (
                "customWorkbookViews",
                "functionGroups",
                "oleSize",
                "smartTagPr",
                "smartTagTypes",
                "webPublishing",
                "fileRecoveryPr",
                "webPublishObjects",
            ),
            ignored,
        ),
    }
    return {f"{{{SHEET}}}{name}": handler for name, handler in own.items()}


def _extensions(source: Element, way: Filter) -> Iterator[Element]:
    """Drop what later editions of Excel add to a workbook: slicers, models, queries."""
    shapes.set_aside(source, way)
    yield from ()


def _external_vector(book: Book, source: Element, relations: dict[str, Relationship]) -> str:
    """Return what kind of link a part of `externalLinks` is."""
    relation = relations.get(shapes.relation_of(source))
    package = book.carrier.package
    if relation is None or relation.external or not package.has(relation.target):
        return "ooxml.external-link"
    root = package.xml(relation.target)
    kinds = {str(child.tag).rpartition("}")[2] for child in root}
    if "ddeLink" in kinds:
        return "ooxml.dde-link"
    return "ooxml.ole-link" if "oleLink" in kinds else "ooxml.external-link"
