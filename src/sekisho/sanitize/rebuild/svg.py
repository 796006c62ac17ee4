"""SVG is drawn as pixels: parsed without DTD, what is not a plain shape dropped, then rendered."""

import re

import resvg_py
from lxml import etree

from sekisho.sanitize.rebuild.contract import Hold, Log, Need, Rebuilt, Request
from sekisho.sanitize.rebuild.pictures import as_png, decoded
from sekisho.sanitize.rebuild.xmlfilter import Element
from sekisho.sanitize.rebuild.xmlread import parse

FORMATS = ("svg",)
_SVG, _XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_SHAPES = frozenset(
    """
    svg g path rect circle ellipse line polyline polygon text tspan defs linearGradient
    radialGradient stop clipPath use symbol title desc mask pattern marker switch a
    """.split()
)
_NAMED = {
    "script": "svg.script",
    "foreignObject": "svg.foreign-object",
    "image": "svg.external-image",
    "animate": "svg.animate",
    "set": "svg.animate",
    "animateTransform": "svg.animate",
    "animateMotion": "svg.animate",
    "animateColor": "svg.animate",
    "feImage": "svg.fe-image",
    "font": "svg.font",
    "font-face": "svg.font",
    "metadata": "svg.metadata",
    "style": "svg.style-url",
    "filter": "svg.fe-image",
}
_USES = 2_000
_SIDE = 4_000  # pixels
_NUMBER = re.compile(r"\s*([0-9.]{1,12})\s*(px|pt|mm|cm|in|pc)?\s*")
_UNITS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0, "pc": 16.0}


def rebuild(request: Request) -> Rebuilt | Need:
    """Return the drawing as a PNG; one with words is drawn by a program that has the fonts."""
    log = Log()
    limits = request.options.limits
    if re.search(rb"<\?xml-stylesheet", request.data):
        log.remove("svg.stylesheet")
    root = parse(request.data, limits, log)
    if root.tag not in {f"{{{_SVG}}}svg", "svg"}:
        raise Hold("type-mismatch")
    _clean(root, log)
    _check_uses(root)
    width, height = _size(root)
    plain = etree.tostring(root, encoding="unicode")
    if _has_words(root) and not request.answers:
        size = {"width": str(width), "height": str(height)}
        return Need("draw-svg", {"input.svg": plain.encode("utf-8")}, size)
    png = (
        request.answers[0].get("output.png", b"")
        if request.answers
        else _drawn(plain, width, height)
    )
    frame = decoded(png, limits, still=True).frames[0]
    log.count("images")
    log.change("SVG の図を PNG の画像にしました。")
    return Rebuilt(as_png(frame), "png", log)


def _has_words(root: Element) -> bool:
    """Whether letters must be drawn: fonts are files, which a confined job cannot open."""
    return any(
        "".join(map(str, text.itertext())).strip() for text in root.iter(f"{{{_SVG}}}text", "text")
    )


def _drawn(plain: str, width: int, height: int) -> bytes:
    try:
        return bytes(resvg_py.svg_to_bytes(svg_string=plain, width=width, height=height))
    except (ValueError, RuntimeError, OSError) as error:
        raise Hold("broken") from error


def _clean(root: Element, log: Log) -> None:
    """Take out everything but shapes; of attributes, whatever leads out of the drawing."""
    for element in list(root.iter()):
        local = etree.QName(element).localname
        for name, value in list(element.attrib.items()):
            vector = _attribute_vector(str(name), str(value))
            if vector:
                log.remove(vector, f"{local}@{etree.QName(name).localname}")
                del element.attrib[name]
        parent = element.getparent()
        if local not in _SHAPES and parent is not None:
            _report(element, local, log)
            parent.remove(element)


def _report(element: Element, local: str, log: Log) -> None:
    vector = _NAMED.get(local)
    if local == "image":
        address = str(element.get(f"{{{_XLINK}}}href") or element.get("href") or "")
        vector = "svg.data-svg" if address.startswith("data:") else vector
    if local == "style" and not re.search(r"url\s*\(|@import|@font-face", element.text or ""):
        vector = None
    if vector:
        log.remove(vector, local)


def _attribute_vector(name: str, value: str) -> str | None:
    local = name.rpartition("}")[2]
    if local.lower().startswith("on"):
        return "svg.event"
    if local == "href":
        return None if value.startswith("#") else _link_vector(value)
    if re.search(r"url\s*\((?!\s*['\"]?#)", value, re.IGNORECASE) or "@import" in value.lower():
        return "svg.style-url"
    return None


def _link_vector(value: str) -> str:
    if value.startswith("data:"):
        return "svg.data-svg"
    return "svg.link" if re.match(r"\s*(https?|mailto|javascript):", value) else "svg.external-use"


def _check_uses(root: Element) -> None:
    """Hold a drawing whose references multiply beyond the limit, or run in a circle."""
    by_id = {str(e.get("id")): e for e in root.iter() if e.get("id")}
    costs: dict[str, int] = {}

    def cost(element: Element, above: frozenset[str]) -> int:
        total = 1
        for use in element.iter(f"{{{_SVG}}}use", "use"):
            target = str(use.get(f"{{{_XLINK}}}href") or use.get("href") or "")[1:]
            if target in above:
                raise Hold("limit", "svg.use-bomb")
            if target in by_id:
                if target not in costs:
                    costs[target] = cost(by_id[target], above | {target})
                total += costs[target]
            if total > _USES:
                raise Hold("limit", "svg.use-bomb")
        return total

    cost(root, frozenset())


def _size(root: Element) -> tuple[int, int]:
    """Return the drawing's size in pixels, within the limit, its proportions kept."""
    sides = [_length(str(root.get(name, ""))) for name in ("width", "height")]
    box = [
        float(n)
        for n in re.findall(r"-?[0-9.]+", str(root.get("viewBox", "")))[:4]
        if n.strip(".-")
    ]
    if len(box) == 4 and min(box[2:]) > 0:  # x, y, width, height
        ratio = box[3] / box[2]
        width = sides[0] or (sides[1] / ratio if sides[1] else box[2])
        height = sides[1] or width * ratio
    else:
        width, height = sides[0] or 300.0, sides[1] or 150.0
    shrink = min(1.0, _SIDE / max(width, height))
    return max(1, round(width * shrink)), max(1, round(height * shrink))


def _length(text: str) -> float:
    match = _NUMBER.fullmatch(text)
    try:
        return float(match[1]) * _UNITS[match[2] or ""] if match else 0.0
    except ValueError:
        return 0.0
