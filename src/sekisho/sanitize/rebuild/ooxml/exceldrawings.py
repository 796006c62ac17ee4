"""Drawings on sheets: pictures, shapes, charts. A shape runs nothing, shows no other book."""

from collections.abc import Callable, Iterator

from sekisho.sanitize.rebuild.grammar import load
from sekisho.sanitize.rebuild.ooxml import shapes
from sekisho.sanitize.rebuild.ooxml.carrying import Place, Tie
from sekisho.sanitize.rebuild.ooxml.package import Relationship
from sekisho.sanitize.rebuild.xmlfilter import Element, Filter, Handler
from sekisho.sanitize.results import Action

XDR = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
_TYPE = "application/vnd.openxmlformats-officedocument.drawing+xml"
_GRAMMAR = load("sheet", "drawing", "chart")
_PREFIXES = {"xdr": XDR, "a": shapes.A, "c": shapes.C}
_QUIET = shapes.QUIET | {"macro", "textlink"}  # judged by name before
_OBJECTS = frozenset(f"{{{XDR}}}{name}" for name in ("sp", "grpSp", "graphicFrame", "cxnSp", "pic"))


def tie(judge: Callable[[str], str | None]) -> Tie:
    """Return the tie that carries a sheet's drawing; formulas of text boxes go by `judge`."""

    def drawing(place: Place, relation: Relationship, element: Element) -> str | None:
        del element
        carrier = place.carrier
        target = relation.target
        if (
            relation.external
            or not carrier.package.has(target)
            or target.lower() in carrier.carried
        ):
            return None
        part = carrier.new.numbered("xl/drawings/drawing{}.xml", _TYPE)
        carrier.carry(
            target,
            part,
            _GRAMMAR,
            prefixes=_PREFIXES,
            handlers=_handlers(judge),
            ties=shapes.TIES,
            prepare=shapes.counted,
            quiet=_QUIET,
        )
        return place.new.relate("drawing", part.name)

    return drawing


def _handlers(judge: Callable[[str], str | None]) -> dict[str, Handler]:
    def shape(source: Element, way: Filter) -> Iterator[Element]:
        _without_macro(source, way)
        shown = str(source.get("textlink") or "")
        vector = judge(shown) if shown else None
        if vector is not None:
            way.log.remove(vector, shown[:60], Action.NEUTRALISED)
            del source.attrib["textlink"]
        yield way.element(source)

    own: dict[str, Handler] = dict.fromkeys(("sp", "cxnSp"), shape)
    more = {"grpSp": _group, "pic": _picture, "graphicFrame": _frame}
    anchors = dict.fromkeys(("twoCellAnchor", "oneCellAnchor", "absoluteAnchor"), _anchor)
    named = {f"{{{XDR}}}{name}": handler for name, handler in {**own, **more, **anchors}.items()}
    return {**shapes.HANDLERS, **named, f"{{{XDR}}}contentPart": shapes.abandoned("ooxml.ink")}


def _without_macro(source: Element, way: Filter) -> None:
    macro = source.get("macro")
    if macro:
        way.log.remove("ooxml.macro-attribute", str(macro)[:60])


def _group(source: Element, way: Filter) -> Iterator[Element]:
    _without_macro(source, way)
    yield way.element(source)


def _picture(source: Element, way: Filter) -> Iterator[Element]:
    _without_macro(source, way)
    new = way.element(source)
    if new.find(f"{{{XDR}}}blipFill/{{{shapes.A}}}blip") is not None:
        yield new


def _frame(source: Element, way: Filter) -> Iterator[Element]:
    _without_macro(source, way)
    new = way.element(source)
    data = new.find(f"{{{shapes.A}}}graphic/{{{shapes.A}}}graphicData")
    if data is not None and len(data):
        yield new


def _anchor(source: Element, way: Filter) -> Iterator[Element]:
    new = way.element(source)
    if any(child.tag in _OBJECTS for child in new):
        yield new
