"""Frames on slides: tables and charts stay, objects and diagrams become what they show."""

from collections.abc import Iterator

from lxml import etree

from sekisho.sanitize.rebuild.ooxml import shapes
from sekisho.sanitize.rebuild.ooxml.carrying import OFFICE, STRICT_OFFICE, Place
from sekisho.sanitize.rebuild.xmlfilter import Element, Filter

P = "http://schemas.openxmlformats.org/presentationml/2006/main"
_DSP = "http://schemas.microsoft.com/office/drawing/2008/diagram"
_A = f"{{{shapes.A}}}"
_DIAGRAM_PARTS = frozenset(
    "diagramData diagramLayout diagramQuickStyle diagramColors diagramDrawing".split()
)


def frame(source: Element, way: Filter) -> Iterator[Element]:
    """Keep a table or chart; an object becomes its picture, a diagram its shapes."""
    if next(source.iter("{*}oleObj"), None) is not None:
        yield from _object(source, way)
        return
    if next(source.iter("{*}relIds"), None) is not None:
        yield from _diagram(source, way)
        return
    new = way.element(source)
    data = new.find(f"{_A}graphic/{_A}graphicData")
    if data is not None and len(data):
        yield new


def picture(source: Element, way: Filter) -> Iterator[Element]:
    """Keep a picture that has pixels."""
    new = way.element(source)
    if new.find(f"{{{P}}}blipFill/{_A}blip") is not None:
        yield new


def _object(source: Element, way: Filter) -> Iterator[Element]:
    shown = None
    for element in source.iter("{*}oleObj"):
        if isinstance(way.owner, Place):
            way.owner.tie(f"{{{OFFICE}}}id", shapes.relation_of(element), element)
        if str(element.get("progId", "")).startswith("Equation"):
            way.log.remove("ooxml.equation-editor", str(element.get("progId"))[:40])
        found = element.find("{*}pic")
        shown = found if shown is None else shown
    if shown is not None:
        yield from way.copy(shown)


def _diagram(source: Element, way: Filter) -> Iterator[Element]:
    """Make a group of shapes of the drawing a diagram's program left beside it."""
    place = way.owner
    drawing = _drawing_of(source, place) if isinstance(place, Place) else None
    if isinstance(place, Place):
        _parts_seen(source, place)
    if drawing is None:
        way.log.remove("ooxml.unknown-element", "relIds")
        return
    way.log.change("図解（SmartArt）を、同じ形の図形に変えました。")
    yield from way.copy(_group(source, drawing))


def _drawing_of(source: Element, place: Place) -> Element | None:
    """Return the drawing the diagram's data names, else the slide's only one."""
    package = place.carrier.package
    drawings = {i: r for i, r in place.relations.items() if r.kind == "diagramDrawing"}
    named = None
    for ids in source.iter("{*}relIds"):
        data = place.relations.get(shapes.relation_of(ids, "dm"))
        if data is not None and not data.external and package.has(data.target):
            for extension in package.xml(data.target).iter("{*}dataModelExt"):
                named = drawings.get(str(extension.get("relId", "")))
    if named is None and len(drawings) == 1:
        named = next(iter(drawings.values()))
    if named is None or named.external or not package.has(named.target):
        return None
    return package.xml(named.target)


def _parts_seen(source: Element, place: Place) -> None:
    ids = {str(v) for e in source.iter("{*}relIds") for v in e.attrib.values()}
    for id_, relation in place.relations.items():
        if relation.kind in _DIAGRAM_PARTS and (id_ in ids or relation.kind == "diagramDrawing"):
            place.used.add(id_)
            if not relation.external and place.carrier.package.has(relation.target):
                place.carrier.package.read(relation.target)


def _group(source: Element, drawing: Element) -> Element:
    """Return a group, in the frame's place, of the drawing's shapes."""
    group = etree.Element(f"{{{P}}}grpSp")
    names = etree.SubElement(group, f"{{{P}}}nvGrpSpPr")
    own = source.find("{*}nvGraphicFramePr/{*}cNvPr")
    called = {k: str(own.get(k)) for k in ("id", "name", "descr") if own is not None and own.get(k)}
    etree.SubElement(names, f"{{{P}}}cNvPr", {"id": "1", "name": "図解", **called})
    etree.SubElement(names, f"{{{P}}}cNvGrpSpPr")
    etree.SubElement(names, f"{{{P}}}nvPr")
    transform = etree.SubElement(etree.SubElement(group, f"{{{P}}}grpSpPr"), f"{_A}xfrm")
    place = source.find("{*}xfrm")
    off, ext = (_pair(place, "off", ("x", "y")), _pair(place, "ext", ("cx", "cy")))
    etree.SubElement(transform, f"{_A}off", off)
    etree.SubElement(transform, f"{_A}ext", ext)
    etree.SubElement(transform, f"{_A}chOff", {"x": "0", "y": "0"})
    etree.SubElement(transform, f"{_A}chExt", ext)
    for shape in drawing.iterfind(f"{{{_DSP}}}spTree/{{{_DSP}}}sp"):
        group.append(_shape(shape))
    return group


def _pair(place: Element | None, name: str, keys: tuple[str, str]) -> dict[str, str]:
    found = place.find(f"{{*}}{name}") if place is not None else None
    return {key: str(found.get(key, "0")) if found is not None else "0" for key in keys}


def _shape(source: Element) -> Element:
    """Return a diagram's shape in the words of slides; it points to nothing."""
    for element in list(source.iter()):
        tag = str(element.tag)
        if tag.startswith(f"{{{_DSP}}}"):
            element.tag = f"{{{P}}}" + tag.rpartition("}")[2]
        for name in list(element.attrib):
            if str(name).startswith((f"{{{OFFICE}}}", f"{{{STRICT_OFFICE}}}")) or name == "modelId":
                del element.attrib[name]
    for hidden in source.findall(f"{{{P}}}txXfrm"):
        source.remove(hidden)
    names = source.find(f"{{{P}}}nvSpPr")
    if names is not None and names.find(f"{{{P}}}nvPr") is None:
        etree.SubElement(names, f"{{{P}}}nvPr")
    return source
