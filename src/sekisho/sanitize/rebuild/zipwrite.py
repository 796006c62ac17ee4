"""Writes ZIP in one form only: sorted by the caller, deflated, UTF-8 names, 1980, no extras."""

import struct
import zlib
from collections.abc import Iterable

_DATE, _TIME = (1 << 5) | 1, 0  # 1980-01-01 00:00, the earliest ZIP can say
_UTF8 = 0x800
_LEVEL = 6


def write_zip(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Return a ZIP of `files` in their order; names must be unique. No date, mode or comment."""
    body: list[bytes] = []
    directory: list[bytes] = []
    at = 0
    for name, data in files:
        raw = name.encode("utf-8")
        method, packed = _packed(data)
        head = struct.pack(
            "<HHHHHIIIHH",
            20,
            _UTF8,
            method,
            _TIME,
            _DATE,
            zlib.crc32(data),
            len(packed),
            len(data),
            len(raw),
            0,
        )
        body += [b"PK\x03\x04", head, raw, packed]
        tail = struct.pack("<HHHII", 0, 0, 0, 0, at)
        directory += [b"PK\x01\x02\x14\x00", head, tail, raw]
        at += 30 + len(raw) + len(packed)
    size = sum(map(len, directory))
    count = len(directory) // 4
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, count, count, size, at, 0)
    return b"".join([*body, *directory, end])


def _packed(data: bytes) -> tuple[int, bytes]:
    """Return method and bytes: deflated when that is shorter."""
    deflater = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    deflated = deflater.compress(data) + deflater.flush()
    return (8, deflated) if len(deflated) < len(data) else (0, data)
