"""The words of one Word paragraph: runs, tabs, breaks; ruby readings set aside."""

from dataclasses import dataclass

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_UNREAD = frozenset({f"{W}del", f"{W}moveFrom", f"{W}rPr", f"{W}pPr", _FALLBACK})
_SIGNS = {
    f"{W}tab": "\t",
    f"{W}br": "\n",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "-",
}


@dataclass(frozen=True, slots=True)
class Paragraph:
    """The text of a paragraph, and the readings printed above it."""

    text: str
    removed: tuple[tuple[str, str], ...] = ()


def gather(paragraph: etree._Element) -> Paragraph:
    """Return a paragraph's own text; paragraphs in text boxes inside it follow after a break."""
    pieces: list[str] = []
    readings: list[str] = []
    waiting: list[tuple[etree._Element, bool]] = [(child, False) for child in reversed(paragraph)]
    while waiting:
        element, in_ruby = waiting.pop()
        if element.tag in _UNREAD or not isinstance(element.tag, str):
            continue
        if element.tag == f"{W}t":
            (readings if in_ruby else pieces).append(element.text or "")
            continue
        if element.tag == f"{W}p":
            pieces.append("\n")
        pieces.append(_SIGNS.get(element.tag, ""))
        below = in_ruby or element.tag == f"{W}rt"
        waiting.extend((child, below) for child in reversed(element))
    removed = tuple((reading, "ruby") for reading in readings if reading.strip())
    return Paragraph("".join(pieces), removed)
