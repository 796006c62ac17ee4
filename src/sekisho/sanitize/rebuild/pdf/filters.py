"""Undoes the compressions of streams, never past a bound; pictures' own coders are elsewhere."""

import base64
import re
import zlib
from typing import Any

from sekisho.sanitize.rebuild.contract import Hold
from sekisho.sanitize.rebuild.pdf.lexing import LexError

SHORT = {
    "AHx": "ASCIIHexDecode",
    "A85": "ASCII85Decode",
    "LZW": "LZWDecode",
    "Fl": "FlateDecode",
    "RL": "RunLengthDecode",
    "CCF": "CCITTFaxDecode",
    "DCT": "DCTDecode",
}
PICTURES = frozenset({"DCTDecode", "JPXDecode", "JBIG2Decode", "CCITTFaxDecode"})
_CHAIN = 6
_COLUMNS = 1_000_000
_PNG = 10  # predictors from here on are PNG's


def undone(data: bytes, chain: list[tuple[str, dict[str, Any]]], most: int) -> bytes:
    """Return `data` with every filter of `chain` undone; raise for one that is not text-like."""
    if len(chain) > _CHAIN:
        raise Hold("limit", "pdf.filter-chain")
    for name, parms in chain:
        if name == "Crypt":
            continue  # qpdf has decrypted it, or it is the identity
        undo = _UNDO.get(name)
        if undo is None:
            raise LexError(f"filter {name}")
        data = undo(data, most)
        if name in {"FlateDecode", "LZWDecode"}:
            data = _unpredicted(data, parms)
    return data


def inflated(data: bytes, most: int) -> bytes:
    """Return Flate data; what is damaged ends early, as in readers; hold when it is too much."""
    out, engine = [], zlib.decompressobj()
    size = 0
    try:
        while data and not engine.eof:
            piece = engine.decompress(data, min(most - size + 1, 1 << 22))
            size += len(piece)
            out.append(piece)
            if size > most:
                raise Hold("limit", "pdf.flate-bomb")
            data = engine.unconsumed_tail
            if not piece and not data:
                break
    except zlib.error:
        return _mended(data, out)
    return b"".join(out)


def _mended(data: bytes, out: list[bytes]) -> bytes:  # noqa: ARG001
    if out:
        return b"".join(out)
    raise LexError("flate")


def _hex(data: bytes, most: int) -> bytes:
    digits = re.sub(rb"[^0-9A-Fa-f]", b"", data.partition(b">")[0])
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())[: most + 1]


def _base85(data: bytes, most: int) -> bytes:
    body = data.partition(b"~")[0].lstrip()
    try:
        return base64.a85decode(body.removeprefix(b"<"), ignorechars=b"\0\t\n\f\r \x0b")[: most + 1]
    except ValueError as error:
        raise LexError("ascii85") from error


def _runs(data: bytes, most: int) -> bytes:
    out, at, size = [], 0, 0
    while at < len(data) and data[at] != 128:  # the end mark
        length = data[at]
        piece = (
            data[at + 1 : at + 2 + length]
            if length < 128
            else data[at + 1 : at + 2] * (257 - length)
        )
        at += length + 2 if length < 128 else 2
        out.append(piece)
        size += len(piece)
        if size > most:
            raise Hold("limit", "pdf.flate-bomb")
    return b"".join(out)


def _lzw(data: bytes, most: int) -> bytes:
    """Return LZW data (codes of 9 to 12 bits, early change)."""
    table = [bytes([byte]) for byte in range(256)] + [b"", b""]
    out: list[bytes] = []
    width, held, bits, size, last = 9, 0, 0, 0, b""
    for byte in data:
        held, bits = held << 8 | byte, bits + 8
        if bits < width:
            continue
        bits -= width
        code, held = held >> bits, held & (1 << bits) - 1
        if code == 257:  # end of data
            break
        if code == 256:  # clear
            del table[258:]
            width, last = 9, b""
            continue
        if code > len(table) or (code == len(table) and not last):
            raise LexError("lzw")
        piece = table[code] if code < len(table) else last + last[:1]
        out.append(piece)
        size += len(piece)
        if size > most:
            raise Hold("limit", "pdf.flate-bomb")
        if last and len(table) < 4096:
            table.append(last + piece[:1])
        last = piece
        width = min(12, max(9, (len(table) + 1).bit_length()))
    return b"".join(out)


_UNDO = {
    "FlateDecode": inflated,
    "LZWDecode": _lzw,
    "ASCIIHexDecode": _hex,
    "ASCII85Decode": _base85,
    "RunLengthDecode": _runs,
}


def _unpredicted(data: bytes, parms: dict[str, Any]) -> bytes:
    predictor = parms.get("Predictor", 1)
    if not isinstance(predictor, int) or predictor < 2:
        return data
    colours, bits, columns = (
        parms.get("Colors", 1),
        parms.get("BitsPerComponent", 8),
        parms.get("Columns", 1),
    )
    whole = all(isinstance(each, int) for each in (colours, bits, columns))
    if not whole or not (
        0 < colours <= 32 and bits in {1, 2, 4, 8, 16} and 0 < columns <= _COLUMNS
    ):
        raise LexError("predictor")
    step, row = max(1, colours * bits // 8), (colours * bits * columns + 7) // 8
    if predictor >= _PNG:
        return unfiltered(data, step, row)
    if bits != 8:
        raise LexError("predictor")
    return _summed(data, step, row)


def _summed(data: bytes, step: int, row: int) -> bytes:
    out = bytearray(data)
    for start in range(0, len(out), row):
        for at in range(start + step, min(start + row, len(out))):
            out[at] = (out[at] + out[at - step]) & 0xFF
    return bytes(out)


def unfiltered(data: bytes, step: int, row: int) -> bytes:
    """Return rows without their PNG filters; the last may be short."""
    out, above = [], bytearray(row)
    for start in range(0, len(data), row + 1):
        kind, line = data[start], bytearray(data[start + 1 : start + 1 + row])
        line.extend(bytes(row - len(line)))
        _FILTERS.get(kind, _none)(line, above, step)
        out.append(bytes(line))
        above = line
    return b"".join(out)


def _none(line: bytearray, above: bytearray, step: int) -> None:
    """Leave the row as it is."""


def _sub(line: bytearray, above: bytearray, step: int) -> None:  # noqa: ARG001
    for at in range(step, len(line)):
        line[at] = (line[at] + line[at - step]) & 0xFF


def _up(line: bytearray, above: bytearray, step: int) -> None:  # noqa: ARG001
    line[:] = bytes([(a + b) & 0xFF for a, b in zip(line, above, strict=True)])


def _average(line: bytearray, above: bytearray, step: int) -> None:
    for at, up in enumerate(above):
        left = line[at - step] if at >= step else 0
        line[at] = (line[at] + (left + up) // 2) & 0xFF


def _paeth(line: bytearray, above: bytearray, step: int) -> None:
    for at, up in enumerate(above):
        left, corner = (line[at - step], above[at - step]) if at >= step else (0, 0)
        guess = left + up - corner
        by_left, by_up, by_corner = abs(guess - left), abs(guess - up), abs(guess - corner)
        nearest = (
            left
            if by_left <= by_up and by_left <= by_corner
            else up
            if by_up <= by_corner
            else corner
        )
        line[at] = (line[at] + nearest) & 0xFF


_FILTERS = {1: _sub, 2: _up, 3: _average, 4: _paeth}
