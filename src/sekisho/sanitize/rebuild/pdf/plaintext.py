"""Fonts of no document: text written by ourselves, by its Unicode values.

Text that is seen gets its shapes from the reader (every reader has a Japanese font for
`UniJIS-UTF16-H`); text that is only found and copied needs neither shapes nor tables.
"""

from sekisho.sanitize.rebuild.pdf.model import Name, Node, Value
from sekisho.sanitize.rebuild.pdf.writing import deflated

_FACE, _NONE = Name("HeiseiKakuGo-W5"), Name("Unseen")
_MAP = b"""/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CMapName /Sekisho-ToUnicode def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
1 beginbfrange
<0000> <ffff> <0000>
endbfrange
endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""


def coded(text: str) -> bytes:
    """Return the codes of `text` in these fonts."""
    return text.encode("utf-16-be", "ignore")


def seen_font() -> Node:
    """Return a font the reader draws."""
    described = _description(_FACE)
    return _font(_FACE, "UniJIS-UTF16-H", b"Japan1", 2, described, {"W": [1, [500] * 94]})


def unseen_font() -> Node:
    """Return a font for text in the invisible mode."""
    return _font(_NONE, "Identity-H", b"Identity", 0, _description(_NONE), {"W": [0, [500] * 256]})


def _description(face: Name) -> Node:
    return Node(
        {
            "Type": Name("FontDescriptor"), "FontName": face, "Flags": 4, "FontBBox": [0, -120, 1000, 880],  # noqa: E501
            "ItalicAngle": 0, "Ascent": 880, "Descent": -120, "CapHeight": 700, "StemV": 80,
        }
    )  # fmt: skip


def _font(  # noqa: PLR0913, PLR0917
    face: Name,
    encoding: str,
    ordering: bytes,
    supplement: int,
    described: Node,
    widths: dict[str, Value],
) -> Node:
    descendant: dict[str, Value] = {
        "Type": Name("Font"), "Subtype": Name("CIDFontType0"), "BaseFont": face, "DW": 1000,
        "CIDSystemInfo": {"Registry": b"Adobe", "Ordering": ordering, "Supplement": supplement},
        "FontDescriptor": described, **widths,
    }  # fmt: skip
    return Node(
        {
            "Type": Name("Font"), "Subtype": Name("Type0"), "BaseFont": face, "Encoding": Name(encoding),  # noqa: E501
            "DescendantFonts": [Node(descendant)], "ToUnicode": deflated(_MAP),
        }
    )  # fmt: skip
