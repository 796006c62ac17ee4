"""ZIP files with one trick each, written byte by byte."""

import struct
import zlib
from dataclasses import dataclass

from tests.engines.sanitize.samples import MARK, Sample, images


@dataclass
class Entry:
    name: bytes = "会議.txt".encode()
    body: bytes = "会議の御案内\r\n".encode()
    flags: int = 0x800
    method: int = 0
    mode: int = 0o100644
    extra: bytes = b""
    comment: bytes = b""
    local_name: bytes | None = None
    claimed_size: int | None = None
    offset: int | None = None
    before: bytes = b""


def zipped(
    *entries: Entry,
    prefix: bytes = b"",
    between: bytes = b"",
    comment: bytes = b"",
    trailing: bytes = b"",
    disk: int = 0,
) -> bytes:
    body, directory = prefix, b""
    for entry in entries:
        body += entry.before
        at = len(body) if entry.offset is None else entry.offset
        packed = entry.body
        if entry.method == 8:
            deflater = zlib.compressobj(9, zlib.DEFLATED, -15)
            packed = deflater.compress(entry.body) + deflater.flush()
        size = len(entry.body) if entry.claimed_size is None else entry.claimed_size
        sizes = struct.pack("<III", zlib.crc32(entry.body), len(packed), size)
        name = entry.local_name or entry.name
        if entry.offset is None:
            body += b"PK\x03\x04" + struct.pack("<HHHHH", 20, entry.flags, entry.method, 0, 33)
            body += (
                sizes
                + struct.pack("<HH", len(name), len(entry.extra))
                + name
                + entry.extra
                + packed
            )
        directory += b"PK\x01\x02" + struct.pack(
            "<HHHHHH", 0x0314, 20, entry.flags, entry.method, 0, 33
        )
        directory += sizes + struct.pack(
            "<HHHHHII",
            len(entry.name),
            len(entry.extra),
            len(entry.comment),
            0,
            0,
            entry.mode << 16,
            at,
        )
        directory += entry.name + entry.extra + entry.comment
    start = len(body) + len(between)
    end = b"PK\x05\x06" + struct.pack(
        "<HHHHIIH", disk, disk, len(entries), len(entries), len(directory), start, len(comment)
    )
    return body + between + directory + end + comment + trailing


def plain() -> bytes:
    return zipped(Entry(), Entry(b"a/photo.png", images.png()))


def nested(depth: int) -> bytes:
    data = plain()
    for _ in range(depth):
        data = zipped(Entry(b"in.zip", data))
    return data


def _overlapping() -> bytes:
    """The second entry's whole record lies inside the first entry's stored data."""
    inner = b"x" * 50
    record = b"PK\x03\x04" + struct.pack("<HHHHH", 20, 0x800, 0, 0, 33)
    record += (
        struct.pack("<III", zlib.crc32(inner), 50, 50) + struct.pack("<HH", 5, 0) + b"b.txt" + inner
    )
    return zipped(Entry(b"a.txt", record), Entry(b"b.txt", inner, offset=30 + 5))


def _two_directories() -> bytes:
    first = zipped(Entry(b"a.txt"))
    return first + zipped(Entry(b"b.txt"), prefix=b"")


SAMPLES = (
    Sample("archive.path", "a.zip", lambda: zipped(Entry(b"../../evil.txt")), plain),
    Sample(
        "archive.link",
        "a.zip",
        lambda: zipped(Entry(), Entry(b"l", b"/etc/" + MARK.encode(), mode=0o120777)),
        plain,
    ),
    Sample(
        "archive.device", "a.zip", lambda: zipped(Entry(), Entry(b"d", b"", mode=0o060600)), plain
    ),
    Sample("archive.duplicate", "a.zip", lambda: zipped(Entry(), Entry(body=b"other")), plain),
    Sample(
        "archive.case-duplicate",
        "a.zip",
        lambda: zipped(Entry(b"A.txt"), Entry(b"a.txt", b"b")),
        plain,
    ),
    Sample(
        "archive.header-mismatch",
        "a.zip",
        lambda: zipped(Entry(b"a.txt", local_name=b"b.exe")),
        plain,
        "held",
    ),
    Sample("archive.overlap", "a.zip", _overlapping, plain, "held"),
    Sample(
        "archive.prefix", "a.zip", lambda: b"PK\x07\x08" + MARK.encode() + zipped(Entry()), plain
    ),
    Sample(
        "archive.between",
        "a.zip",
        lambda: zipped(Entry(), Entry(b"b.txt", before=MARK.encode())),
        plain,
    ),
    Sample("archive.trailing", "a.zip", lambda: zipped(Entry(), trailing=MARK.encode()), plain),
    Sample("archive.comment", "a.zip", lambda: zipped(Entry(), comment=MARK.encode()), plain),
    Sample(
        "archive.extra",
        "a.zip",
        lambda: zipped(Entry(extra=b"\x34\x12\x0c\x00" + MARK.encode())),
        plain,
    ),
    Sample("archive.mode", "a.zip", lambda: zipped(Entry(mode=0o104755)), plain),
    Sample("archive.two-directories", "a.zip", _two_directories, plain, "held"),
    Sample("archive.multi-disk", "a.zip", lambda: zipped(Entry(), disk=1), plain, "held"),
    Sample("archive.method", "a.zip", lambda: zipped(Entry(method=12)), plain, "held"),
    Sample(
        "archive.forbidden-entry",
        "a.zip",
        lambda: zipped(Entry(), Entry(b"a.exe", b"MZ" + MARK.encode())),
        plain,
    ),
    Sample(
        "archive.held-entry",
        "a.zip",
        lambda: zipped(
            Entry(), Entry(b"a.jtd", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + MARK.encode())
        ),
        plain,
    ),
    Sample("archive.encrypted", "a.zip", lambda: zipped(Entry(flags=0x801)), plain, "held"),
    Sample(
        "archive.ratio-bomb",
        "a.zip",
        lambda: zipped(Entry(b"a.txt", bytes(40 << 20), method=8)),
        plain,
        "held",
    ),
    Sample(
        "archive.entry-bomb",
        "a.zip",
        lambda: zipped(*[Entry(b"%d.txt" % n, b"x") for n in range(6000)]),
        plain,
        "held",
    ),
    Sample("archive.depth-bomb", "a.zip", lambda: nested(9), plain, "held"),
    Sample(
        "archive.name-encoding",
        "a.zip",
        lambda: zipped(
            Entry(
                b"a.txt",
                flags=0,
                extra=b"\x75\x70\x0a\x00\x01" + struct.pack("<I", zlib.crc32(b"a.txt")) + b"b.txt",
            )
        ),
        plain,
    ),
    Sample(
        "image.exif",
        "a.zip",
        lambda: zipped(Entry(b"p.jpg", images.saved("JPEG", quality=90, exif=images.exif()))),
        plain,
    ),
)
