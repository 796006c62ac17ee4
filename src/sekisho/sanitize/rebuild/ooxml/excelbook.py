"""What one workbook's parts must know of each other while they are carried."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from sekisho.sanitize.options import Options
from sekisho.sanitize.rebuild.contract import Log
from sekisho.sanitize.rebuild.ooxml.carrying import Carrier
from sekisho.sanitize.rebuild.ooxml.exceltext import plain
from sekisho.sanitize.rebuild.ooxml.formulas import judge
from sekisho.sanitize.rebuild.xmlfilter import Element, Filter

_STRING = re.compile(r'"(?:[^"]|"")*"')
_QUOTED = re.compile(r"'(?:[^']|'')*'!")
_WORD = re.compile(r"[^\W\d][\w.\\?]*")
_SHEET = re.compile(r"'((?:[^']|'')+)'!|([^\W\d][\w.\u3000-\u9fff\uff00-\uffef]*)!")
# What the verifier can read outside strings and quoted sheet names.
_WRITTEN = re.compile(r"[\w\s.$:,;!?'\"\[\]{}()+\-*/^&=<>%#@~ー々〆\u2010-\u27ff\u3000-\uffef]*")
_MICROSOFT = "http://schemas.microsoft.com/office/spreadsheetml/"
_PASSWORDS = frozenset(
    """
    password algorithmName hashValue saltValue spinCount workbookPassword
    workbookPasswordCharacterSet
    revisionsPassword revisionsPasswordCharacterSet workbookAlgorithmName workbookHashValue
    workbookSaltValue workbookSpinCount revisionsAlgorithmName revisionsHashValue revisionsSaltValue
    revisionsSpinCount
    """.split()
)
QUIET = (
    frozenset(f"{{{_MICROSOFT}{name}}}" for name in ("2009/9/ac", "2010/11/ac", "2010/11/main"))
    | frozenset(f"{{{_MICROSOFT}{year}/revision}}" for year in ("2014", "2015/02", "2016"))
    | frozenset(f"{{{_MICROSOFT}2014/{name}}}" for name in ("revision", "11/main"))
    | frozenset(f"{{{_MICROSOFT}2015/{name}}}" for name in ("revision2", "02/main"))
    | frozenset({f"{{{_MICROSOFT}2016/revision3}}", f"{{{_MICROSOFT}2016/revision9}}"})
    | {f"{{{_MICROSOFT}2017/richdata2}}", f"{{{_MICROSOFT}2018/calcfeatures}}"}
    | {"count", "uniqueCount", "conformance", "knownFonts", "function", "vbProcedure", "xlm"}
    | _PASSWORDS
)


@dataclass(slots=True)
class Book:
    """One workbook on its way: what was dropped, so that nothing kept refers to it."""

    carrier: Carrier
    sheets: set[str] = field(default_factory=set)  # names of sheets left behind, folded
    names: set[str] = field(default_factory=set)  # defined names left behind, folded
    texts: int = 0  # shared strings
    cells: int = 0

    @property
    def log(self) -> Log:
        """The document's log."""
        return self.carrier.log

    @property
    def options(self) -> Options:
        """The policy that holds."""
        return self.carrier.options

    @property
    def keeps_formulas(self) -> bool:
        """Whether formulas cross at all."""
        return self.options.formulas == "safe"

    def judge(self, formula: str) -> str | None:
        """Return None when `formula` may cross into the new workbook, else its vector."""
        vector = judge(formula)
        if vector is None and not _WRITTEN.fullmatch(_bare(formula)):
            vector = "ooxml.formula-unreadable"
        if vector is None and (self.sheets or self.names) and self._dangling(formula):
            vector = "ooxml.formula-unknown"
        return vector

    def _dangling(self, formula: str) -> bool:
        """Whether a formula speaks of a sheet or name that stayed behind."""
        bare = _STRING.sub('""', formula)
        for quoted, free in _SHEET.findall(bare):
            if (quoted.replace("''", "'") or free).lower() in self.sheets:
                return True
        words = {word.lower() for word in _WORD.findall(_QUOTED.sub("", bare))}
        return not self.names.isdisjoint(words)


def _bare(formula: str) -> str:
    return _QUOTED.sub("", _STRING.sub('""', formula))


def text_handler(source: Element, way: Filter) -> Iterator[Element]:
    """Keep a text; characters written as `_x001B_` must be visible ones too."""
    new = way.element(source)
    if new.text and "_x" in new.text:
        new.text = plain(new.text, way.log)
    yield new


def without_password(source: Element, way: Filter) -> Iterator[Element]:
    """Keep what is locked locked; the password's digest goes."""
    if _PASSWORDS.intersection(source.attrib):
        way.log.remove("ooxml.protection", str(source.tag).rpartition("}")[2])
    yield way.element(source)
