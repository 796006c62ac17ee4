"""Worksheet formulas: strings set aside, then only known functions and harmless characters."""

import re
from importlib import resources

from sekisho.sanitize.verify.contract import require

_CALL = re.compile(r"([^\W\d][\w.]*)\s*\(")
_SHEET = re.compile(r"'(?:[^']|'')*'!")
_OUTSIDE = re.compile(r"\[\d+\]|\[[^\]]*\.xl|\.xl\w{1,3}'?!", re.IGNORECASE)
_NAMED = re.compile(  # a function handed on by its name is called all the same
    r"\b(WEBSERVICE|IMAGE|FILTERXML|ENCODEURL|IMPORTDATA|STOCKHISTORY|TRANSLATE|DETECTLANGUAGE|COPILOT"
    r"|CALL|REGISTER|EXEC\w*|EVALUATE|RUN|FOPEN|FWRITE|INITIATE|POKE|PY|RTD|HYPERLINK|SQL\.REQUEST"
    r"|CUBE[A-Z]+)(?![\w!])",
    re.IGNORECASE,
)
_PREFIX = re.compile(r"^(_xlfn\.|_xlws\.)+", re.IGNORECASE)
_ALLOWED = re.compile(r"[\w\s.$:,;!?'\"\[\]{}()+\-*/^&=<>%#@~ー々〆\u2010-\u27ff\u3000-\uffef]*")
_KNOWN = frozenset(
    word
    for line in resources.files("sekisho.sanitize.grammar")
    .joinpath("functions.txt")
    .read_text("utf-8")
    .splitlines()
    if not line.startswith("#")
    for word in line.split()
)


def formula(text: str) -> None:
    """Refuse a formula that calls out, links to another workbook, or cannot be read."""
    require(len(text) <= 8_192, "formula length")
    bare = re.sub(r'"(?:[^"]|"")*"', '""', text)
    require(not _OUTSIDE.search(bare), "formula of another workbook")
    require(not any(set("[|\\") & set(sheet) for sheet in _SHEET.findall(bare)), "sheet's name")
    unquoted = _SHEET.sub("", bare)
    require(_ALLOWED.fullmatch(unquoted), "formula character")  # no | (DDE), no backslash
    require(not _NAMED.search(unquoted), "function by its name")
    require(not re.search(r"\)\s*\(", unquoted), "call of what a call gave")
    for name in _CALL.findall(unquoted):
        require(_PREFIX.sub("", name).upper() in _KNOWN, f"function {name[:30]}")
