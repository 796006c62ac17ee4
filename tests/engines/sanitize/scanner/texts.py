"""Judges text by its characters, tables by what a spreadsheet would run, pages by their tags."""

import csv
import html.parser
import io
import re
import unicodedata
from collections.abc import Iterator

_VISIBLE = frozenset("\t\r\n\u200d")
_HIDDEN = {"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"}
_FILLERS = frozenset("\u034f\u115f\u1160\u2800\u3164\uffa0")
_IDLE = re.compile(
    "[\ufe00-\ufe0f\U000e0100-\U000e01ef]{2}|\u200d\u200d|[\u3040-\u9fff]\u200d|\u200d[\u3040-\u9fff]"
)
_CIRCLE = re.compile(r'<g id="(\w+)">(?:(?!</g>).)*href="#\1"')
_EMOJI = range(0x1F000, 0x1FB00)  # newer ones are not in this Python's tables
_STARTS = "=+-@＝＋－＠−"
_QUANTITY = re.compile(
    r"[+\-−]?[¥￥$€]?[0-9][0-9,]*(\.[0-9]+)?(e[+-]?[0-9]{1,3})?[%％]?", re.IGNORECASE
)
_FRACTION = re.compile(r"[+\-−]?\.[0-9]+|-+|\+")
_TELEPHONE = re.compile(r"\+[0-9]{1,4}([\- ()]?[0-9]){4,16}")
_BEHIND = re.compile(r"[;\t|][ \u3000]*[=@＝＠]")
_PROPERTIES = re.compile(
    r"^(ATTACH|URL|X-(?!PHONETIC-)[A-Z0-9-]+|METHOD|IMAGE|CONFERENCE|TZURL|PHOTO|LOGO|SOUND|KEY|SOURCE|"
    r"BEGIN:VALARM|RRULE[^\r\n]*FREQ=(SECONDLY|MINUTELY))\b",
    re.MULTILINE | re.IGNORECASE,
)
_TAGS = frozenset(
    """
    script iframe frame object embed applet form input meta base link style img video audio source svg
    math template noscript
    """.split()
)
_DRAWING = re.compile(
    r"<!DOCTYPE|<!ENTITY|<\?(?!xml )|encoding=.UTF-7|<(script|foreignObject|image|a|set|animate\w*|"
    r"style|feImage|font|metadata)[\s>]|\son\w+\s*=|href\s*=\s*.(?!#)",
    re.IGNORECASE,
)


def decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    for charset in ("utf-8-sig", "cp932", "latin-1"):
        try:
            return data.decode(charset)
        except UnicodeDecodeError:
            continue
    raise AssertionError


def plain(data: bytes) -> Iterator[str]:
    yield from characters(decoded(data))


def characters(text: str) -> Iterator[str]:
    """Give the characters nobody sees."""
    if _IDLE.search(text):
        yield "selectors or joiners that choose nothing"
    for character in sorted(frozenset(text)):
        if character in _FILLERS or ord(character) >= 0xF0000:
            yield f"character U+{ord(character):04X}"
    for character in sorted(frozenset(text) - _VISIBLE):
        if unicodedata.category(character) in _HIDDEN and ord(character) not in _EMOJI:
            yield f"character U+{ord(character):04X}"


def table(data: bytes) -> Iterator[str]:
    """Give the cells that a spreadsheet runs, whichever delimiter its locale splits at."""
    text = decoded(data)
    yield from characters(text)
    if data.startswith(b"ID;"):  # behind a byte-order mark it is no SYLK
        yield "SYLK"
    for delimiter in ",\t;|":
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            for cell in row:
                if _runs(cell):
                    yield f"formula {cell[:30]!r}"


def _runs(cell: str) -> bool:
    if cell.startswith("'"):
        return bool(_BEHIND.search(cell))
    bare = re.sub(r"^[\s\u3000\u200b-\u200f\u2060\ufeff\u00a0\"']+", "", cell)
    harmless = _QUANTITY.fullmatch(bare) or _FRACTION.fullmatch(bare) or _TELEPHONE.fullmatch(bare)
    return bool(bare) and bare[0] in _STARTS and not harmless


def lines(data: bytes) -> Iterator[str]:
    """Give the properties of a calendar or card that lead elsewhere or do something."""
    text = re.sub(r"\r?\n[ \t]", "", decoded(data))
    yield from characters(text)
    yield from (f"property {match[1]}" for match in _PROPERTIES.finditer(text))


class _Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        if tag in _TAGS:
            self.found.append(f"tag {tag}")
        for name, value in attrs:
            words = re.sub(r"[\s\x00-\x20]", "", value or "").lower()
            if name.startswith("on") or re.match(r"(javascript|vbscript|data):", words):
                self.found.append(f"attribute {name}")
            if name == "style" and "display:none" in words:
                self.found.append("hidden text")

    def handle_comment(self, data):
        self.found.append("comment")


def page(data: bytes) -> Iterator[str]:
    reader = _Page()
    reader.feed(decoded(data))
    yield from reader.found
    if "utf-7" in decoded(data).lower():
        yield "UTF-7"


def drawing(data: bytes) -> Iterator[str]:
    text = decoded(data)
    yield from (f"drawing {match[0][:20]!r}" for match in _DRAWING.finditer(text))
    if text.count("<g>") > 300 or text.count("<use ") > 30 or _CIRCLE.search(text):
        yield "drawing that swells"
