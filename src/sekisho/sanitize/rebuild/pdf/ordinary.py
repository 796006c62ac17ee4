"""The instructions ordinary programs write, each read in one step and written as it must be.

They are read by one pattern, whole: operands and operator. What the pattern does not know, or what
needs a closer look, is left to the reader of tokens, which knows everything; both write the same.
"""

import re
from collections.abc import Callable
from typing import Protocol

from sekisho.sanitize.rebuild.pdf.lexing import Reader
from sekisho.sanitize.rebuild.pdf.schema import SCHEMA

_FIELDS = {
    b"S": rb"[\t\n\f\r ]",
    b"N": rb"-?(?:\d{1,10}(?:\.\d{0,10})?|\.\d{1,10})",
    b"WORD": rb"[A-Za-z'\"][A-Za-z0-9*]*+",
    b"NAME": rb"[A-Za-z0-9_.+\-]{1,100}",
    b"HEX": rb"<(?:[0-9A-Fa-f]{2})*+>",
    b"PLAIN": rb"\((?>[^()\\\r]|\\[0-3][0-7]{2}|\\[nrtbf\\])*+\)",
    b"END": rb"(?=[\0\t\n\f\r /\[<(%]|$)",
}
_ORDINARY = re.compile(
    rb"%(S)b*+(?:"
    rb"((?:%(N)b )*+)(%(WORD)b)%(END)b"  # almost always written like this
    rb"|((?:%(N)b%(S)b++)*+)(%(WORD)b)%(END)b"
    rb"|(%(HEX)b|%(PLAIN)b)%(S)b*+Tj%(END)b"
    rb"|\[((?>%(N)b(?=[\t\n\f\r <(\]])|%(HEX)b|%(PLAIN)b|%(S)b++)*+)\]%(S)b*+TJ%(END)b"
    rb"|/(%(NAME)b%(S)b++%(N)b)%(S)b++Tf%(END)b"
    rb"|/(%(NAME)b%(S)b++(?:gs|cs|CS))%(END)b"
    rb"|(/(?!OC\b|AF\b)%(NAME)b)%(S)b*+<<%(S)b*+/MCID%(S)b++\d{1,9}%(S)b*+>>%(S)b*+BDC%(END)b"
    rb")" % _FIELDS
)
_SPACED, _NUMBERS, _SHOWN, _ARRAY, _FONT, _NAMED, _MARK = 2, 4, 5, 6, 7, 8, 9  # last groups
_ITEM = re.compile(rb"<[^>]*+>|[-.0-9]++|\((?:[^)\\]|\\.)*+\)", re.DOTALL)
_PICTURE = b"BI"
_BRACKETS = (b"<", b"(")
_STATEFUL = frozenset({b"q", b"Q", b"BT", b"ET", b"J", b"j", b"Tr"})
# Operators that change nothing we keep account of, with how many numbers they take.
_FREE = {operator: count for operator, count in SCHEMA.numbers.items() if operator not in _STATEFUL}
_COLOURS = frozenset({b"sc", b"SC", b"scn", b"SCN"})
_MOST_COLOURS = 32


class Page(Protocol):
    """A content stream on its way: its methods answer the line to write, or None."""

    out: list[bytes]
    cost: int
    most: int
    hidden: int

    def too_much(self) -> None: ...  # noqa: D102
    def line(self, operands: bytes, operator: bytes) -> bytes | None: ...  # noqa: D102
    def show(self, letters: int, line: bytes) -> bytes | None: ...  # noqa: D102
    def in_font(self, operands: bytes) -> bytes | None: ...  # noqa: D102
    def named(self, words: bytes) -> bytes | None: ...  # noqa: D102
    def mark(self) -> None: ...  # noqa: D102


def follow(page: Page, reader: Reader) -> None:
    """Write the ordinary instructions at the reader's place, up to the first that is none."""
    data, at, out = reader.data, reader.at, page.out
    while (found := _ORDINARY.match(data, at)) is not None:
        kind = found.lastindex
        if kind == _SPACED and found[2] == _PICTURE:
            break
        page.cost += 1
        if page.cost > page.most:
            page.too_much()
        if kind == _SPACED:
            line = _spaced(page, *found.group(1, 2))
        elif kind == _NUMBERS:
            line = page.line(*found.group(3, 4))
        else:
            line = _READ[kind](page, found[kind])  # type: ignore[index]  # one group matched
        at = found.end()
        if line is not None:
            out.append(line)
    reader.at = at


def _spaced(page: Page, numbers: bytes, operator: bytes) -> bytes | None:
    count = numbers.count(b" ")
    if _FREE.get(operator) == count and not page.hidden:
        return numbers + operator
    if operator in _COLOURS and 0 < count <= _MOST_COLOURS:
        return numbers + operator
    return page.line(numbers, operator)


def _shown(page: Page, string: bytes) -> bytes | None:
    digits = _digits(string)
    return page.show(len(digits) // 2, b"<%s> Tj" % digits)


def _array(page: Page, array: bytes) -> bytes | None:
    items, letters = [], 0
    for item in _ITEM.findall(array):
        if item[:1] in _BRACKETS:
            digits = _digits(item)
            letters += len(digits) // 2
            items.append(b"<%s>" % digits)
        else:
            items.append(item)
    return page.show(letters, b"[%s] TJ" % b" ".join(items))


def _marked(page: Page, tag: bytes) -> None:  # noqa: ARG001  # its number means nothing here
    page.mark()


_READ: dict[int, Callable[[Page, bytes], bytes | None]] = {
    _SHOWN: _shown,
    _ARRAY: _array,
    _FONT: lambda page, operands: page.in_font(operands),
    _NAMED: lambda page, words: page.named(words),
    _MARK: _marked,
}


def _digits(string: bytes) -> bytes:
    """Return a string's bytes as hexadecimal digits, from either way of writing them."""
    text = string[1:-1]
    if string[:1] == b"<":
        return text.lower()
    if b"\\" in text:  # octal, and letters that mean the same in Python
        text = text.decode("unicode_escape").encode("latin-1")
    return text.hex().encode()
