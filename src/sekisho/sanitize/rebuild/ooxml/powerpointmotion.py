"""Movement on slides: it crosses when it only moves shapes that crossed, and runs nothing."""

from collections.abc import Iterator

from sekisho.sanitize.rebuild.ooxml import shapes
from sekisho.sanitize.rebuild.ooxml.carrying import Place
from sekisho.sanitize.rebuild.ooxml.powerpointframes import P
from sekisho.sanitize.rebuild.xmlfilter import Element, Filter

_VECTORS = {
    "cmd": "ooxml.animation-command",
    "audio": "ooxml.media",
    "video": "ooxml.media",
    "cMediaNode": "ooxml.media",
    "sndTgt": "ooxml.media",
    "snd": "ooxml.media",
    "inkTgt": "ooxml.ink",
    "oleChartEl": "ooxml.ole",
    "bldOleChart": "ooxml.ole",
}
_TARGETS = ("spTgt", "subSp", "bldP", "bldGraphic", "bldDgm")


def timing(source: Element, way: Filter) -> Iterator[Element]:
    """Keep all of a slide's movement, or none of it."""
    found: set[str] = set()
    for element in source.iter():
        local = str(element.tag).rpartition("}")[2]
        if local == "extLst":
            element.clear()
        elif local in _VECTORS:
            found.add(_VECTORS[local])
        elif way.name(element) not in way.grammar.elements:
            found.add("ooxml.unknown-element")
    if not found:
        yield way.element(source)
        return
    shapes.set_aside(source, way)
    for vector in sorted(found):
        way.log.remove(vector, "timing")


def only_shapes_that_are_there(root: Element, place: Place) -> None:
    """Take the movement out of a slide when it speaks of a shape that stayed behind."""
    motion = root.find(f"{{{P}}}timing")
    if motion is None:
        return
    there = {str(shape.get("id")) for shape in root.iter(f"{{{P}}}cNvPr")}
    for name in _TARGETS:
        for element in motion.iter(f"{{{P}}}{name}"):
            if element.get("spid") is not None and element.get("spid") not in there:
                root.remove(motion)
                place.carrier.log.change("取り除いた図形に付いていた動きを外しました。")
                return
