"""How the entries of lists in lists are labelled, where a page or a text numbers all alike.

A browser prints 1. in a list within a list too; a clause needs a label that no entry above it
has. So a list within a list of its own kind takes the next of the forms official documents use:
1. → (1) → ① → ア → (ア).
"""

from collections.abc import Callable
from string import ascii_lowercase

from sekisho.policytext import numerals

_ROMAN = 12  # small and large Roman figures that are one character each
_Form = Callable[[int], str]


def _circled(value: int) -> str:
    starts = ((1, 0x2460), (21, 0x3251), (36, 0x32B1))  # ①…⑳, ㉑…㉟, ㊱…㊿
    first, code = next((s for s in reversed(starts) if value >= s[0]), starts[0])
    return chr(code + value - first) if 0 < value <= 50 else ""  # noqa: PLR2004  # ㊿ is the last


def _kana(value: int) -> str:
    return numerals.GOJUON[value - 1] if 0 < value <= len(numerals.GOJUON) else ""


def _letter(value: int) -> str:
    return f"{ascii_lowercase[value - 1]}." if 0 < value <= len(ascii_lowercase) else ""


def _bracketed_letter(value: int) -> str:
    return f"({ascii_lowercase[value - 1]})" if 0 < value <= len(ascii_lowercase) else ""


def _roman(first: str) -> _Form:
    return lambda value: chr(ord(first) + value - 1) if 0 < value <= _ROMAN else ""


def _figures(value: int) -> str:
    return f"{value}."


_DEEPER: tuple[_Form, ...] = (
    lambda value: f"({value})",
    _circled,
    _kana,
    lambda value: f"({_kana(value)})" if _kana(value) else "",
)
_KINDS: dict[str, tuple[_Form, ...]] = {
    "1": (_figures, *_DEEPER),
    "a": (_letter, _bracketed_letter, *_DEEPER),
    "i": (_roman("ⅰ"), *_DEEPER),
    "I": (_roman("Ⅰ"), *_DEEPER),
    "ア": (_kana, *_DEEPER[:2], _DEEPER[3]),
}


def label(kind: str, above: int, value: int) -> str:
    """Return the label of an entry: its list's kind, lists of that kind above it, its number.

    Where a form has no such number (a 27th letter), plain figures stand for it.
    """
    forms = _KINDS.get(kind, _KINDS["1"])
    return forms[min(above, len(forms) - 1)](value) or _figures(value)
