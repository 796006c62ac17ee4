"""Fonts: programs are taken apart and written anew, or the document falls to being redrawn."""

from collections.abc import Callable

from sekisho.sanitize.rebuild.contract import Hold
from sekisho.sanitize.rebuild.pdf import compactfont, type1font
from sekisho.sanitize.rebuild.pdf.content import Drawing, resources_of
from sekisho.sanitize.rebuild.pdf.copying import Bad, Copier
from sekisho.sanitize.rebuild.pdf.model import Name, Node, Value
from sekisho.sanitize.rebuild.pdf.outlinefont import outlines
from sekisho.sanitize.rebuild.pdf.source import SourceStream
from sekisho.sanitize.rebuild.pdf.writing import deflated

_MOST = 32 << 20
_GLYPH_MAP = 131_072
_GLYPHS = 2_000


def _checked(copier: Copier, stream: SourceStream, rebuild: Callable[[bytes], bytes]) -> bytes:
    try:
        return rebuild(copier.source.decoded(stream, _MOST))
    except (ValueError, IndexError, KeyError, OverflowError) as error:
        raise Hold("broken", "pdf.font-program") from error
    except Exception as error:  # struct.error
        raise Hold("broken", "pdf.font-program") from error


def adobe(copier: Copier, stream: SourceStream) -> Node:
    """Return a Type 1 program: its drawings and encoding in a frame of ours."""
    found: list[tuple[int, int]] = []

    def rebuild(data: bytes) -> bytes:
        clear, secret = type1font.rebuilt(data)
        found.append((len(clear), len(secret)))
        return clear + secret

    data = _checked(copier, stream, rebuild)
    clear, secret = found[0]
    return deflated(data, {"Length1": clear, "Length2": secret, "Length3": 0})


def outline(copier: Copier, stream: SourceStream) -> Node:
    """Return a TrueType program without its hinting programs."""
    data = _checked(copier, stream, outlines)
    return deflated(data, {"Length1": len(data)})


def compact(copier: Copier, stream: SourceStream) -> Node:
    """Return a CFF program, by itself or inside OpenType."""
    subtype = copier.source.entry(stream, "Subtype")
    if subtype == "OpenType":
        data = _checked(copier, stream, outlines)
    elif subtype in {"Type1C", "CIDFontType0C"}:
        data = _checked(copier, stream, compactfont.checked)
    else:
        raise Hold("broken", "pdf.font-program")
    return deflated(data, {"Subtype": Name(subtype)})


def glyph_map(copier: Copier, stream: SourceStream) -> Node:
    """Return a map from characters to glyphs: two bytes each."""
    data = copier.source.decoded(stream, _GLYPH_MAP)
    if len(data) % 2:
        raise Bad("glyph map")
    return deflated(data)


def drawn_font(copier: Copier, font: dict[str, object]) -> Node:
    """Return a font whose characters are drawings, each read like a page."""
    if not isinstance(font, dict):
        raise Bad("font")
    entries = copier.entries(font, "DrawnFont", "CharProcs", "Resources")
    raw = copier.source.entry(font, "CharProcs")
    if not isinstance(raw, dict) or len(raw) > _GLYPHS:
        raise Bad("drawings")
    own = copier.source.entry(font, "Resources")
    resources = (
        own if isinstance(own, dict) else (copier.resources[-1] if copier.resources else None)
    )
    used: dict[str, dict[str, Value]] = {}
    drawings: dict[str, Value] = {}
    before = len(copier.log.removals)
    inline = dearest = 0
    for key, reference in raw.items():
        stream = copier.source.resolve(reference)
        if not isinstance(stream, SourceStream):
            continue
        drawing = Drawing(copier, resources, used=used, inline=inline)
        drawing.draw(copier.source.decoded(stream, 1 << 20))
        drawings[key] = deflated(drawing.finish())
        inline = drawing.inline
        dearest = max(dearest, drawing.cost)
    if len(copier.log.removals) > before:
        copier.converted("pdf.type3-font")
    last = Drawing(copier, resources, used=used)
    node = Node({**entries, "CharProcs": drawings, "Resources": resources_of(last)})
    copier.costs[id(node)] = dearest
    return node
