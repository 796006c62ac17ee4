"""Character maps (ToUnicode, embedded encodings): ranges are read, a plain map is written."""

from dataclasses import dataclass, field
from typing import Any

from sekisho.sanitize.rebuild.pdf.copying import Bad, Copier
from sekisho.sanitize.rebuild.pdf.lexing import LexError, Reader, Word
from sekisho.sanitize.rebuild.pdf.model import Name, Node, Value
from sekisho.sanitize.rebuild.pdf.schema import SCHEMA
from sekisho.sanitize.rebuild.pdf.source import SourceStream
from sekisho.sanitize.rebuild.pdf.writing import deflated

_MOST, _ENTRIES, _BLOCK = 4 << 20, 100_000, 100
_WIDTH, _TARGET = 4, 512  # bytes of a code, and of what it stands for
_USABLE = SCHEMA.types["CMap"].keys["UseCMap"]
_HEAD = b"""/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
"""
_WORDS = frozenset(
    b"""
    findresource begin dict def begincmap endcmap currentdict defineresource pop end dup usefont
    put array begincodespacerange endcodespacerange beginbfchar endbfchar beginbfrange endbfrange
    begincidchar endcidchar begincidrange endcidrange beginnotdefchar endnotdefchar
    beginnotdefrange endnotdefrange CMapName CIDInit CIDSystemInfo Registry Ordering Supplement
    """.split()
)
_TAIL = b"""endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""


@dataclass(slots=True)
class _Map:
    """What a map says, in the order it says it."""

    spaces: list[tuple[bytes, bytes]] = field(default_factory=list)
    characters: list[tuple[bytes, Any]] = field(default_factory=list)
    ranges: list[tuple[bytes, bytes, Any]] = field(default_factory=list)


def to_unicode(copier: Copier, stream: SourceStream) -> Node:
    """Return a ToUnicode map: characters and ranges to UTF-16."""
    found = _read(copier, stream, b"bf", bytes)
    body = [_HEAD, b"/CMapName /Sekisho-ToUnicode def\n/CMapType 2 def\n"]
    return deflated(b"".join([*body, *_written(found, b"bf"), _TAIL]))


def encoding(copier: Copier, stream: SourceStream) -> Node:
    """Return an embedded encoding: characters and ranges to glyph numbers."""
    entries = copier.entries(stream, "CMap", "UseCMap")
    used = copier.source.entry(stream, "UseCMap")
    if used is not None:
        if not isinstance(used, Name):
            raise Bad("map of a map")
        entries["UseCMap"] = copier.value(used, _USABLE)
    found = _read(copier, stream, b"cid", int)
    mode: Any = entries.get("WMode", 0)
    body = [_HEAD, b"/CMapName /Sekisho-Encoding def\n/CMapType 1 def\n/WMode %d def\n" % mode]
    if "UseCMap" in entries:
        body.insert(1, b"/%s usecmap\n" % str(entries["UseCMap"]).encode())
    node: dict[str, Value] = {**entries, "CMapName": Name("Sekisho-Encoding")}
    return deflated(b"".join([*body, *_written(found, b"cid"), _TAIL]), node)


def _read(copier: Copier, stream: SourceStream, family: bytes, target: type) -> _Map:
    """Return the ranges of a map; what cannot be read ends it, as it does in readers."""
    reader = Reader(copier.source.decoded(stream, _MOST))
    found = _Map()
    operands: list[Any] = []
    while True:
        try:
            token = reader.token()
            if token is None:
                return found
            if not isinstance(token, Word):
                operands.append(token if token in ("{", "}", ">>", "]") else reader.value(token))
                continue
        except LexError:
            reader.at += 1
            continue
        if token.text not in _WORDS and (token.text != b"usecmap" or target is bytes):
            copier.converted("pdf.character-map", token.text[:20].decode("latin-1"))
        _section(found, token.text, operands, family, target)
        operands = []
        if len(found.characters) + len(found.ranges) > _ENTRIES:
            raise Bad("map")


def _section(found: _Map, word: bytes, operands: list[Any], family: bytes, target: type) -> None:
    if word == b"endcodespacerange":
        for low, high in zip(operands[::2], operands[1::2], strict=False):
            if _codes(low, high):
                found.spaces.append((low, high))
    elif word == b"end" + family + b"char":
        for code, value in zip(operands[::2], operands[1::2], strict=False):
            if _code(code) and _fits(value, target):
                found.characters.append((code, value))
    elif word == b"end" + family + b"range":
        for low, high, value in zip(operands[::3], operands[1::3], operands[2::3], strict=False):
            if _codes(low, high) and (_fits(value, target) or _listed(low, high, value, target)):
                found.ranges.append((low, high, value))


def _code(value: Any) -> bool:
    return isinstance(value, bytes) and 0 < len(value) <= _WIDTH


def _codes(low: Any, high: Any) -> bool:
    return _code(low) and _code(high) and len(low) == len(high) and low <= high


def _fits(value: Any, target: type) -> bool:
    if target is int:
        return isinstance(value, int) and 0 <= value <= 65_535
    return isinstance(value, bytes) and len(value) <= _TARGET


def _listed(low: bytes, high: bytes, value: Any, target: type) -> bool:
    if target is int or not isinstance(value, list):
        return False
    return len(value) <= int.from_bytes(high, "big") - int.from_bytes(low, "big") + 1 and all(
        _fits(each, target) for each in value
    )


def _written(found: _Map, family: bytes) -> list[bytes]:
    out = _blocks(
        b"codespacerange", [b"<%s> <%s>" % (_hex(a), _hex(b)) for a, b in found.spaces or [_ANY]]
    )
    out += _blocks(
        family + b"char",
        [b"<%s> %s" % (_hex(code), _target(value)) for code, value in found.characters],
    )
    return out + _blocks(
        family + b"range",
        [
            b"<%s> <%s> %s" % (_hex(low), _hex(high), _target(value))
            for low, high, value in found.ranges
        ],
    )


_ANY = (b"\0\0", b"\xff\xff")


def _blocks(title: bytes, lines: list[bytes]) -> list[bytes]:
    out = []
    for start in range(0, len(lines), _BLOCK):
        block = lines[start : start + _BLOCK]
        out.append(b"%d begin%s\n%s\nend%s\n" % (len(block), title, b"\n".join(block), title))
    return out


def _hex(value: bytes) -> bytes:
    return value.hex().encode()


def _target(value: Any) -> bytes:
    if isinstance(value, int):
        return b"%d" % value
    if isinstance(value, list):
        return b"[%s]" % b" ".join([b"<%s>" % _hex(each) for each in value])
    return b"<%s>" % _hex(value)
