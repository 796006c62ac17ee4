"""What drawings of workbooks and slides have in common: pictures, links, charts."""

from collections.abc import Iterator

from sekisho.sanitize.rebuild.ooxml.carrying import (
    OFFICE,
    STRICT_OFFICE,
    Place,
    Tie,
    dropped,
    ignored,
    link,
    picture,
)
from sekisho.sanitize.rebuild.ooxml.charts import chart
from sekisho.sanitize.rebuild.xmlfilter import Element, Filter, Handler

A = "http://schemas.openxmlformats.org/drawingml/2006/main"
C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_MICROSOFT = "http://schemas.microsoft.com/office/"
QUIET = frozenset(
    f"{{{_MICROSOFT}{name}}}"
    for name in (
        "drawing/2010/main",
        "drawing/2014/main",
        "drawing/2016/main",
        "drawing/2016/11/main",
        "drawing/2017/decorative",
        "drawing/2012/main",
        "drawing/2018/hyperlinkcolor",
        "drawing/2013/main/command",
        "drawing/2016/SVG/main",
    )
)


def relation_of(element: Element, name: str = "id") -> str:
    """Return the relationship id an element carries, in either namespace, "" without one."""
    return str(
        element.get(f"{{{OFFICE}}}{name}") or element.get(f"{{{STRICT_OFFICE}}}{name}") or ""
    )


def tied(source: Element, way: Filter) -> Iterator[Element]:
    """Keep an element that means something only with its relationship."""
    new = way.element(source)
    if new.get(f"{{{OFFICE}}}id"):
        yield new


def blip(source: Element, way: Filter) -> Iterator[Element]:
    """Keep a picture's pixels; a second form of it (SVG) stays behind by name."""
    new = way.element(source)
    for child in source.iter("{*}svgBlip"):
        way.log.remove("ooxml.svg-blip", "svgBlip")
        set_aside(child, way)
    if new.get(f"{{{OFFICE}}}embed"):
        yield new


def set_aside(source: Element, way: Filter) -> None:
    """Take everything an element points to as seen: what it is was reported by name."""
    place = way.owner
    if not isinstance(place, Place):
        return
    for element in source.iter():
        for name, value in element.attrib.items():
            if str(name).startswith((f"{{{OFFICE}}}", f"{{{STRICT_OFFICE}}}")):
                _seen(place, str(value))


def _seen(place: Place, id_: str) -> None:
    relation = place.relations.get(id_)
    if relation is None:
        return
    place.used.add(id_)
    if relation.external or relation.kind not in {"image", "vmlDrawing"}:
        place.carrier.left_behind(relation)
    elif place.carrier.package.has(relation.target):
        place.carrier.package.read(relation.target)


def abandoned(vector: str | None = None) -> Handler:
    """Return a handler that leaves an element behind with all it points to, each by its name."""

    def abandon(source: Element, way: Filter) -> Iterator[Element]:
        if vector is not None:
            way.log.remove(vector, str(source.tag).rpartition("}")[2])
        set_aside(source, way)
        yield from ()

    return abandon


def filled(source: Element, way: Filter) -> Iterator[Element]:
    """Keep a list of which something was kept."""
    new = way.element(source)
    if len(new):
        yield new


def counted(root: Element, place: Place) -> None:
    """Count the letters and tables of a drawing before it is carried, and number its fields.

    Programs write another id for a field each time they store it.
    """
    log = place.carrier.log
    for number, one in enumerate(root.iter(f"{{{A}}}fld"), 1):
        one.set("id", f"{{00000000-0000-0000-0000-{number:012X}}}")
    for text in root.iter("{*}t"):
        log.fidelity["characters"] += len(text.text or "")
    log.count("tables", sum(1 for _ in root.iter(f"{{{A}}}tbl")))


THEME_HANDLERS: dict[str, Handler] = {f"{{{A}}}extLst": ignored, f"{{{A}}}blip": blip}
HANDLERS: dict[str, Handler] = {
    **THEME_HANDLERS,
    f"{{{A}}}hlinkClick": tied,
    f"{{{A}}}hlinkHover": tied,
    f"{{{A}}}hlinkMouseOver": tied,
    f"{{{C}}}chart": tied,
}
TIES: dict[tuple[str, str], Tie] = {
    ("blip", "embed"): picture,
    ("blip", "link"): dropped("ooxml.external-image"),
    ("hlinkClick", "id"): link,
    ("hlinkHover", "id"): link,
    ("chart", "id"): chart,
}
