"""Reads back the one form of ZIP our writer knows; refuses every other."""

import struct
import zlib

from sekisho.sanitize.verify.contract import require

_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02\x14\x00", b"PK\x05\x06"
_DATE, _UTF8 = 33, 0x800
_ENTRIES, _EXPANDED = 10_000, 2 << 30


def unzipped(data: bytes) -> list[tuple[str, bytes]]:
    """Return names and bytes in order; every byte of `data` must belong to exactly one of them."""
    files: list[tuple[str, bytes]] = []
    at, expected, total = 0, [], 0
    while data[at : at + 4] == _LOCAL:
        head = data[at + 4 : at + 30]
        version, flags, method, time, date, crc, packed, size, names, extras = struct.unpack(
            "<HHHHHIIIHH", head
        )
        require((version, flags, time, date, extras) == (20, _UTF8, 0, _DATE, 0), "zip header")
        raw = data[at + 30 : at + 30 + names]
        body = _body(data[at + 30 + names : at + 30 + names + packed], method, size)
        total += size
        require(total <= _EXPANDED and len(files) < _ENTRIES, "zip size")
        require(zlib.crc32(body) == crc, "zip checksum")
        files.append((raw.decode("utf-8"), body))
        expected.append(_CENTRAL + head + struct.pack("<HHHII", 0, 0, 0, 0, at) + raw)
        at += 30 + names + packed
    directory = b"".join(expected)
    count = len(files)
    end = _END + struct.pack("<HHHHIIH", 0, 0, count, count, len(directory), at, 0)
    require(data[at:] == directory + end, "zip directory")
    require(len({name.casefold() for name, _ in files}) == count, "zip names")
    return files


def _body(packed: bytes, method: int, size: int) -> bytes:
    if method == 0:
        require(len(packed) == size, "zip stored size")
        return packed
    require(method == 8, "zip method")
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    body = inflater.decompress(packed, size + 1)
    require(len(body) == size and inflater.eof and not inflater.unused_data, "zip deflate")
    return body
