"""Pictures as our encoders write them: the few blocks that hold pixels, and no more."""

import re
import struct
import zlib

from sekisho.sanitize.verify.contract import Refused, require

FORMATS = ("png", "jpg", "gif", "tif")
_PIXELS = 64_000_000
_TIFF_TAGS = frozenset(
    {254, 256, 257, 258, 259, 262, 273, 277, 278, 279, 282, 283, 284, 296, 317, 320, 338, 339}
)
_TIFF_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8}
_TIFF_GAP = re.compile(rb"\x00{0,15}(?:II\*\x00[\x00-\xff]{4})?")


def verify(data: bytes, children: frozenset[str]) -> None:
    """Refuse a picture that holds anything but its pixels."""
    require(not children, "pictures hold no documents")
    for magic, judge in _JUDGES:
        if data.startswith(magic):
            judge(data)
            return
    raise Refused("signature")


def png(data: bytes) -> None:
    """Refuse a PNG with other chunks than IHDR, PLTE, tRNS, IDAT, IEND, or bytes after them."""
    kinds, pixels, at = [], 0, 8
    while at < len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        body = data[at + 8 : at + 8 + size]
        require(len(body) == size, "png chunk length")
        (crc,) = struct.unpack_from(">I", data, at + 8 + size)
        require(zlib.crc32(kind + body) == crc, "png checksum")
        if kind == b"IHDR":
            width, height = struct.unpack_from(">II", body)
            pixels = width * height
        kinds.append(kind)
        at += 12 + size
    require(0 < pixels <= _PIXELS, "png size")
    require(kinds[0] == b"IHDR" and kinds[-1] == b"IEND", "png frame")
    middle = [kind for kind in kinds[1:-1] if kind != b"IDAT"]
    require(b"IDAT" in kinds and kinds.count(b"IHDR") == kinds.count(b"IEND") == 1, "png order")
    require(middle in ([], [b"PLTE"], [b"tRNS"], [b"PLTE", b"tRNS"]), "png chunk")
    require(set(kinds[len(middle) + 1 : -1]) == {b"IDAT"}, "png order")


def jpeg(data: bytes) -> None:
    """Refuse a JPEG that is not baseline, or holds more than JFIF, tables and one scan."""
    at, kinds = 2, []
    while True:
        marker, size = struct.unpack_from(">HH", data, at)
        body = data[at + 4 : at + 2 + size]
        kinds.append(marker)
        if marker == 0xFFE0:
            require(body[:5] == b"JFIF\x00" and body[12:] == b"\x00\x00", "jpeg jfif")
        elif marker == 0xFFC0:
            _, height, width = struct.unpack_from(">BHH", body)
            require(0 < width * height <= _PIXELS, "jpeg size")
        else:
            require(marker in {0xFFDB, 0xFFC4, 0xFFDA}, "jpeg marker")
        at += 2 + size
        if marker == 0xFFDA:
            break
    require(kinds[0] == 0xFFE0 and kinds.count(0xFFE0) == kinds.count(0xFFC0) == 1, "jpeg order")
    scan = data[at:-2]
    require(data[-2:] == b"\xff\xd9", "jpeg end")
    require(b"\xff" not in scan.replace(b"\xff\x00", b""), "jpeg marker in scan")


def gif(data: bytes) -> None:
    """Refuse a GIF with other blocks than pictures, their control and the repeat count."""
    at = 13 + _colours(data[10])
    while data[at] != 0x3B:
        if data[at] == 0x2C:
            at += 10 + _colours(data[at + 9]) + 1
        elif data[at : at + 3] == b"\x21\xf9\x04":
            at += 2
        else:
            require(data[at : at + 16] == b"\x21\xff\x0bNETSCAPE2.0\x03\x01", "gif extension")
            at += 14
        while data[at]:
            at += data[at] + 1
        at += 1
    require(at + 1 == len(data), "gif end")


def _colours(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def tiff(data: bytes) -> None:
    """Refuse a TIFF with unknown tags, loops, or bytes no directory speaks of."""
    require(data[:4] == b"II*\x00", "tiff order")
    used = [(0, 8)]
    (at,) = struct.unpack_from("<I", data, 4)
    seen: set[int] = set()
    while at:
        require(at not in seen and len(seen) < 200, "tiff loop")
        seen.add(at)
        (count,) = struct.unpack_from("<H", data, at)
        used.append((at, at + 6 + 12 * count))
        used += _directory(data, at + 2, count)
        (at,) = struct.unpack_from("<I", data, at + 2 + 12 * count)
    _covers(sorted(used), data)


def _directory(data: bytes, at: int, count: int) -> list[tuple[int, int]]:
    """Return the byte spans one directory speaks of."""
    fields, spans = {}, []
    for entry in range(at, at + 12 * count, 12):
        tag, kind, many = struct.unpack_from("<HHI", data, entry)
        require(tag in _TIFF_TAGS and kind in _TIFF_SIZES and tag not in fields, "tiff tag")
        size = many * _TIFF_SIZES[kind]
        place = entry + 8
        if size > 4:
            (place,) = struct.unpack_from("<I", data, place)
            spans.append((place, place + size))
        require(place + size <= len(data), "tiff value")
        if kind in {3, 4}:
            fields[tag] = struct.unpack_from(f"<{many}{'H' if kind == 3 else 'I'}", data, place)
        else:
            fields[tag] = ()
    width, height = fields[256][0], fields[257][0]
    require(0 < width * height <= _PIXELS, "tiff size")
    strips = zip(fields[273], fields[279], strict=True)
    return spans + [(start, start + size) for start, size in strips]


def _covers(spans: list[tuple[int, int]], data: bytes) -> None:
    """Refuse overlaps, and bytes between that are no alignment and no head of a further page."""
    end = 0
    for start, stop in [*spans, (len(data), len(data))]:
        require(end <= start, "tiff overlap")
        require(_TIFF_GAP.fullmatch(data, end, start), "tiff gap")
        end = stop


_JUDGES = (
    (b"\x89PNG\r\n\x1a\n", png),
    (b"\xff\xd8\xff", jpeg),
    (b"GIF8", gif),
    (b"II", tiff),
)
