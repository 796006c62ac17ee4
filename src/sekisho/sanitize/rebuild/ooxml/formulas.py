"""Judges worksheet formulas: read token by token, crossing only when each token is understood.

Allowed are numbers, strings, operators, references inside the workbook, the workbook's own names
and the functions of `grammar/functions.txt`. Everything else keeps the value it last showed.
"""

import re
from collections.abc import Iterator
from importlib import resources

from lxml import etree

from sekisho.sanitize.rebuild.xmlfilter import Element, Filter
from sekisho.sanitize.results import Action

_MOST = 8_192  # Excel's own limit
_TOKEN = re.compile(
    r"""
      (?P<space>[ \n\r\t]+)
    | (?P<string>"(?:[^"]|"")*")
    | (?P<error>\#(?:NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|N/A|GETTING_DATA|SPILL!|CALC!))
    | (?P<number>\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)(?![\w.])
    | (?P<sheet>(?:'(?:[^'\[\]|]|'')+'|[^\W\d][\w.\u3000-\u9fff\uff00-\uffef]*(?::[\w.]+)?)!)
    | (?P<function>(?:_xlfn\.|_xlws\.|_xlfn\._xlws\.)?[A-Za-z_][A-Za-z0-9_.]*(?=\())
    | (?P<row>\$?\d{1,7}:\$?\d{1,7})
    | (?P<table>[^\W\d][\w.]*\[(?:[^\[\]|!]|\[[^\[\]|!]*\])*\]|\[(?:[^\[\]|!]|\[[^\[\]|!]*\])*\])
    | (?P<name>[$]?[^\W\d][\w.$?\\]*)
    | (?P<operator><>|<=|>=|[-+*/^&=<>%(),:;{}@\#])
    """,
    re.VERBOSE,
)
_EXTERNAL = re.compile(r"\[\d+\]|\[[^\[\]]*\.xl\w*\]|'[^']*\[[^']*'!|\.xl\w{1,3}'?!", re.IGNORECASE)
_DDE = re.compile(r"[\w.'\"]+\s*\|[^!]*!|[\w.]+\s*\|'", re.IGNORECASE)
_RESULT_CALLED = re.compile(r"\)\s*\(")  # what a call answers, called in its turn
_QUOTED = re.compile(r"'(?:[^']|'')*'!")
_CALL = re.compile(r"([^\W\d][\w.]*)\s*\(")
_FILE = re.compile(r"\[[^\]]*\.xl", re.IGNORECASE)
_VECTORS = {
    "WEBSERVICE": "web",
    "IMAGE": "web",
    "FILTERXML": "web",
    "ENCODEURL": "web",
    "IMPORTDATA": "web",
    "STOCKHISTORY": "web",
    "TRANSLATE": "web",
    "DETECTLANGUAGE": "web",
    "COPILOT": "web",
    "CALL": "call",
    "REGISTER": "call",
    "REGISTER.ID": "call",
    "EXEC": "call",
    "EVALUATE": "call",
    "RUN": "call",
    "FOPEN": "call",
    "FWRITE": "call",
    "SEND.KEYS": "call",
    "INITIATE": "call",
    "EXECUTE": "call",
    "POKE": "call",
    "PY": "call",
    "RTD": "rtd",
    "HYPERLINK": "hyperlink",
    "SQL.REQUEST": "cube",
}


def _functions() -> frozenset[str]:
    file = resources.files("sekisho.sanitize.grammar").joinpath("functions.txt")
    lines = [line for line in file.read_text("utf-8").splitlines() if not line.startswith("#")]
    return frozenset(" ".join(lines).split())


FUNCTIONS = _functions()


def judge(formula: str) -> str | None:
    """Return None when `formula` (without its equals sign) may cross, else its vector."""
    if len(formula) > _MOST:
        return "ooxml.formula-unreadable"
    bare = re.sub(r'"(?:[^"]|"")*"', '""', formula)
    if _DDE.search(bare):
        return "ooxml.formula-dde"
    if _EXTERNAL.search(bare):
        return "ooxml.formula-external"
    at = 0
    while at < len(formula):
        token = _TOKEN.match(formula, at)
        if token is None:
            return "ooxml.formula-unreadable"
        if token.lastgroup == "function" and (vector := _function(token[0])) is not None:
            return vector
        if token.lastgroup == "name" and (vector := _handed_on(token[0])) is not None:
            return vector
        at = token.end()
    if _RESULT_CALLED.search(bare):
        return "ooxml.formula-unknown"
    return _spoken(_QUOTED.sub("", bare))


def _spoken(bare: str) -> str | None:
    """Return the vector of a call that stands apart from its bracket, or in another script."""
    for name in _CALL.findall(bare):
        vector = _function(name)
        if vector is not None:
            return vector
    return "ooxml.formula-external" if _FILE.search(bare) else None


def _handed_on(name: str) -> str | None:
    """Return the vector of a function that is named, not called: MAP and its like will call it."""
    plain = re.sub(r"^(_xl\w+\.)+", "", name, flags=re.IGNORECASE).upper()
    named = re.match(r"_xleta\.", name, re.IGNORECASE)
    known = plain in _VECTORS or plain.startswith(("CUBE", "GET.", "SET."))
    return _function(plain) if named or (known and "$" not in plain) else None


def _function(name: str) -> str | None:
    plain = re.sub(r"^(_xlfn\.|_xlws\.)+", "", name, flags=re.IGNORECASE).upper()
    if plain in FUNCTIONS:
        return None
    if plain.startswith("CUBE"):
        return "ooxml.formula-cube"
    if plain.startswith(("GET.", "SET.")):
        return "ooxml.formula-call"
    return f"ooxml.formula-{_VECTORS.get(plain, 'unknown')}"


def chart_reference(source: Element, way: Filter) -> Iterator[Element]:
    """Keep a chart's reference to cells when it is one; else only its cache stays (a handler)."""
    vector = judge(source.text or "")
    if vector is not None:
        way.log.remove("ooxml.chart-formula", (source.text or "")[:60], Action.NEUTRALISED)
    new = etree.Element(way.name(source))
    new.text = (source.text or "") if vector is None else ""
    yield new
