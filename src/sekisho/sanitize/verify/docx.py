"""Word documents as our writer makes them: parts, words, fields and links of the allow-list."""

import re
from dataclasses import replace

from sekisho.sanitize.verify.chart import CHART_PART
from sekisho.sanitize.verify.contract import require
from sekisho.sanitize.verify.opc import PackageRule, PartRule, judge_package
from sekisho.sanitize.verify.properties import CORE_PART
from sekisho.sanitize.verify.xmlgrammar import Attributes, names, tag

FORMATS = ("docx",)
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_LISTED = names("word", "math", "drawing", "vml")
_NAMES = replace(_LISTED, elements=_LISTED.elements | {tag(_C, "chart")})
_DRAWING = names("drawing")
_FIELDS = frozenset(
    """
    PAGE NUMPAGES SECTION SECTIONPAGES DATE TIME CREATEDATE SAVEDATE PRINTDATE EDITTIME TOC TC REF
    PAGEREF SEQ STYLEREF NOTEREF HYPERLINK EQ ADVANCE FORMTEXT FORMCHECKBOX FORMDROPDOWN XE INDEX
    SYMBOL LISTNUM AUTONUM AUTONUMLGL AUTONUMOUT TITLE SUBJECT NUMWORDS NUMCHARS REVNUM
    """.split()
)
_FORBIDDEN = re.compile(
    r"DDE|INCLUDE|IMPORT|MACRO|GOTOBUTTON|DATABASE|AUTOTEXT|FILLIN|\\\\|EMBED|\bLINK\b",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]{1,30}):")


_BOX = tag(_W, "txbxContent")
_CHANGES = tuple(tag(_W, name) for name in ("ins", "del", "moveFrom", "moveTo"))


class _Fields:
    """Judges field code over one part: every begin has an end, every code a known name.

    A field stays in its story (a text box is one of its own), its code in its change.
    """

    def __init__(self) -> None:
        self.open: list[list[str] | None] = []
        self.places: list[tuple[int, frozenset[str]]] = []  # of the open fields
        self.within: list[tuple[str, int]] = []  # open stories and changes
        self.stories = 0

    def enter(self, name: str) -> None:
        self.stories += name == _BOX
        self.within.append((name, self.stories))

    def leave(self, _: str, __: Attributes, ___: str) -> None:
        self.within.pop()

    def _place(self) -> tuple[int, frozenset[str]]:
        changes: set[str] = set()
        for name, story in reversed(self.within):
            if name == _BOX:
                return story, frozenset(changes)
            changes.add(name)
        return 0, frozenset(changes)

    def mark(self, _: str, attributes: Attributes, __: str) -> None:
        kind = attributes.get(tag(_W, "fldCharType"))
        if kind == "begin":
            self.open.append([])
            self.places.append(self._place())
            return
        require(self.open, "field mark alone")
        require(self.places[-1][0] == self._place()[0], "field of two stories")
        self._judge()
        if kind != "separate":
            self.open.pop()
            self.places.pop()

    def code(self, _: str, __: Attributes, text: str) -> None:
        require(self.open and self.open[-1] is not None, "field code outside a field")
        require(self.places[-1] == self._place(), "field code of another place")
        self.open[-1].append(text)  # type: ignore[union-attr]  # said by the line above

    def simple(self, _: str, attributes: Attributes, __: str) -> None:
        field_code(attributes.get(tag(_W, "instr"), ""))

    def _judge(self) -> None:
        code = self.open[-1]
        if code is not None:
            field_code("".join(code))
            self.open[-1] = None


def field_code(code: str) -> None:
    """Refuse a field's code unless its name is known and it leads nowhere but the web."""
    word = re.match(r"\s*([A-Za-z]+)", code)
    name = word[1].upper() if word else ""
    require(name in _FIELDS, f"field {name[:20]}")
    require(not _FORBIDDEN.search(code), "field code")
    for scheme in _SCHEME.findall(re.sub(r'\\@\s*"[^"]*"', "", code)):
        require(name == "HYPERLINK" and scheme.lower() in {"http", "https", "mailto"}, "field link")


def _part(pattern: str, relations: str) -> PartRule:
    fields = _Fields()
    rules = {
        tag(_W, "fldChar"): fields.mark,
        tag(_W, "instrText"): fields.code,
        tag(_W, "delInstrText"): fields.code,
        tag(_W, "fldSimple"): fields.simple,
        **dict.fromkeys((_BOX, *_CHANGES), fields.leave),
    }
    begins = dict.fromkeys((_BOX, *_CHANGES), fields.enter)
    return PartRule(re.compile(pattern), _NAMES, rules, frozenset(relations.split()), begins=begins)


_STORY = "image hyperlink chart"


def _rule() -> PackageRule:
    main = "styles settings numbering fontTable footnotes endnotes theme comments header footer "
    parts = {
        _TYPE + "document.main+xml": _part(r"word/document\.xml", main + _STORY),
        _TYPE + "styles+xml": _part(r"word/styles\.xml", ""),
        _TYPE + "settings+xml": _part(r"word/settings\.xml", ""),
        _TYPE + "numbering+xml": _part(r"word/numbering\.xml", "image"),
        _TYPE + "fontTable+xml": _part(r"word/fontTable\.xml", ""),
        _TYPE + "footnotes+xml": _part(r"word/footnotes\.xml", _STORY),
        _TYPE + "endnotes+xml": _part(r"word/endnotes\.xml", _STORY),
        _TYPE + "comments+xml": _part(r"word/comments\.xml", _STORY),
        _TYPE + "header+xml": _part(r"word/header\d+\.xml", _STORY),
        _TYPE + "footer+xml": _part(r"word/footer\d+\.xml", _STORY),
        "application/vnd.openxmlformats-officedocument.theme+xml": PartRule(
            re.compile(r"word/theme/theme1\.xml"), _DRAWING, {}, frozenset({"image"})
        ),
        **CHART_PART,
        **CORE_PART,
    }
    return PackageRule(_TYPE + "document.main+xml", parts)


def verify(data: bytes, children: frozenset[str]) -> None:
    """Refuse a document with any part, word, field or link that is not on the list."""
    require(not children, "no documents inside")
    judge_package(data, _rule())
