"""The numbers Word prints before paragraphs, worked out from numbering.xml (ECMA-376 17.9)."""

import re
from dataclasses import dataclass
from string import ascii_lowercase, ascii_uppercase

from lxml import etree

from sekisho.policytext import numerals
from sekisho.policytext.formats.docx_paragraph import W
from sekisho.policytext.formats.docx_styles import Meaning

_DEEPEST = 9  # levels of a Word list
_LARGEST = 9_999
_ROWS = (  # number formats that go through a row of letters
    ("aiueo", numerals.GOJUON),
    ("iroha", numerals.IROHA),
    ("decimalEnclosedCircle", "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"),
    ("lowerLetter", ascii_lowercase),
    ("upperLetter", ascii_uppercase),
    ("lowerRoman", "ⅰⅱⅲⅳⅴⅵⅶⅷⅸⅹⅺⅻ"),
    ("upperRoman", "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ"),
)
_KANJI = frozenset(
    {"japaneseCounting", "ideographDigital", "chineseCounting", "japaneseDigitalTenThousand"}
)


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    text: str
    start: int = 1


class Numbering:
    """Counts the lists of a document as Word does, paragraph by paragraph."""

    def __init__(self, part: etree._Element | None) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._lists: dict[str, str] = {}
        self._restarts: dict[str, dict[int, int]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        if part is not None:
            self._learn(part)

    def _learn(self, part: etree._Element) -> None:
        for abstract in part.iter(f"{W}abstractNum"):
            levels = {_number(lvl.get(f"{W}ilvl")): _level(lvl) for lvl in abstract.iter(f"{W}lvl")}
            self._levels[abstract.get(f"{W}abstractNumId") or ""] = levels
        for num in part.iter(f"{W}num"):
            name = num.get(f"{W}numId") or ""
            target = num.find(f"{W}abstractNumId")
            self._lists[name] = target.get(f"{W}val") or "" if target is not None else ""
            for override in num.iter(f"{W}lvlOverride"):
                start = override.find(f"{W}startOverride")
                if start is not None:
                    level = _number(override.get(f"{W}ilvl"))
                    self._restarts.setdefault(name, {})[level] = _number(start.get(f"{W}val"))

    def label(self, paragraph: etree._Element, style: Meaning) -> str:
        """Return the number printed before a paragraph, `bullet`, or an empty string."""
        name, depth = _asked(paragraph, style)
        levels = self._levels.get(self._lists.get(name, ""), {})
        level = levels.get(depth)
        if level is None:
            return ""
        counts = self._count(name, depth, levels)
        if level.form == "bullet":
            return "bullet"
        if level.form == "none":
            return ""
        return re.sub(
            r"%([1-9])", lambda m: _shown(counts, levels, int(m.group(1)) - 1), level.text
        ).strip()

    def _count(self, name: str, depth: int, levels: dict[int, _Level]) -> dict[int, int]:
        counts = self._counts.setdefault(self._lists[name], {})
        for level, start in self._restarts.pop(name, {}).items():
            counts[level] = start - 1
        for above in range(depth):
            counts.setdefault(above, levels[above].start if above in levels else 1)
        counts[depth] = counts.get(depth, levels[depth].start - 1) + 1
        for below in [level for level in counts if level > depth]:
            del counts[below]
        return counts


def _asked(paragraph: etree._Element, style: Meaning) -> tuple[str, int]:
    """Return the list and level a paragraph belongs to; numId 0 takes it out of its style's."""
    own = paragraph.find(f"{W}pPr/{W}numPr")
    name, depth = style.numbering or ("", 0)
    if own is not None:
        number, level = own.find(f"{W}numId"), own.find(f"{W}ilvl")
        name = number.get(f"{W}val") or "" if number is not None else name
        depth = _number(level.get(f"{W}val")) if level is not None else depth
    return name, depth


def _level(element: etree._Element) -> _Level:
    form, text, start = (element.find(W + name) for name in ("numFmt", "lvlText", "start"))
    return _Level(
        form.get(f"{W}val") or "decimal" if form is not None else "decimal",
        text.get(f"{W}val") or "" if text is not None else "",
        _number(start.get(f"{W}val")) if start is not None else 1,
    )


def _number(written: str | None) -> int:
    digits = written if written and written.isascii() and written.isdigit() else "0"
    return min(int(digits[:5]), _LARGEST)


def _shown(counts: dict[int, int], levels: dict[int, _Level], depth: int) -> str:
    value = counts.get(depth, 1)
    form = levels[depth].form if depth in levels else "decimal"
    return shown(value, form)


def shown(value: int, form: str) -> str:
    """Return a number in one of Word's number formats (ST_NumberFormat)."""
    for prefix, letters in _ROWS:
        if form.startswith(prefix) and 1 <= value <= len(letters):
            return letters[value - 1]
    if form.startswith("decimalFullWidth"):
        return str(value).translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)})
    if form in _KANJI:
        return numerals.in_kanji(value)
    if form == "decimalEnclosedParen":
        return f"({value})"
    return f"{value:02}" if form == "decimalZero" else str(value)
