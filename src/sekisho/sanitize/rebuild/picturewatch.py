"""Names what a picture file carried beside its pixels; for the report only."""

from collections.abc import Callable, Iterator

from sekisho.sanitize.rebuild.contract import Log

_PNG_PLAIN = frozenset(
    {
        b"IHDR",
        b"PLTE",
        b"IDAT",
        b"IEND",
        b"tRNS",
        b"gAMA",
        b"cHRM",
        b"sRGB",
        b"pHYs",
        b"bKGD",
        b"sBIT",
    }
)
_PNG_NAMED = {
    b"iCCP": "image.icc",
    b"eXIf": "image.exif",
    b"tEXt": "image.text-chunk",
    b"zTXt": "image.text-chunk",
    b"iTXt": "image.text-chunk",
    b"caBX": "image.c2pa",
    b"acTL": "image.second-image",
    b"fdAT": "image.second-image",
    b"fcTL": "image.second-image",
    b"tIME": "image.text-chunk",
}
_CHUNK_BOMB = 100_000
_TIFF_PLAIN = frozenset(
    {254, 255, 256, 257, 258, 259, 262, 266, 269, 273, 274, 277, 278, 279, 280, 281, 282, 283, 284}
    | {292, 293, 296, 297, 317, 318, 319, 320, 322, 323, 324, 325, 338, 339, 530, 531, 532, 347}
    | {305}  # the program's name, which every scanner writes
)
_TIFF_NAMED = {700: "image.xmp", 33723: "image.iptc", 34377: "image.iptc", 34665: "image.exif"}
_TIFF_NAMED |= {34853: "image.exif", 34675: "image.icc", 37500: "image.maker-note"}
_TIFF_DIRECTORIES = 1_000


def report_extras(untrusted: bytes, source: str, log: Log) -> None:
    """Log the metadata, trailing bytes and second pictures of `untrusted`; never raises."""
    watch = _WATCHES.get(source)
    if watch is None:
        return
    try:
        end = watch(untrusted, log)
    except (IndexError, ValueError):
        return
    if end is not None and untrusted[end:].strip(b"\x00"):
        log.remove("image.trailing-data")
        if _another_format(untrusted[end:]):
            log.remove("image.polyglot")


def without_exif(png: bytes) -> bytes:
    """Return a PNG without its Exif chunks; what is no PNG stays as it is."""
    kept, at = [png[:8]], 8
    while at + 12 <= len(png):
        end = at + 12 + int.from_bytes(png[at : at + 4], "big")
        if png[at + 4 : at + 8] != b"eXIf":
            kept.append(png[at:end])
        at = end
    return b"".join(kept)


def _another_format(tail: bytes) -> bool:
    return any(mark in tail for mark in (b"PK\x03\x04", b"PK\x05\x06", b"%PDF-", b"<script", b"MZ"))


def _png(data: bytes, log: Log) -> int:
    at = 8
    while at + 12 <= len(data):
        size, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        if kind in _PNG_NAMED:
            log.remove(_PNG_NAMED[kind])
            if kind in {b"iCCP", b"zTXt", b"iTXt"} and size > _CHUNK_BOMB:
                log.remove("image.chunk-bomb")
            if kind == b"iTXt" and data[at + 8 :].startswith(b"XML:com.adobe.xmp"):
                log.remove("image.xmp")
        elif kind not in _PNG_PLAIN:
            log.remove("image.private-chunk")
        at += 12 + size
        if kind == b"IEND":
            return at
    return len(data)


def _jpeg(data: bytes, log: Log) -> int:
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        size = int.from_bytes(data[at + 2 : at + 4], "big")
        body = data[at + 4 : at + 2 + size]
        for vector in _jpeg_vectors(marker, body):
            log.remove(vector)
        at += 2 + size
        if marker == 0xDA:
            at = _end_of_scan(data, at)
            if data[at : at + 2] == b"\xff\xd9":
                return at + 2
    return len(data)


def _end_of_scan(data: bytes, at: int) -> int:
    """Return where the coded pixels end: at a marker that is no restart and no stuffed byte."""
    while True:
        at = data.index(b"\xff", at)
        follower = data[at + 1]
        if follower and not 0xD0 <= follower <= 0xD7:
            return at
        at += 2


def _jpeg_vectors(marker: int, body: bytes) -> Iterator[str]:  # noqa: C901  # a line a kind
    if marker == 0xFE:
        yield "image.comment"
    elif marker == 0xE1 and body.startswith(b"Exif"):
        yield "image.exif"
        if b"\xff\xd8\xff" in body:
            yield "image.thumbnail"
        if b"\x92\x7c" in body or b"\x7c\x92" in body:
            yield "image.maker-note"
    elif marker == 0xE1:
        yield "image.xmp"
    elif marker == 0xE2 and body.startswith(b"MPF"):
        yield "image.second-image"
    elif marker == 0xE2 and body.startswith(b"ICC_PROFILE"):
        yield "image.icc"
    elif marker == 0xEB:
        yield "image.c2pa"
    elif marker == 0xED:
        yield "image.iptc"
    elif 0xE3 <= marker <= 0xEF and not (marker == 0xEE and body.startswith(b"Adobe")):
        yield "image.private-chunk"


def _gif(data: bytes, log: Log) -> int:
    at = 13 + _table(data[10])
    while data[at] != 0x3B:
        if data[at] == 0x2C:
            at += 10 + _table(data[at + 9]) + 1
        else:
            label, text = data[at + 1], data[at + 3 : at + 14]
            if label == 0xFE:
                log.remove("image.comment")
            elif label == 0x01 or (label == 0xFF and not text.startswith(b"NETSCAPE2.0")):
                log.remove("image.private-chunk")
                if text.startswith(b"XMP"):
                    log.remove("image.xmp")
            at += 2
        while data[at]:
            at += data[at] + 1
        at += 1
    return at + 1


def _table(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _bmp(data: bytes, log: Log) -> int | None:
    claimed = int.from_bytes(data[2:6], "little")
    if claimed != len(data):
        log.remove("image.size-lie")
    return min(claimed, len(data)) if claimed > 14 else None  # the header alone


def _webp(data: bytes, log: Log) -> int:
    end, at = 8 + int.from_bytes(data[4:8], "little"), 12
    named = {
        b"EXIF": "image.exif",
        b"XMP ": "image.xmp",
        b"ICCP": "image.icc",
        b"ANIM": "image.second-image",
    }
    while at + 8 <= min(end, len(data)):
        kind, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        if kind in named:
            log.remove(named[kind])
        elif kind not in {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANMF"}:
            log.remove("image.private-chunk")
        at += 8 + size + size % 2
    return end


def _tiff(data: bytes, log: Log) -> None:
    order = "little" if data[:2] == b"II" else "big"
    at, seen = int.from_bytes(data[4:8], order), set[int]()  # type: ignore[arg-type]
    while at and at not in seen and len(seen) < _TIFF_DIRECTORIES:
        seen.add(at)
        count = int.from_bytes(data[at : at + 2], order)  # type: ignore[arg-type]
        for entry in range(at + 2, at + 2 + 12 * count, 12):
            tag = int.from_bytes(data[entry : entry + 2], order)  # type: ignore[arg-type]
            if tag not in _TIFF_PLAIN:
                log.remove(_TIFF_NAMED.get(tag, "image.private-chunk"))
        at = int.from_bytes(data[at + 2 + 12 * count : at + 6 + 12 * count], order)  # type: ignore[arg-type]
    if at in seen:
        log.remove("image.ifd-loop")


_WATCHES: dict[str, Callable[[bytes, Log], int | None]] = {
    "PNG": _png,
    "JPEG": _jpeg,
    "GIF": _gif,
    "BMP": _bmp,
    "WEBP": _webp,
    "TIFF": _tiff,  # tells no end: its data may lie anywhere
}
