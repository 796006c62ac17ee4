"""Pictures that stand inside a content stream (BI … ID … EI)."""

import re
from typing import Any

from sekisho.sanitize.rebuild.pdf.copying import Bad, Copier
from sekisho.sanitize.rebuild.pdf.filters import SHORT
from sekisho.sanitize.rebuild.pdf.images import image
from sekisho.sanitize.rebuild.pdf.lexing import Digits, LexError, Reader, Word
from sekisho.sanitize.rebuild.pdf.model import Name, Node
from sekisho.sanitize.rebuild.pdf.source import SourceStream

_KEYS = {
    "BPC": "BitsPerComponent", "CS": "ColorSpace", "D": "Decode", "DP": "DecodeParms", "F": "Filter",  # noqa: E501
    "H": "Height", "IM": "ImageMask", "I": "Interpolate", "W": "Width",
}  # fmt: skip
_KNOWN = frozenset({*_KEYS.values(), "Intent", "L", "Length", "Type", "Subtype", "Name"})
_END = re.compile(rb"[\0\t\n\f\r ]EI(?=[\0\t\n\f\r ]|$)")
_BINARY = re.compile(rb"[^\t\n\r\x20-\x7e]")
_NOTABLE = frozenset({"DCTDecode", "CCITTFaxDecode", "LZWDecode"})
_COUNT = {
    "DeviceGray": 1,
    "G": 1,
    "DeviceRGB": 3,
    "RGB": 3,
    "DeviceCMYK": 4,
    "CMYK": 4,
    "I": 1,
    "Indexed": 1,
}


class _Bytes:
    """Data in the place of a stream of the source."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def read_raw_bytes(self) -> bytes:
        return self.data


def inline_image(copier: Copier, reader: Reader, resources: Any) -> Node:
    """Return the picture as an object of its own, the reader standing behind it."""
    raw = _entries(reader)
    named = {_KEYS.get(key, key): value for key, value in raw.items()}
    start = reader.at + 1
    data = _data(copier, reader, named, start)
    if set(named) - _KNOWN or _filters(copier, named) & _NOTABLE:
        copier.converted("pdf.inline-image")
    colour = named.get("ColorSpace")
    if isinstance(colour, Name) and colour not in _COUNT:
        spaces = copier.source.entry(resources, "ColorSpace")
        named["ColorSpace"] = spaces.get(colour) if isinstance(spaces, dict) else None
    named.pop("Length", None)
    return image(copier, SourceStream(named, _Bytes(data)))


def _entries(reader: Reader) -> dict[str, Any]:
    raw: dict[str, Any] = {}
    while True:
        token = reader.token()
        if isinstance(token, Word) and token.text == b"ID":
            return raw
        if not isinstance(token, Name):
            raise LexError("inline picture")
        raw[str(token)] = _plain(reader.value(reader.token()))


def _plain(value: Any) -> Any:
    """Return digits as numbers, also inside arrays and dictionaries."""
    if isinstance(value, Digits):
        return float(value.text) if b"." in value.text else int(value.text)
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    return value


def _filters(copier: Copier, named: dict[str, Any]) -> set[str]:  # noqa: ARG001
    found = named.get("Filter")
    names = found if isinstance(found, list) else [found]
    return {SHORT.get(str(each), str(each)) for each in names if isinstance(each, Name)}


def _data(copier: Copier, reader: Reader, named: dict[str, Any], start: int) -> bytes:  # noqa: ARG001
    """Return the bytes up to EI; their number is known where nothing compresses them."""
    at = start
    if not named.get("Filter"):
        at = start + _size(named)
    while True:
        match = _END.search(reader.data, max(at - 1, start))
        if match is None:
            reader.at = len(reader.data)
            raise LexError("inline picture")
        follows = reader.data[match.end() : match.end() + 12]
        if not _BINARY.search(follows):
            break
        at = match.start() + 2
    reader.at = match.end()
    return reader.data[start : match.start()]


def _size(named: dict[str, Any]) -> int:
    width, height = named.get("Width"), named.get("Height")
    bits = 1 if named.get("ImageMask") is True else named.get("BitsPerComponent", 8)
    colour = named.get("ColorSpace")
    head = colour[0] if isinstance(colour, list) and colour else colour
    if not all(isinstance(each, int) and 0 < each < 65_536 for each in (width, height, bits)):
        raise Bad("inline picture")
    count = 1 if named.get("ImageMask") is True else _COUNT.get(str(head), 1)
    return (width * bits * count + 7) // 8 * height  # type: ignore[operator]  # integers, as checked
