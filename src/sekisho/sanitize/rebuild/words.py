"""Which characters cross: visible ones. Controls, direction marks and invisible letters do not."""

import re
import unicodedata
from functools import cache

from sekisho.sanitize.rebuild.contract import Log
from sekisho.sanitize.results import Action

# Everything outside the ranges that hold nothing but visible characters is looked at one by one.
_SUSPECT = re.compile(
    "[^\t\n\r\x20-\x7e\u00a1-\u00ac\u00ae-\u034e\u0350-\u0377\u2010-\u2027\u2030-\u205e\u2190-\u23ff"
    "\u2460-\u27ff\u3000-\u303f\u3041-\u3096\u3099-\u30ff\u4e00-\u9fff\ue000-\uf8ff\uff01-\uff9f]"
)
_DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Letters and marks that show as nothing: fillers, the empty Braille cell, joiners of no emoji.
_EMPTY = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
# Variation selectors choose a shape of the letter before them, joiners join two pictures.
_CHOOSERS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]+|\u200d")
_PICTURE = re.compile("[\u2190-\u2bff\ufe0f\U0001f000-\U0001faff]")
_CHOOSES_NOTHING = re.compile(r"[\sA-Za-z]")
_LINES = {"\u2028": "\n", "\u2029": "\n", "\x0b": "\n", "\x0c": "\n", "\x85": "\n"}
_PLAIN_ASCII = bytes([9, 10, 13, *range(32, 127)])
_ANSI = re.compile("\x1b(?:\\[[0-?]*[ -/]*[@-~]|\\][^\x07\x1b]{0,1000}(?:\x07|\x1b\\\\)|[@-_]?)")


def visible(text: str, log: Log | None = None, place: str = "") -> str:
    """Return `text` without characters that cannot be seen, noting them as `text.*` vectors.

    Line separators become line feeds; tabs, line feeds and carriage returns stay.
    """
    if "\x1b" in text:
        _note(log, "text.terminal-escape", place)
        text = _ANSI.sub("", text)
    if not _SUSPECT.search(text):
        return text
    chosen = _CHOOSERS.sub(_needed, text)
    if chosen != text:
        _note(log, "text.invisible", place)
    text = chosen
    return _SUSPECT.sub(lambda match: _kept(match[0], log, place), text)


def all_visible(text: bytes) -> bool:
    """Whether `visible` would leave this UTF-8 text as it is."""
    rest = text.translate(None, _PLAIN_ASCII)
    if not rest:
        return True
    shown = rest.decode()
    if _CHOOSERS.search(shown):  # judged by their neighbours, of whatever kind they are
        whole = text.decode()
        return visible(whole) == whole
    return "\x1b" not in shown and not _hides(shown)


def _hides(text: str) -> bool:
    return any(
        character in _LINES or _vector(character) is not None
        for character in set(_SUSPECT.findall(text))
    )


def _needed(match: "re.Match[str]") -> str:
    """Return what of selectors and joiners has a letter to choose for, pictures to join."""
    text, start, end = match.string, match.start(), match.end()
    before = text[start - 1 : start]
    if match[0] == "\u200d":
        joins = _PICTURE.match(before) and _PICTURE.match(text, end)
        return match[0] if joins else ""
    return "" if not before or _CHOOSES_NOTHING.match(before) else match[0][0]


def _kept(character: str, log: Log | None, place: str) -> str:
    if character in _LINES:
        return _LINES[character]
    vector = _vector(character)
    if vector is None:
        return character
    _note(log, vector, place)
    return ""


@cache
def _vector(character: str) -> str | None:
    """Return the vector a character belongs to, None when it may cross."""
    if character in _DIRECTIONS:
        return "text.direction"
    if character == "\u200d":
        return None  # joins emoji
    if character in _EMPTY:
        return "text.invisible"
    category = unicodedata.category(character)
    if category in {"Cc", "Cs"}:
        return "text.control"
    if category in {"Cf", "Zl", "Zp"}:
        return "text.invisible"
    if category == "Co":
        return "text.unassigned"  # the planes beyond 外字
    if category == "Cn" and not "\U0001f000" <= character <= "\U0001faff":
        return "text.unassigned"
    return None


def _note(log: Log | None, vector: str, place: str) -> None:
    if log is not None:
        log.remove(vector, place, Action.REMOVED)
