"""Charts cross with the values they show; the workbook behind them does not."""

from sekisho.sanitize.rebuild.grammar import load
from sekisho.sanitize.rebuild.ooxml.carrying import (
    Place,
    dropped,
    ignored,
    picture,
    removed,
)
from sekisho.sanitize.rebuild.ooxml.formulas import chart_reference
from sekisho.sanitize.rebuild.ooxml.package import Relationship
from sekisho.sanitize.rebuild.xmlfilter import Element

C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_GRAMMAR = load("chart", "drawing")
_HANDLERS = {
    f"{{{C}}}externalData": removed("ooxml.chart-data"),
    f"{{{C}}}userShapes": ignored,
    f"{{{C}}}pivotSource": removed("ooxml.pivot-cache"),
    f"{{{C}}}extLst": ignored,
    f"{{{A}}}extLst": ignored,
    f"{{{C}}}f": chart_reference,
    f"{{{A}}}hlinkClick": ignored,
}
_TIES = {
    ("blip", "embed"): picture,
    ("blip", "link"): dropped("ooxml.external-image"),
}
_QUIET = frozenset(
    {
        "{http://schemas.microsoft.com/office/drawing/2007/8/2/chart}",
        "{http://schemas.microsoft.com/office/drawing/2010/main}",
    }
)


def chart(place: Place, relation: Relationship, element: Element) -> str | None:
    """Carry a chart over and return the id of the relationship to it."""
    del element
    carrier = place.carrier
    if relation.external or not carrier.package.has(relation.target):
        return None
    name = carrier.carried.get(relation.target.lower())
    if name is None:
        part = carrier.new.numbered(f"{carrier.folder}/charts/chart{{}}.xml", CONTENT_TYPE)
        name = part.name
        carrier.carry(
            relation.target,
            part,
            _GRAMMAR,
            prefixes={"c": C, "a": A},
            handlers=_HANDLERS,
            ties=_TIES,
            prepare=_numbered,
            quiet=_QUIET,
        )
        carrier.log.count("charts")
    return place.new.relate("chart", name)


def _numbered(root: Element, place: Place) -> None:
    """Give the axes numbers in their order: programs write other ones at each time of storing."""
    del place
    numbers: dict[str | None, str] = {}
    for axis in root.iter(f"{{{C}}}axId", f"{{{C}}}crossAx"):
        axis.set("val", numbers.setdefault(axis.get("val"), str(len(numbers) + 1)))
