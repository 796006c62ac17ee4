"""Changes bytes the ways files are changed: bits, pieces, numbers, tokens, and parts of a ZIP."""

import io
import random
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Sequence

_NUMBERS = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
_TOKENS = (
    b"<", b">", b"&#0;", b"]]>", b"<!DOCTYPE x>", b"\x00", b"\xff\xfe", b"\x1b$B", b"\x1b(I", b"%n",
    b"/Filter/FlateDecode", b"0 0 R", b"endobj", b"stream\n", b"PK\x05\x06", b"=?utf-8?B?", b"--",
    b"\r\n\r\n", b"{\\*\\", b"\\bin999999999 ", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"9" * 40,
)  # fmt: skip
_EXPANDED = 4 << 20


def mutated(data: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    """Return `data` changed a few times; a ZIP sometimes inside one of its parts."""
    if data.startswith(b"PK\x03\x04") and chance.random() < 0.6:
        return _inside(data, chance)
    for _ in range(chance.randint(1, 4)):
        data = chance.choice(_WAYS)(data, chance, others)
    return data


def _flipped(data: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    changed = bytearray(data or b"\0")
    for _ in range(chance.randint(1, 6)):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _numbered(data: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    """Write a number of consequence over some bytes, in either order."""
    size, order = chance.choice((1, 2, 4)), chance.choice("<>")
    number = chance.choice(_NUMBERS) & (256**size - 1)
    packed = struct.pack(order + {1: "B", 2: "H", 4: "I"}[size], number)
    at = chance.randrange(len(data) + 1)
    return data[:at] + packed + data[at + size :]


def _cut(data: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    start = chance.randrange(len(data) + 1)
    return data[:start] + data[start + chance.randint(1, 400) :]


def _ended(data: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _repeated(data: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    start = chance.randrange(len(data) + 1)
    piece = data[start : start + chance.randint(1, 300)]
    return data[:start] + piece * chance.choice((2, 3, 40)) + data[start:]


def _inserted(data: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.choice(_TOKENS) + data[at:]


def _crossed(data: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    other = chance.choice(others)
    return data[: chance.randrange(len(data) + 1)] + other[chance.randrange(len(other) + 1) :]


def _counted(data: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    """Write another number where one stands in digits."""
    digits = list(re.finditer(rb"\d{1,10}", data[:100_000]))
    if not digits:
        return data
    found = chance.choice(digits)
    number = chance.choice((b"0", b"-1", b"1", b"65536", b"99999999999", b"1e999", b"4294967296"))
    return data[: found.start()] + number + data[found.end() :]


_WAYS = (_flipped, _numbered, _cut, _ended, _repeated, _inserted, _crossed, _counted)


def _inside(data: bytes, chance: random.Random) -> bytes:
    """Return the archive with one part changed and packed again."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if sum(entry.file_size for entry in entries) > _EXPANDED:
                return _flipped(data, chance, ())
            parts = [(entry.filename, archive.read(entry)) for entry in entries]
    except (zipfile.BadZipFile, RuntimeError, ValueError, OSError, NotImplementedError, zlib.error):
        return _flipped(data, chance, ())
    if not parts:
        return data
    at = chance.randrange(len(parts))
    name, body = parts[at]
    parts[at] = (name, mutated(body, chance, [part for _, part in parts]))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for part, content in parts:
            archive.writestr(zipfile.ZipInfo(part or "x"), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
