"""Writes the new document in one fixed form: numbered as first met, one table, nothing else.

No object streams, no revisions, no dates, no identifier: the same objects give the same bytes, and
an object nothing refers to cannot be written at all.
"""

import re
import zlib

from sekisho.sanitize.rebuild.pdf.model import Name, Node, Value

_HEAD = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
_IRREGULAR = re.compile(r"[^!$&'*+,\-.0-9:;=?@A-Z^_`a-z|~\\\"]")
_LEVEL = 6


def deflated(data: bytes, entries: dict[str, Value] | None = None) -> Node:
    """Return a stream holding `data`, compressed."""
    node = Node(dict(entries or {}), zlib.compress(data, _LEVEL))
    node.entries["Filter"] = Name("FlateDecode")
    return node


def written(catalog: Node, info: Node | None) -> bytes:
    """Return the whole file."""
    order = _numbered([catalog, *([info] if info is not None else [])])
    numbers = {id(node): number for number, node in enumerate(order, 1)}
    out, offsets, size = [_HEAD], [], len(_HEAD)
    for number, node in enumerate(order, 1):
        offsets.append(size)
        body = b"%d 0 obj\n%s\nendobj\n" % (number, _object(node, numbers))
        out.append(body)
        size += len(body)
    rows = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out.append(b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(order) + 1, rows))
    trailer: dict[str, Value] = {"Root": catalog, "Size": len(order) + 1}
    if info is not None:
        trailer["Info"] = info
    out.append(b"trailer\n%s\nstartxref\n%d\n%%%%EOF\n" % (_value(trailer, numbers), size))
    return b"".join(out)


def _numbered(roots: list[Node]) -> list[Node]:
    """Return every node, each before what it refers to, in the order of sorted keys."""
    order: list[Node] = []
    seen: set[int] = set()
    waiting = list(reversed(roots))
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        order.append(node)
        found: list[Node] = []
        _collect(node.entries, found)
        waiting += reversed(found)
    return order


def _collect(value: Value, found: list[Node]) -> None:
    if isinstance(value, Node):
        found.append(value)
    elif isinstance(value, dict):
        for key in sorted(value):
            _collect(value[key], found)
    elif isinstance(value, list):
        for item in value:
            if not isinstance(item, int | float):
                _collect(item, found)


def _object(node: Node, numbers: dict[int, int]) -> bytes:
    if node.data is None:
        return _value(node.entries, numbers)
    entries = _value({**node.entries, "Length": len(node.data)}, numbers)
    return b"%s\nstream\n%s\nendstream" % (entries, node.data)


def _value(value: Value, numbers: dict[int, int]) -> bytes:
    if isinstance(value, Name):
        return name(value)
    if isinstance(value, bool):
        return b"true" if value else b"false"
    if isinstance(value, int | float):
        return number(value)
    if value is None:
        return b"null"
    if isinstance(value, bytes):
        return b"<%s>" % value.hex().encode()
    if isinstance(value, Node):
        return b"%d 0 R" % numbers[id(value)]
    if isinstance(value, list):
        return b"[%s]" % b" ".join([_value(item, numbers) for item in value])
    pairs = [name(key) + b" " + _value(value[key], numbers) for key in sorted(value)]
    return b"<<%s>>" % b" ".join(pairs)


def name(text: str) -> bytes:
    """Return a name as written: everything but plain characters as #XX."""
    if not _IRREGULAR.search(text):
        return b"/" + text.encode("latin-1")
    return b"/" + _IRREGULAR.sub(lambda match: f"#{ord(match[0]):02X}", text).encode("latin-1")


def number(value: float) -> bytes:
    """Return a number without exponent, needless zeros or a negative zero."""
    if isinstance(value, int):
        return b"%d" % value
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    return b"0" if text in {"-0", ""} else text.encode()
