"""Word documents (.docx, .docm, .dotx, .dotm) → .docx."""

from collections.abc import Iterator

from lxml import etree

from sekisho.sanitize.rebuild.contract import Hold, Log, Need, Rebuilt, Request
from sekisho.sanitize.rebuild.grammar import load
from sekisho.sanitize.rebuild.ooxml.carrying import (
    OFFICE,
    Carrier,
    Place,
    Tie,
    dropped,
    ignored,
    link,
    picture,
    removed,
    unwrapped,
)
from sekisho.sanitize.rebuild.ooxml.charts import chart
from sekisho.sanitize.rebuild.ooxml.fields import W, forbidden_marks, judge
from sekisho.sanitize.rebuild.ooxml.metafiles import drawn, wished
from sekisho.sanitize.rebuild.ooxml.opening import opened
from sekisho.sanitize.rebuild.ooxml.package import Relationship
from sekisho.sanitize.rebuild.ooxml.properties import carry_title
from sekisho.sanitize.rebuild.xmlfilter import Element, Filter, stand_in
from sekisho.sanitize.results import Action

FORMATS = ("docx",)
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_MACRO_MAINS = {
    "application/vnd.ms-word.document.macroEnabled.main+xml",
    "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
}
_MAINS = {_MAIN + "document.main+xml", _MAIN + "template.main+xml"} | _MACRO_MAINS
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_V, _O = "urn:schemas-microsoft-com:vml", "urn:schemas-microsoft-com:office:office"
_M = "http://schemas.openxmlformats.org/officeDocument/2006/math"
_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_WPS = "http://schemas.microsoft.com/office/word/2010/"
_PREFIXES = {
    "w": W,
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": _A,
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "c": _C,
    "m": _M,
    "wps": _WPS + "wordprocessingShape",
    "wpg": _WPS + "wordprocessingGroup",
    "wpc": _WPS + "wordprocessingCanvas",
    "v": _V,
    "o": _O,
    "w10": "urn:schemas-microsoft-com:office:word",
}
_GRAMMAR = load("word", "math", "drawing", "vml")
_THEME = load("drawing")
_QUIET = frozenset(
    {
        f"{{{W}}}{name}"
        for name in ("rsidR", "rsidRPr", "rsidRDefault", "rsidP", "rsidTr", "rsidSect")
    }
    | {
        f"{{{W}}}{name}"
        for name in ("rsidDel", "embedSystemFonts", "saveSubsetFonts", "embedTrueTypeFonts")
    }
    | {
        f"{{{W}}}{name}"
        for name in ("doNotValidateAgainstSchema", "shapeDefaults", "hdrShapeDefaults")
    }
    | {f"{{{W}}}{name}" for name in ("proofState", "view", "activeWritingStyle")}
    | {
        "{http://schemas.microsoft.com/office/word/2010/wordml}",
        "{http://schemas.microsoft.com/office/word/2012/wordml}",
        "{http://schemas.microsoft.com/office/word/2015/wordml/symex}",
        "{http://schemas.microsoft.com/office/word/2018/wordml}",
        "{http://schemas.microsoft.com/office/word/2016/wordml/cid}",
        "{http://schemas.microsoft.com/office/word/2018/wordml/cex}",
        "{http://schemas.microsoft.com/office/word/2023/wordml/word16du}",
        "{http://schemas.microsoft.com/office/word/2010/wordprocessingDrawing}",
        "{http://schemas.microsoft.com/office/drawing/2010/main}",
        "{http://schemas.microsoft.com/office/drawing/2014/main}",
    }
)
_SINGLES = (  # kind of relationship, new name, content type's last words
    ("styles", "word/styles.xml", "styles+xml"),
    ("settings", "word/settings.xml", "settings+xml"),
    ("numbering", "word/numbering.xml", "numbering+xml"),
    ("fontTable", "word/fontTable.xml", "fontTable+xml"),
    ("footnotes", "word/footnotes.xml", "footnotes+xml"),
    ("endnotes", "word/endnotes.xml", "endnotes+xml"),
)
_STORIES = frozenset({"document", "footnotes", "endnotes", "hdr", "ftr", "comments"})


def rebuild(request: Request) -> Rebuilt | Need:
    """Return the document as a new .docx, first the wish to have its old drawings drawn."""
    log = Log()
    package = opened(request, log)
    if (need := wished(package, request)) is not None:
        return need
    carrier = Carrier(package, request.options, log, "word", metafiles=drawn(package, request))
    root = carrier.package.relationships()
    mains = [r for r in root.values() if r.kind == "officeDocument" and not r.external]
    if len(mains) != 1:
        raise Hold("broken")
    claimed = package.content_type(mains[0].target)
    if claimed not in _MAINS:
        raise Hold("type-mismatch")
    if claimed in _MACRO_MAINS:
        log.remove("ooxml.macro-content-type", mains[0].target, Action.CONVERTED)
    _document(carrier, mains[0].target)
    carry_title(carrier, root)
    return Rebuilt(carrier.finish(), "docx", log)


def _document(carrier: Carrier, source: str) -> None:
    new = carrier.new.open("word/document.xml", _MAIN + "document.main+xml")
    carrier.new.root.relate("officeDocument", new.name)
    relations = carrier.package.relationships(source)
    for kind, name, content_type in _SINGLES:
        for relation in _of_kind(relations, kind):
            part = carrier.new.open(name, _MAIN + content_type)
            new.relate(kind, part.name)
            _carry(carrier, relation.target, part)
    for relation in _of_kind(relations, "theme"):
        part = carrier.new.open("word/theme/theme1.xml", _THEME_TYPE)
        new.relate("theme", part.name)
        carrier.carry(
            relation.target, part, _THEME, prefixes={"a": _A}, ties=_TIES, handlers=_THEME_HANDLERS
        )
    _comments(carrier, relations, new.name)
    _carry(carrier, source, new)


_THEME_TYPE = "application/vnd.openxmlformats-officedocument.theme+xml"


def _of_kind(relations: dict[str, Relationship], kind: str) -> list[Relationship]:
    """Return the first internal relationship of a kind: a document has one of each."""
    found = [r for r in relations.values() if r.kind == kind and not r.external and r.target]
    return found[:1]


def _comments(carrier: Carrier, relations: dict[str, Relationship], main: str) -> None:
    for relation in _of_kind(relations, "comments"):
        if not carrier.options.comments:
            carrier.log.remove("ooxml.comment", relation.target)
            carrier.package.read(relation.target)
            continue
        part = carrier.new.open("word/comments.xml", _MAIN + "comments+xml")
        carrier.new.parts[main].relate("comments", part.name)
        _carry(carrier, relation.target, part)


def _carry(carrier: Carrier, source: str, new: object) -> None:
    handlers = _HANDLERS
    if not carrier.options.comments:
        handlers = {**_HANDLERS, **dict.fromkeys(_COMMENT_MARKS, ignored)}
    carrier.carry(
        source,
        new,  # type: ignore[arg-type]  # a NewPart
        _GRAMMAR,
        prefixes=_PREFIXES,
        handlers=handlers,
        ties=_TIES,
        prepare=_prepare,
        quiet=_QUIET,
    )


def _prepare(root: Element, place: Place) -> None:
    """Take the code of forbidden fields out of a story, and count what it holds."""
    log = place.carrier.log
    for element in forbidden_marks(root, log):
        stand_in(element, ())
    if etree.QName(root).localname in _STORIES:
        log.count("characters", sum(len(one.text or "") for one in root.iter(f"{{{W}}}t")))
        log.count("tables", sum(1 for _ in root.iter(f"{{{W}}}tbl")))
        log.count("comments", sum(1 for _ in root.iter(f"{{{W}}}comment")))


def _simple_field(source: Element, way: Filter) -> Iterator[Element]:
    code = str(source.get(f"{{{W}}}instr") or source.get("instr") or "")
    vector = judge(code)
    if vector is None:
        new = way.element(source)
        new.set(f"{{{W}}}instr", code)
        yield new
        return
    way.log.remove(vector, code[:60], Action.NEUTRALISED)
    yield from unwrapped(source, way)


def _hyperlink(source: Element, way: Filter) -> Iterator[Element]:
    """Keep a link to a bookmark or an allowed address; otherwise its words stay as words."""
    new = way.element(source)
    if new.get(f"{{{OFFICE}}}id") or new.get(f"{{{W}}}anchor"):
        yield new
    else:
        yield from list(new)


def _object(source: Element, way: Filter) -> Iterator[Element]:
    """Put the picture an embedded object shows in its place."""
    pictured = etree.Element(f"{{{W}}}pict")
    for child in source:
        if str(child.tag).startswith(f"{{{_V}}}"):
            pictured.extend(list(way.copy(child)))
        else:
            list(way.copy(child))  # it is named and gone
    if len(pictured):
        yield pictured


def _ole(source: Element, way: Filter) -> Iterator[Element]:
    kind = str(source.get("Type", ""))
    program = str(source.get("ProgID", ""))
    parent = source.getparent()
    if parent is None or parent.tag != f"{{{W}}}object":
        way.log.remove("ooxml.vml-object", program[:40])
    elif program.startswith("Equation"):
        way.log.remove("ooxml.equation-editor", program[:40])
    elif kind.lower() == "link":
        way.log.remove("ooxml.ole-link", program[:40])
    id_ = source.get(f"{{{OFFICE}}}id")
    if id_ and isinstance(way.owner, Place):
        way.owner.tie(f"{{{OFFICE}}}id", str(id_), source)
    yield from ()


def _picture_or_nothing(source: Element, way: Filter) -> Iterator[Element]:
    """Drop a drawing as a whole when its picture, chart or diagram stayed behind."""
    new = way.element(source)
    data = new.find(f".//{{{_A}}}graphicData")
    if data is not None and len(data):
        yield new


def _blip(source: Element, way: Filter) -> Iterator[Element]:
    new = way.element(source)
    for child in source.iter():
        if str(child.tag).endswith("}svgBlip"):
            way.log.remove("ooxml.svg-blip", "svgBlip")
            id_ = child.get(f"{{{OFFICE}}}embed")
            if isinstance(way.owner, Place) and id_ in way.owner.relations:
                way.owner.used.add(str(id_))
                way.owner.carrier.package.read(way.owner.relations[str(id_)].target)
    if new.get(f"{{{OFFICE}}}embed"):
        yield new


def _tied(source: Element, way: Filter) -> Iterator[Element]:
    """Keep an element only with its relationship, without which it means nothing."""
    new = way.element(source)
    if new.get(f"{{{OFFICE}}}id"):
        yield new


def _story(kind: str, pattern: str, content_type: str) -> Tie:
    def tie(place: Place, relation: Relationship, element: Element) -> str | None:
        del element
        carrier = place.carrier
        if relation.external or not carrier.package.has(relation.target):
            return None
        name = carrier.carried.get(relation.target.lower())
        if name is None:
            part = carrier.new.numbered(pattern, _MAIN + content_type)
            name = part.name
            _carry(carrier, relation.target, part)
        return place.new.relate(kind, name)

    return tie


_TIES: dict[tuple[str, str], Tie] = {
    ("blip", "embed"): picture,
    ("blip", "link"): dropped("ooxml.external-image"),
    ("imagedata", "id"): picture,
    ("imagedata", "href"): dropped("ooxml.external-image"),
    ("fill", "id"): picture,
    ("hyperlink", "id"): link,
    ("hlinkClick", "id"): link,
    ("hlinkHover", "id"): link,
    ("chart", "id"): chart,
    ("headerReference", "id"): _story("header", "word/header{}.xml", "header+xml"),
    ("footerReference", "id"): _story("footer", "word/footer{}.xml", "footer+xml"),
}


def _w(*names: str) -> list[str]:
    return [f"{{{W}}}{name}" for name in names]


_COMMENT_MARKS = _w("commentRangeStart", "commentRangeEnd", "commentReference")
_THEME_HANDLERS = {f"{{{_A}}}extLst": ignored, f"{{{_A}}}blip": _blip}
_HANDLERS = {
    **_THEME_HANDLERS,
    f"{{{_A}}}hlinkClick": _tied,
    f"{{{_A}}}hlinkHover": _tied,
    f"{{{_C}}}chart": _tied,
    **dict.fromkeys(_w("smartTag", "customXml"), unwrapped),
    **dict.fromkeys(_w("smartTagPr", "customXmlPr"), ignored),
    **dict.fromkeys(
        _w("rsids", "rsid", "embedRegular", "embedBold", "embedItalic", "embedBoldItalic"), ignored
    ),
    **{name: removed("ooxml.alt-chunk") for name in _w("altChunk")},
    **{name: removed("ooxml.sub-document") for name in _w("subDoc")},
    **{name: removed("ooxml.doc-vars") for name in _w("docVars")},
    **{name: removed("ooxml.attached-template") for name in _w("attachedTemplate")},
    **{name: removed("ooxml.mail-merge") for name in _w("mailMerge")},
    **{name: removed("ooxml.xslt") for name in _w("saveThroughXslt", "attachedSchema")},
    "{http://schemas.openxmlformats.org/schemaLibrary/2006/main}schemaLibrary": removed(
        "ooxml.xslt"
    ),
    "{urn:schemas-microsoft-com:office:excel}ClientData": removed("ooxml.vml-object"),
    **{name: removed("ooxml.frameset") for name in _w("frameset")},
    **{name: removed("ooxml.protection") for name in _w("documentProtection", "writeProtection")},
    **{name: removed("ooxml.data-binding") for name in _w("dataBinding")},
    **{name: removed("ooxml.activex") for name in _w("control")},
    f"{{{W}}}objectEmbed": removed("ooxml.ole"),
    f"{{{W}}}objectLink": removed("ooxml.ole-link"),
    f"{{{W}}}entryMacro": removed("ooxml.macro-attribute"),
    f"{{{W}}}exitMacro": removed("ooxml.macro-attribute"),
    f"{{{W}}}hyperlink": _hyperlink,
    f"{{{W}}}fldSimple": _simple_field,
    f"{{{W}}}object": _object,
    f"{{{W}}}drawing": _picture_or_nothing,
    f"{{{_O}}}OLEObject": _ole,
}
