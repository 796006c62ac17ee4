"""Word's fields: code that Word runs. A few kinds cross; of all others only the shown result does.

A complex field is spread over runs (begin, code, separate, result, end) and may be nested; its code
may be cut into pieces. Each is gathered whole before it is judged (ECMA-376 part 1, 17.16).
"""

import re
from dataclasses import dataclass, field

from sekisho.sanitize.rebuild.contract import Log
from sekisho.sanitize.rebuild.xmlfilter import Element
from sekisho.sanitize.results import Action

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
ALLOWED = frozenset(
    """
    PAGE NUMPAGES SECTION SECTIONPAGES DATE TIME CREATEDATE SAVEDATE PRINTDATE EDITTIME TOC TC REF
    PAGEREF SEQ STYLEREF NOTEREF HYPERLINK EQ ADVANCE FORMTEXT FORMCHECKBOX FORMDROPDOWN XE INDEX
    SYMBOL LISTNUM AUTONUM AUTONUMLGL AUTONUMOUT TITLE SUBJECT NUMWORDS NUMCHARS REVNUM
    """.split()
)
_VECTORS = {
    "DDE": "dde",
    "DDEAUTO": "dde",
    "INCLUDEPICTURE": "include",
    "INCLUDETEXT": "include",
    "INCLUDE": "include",
    "IMPORT": "include",
    "RD": "include",
    "LINK": "link",
    "EMBED": "link",
    "CONTROL": "link",
    "OCX": "link",
    "HTMLCONTROL": "link",
    "ADDIN": "link",
    "DATABASE": "database",
    "DATA": "database",
    "MERGEFIELD": "database",
    "MACRO": "macro",
    "MACROBUTTON": "macro",
    "GOTOBUTTON": "macro",
    "AUTOTEXT": "autotext",
    "AUTOTEXTLIST": "autotext",
    "GLOSSARY": "autotext",
    "FILLIN": "prompt",
    "ASK": "prompt",
    "QUOTE": "quote",
}
_CODE = re.compile(
    r"\s*([A-Z]+)((\s+(\"[^\"\x00-\x1f\\]{0,400}\"|\\[A-Za-z*@#!&]{1,2}|[^\s\"\\\x00-\x1f]{1,255}))*)\s*",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]{1,30}\s*:|\\\\")
_TARGET = re.compile(r'^\s+"?((https?://|mailto:)[^\s"<>\\^`{|}]{1,2000})"?')
_CODE_MOST = 2_000
_MARKS = tuple(f"{{{W}}}{name}" for name in ("fldChar", "instrText", "delInstrText", "t"))


_STORY = f"{{{W}}}txbxContent"
_REVISIONS = frozenset(f"{{{W}}}{name}" for name in ("ins", "del", "moveFrom", "moveTo"))
Context = tuple[Element | None, frozenset[str]]


def _context(element: Element) -> Context:
    """Return the story an element is told in, and the changes it is part of.

    A text box is a story of its own, and a change can be refused: code that is spread over either
    is read one way here and another way by Word.
    """
    changes: set[str] = set()
    for above in element.iterancestors():
        if above.tag == _STORY:
            return above, frozenset(changes)
        if above.tag in _REVISIONS:
            changes.add(str(above.tag))
    return None, frozenset(changes)


@dataclass(slots=True)
class _Field:
    context: Context
    marks: list[Element] = field(default_factory=list)  # begin, code, separate, end
    code: list[str] = field(default_factory=list)
    in_code: bool = True
    spread: bool = False  # over stories or changes

    def belongs(self, element: Element, *, code: bool = False) -> None:
        """Notice a mark of another story, a piece of code of another story or change."""
        story, changes = _context(element)
        if story is not self.context[0] or (code and changes != self.context[1]):
            self.spread = True

    def verdict(self) -> str | None:
        """Return None when the field may cross, else its vector."""
        return judge("".join(self.code)) or ("ooxml.field-context" if self.spread else None)


def judge(code: str) -> str | None:
    """Return None when a field's code may cross, else the vector it belongs to."""
    match = _CODE.fullmatch(code) if len(code) <= _CODE_MOST else None
    word = re.match(r"\s*([A-Za-z]+)", code)
    name = word[1].upper() if word else ""
    if name in _VECTORS:
        return f"ooxml.field-{_VECTORS[name]}"
    if name not in ALLOWED:
        return "ooxml.field-unknown"
    if name == "HYPERLINK":
        return None if _harmless_link(code) else "ooxml.field-hyperlink"
    if match is None or _SCHEME.search(re.sub(r'\\@\s*"[^"]*"', "", match[2])):
        return "ooxml.field-unknown"
    return None


def _harmless_link(code: str) -> bool:
    """Whether a HYPERLINK field leads to a bookmark or an allowed scheme."""
    rest = re.sub(r"^\s*HYPERLINK", "", code, flags=re.IGNORECASE)
    switches = re.sub(r'\s+\\[lothnm](\s+"[^"\\:]{0,300}")?', "", rest)
    if not switches.strip():
        return True
    target = _TARGET.match(switches)
    return target is not None and not switches[target.end() :].strip(' "')


def name_forbidden(branch: Element, log: Log) -> None:
    """Log the forbidden fields of a branch that stays behind whole."""
    forbidden_marks(branch, log)
    for element in branch.iter(f"{{{W}}}fldSimple"):
        code = str(element.get(f"{{{W}}}instr", ""))
        if (vector := judge(code)) is not None:
            log.remove(vector, code[:60], Action.NEUTRALISED)


def forbidden_marks(root: Element, log: Log) -> set[Element]:
    """Return the elements of field code that must not cross, those of nested fields in code too."""
    open_fields: list[_Field] = []
    dropped: set[Element] = set()
    if next(root.iter(*_MARKS[:-1]), None) is None:
        return dropped
    for element in root.iter(*_MARKS):
        if element.tag != f"{{{W}}}fldChar":
            _code(element, open_fields, dropped)
            continue
        kind = element.get(f"{{{W}}}fldCharType")
        if kind == "begin":
            open_fields.append(_Field(_context(element), [element]))
        elif not open_fields:
            dropped.add(element)
        elif kind == "separate":
            open_fields[-1].belongs(element)
            open_fields[-1].marks.append(element)
            open_fields[-1].in_code = False
        else:
            open_fields[-1].belongs(element)
            open_fields[-1].marks.append(element)
            _end(open_fields, dropped, log)
    while open_fields:  # never ended: its code must not wait for an end elsewhere
        unfinished = open_fields.pop()
        code = "".join(unfinished.code)
        log.remove(unfinished.verdict() or "ooxml.field-unknown", code[:60], Action.NEUTRALISED)
        dropped.update(unfinished.marks)
    return dropped


def _code(element: Element, open_fields: list[_Field], dropped: set[Element]) -> None:
    """Gather a piece of code; text that stands among code is no result and counts as code."""
    is_text = element.tag == f"{{{W}}}t"
    outer = next((one for one in open_fields if one.in_code), None)
    if not open_fields:
        if not is_text:
            dropped.add(element)
    elif is_text and outer is not None and outer is not open_fields[-1]:
        dropped.add(element)  # the result of a field that stands within code
    elif open_fields[-1].in_code:
        open_fields[-1].belongs(element, code=True)
        open_fields[-1].marks.append(element)
        open_fields[-1].code.append(element.text or "")
    elif not is_text:
        dropped.add(element)  # code after the separator


def _end(open_fields: list[_Field], dropped: set[Element], log: Log) -> None:
    ended = open_fields.pop()
    nested_in_code = bool(open_fields) and open_fields[-1].in_code
    vector = ended.verdict()
    if vector is not None or nested_in_code:
        if nested_in_code:  # its result would become code of the outer field
            open_fields[-1].code.append("\\")
            open_fields[-1].marks += ended.marks
        log.remove(vector or "ooxml.field-unknown", "".join(ended.code)[:60], Action.NEUTRALISED)
        dropped.update(ended.marks)
