"""Reads PDF tokens: of objects as qpdf unparses them, and of content streams nobody has checked."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sekisho.sanitize.rebuild.pdf.model import Name

_DEPTH = 60
_SPACE = rb"[\0\t\n\f\r ]"
_NUMBER = rb"[-+]*(?:\d+\.?\d*|\.\d+)(?:-\d*)?"
_TOKEN = re.compile(
    rb"(?:%b|%%[^\r\n]*)*(?:(?P<number>%b)(?=[\0\t\n\f\r /\[\]<>(){}%%A-Za-z'\"]|$)"
    rb"|/(?P<name>[^\0\t\n\f\r /\[\]<>(){}%%]*)"
    rb"|<(?P<hex>[0-9A-Fa-f\0\t\n\f\r ]*)>"
    rb"|\((?P<plain>[^()\\\r]*)\)|(?P<open>\()"
    rb"|(?P<mark><<|>>|\[|\]|\{|\})"
    rb"|(?P<word>[^\0\t\n\f\r /\[\]<>(){}%%]+)|(?P<end>$))" % (_SPACE, _NUMBER)
)
_PLAIN_NUMBER = re.compile(rb"-?(?:\d{1,10}(?:\.\d{0,10})?|\.\d{1,10})")
_HEX_NAME = re.compile(r"#([0-9A-Fa-f]{2})")
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|.)|\r\n?", re.DOTALL)
_PARENTHESIS = re.compile(rb"\\.|[()]", re.DOTALL)
_ESCAPES = {
    b"n": b"\n",
    b"r": b"\r",
    b"t": b"\t",
    b"b": b"\b",
    b"f": b"\f",
    b"\n": b"",
    b"\r": b"",
    b"\r\n": b"",
}


class LexError(ValueError):
    """Raised for bytes that are no tokens."""


@dataclass(frozen=True, slots=True)
class Ref:
    """A reference to an object of the source."""

    number: int
    generation: int


@dataclass(frozen=True, slots=True)
class Word:
    """A bare word: an operator or a constant."""

    text: bytes


@dataclass(frozen=True, slots=True)
class Digits:
    """A number of a content stream, as its plain digits."""

    text: bytes

    @property
    def value(self) -> float:
        """The number."""
        return float(self.text)


def name_of(raw: bytes) -> Name:
    """Return the name written as `raw`."""
    text = raw.decode("latin-1")
    if "#" in text:
        text = _HEX_NAME.sub(lambda match: chr(int(match[1], 16)), text)
    return Name(text)


def digits_of(raw: bytes) -> bytes:
    """Return a number in plain digits, mending what readers commonly mend."""
    if _PLAIN_NUMBER.fullmatch(raw):
        return raw
    sign = b"-" if raw[:1] == b"-" else b""
    body = raw.lstrip(b"+-").partition(b"-")[0]
    whole, _, rest = body.partition(b".")
    if len(whole) > 10:  # beyond what any reader computes with
        whole = whole.lstrip(b"0") or b"0"
        if len(whole) > 10:
            raise LexError("number")
    return sign + (whole or b"0") + (b"." + rest[:10] if rest else b"")


def _string(data: bytes, start: int) -> tuple[bytes, int]:
    """Return the literal string whose bracket ends at `start`, and where it ends."""
    depth = 1
    for match in _PARENTHESIS.finditer(data, start):
        found = match[0]
        depth += (found == b"(") - (found == b")")
        if depth == 0:
            return _ESCAPE.sub(_unescaped, data[start : match.start()]), match.end()
    raise LexError("string")


def _unescaped(match: re.Match[bytes]) -> bytes:
    escaped = match[1]
    if escaped is None:
        return b"\n"
    if escaped[:1].isdigit() and escaped[0] < 0x38:  # "8" is no octal digit
        return bytes([int(escaped, 8) & 0xFF])
    return _ESCAPES.get(escaped, escaped)


def _hex(raw: bytes) -> bytes:
    digits = raw.translate(None, b"\0\t\n\f\r ")
    return bytes.fromhex((digits + b"0" if len(digits) % 2 else digits).decode())


class Reader:
    """Tokens of one buffer, taken one after the other."""

    def __init__(self, data: bytes, *, content: bool = False) -> None:
        self.data, self.at, self.content = data, 0, content

    def token(self) -> Any:
        """Return the next token: a value, a `Word`, a bracket as `str`, or None at the end."""
        match = _TOKEN.match(self.data, self.at)
        if match is None:
            raise LexError(f"byte {self.at}")
        self.at = match.end()
        kind = match.lastgroup
        text = match[kind]  # type: ignore[index]  # exactly one group matched
        if kind == "number":
            return self._number(text)
        if kind == "name":
            return name_of(text)
        if kind == "plain":
            return text
        if kind == "hex":
            return _hex(text)
        if kind == "open":
            value, self.at = _string(self.data, self.at)
            return value
        if kind == "mark":
            return text.decode()
        return Word(text) if kind == "word" else None

    def _number(self, text: bytes) -> Any:
        if self.content:
            return Digits(digits_of(text))
        return float(digits_of(text)) if b"." in text else int(digits_of(text))

    def value(self, token: Any, depth: int = 0) -> Any:
        """Return the whole value that begins with `token`."""
        if depth > _DEPTH:
            raise LexError("depth")
        if token == "[" and isinstance(token, str) and not isinstance(token, Name):  # noqa: S105
            return self._array(depth)
        if token == "<<" and not isinstance(token, Name):  # noqa: S105
            return self._dictionary(depth)
        if isinstance(token, str) and not isinstance(token, Name):
            raise LexError("bracket")
        if isinstance(token, Word):
            return _constant(token)
        return token

    def _array(self, depth: int) -> list[Any]:
        items: list[Any] = []
        while True:
            token = self.token()
            if token is None:
                raise LexError("array")
            if token == "]" and not isinstance(token, Name):  # noqa: S105
                return items
            if isinstance(token, Word) and token.text == b"R":
                items.append(_reference(items))
            else:
                items.append(self.value(token, depth + 1))

    def _dictionary(self, depth: int) -> dict[str, Any]:
        flat: list[Any] = []
        while True:
            token = self.token()
            if token is None:
                raise LexError("dictionary")
            if token == ">>" and not isinstance(token, Name):  # noqa: S105
                break
            if isinstance(token, Word) and token.text == b"R":
                flat.append(_reference(flat))
            else:
                flat.append(self.value(token, depth + 1))
        if len(flat) % 2 or not all(isinstance(key, Name) for key in flat[::2]):
            raise LexError("dictionary")
        return {str(key): value for key, value in zip(flat[::2], flat[1::2], strict=True)}


def _reference(items: list[Any]) -> Ref:
    if len(items) < 2 or not (isinstance(items[-1], int) and isinstance(items[-2], int)):
        raise LexError("reference")
    generation, number = items.pop(), items.pop()
    return Ref(number, generation)


def _constant(word: Word) -> Any:
    constants = {b"true": True, b"false": False, b"null": None}
    if word.text not in constants:
        raise LexError("word")
    return constants[word.text]


def instructions(
    reader: Reader, follow: Callable[[Reader], None]
) -> Iterator[tuple[list[Any], bytes]]:
    """Give each operator with its operands that `follow`, asked before each, has left.

    Bytes that are no tokens end the stream, as they do in readers.
    """
    operands: list[Any] = []
    while True:
        if not operands:
            follow(reader)
        try:
            token = reader.token()
            if token is None:
                return
            if isinstance(token, Word) and token.text not in {b"true", b"false", b"null"}:
                yield operands, token.text
                operands = []
            else:
                operands.append(reader.value(token))
        except (LexError, ValueError):
            operands = []
            reader.at += 1
            yield [], b"\0"
        if len(operands) > 100:  # no operator takes so many
            operands = operands[-50:]
