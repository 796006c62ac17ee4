"""Looks for the samples' marker in every layer that can be decoded without knowing the format."""

import base64
import binascii
import html
import quopri
import re
import urllib.parse
import zlib
from collections.abc import Iterator
from itertools import islice

MARK = b"SEKISHO-MARK"
_MOST = 8 << 20  # bytes of one inflated layer looked at
_TRIES = 4_000
_DEPTH = 5
_ZLIB = re.compile(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08")
_MEMBER = re.compile(rb"PK\x03\x04.{22}(..)(..)", re.DOTALL)
_BASE64 = re.compile(rb"[A-Za-z0-9+/\r\n]{24,}={0,2}")
_HEX = re.compile(rb"[0-9A-Fa-f\s]{24,}")


def marked(data: bytes) -> Iterator[str]:
    """Give one finding when the marker stands in some layer of `data`."""
    for trail, layer in _layers(data, "raw", 0):
        if MARK in layer or MARK in layer.replace(b"\x00", b""):
            yield f"marker ({trail})"
            return


def _layers(
    data: bytes, trail: str, depth: int, seen: set[int] | None = None
) -> Iterator[tuple[str, bytes]]:
    seen = set() if seen is None else seen
    if hash(data) in seen:
        return
    seen.add(hash(data))
    yield trail, data
    if depth >= _DEPTH:
        return
    for word, inner in _opened(data):
        yield from _layers(inner, f"{trail} > {word}", depth + 1, seen)


def _opened(data: bytes) -> Iterator[tuple[str, bytes]]:
    for match in islice(_ZLIB.finditer(data), _TRIES):
        yield from _inflated(data[match.start() :], 47)
    for match in islice(_MEMBER.finditer(data), _TRIES):
        start = match.end() + sum(int.from_bytes(n, "little") for n in match.groups())
        yield from _inflated(data[start:], -15)
    for match in islice(_BASE64.finditer(data), _TRIES):
        text = re.sub(rb"\s", b"", match[0])
        for shift in range(4):
            body = text[shift:]
            yield "base64", base64.b64decode(body[: len(body) // 4 * 4])
            if len(text) > 100_000:  # a whole file: it begins where its code begins
                break
    for match in islice(_HEX.finditer(data), _TRIES):
        digits = re.sub(rb"\s", b"", match[0])
        if len(digits) >= 2 * len(MARK):
            yield "hex", binascii.unhexlify(digits[: len(digits) // 2 * 2])
    yield from _unescaped(data)


def _inflated(data: bytes, bits: int) -> Iterator[tuple[str, bytes]]:
    try:
        inner = zlib.decompressobj(bits).decompress(data, _MOST)
    except zlib.error:
        return
    if len(inner) >= len(MARK):
        yield "inflated", inner


def _unescaped(data: bytes) -> Iterator[tuple[str, bytes]]:
    if b"&#" in data:
        yield "references", html.unescape(data.decode("latin-1")).encode("utf-8", "ignore")
    if b"=53" in data or b"=4D" in data or b"=\r\n" in data or b"=\n" in data:
        yield "quoted-printable", quopri.decodestring(data)
    if b"%53" in data or b"%4D" in data or b"%4d" in data:
        yield "percent", urllib.parse.unquote_to_bytes(data)
    if b"\\u00" in data or b"\\x" in data:
        yield (
            "escapes",
            re.sub(rb"\\(?:u00|x)([0-9A-Fa-f]{2})", lambda m: bytes([int(m[1], 16)]), data),
        )
