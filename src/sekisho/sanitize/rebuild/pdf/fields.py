"""Form fields without a drawing of their own: their value as words, so that no entry is lost."""

from collections.abc import Callable
from typing import Any

from sekisho.sanitize.rebuild.pdf import texts
from sekisho.sanitize.rebuild.pdf.copying import Copier
from sekisho.sanitize.rebuild.pdf.model import Name, Node, Value
from sekisho.sanitize.rebuild.pdf.plaintext import coded, seen_font
from sekisho.sanitize.rebuild.pdf.writing import deflated, number
from sekisho.sanitize.rebuild.words import visible

_LARGEST, _SMALLEST, _MARGIN = 12.0, 4.0, 2.0
_MOST = 4_000


def appearance_of(
    copier: Copier, field: dict[str, Any], rect: list[float], inherited: Callable[[Any, str], Any]
) -> Node | None:
    """Return the value of a text or choice field as a drawing; None when it has none."""
    if inherited(field, "FT") not in {"Tx", "Ch"}:
        return None
    value = inherited(field, "V")
    if not isinstance(value, bytes) or not value or len(value) > _MOST:
        return None
    text = visible(texts.read(value).replace("\r\n", "\n").replace("\r", "\n"), copier.log)
    width, height = rect[2] - rect[0], rect[3] - rect[1]
    lines = text.split("\n")
    size = max(_SMALLEST, min(_LARGEST, (height - _MARGIN) / (1.3 * len(lines))))
    out = [b"BT", b"/F %s Tf" % number(size), b"%s TL" % number(size * 1.2)]
    out.append(b"%s %s Td" % (number(_MARGIN), number(height - size - _MARGIN / 2)))
    for line in lines:
        out += [b"<%s> Tj" % coded(line).hex().encode(), b"T*"]
    out.append(b"ET\n")
    fonts: dict[str, Value] = {"F": seen_font()}
    entries: dict[str, Value] = {
        "Type": Name("XObject"), "Subtype": Name("Form"), "BBox": [0, 0, width, height],
        "Resources": Node({"Font": fonts}),
    }  # fmt: skip
    return deflated(b"\n".join(out), entries)
