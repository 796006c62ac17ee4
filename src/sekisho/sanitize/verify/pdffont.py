"""Fonts and character maps in a PDF: the frame our rebuilder writes around them, nothing else."""

import re
import struct
from typing import Any

from sekisho.sanitize.verify.contract import require

_TABLES = {
    b"CFF ",
    b"OS/2",
    b"cmap",
    b"glyf",
    b"head",
    b"hhea",
    b"hmtx",
    b"loca",
    b"maxp",
    b"post",
    b"vhea",
    b"vmtx",
}
_HEX = rb"<(?:[0-9a-f]{2}){0,600}>"
_CODE = rb"<(?:[0-9a-f]{2}){1,4}>"
_TARGETS = {b"bf": rb"(?:%b|\[(?:%b ?)*+\])" % (_HEX, _HEX), b"cid": rb"\d{1,5}"}


def _map(family: bytes, head: bytes) -> re.Pattern[bytes]:
    block = rb"(?:\d{1,3} begin%b\n(?:%b\n)+end%b\n)*+"
    target = _TARGETS[family]
    return re.compile(
        rb"/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        + head
        + block % (b"codespacerange", rb"%b %b" % (_CODE, _CODE), b"codespacerange")
        + block % (family + b"char", rb"%b %b" % (_CODE, target), family + b"char")
        + block % (family + b"range", rb"%b %b %b" % (_CODE, _CODE, target), family + b"range")
        + rb"endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    )


_TO_UNICODE = _map(b"bf", rb"/CMapName /Sekisho-ToUnicode def\n/CMapType 2 def\n")
_ENCODING = _map(
    b"cid",
    rb"(?:/([A-Za-z0-9\-]+) usecmap\n)?/CMapName /Sekisho-Encoding def\n/CMapType 1 def\n/WMode ([01]) def\n",  # noqa: E501
)
_NAME = rb"[A-Za-z0-9._\-+]{1,100}"
_REAL = rb"[-+]?[0-9.]{1,20}(?:[eE][-+]?\d{1,2})?"
_CLEAR = re.compile(
    rb"%%!PS-AdobeFont-1\.0: (%b)\n11 dict begin\n/FontName /(%b) def\n/PaintType 0 def\n/FontType 1 def\n"  # noqa: E501
    rb"/FontMatrix \[(?:%b ?){6}\] readonly def\n/FontBBox \{(?:%b ?){4}\} readonly def\n"
    rb"(?:/Encoding StandardEncoding def|/Encoding 256 array\n0 1 255 \{1 index exch /\.notdef put\} for\n"  # noqa: E501
    rb"(?:dup \d{1,3} /%b put\n)*readonly def)\ncurrentdict end\ncurrentfile eexec\n"
    % (_NAME, _NAME, _REAL, _REAL, _NAME)
)


def _to_unicode(entries: dict[str, Any], data: bytes) -> None:  # noqa: ARG001
    require(_TO_UNICODE.fullmatch(data), "character map")


def _encoding(entries: dict[str, Any], data: bytes) -> None:
    match = _ENCODING.fullmatch(data)
    require(match, "encoding")
    used = match[1].decode() if match and match[1] else None
    require(used == (str(entries["UseCMap"]) if "UseCMap" in entries else None), "used map")


def _glyph_map(entries: dict[str, Any], data: bytes) -> None:  # noqa: ARG001
    require(len(data) <= 131_072 and len(data) % 2 == 0, "glyph map")


def _adobe(entries: dict[str, Any], data: bytes) -> None:
    clear, secret = entries["Length1"], entries["Length2"]
    require(clear + secret == len(data) and entries["Length3"] == 0, "font lengths")
    require(_CLEAR.fullmatch(data[:clear]), "font head")


def _outline(entries: dict[str, Any], data: bytes) -> None:
    require(entries["Length1"] == len(data), "font length")
    _tables(data)


def _tables(data: bytes) -> None:
    """Refuse a table we do not write, hinting programs first, or bytes no table has."""
    signature, count = struct.unpack_from(">4sH", data)
    require(
        signature in {b"\x00\x01\x00\x00", b"OTTO"} and 0 < count <= len(_TABLES), "font signature"
    )
    tables, at = {}, 12 + 16 * count
    for entry in range(12, 12 + 16 * count, 16):
        tag, total, start, size = struct.unpack_from(">4sIII", data, entry)
        require(tag in _TABLES and tag not in tables and start == at, "font table")
        body = data[start : start + size + -size % 4]
        require(len(body) == size + -size % 4 and not any(body[size:]), "font table size")
        require(
            sum(struct.unpack(f">{len(body) // 4}I", body)) & 0xFFFFFFFF == total, "font table sum"
        )
        tables[tag] = body[:size]
        at += len(body)
    require(at == len(data) and list(tables) == sorted(tables), "font end")
    require({b"head", b"hhea", b"hmtx", b"maxp"} <= tables.keys(), "font tables")
    require((b"glyf" in tables) == (b"loca" in tables) == (signature != b"OTTO"), "font kind")
    if b"CFF " in tables:
        _cff(tables[b"CFF "])
        return
    require(tables[b"maxp"][14:28] == b"\x00\x01" + bytes(12), "hinting")
    _glyphs(tables[b"glyf"], tables[b"loca"], int.from_bytes(tables[b"maxp"][4:6], "big"))


def _glyphs(glyf: bytes, loca: bytes, count: int) -> None:
    """Refuse places out of order, and glyphs with instructions."""
    require(len(loca) == 4 * (count + 1), "glyph places")
    places = struct.unpack(f">{count + 1}I", loca)
    require(
        places[0] == 0 and places[-1] == len(glyf) and list(places) == sorted(places),
        "glyph places",
    )
    for start, end in zip(places, places[1:], strict=False):  # noqa: RUF007
        if start == end:
            continue
        contours = int.from_bytes(glyf[start : start + 2], "big", signed=True)
        if contours >= 0:
            at = start + 10 + 2 * contours
            require(glyf[at : at + 2] == b"\x00\x00" and at < end, "glyph instructions")
        else:
            _parts(glyf, start + 10, end)


def _parts(glyf: bytes, at: int, end: int) -> None:
    flags = 0x20
    while flags & 0x20:
        flags = int.from_bytes(glyf[at : at + 2], "big")
        require(not flags & 0x0100, "glyph instructions")
        at += (
            4
            + (4 if flags & 1 else 2)
            + (2 if flags & 8 else 4 if flags & 0x40 else 8 if flags & 0x80 else 0)
        )
        require(at <= end, "glyph parts")


def _compact(entries: dict[str, Any], data: bytes) -> None:
    if entries["Subtype"] == "OpenType":
        _tables(data)
    else:
        _cff(data)


def _cff(data: bytes) -> None:
    """Refuse a CFF that is not one font with its four indexes in bounds."""
    require(len(data) > 8 and data[0] == 1, "cff header")
    at, counts = data[2], []
    for _ in range(4):
        count = int.from_bytes(data[at : at + 2], "big")
        counts.append(count)
        if not count:
            at += 2
            continue
        width, first = data[at + 2], at + 3
        require(1 <= width <= 4, "cff index")
        base = first + width * (count + 1) - 1
        table = data[first : base + 1]
        offsets = [int.from_bytes(table[i : i + width], "big") for i in range(0, len(table), width)]
        require(offsets[:1] == [1] and offsets == sorted(offsets), "cff index")
        at = base + offsets[-1]
    require(counts[:2] == [1, 1] and at <= len(data), "cff font")


JUDGES = {
    "ToUnicode": _to_unicode,
    "CMap": _encoding,
    "GlyphMap": _glyph_map,
    "AdobeProgram": _adobe,
    "OutlineProgram": _outline,
    "CompactProgram": _compact,
}
