"""Walks pictures block by block: everything that is not pixels is an indicator."""

import struct
import zlib
from collections.abc import Iterator

_PIXELS, _FRAMES = 64_000_000, 200
_PNG = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}
_JPEG = {0xC0, 0xC1, 0xC2, 0xC4, 0xDB, 0xDD}
_FOREIGN = (b"PK\x03\x04", b"%PDF-", b"<script", b"<?php", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
# Baseline and extension fields that describe pixels (TIFF 6.0).
_TIFF = {254, 255, 256, 257, 258, 259, 262, 266, 273, 274, 277, 278, 279, 280, 281, 282, 283}
_TIFF |= {284, 296, 297, 301, 317, 318, 319, 320, 322, 323, 324, 325, 338, 339}
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}


def _safely(walk):
    """Turn a walk that leaves the bytes into an indicator."""

    def judge(data: bytes) -> Iterator[str]:
        try:
            yield from walk(data)
        except (struct.error, IndexError, zlib.error) as error:
            yield f"unreadable picture ({type(error).__name__})"
        yield from (f"foreign bytes {word[:5]!r}" for word in _FOREIGN if word in data)

    return judge


@_safely
def png(data: bytes) -> Iterator[str]:
    at, kind = 8, b""
    while kind != b"IEND":
        size, kind = struct.unpack_from(">I4s", data, at)
        if kind not in _PNG:
            yield f"PNG chunk {kind!r}"
        if kind == b"IHDR" and _large(*struct.unpack_from(">II", data, at + 8)):
            yield "picture too large"
        (crc,) = struct.unpack_from(">I", data, at + 8 + size)
        if crc != zlib.crc32(data[at + 4 : at + 8 + size]):
            yield "PNG checksum"
        at += 12 + size
    if at != len(data):
        yield "bytes after the picture"


@_safely
def jpeg(data: bytes) -> Iterator[str]:
    at = 2
    while True:
        mark, kind, size = struct.unpack_from(">BBH", data, at)
        if mark != 0xFF:
            yield "JPEG marker"
            return
        body = data[at + 4 : at + 2 + size]
        if kind == 0xE0:
            if not body.startswith(b"JFIF\x00") or len(body) != 14:
                yield "JPEG application segment"
        elif kind == 0xDA:
            at += 2 + size
            break
        elif kind not in _JPEG:
            yield f"JPEG segment {kind:02X}"
        elif kind <= 0xC2 and _large(*struct.unpack_from(">HH", body, 1)):
            yield "picture too large"
        at += 2 + size
    yield from _scan(data, at)


def _scan(data: bytes, at: int) -> Iterator[str]:
    """Walk the coded pixels: stuffed bytes and restart marks until another mark."""
    while True:
        at = data.find(b"\xff", at)
        kind = data[at + 1] if at >= 0 else 0xD8
        if kind != 0 and not 0xD0 <= kind <= 0xD7:
            break
        at += 2
    if kind != 0xD9:  # a progressive picture has more scans; our encoder writes none
        yield f"JPEG mark {kind:02X} in the scan"
    elif at + 2 != len(data):
        yield "bytes after the picture"


@_safely
def gif(data: bytes) -> Iterator[str]:
    at, frames = 13 + _palette(data[10]), 0
    while data[at] != 0x3B:
        if data[at] == 0x2C:
            frames += 1
            at += 10 + _palette(data[at + 9]) + 1
        elif data[at] == 0x21:
            label = data[at + 1]
            if label != 0xF9 and data[at + 2 : at + 14] != b"\x0bNETSCAPE2.0":
                yield f"GIF extension {label:02X}"
            at += 2
        else:
            yield "GIF block"
            return
        while data[at]:
            at += data[at] + 1
        at += 1
    if at + 1 != len(data):
        yield "bytes after the picture"
    if frames > _FRAMES:
        yield "too many frames"


def _palette(flags: int) -> int:
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


@_safely
def bmp(data: bytes) -> Iterator[str]:
    size, start, head, width, height, _, bits, packed = struct.unpack_from("<2xI4xIIiiHHI", data)
    rows = (width * bits + 31) // 32 * 4 * abs(height)
    if size != len(data) or (packed == 0 and start + rows != len(data)) or head < 40:
        yield "BMP size"
    if _large(width, abs(height)):
        yield "picture too large"


@_safely
def tiff(data: bytes) -> Iterator[str]:
    order = "<" if data[:2] == b"II" else ">"
    (at,) = struct.unpack_from(order + "I", data, 4)
    seen = set()
    while at:
        if at in seen or len(seen) > _FRAMES:
            yield "TIFF loop"
            return
        seen.add(at)
        (count,) = struct.unpack_from(order + "H", data, at)
        for entry in range(at + 2, at + 2 + 12 * count, 12):
            tag, kind, many = struct.unpack_from(order + "HHI", data, entry)
            if tag not in _TIFF or kind not in _SIZES or many * _SIZES.get(kind, 0) > len(data):
                yield f"TIFF field {tag}"
        (at,) = struct.unpack_from(order + "I", data, at + 2 + 12 * count)


def _large(width: int, height: int) -> bool:
    return not 0 < width * height <= _PIXELS
