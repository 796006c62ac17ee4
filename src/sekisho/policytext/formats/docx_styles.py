"""What Word's paragraph styles mean for us: title, heading, table of contents, numbering."""

import re
from dataclasses import dataclass

from lxml import etree

from sekisho.policytext.formats.docx_paragraph import W
from sekisho.policytext.line import Style

_HEADING = re.compile(r"(?i)(?:heading|見出し)\s*([1-9])$")
_TITLE = re.compile(r"(?i)(?:title|表題)$")
_CONTENTS = re.compile(r"(?i)(?:toc|目次)(?:\s*\d|\s*heading|の見出し)$")
_LONGEST_CHAIN = 16  # styles based on each other


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a paragraph's style says of it."""

    style: Style = Style.PLAIN
    level: int = 0
    drop: str = ""
    numbering: tuple[str, int] | None = None  # (numId, level) the style gives its paragraphs


class Styles:
    """The styles of a document by id."""

    def __init__(self, part: etree._Element | None) -> None:
        elements = part.iter(f"{W}style") if part is not None else ()
        self._elements = {element.get(f"{W}styleId") or "": element for element in elements}
        self._known: dict[str, Meaning] = {}

    def of(self, paragraph: etree._Element) -> Meaning:
        """Return what the style of a paragraph means."""
        chosen = paragraph.find(f"{W}pPr/{W}pStyle")
        name = chosen.get(f"{W}val") or "" if chosen is not None else ""
        if name not in self._known:
            self._known[name] = self._meaning(name)
        return self._known[name]

    def _meaning(self, style_id: str) -> Meaning:
        named = _value(self._elements.get(style_id), "name") or style_id
        if _CONTENTS.match(named):
            return Meaning(drop="table-of-contents")
        numbering = self._numbering(style_id)
        if heading := _HEADING.match(named):
            return Meaning(Style.HEADING, int(heading.group(1)), numbering=numbering)
        if _TITLE.match(named):
            return Meaning(Style.TITLE, numbering=numbering)
        return Meaning(numbering=numbering)

    def _numbering(self, style_id: str) -> tuple[str, int] | None:
        for _ in range(_LONGEST_CHAIN):
            element = self._elements.get(style_id)
            if element is None:
                return None
            number = _value(element, f"pPr/{W}numPr/{W}numId")
            if number:
                level = _value(element, f"pPr/{W}numPr/{W}ilvl")
                return number, int(level) if level.isdigit() else 0
            style_id = _value(element, "basedOn")
        return None


def _value(element: etree._Element | None, path: str) -> str:
    found = element.find(W + path) if element is not None else None
    return found.get(f"{W}val") or "" if found is not None else ""
