"""Reads a PDF in our writer's one form: a lexer that knows no other spelling of anything."""

import re
from typing import Any

from sekisho.sanitize.verify.contract import Refused, require

HEAD = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
PLAIN = rb"[!$&'*+,\-.0-9:;=?@A-Z^_`a-z|~\\\"]"
NAME = rb"/(?:%b|#[0-9A-F]{2})+" % PLAIN
_TOKEN = re.compile(
    rb"(?:(%b)|(\d{1,7}) 0 R|(-?\d{1,10}(?:\.\d{1,6})?)|<((?:[0-9a-f]{2})*)>|(<<|\[)|(true|false|null)) ?"  # noqa: E501
    % NAME
)
_ESCAPED = re.compile(rb"#(..)")
_CONSTANTS = {b"true": True, b"false": False, b"null": None}
_DEPTH, _OBJECTS = 30, 1_000_000


class Name(str):
    """A name."""

    __slots__ = ()


class Reference(int):
    """The number of an object."""

    __slots__ = ()


class Stream:
    """A stream: its dictionary and its stored bytes."""

    def __init__(self, entries: dict[str, Any], data: bytes) -> None:
        self.entries, self.data = entries, data

    def get(self, key: str) -> Any:
        """Return one entry, None when it is missing."""
        return self.entries.get(key)


def objects(data: bytes) -> tuple[dict[int, Any], dict[str, Any]]:
    """Return every object by number, and the trailer; refuse a byte that is not in its place."""
    require(data.startswith(HEAD), "header")
    found: dict[int, Any] = {}
    offsets, at, number = [], len(HEAD), 1
    while data.startswith(b"%d 0 obj\n" % number, at):
        require(number < _OBJECTS, "too many objects")
        offsets.append(at)
        found[number], at = _object(data, at + len(b"%d 0 obj\n" % number))
        number += 1
    rows = b"".join([b"%010d 00000 n \n" % offset for offset in offsets])
    table = b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n" % (number, rows)
    require(data.startswith(table, at), "table")
    trailer, end = _value(data, at + len(table), 0)
    require(type(trailer) is dict, "trailer")
    require(data[end:] == b"\nstartxref\n%d\n%%%%EOF\n" % at, "end")
    return found, trailer


def _object(data: bytes, at: int) -> tuple[Any, int]:
    value, at = _value(data, at, 0)
    require(type(value) is dict, "object")
    if data.startswith(b"\nendobj\n", at):
        return value, at + 8
    require(data.startswith(b"\nstream\n", at) and type(value.get("Length")) is int, "stream")
    start, end = at + 8, at + 8 + value["Length"]
    require(data.startswith(b"\nendstream\nendobj\n", end), "stream length")
    return Stream(value, data[start:end]), end + len(b"\nendstream\nendobj\n")


def _value(data: bytes, at: int, depth: int) -> tuple[Any, int]:
    """Return the value at `at` and where it ends."""
    match = _TOKEN.match(data, at)
    if match is None or depth > _DEPTH:
        raise Refused("value")
    name, reference, number, text, bracket, constant = match.groups()
    end = match.end()
    if name is not None:
        return _name(name), end
    if reference is not None:
        return Reference(reference), end
    if number is not None:
        return (float(number) if b"." in number else int(number)), end
    if text is not None:
        return bytes.fromhex(text.decode()), end
    if constant is not None:
        return _CONSTANTS[constant], end
    return _array(data, end, depth) if bracket == b"[" else _dictionary(data, end, depth)


def _array(data: bytes, at: int, depth: int) -> tuple[Any, int]:
    items = []
    while not data.startswith(b"]", at):
        item, at = _value(data, at, depth + 1)
        items.append(item)
    return items, at + 1 + data.startswith(b" ", at + 1)


def _dictionary(data: bytes, at: int, depth: int) -> tuple[Any, int]:
    entries: dict[str, Any] = {}
    while not data.startswith(b">>", at):
        key, at = _value(data, at, depth + 1)
        require(isinstance(key, Name) and key not in entries, "key")
        entries[str(key)], at = _value(data, at, depth + 1)
    return entries, at + 2 + data.startswith(b" ", at + 2)


def _name(raw: bytes) -> Name:
    if b"#" not in raw:
        return Name(raw[1:].decode("ascii"))
    plain = _ESCAPED.sub(lambda match: bytes([int(match[1], 16)]), raw[1:])
    require(not re.search(rb"#(?:%b)" % b"|".join(_spelled()), raw), "name")
    return Name(plain.decode("latin-1"))


def _spelled() -> list[bytes]:
    """Return the plain characters as escapes: a name that hides one of them is refused."""
    return [b"%02X" % code for code in range(256) if re.fullmatch(PLAIN, bytes([code]))]
