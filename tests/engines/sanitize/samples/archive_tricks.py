"""Archives once more: names, headers and bombs on which two programs disagree."""

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zlib
from collections.abc import Callable

from tests.engines.sanitize.samples import MARK, Sample, images
from tests.engines.sanitize.samples.archives import Entry, nested, plain, zipped

_M = MARK.encode()


def _named(name: str, **more: object) -> Callable[[], bytes]:
    return lambda: zipped(Entry(), Entry(name.encode(), b"x\r\n", **more))  # type: ignore[arg-type]


_NAMES = (
    ("archive.path", "/etc/案内.txt"),
    ("archive.path", "C:/案内.txt"),
    ("archive.path", "\\\\server\\share\\案内.txt"),
    ("archive.path", "a/../../案内.txt"),
    ("archive.path", "..\\..\\案内.txt"),
    ("archive.path", "a//案内.txt"),
    ("name.stream", "案内.txt:Zone.Identifier"),
    ("name.reserved", "NUL.txt"),
    ("name.reserved", "a/CON/案内.txt"),
    ("name.trailing-dot", "案内.txt."),
    ("name.trailing-dot", "a. /案内.txt"),
    ("name.direction", "案内\u202etxt.txt"),
    ("name.control", "案内\x01.txt"),
    ("name.dot-lookalike", "案内．exe.txt"),
    ("name.invisible", "案\u200b内.txt"),
    ("name.padded", "案内.pdf                    .txt"),
)  # fmt: skip


def _patched(data: bytes, signature: bytes, offset: int, value: bytes) -> bytes:
    at = data.find(signature) + offset
    return data[:at] + value + data[at + len(value) :]


def _mismatched(offset: int, value: bytes) -> Callable[[], bytes]:
    """Return a file whose local header tells another story than the central one."""
    return lambda: _patched(zipped(Entry(b"a.txt")), b"PK\x03\x04", offset, value)


def _in_comment() -> bytes:
    """An end record inside the comment, pointing at a directory of another file."""
    inner = zipped(Entry(b"evil.txt", _M))
    return zipped(Entry(), comment=inner)


def _with_zip64(*, honest: bool) -> bytes:
    data = zipped(Entry(b"a.txt"), Entry(b"b.txt"))
    end = data.rfind(b"PK\x05\x06")
    count, size, offset = struct.unpack_from("<10xHII", data, end)
    told = offset if honest else offset + 1
    record = b"PK\x06\x06" + struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, count, count, size, told)
    locator = b"PK\x06\x07" + struct.pack("<IQI", 0, end, 1)
    tail = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return data[:end] + record + locator + tail


def _described(*, honest: bool) -> bytes:
    """A descriptor behind the data, with other numbers than the directory's."""
    body = b"x" * 20
    packed = body
    crc = zlib.crc32(body)
    local = (
        b"PK\x03\x04" + struct.pack("<HHHHHIIIHH", 20, 0x808, 0, 0, 33, 0, 0, 0, 5, 0) + b"a.txt"
    )
    told = struct.pack("<4sIII", b"PK\x07\x08", crc, 20 if honest else 10, 20)
    start = len(local) + len(packed) + len(told)
    central = (
        b"PK\x01\x02"
        + struct.pack(
            "<HHHHHHIIIHHHHHII",
            0x0314,
            20,
            0x808,
            0,
            0,
            33,
            crc,
            20,
            20,
            5,
            0,
            0,
            0,
            0,
            0o100644 << 16,
            0,
        )
        + b"a.txt"
    )
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), start, 0)
    return local + packed + told + central + end  # fmt: skip


def _differing(field: bytes, name: bytes, flags: int = 0) -> Callable[[], bytes]:
    extra = struct.pack("<HHB", 0x7075, 5 + len(field), 1) + struct.pack("<I", zlib.crc32(name))
    return lambda: zipped(Entry(name, flags=flags, extra=extra + field))


def _tar(*members: tuple[tarfile.TarInfo, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for member, body in members:
            member.size = len(body)
            archive.addfile(member, io.BytesIO(body))
    return out.getvalue()


def _member(
    name: str, body: bytes = b"x\r\n", kind: bytes = tarfile.REGTYPE, link: str = ""
) -> tuple[tarfile.TarInfo, bytes]:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, link
    return member, body if kind == tarfile.REGTYPE else b""  # fmt: skip


_ALSO = _member("案内.txt")


def plain_tar() -> bytes:
    return _tar(_ALSO)


def _tarred(*members: tuple[tarfile.TarInfo, bytes]) -> Callable[[], bytes]:
    return lambda: _tar(_ALSO, *members)


def plain_gzip() -> bytes:
    return gzip.compress("案内\r\n".encode(), mtime=0)


ZIPS = (
    *(Sample(vector, f"name {n}.zip", _named(name), plain) for n, (vector, name) in enumerate(_NAMES)),
    Sample("archive.header-mismatch", "method.zip", _mismatched(8, b"\x08\x00"), plain, "held"),
    Sample("archive.header-mismatch", "flags.zip", _mismatched(6, b"\x01\x08"), plain, "held"),
    Sample("archive.header-mismatch", "size.zip", _mismatched(22, b"\x01\x00\x00\x00"), plain, "held"),
    Sample("archive.header-mismatch", "checksum.zip", _mismatched(14, b"\x01\x02\x03\x04"), plain, "held"),
    Sample("archive.header-mismatch", "letters.zip", lambda: zipped(Entry(b"a.txt", local_name=b"A.txt")), plain, "held"),
    Sample("archive.two-directories", "comment.zip", _in_comment, plain, "held"),
    Sample("archive.zip64", "lie.zip", lambda: _with_zip64(honest=False), plain, "held"),
    Sample("archive.descriptor", "lie.zip", lambda: _described(honest=False), plain, "held"),
    Sample("archive.name-encoding", "other name.zip", _differing("案内.exe.txt".encode(), b"a.txt"), plain),
    Sample("archive.name-encoding", "no UTF-8.zip", lambda: zipped(Entry("案内.txt".encode("cp932"), flags=0x800)), plain, "held"),
    Sample("archive.encrypted", "strong.zip", lambda: zipped(Entry(flags=0x841)), plain, "held"),
    Sample("archive.encrypted", "masked.zip", lambda: zipped(Entry(flags=0x2800)), plain, "held"),
    Sample("archive.encrypted", "aes.zip", lambda: zipped(Entry(flags=0x801, method=99)), plain, "held"),
    *(Sample("archive.method", f"{method}.zip", lambda method=method: zipped(Entry(method=method)), plain, "held") for method in (1, 6, 9, 14, 93, 95, 98)),
    Sample("archive.depth-bomb", "zips.zip", lambda: nested(12), plain, "held"),
    Sample("archive.ratio-bomb", "many.zip", lambda: zipped(*[Entry(b"%d.txt" % n, bytes(1 << 20), method=8) for n in range(40)]), plain, "held"),
    Sample("archive.entry-bomb", "counted.zip", lambda: _patched(plain(), b"PK\x05\x06", 8, b"\xfe\xff\xfe\xff"), plain, "held"),
    Sample("archive.ratio-bomb", "size lie.zip", lambda: zipped(Entry(b"a.txt", bytes(100_000), method=8, claimed_size=10)), plain, "held"),
    Sample("archive.mode", "set group.zip", lambda: zipped(Entry(mode=0o102755)), plain),
    Sample("archive.device", "pipe.zip", lambda: zipped(Entry(), Entry(b"p", b"", mode=0o010644)), plain),
    Sample("archive.device", "socket.zip", lambda: zipped(Entry(), Entry(b"s", b"", mode=0o140644)), plain),
    Sample("archive.link", "climbing.zip", lambda: zipped(Entry(), Entry(b"l.txt", b"../../" + _M, mode=0o120777)), plain),
    Sample("archive.duplicate", "three.zip", lambda: zipped(Entry(), Entry(body=_M), Entry(body=b"3")), plain),
    Sample("archive.case-duplicate", "width.zip", lambda: zipped(Entry("Ａ.txt".encode()), Entry(b"A.txt", b"b")), plain),
    Sample("archive.case-duplicate", "form.zip", lambda: zipped(Entry("が.txt".encode()), Entry("か\u3099.txt".encode(), b"b")), plain),
    Sample("archive.comment", "entry.zip", lambda: zipped(Entry(comment=_M)), plain),
    Sample("archive.trailing", "program.zip", lambda: zipped(Entry(), trailing=b"MZ" + _M), plain),
    Sample("archive.between", "directory.zip", lambda: zipped(Entry(), between=_M), plain),
    Sample("archive.forbidden-entry", "shortcut.zip", lambda: zipped(Entry(), Entry(b"a.txt.lnk", b"L\0\0\0\x01\x14\x02\0" + _M)), plain),
    Sample("archive.forbidden-entry", "script.zip", lambda: zipped(Entry(), Entry(b"a/b/c.js", _M)), plain),
    Sample("archive.forbidden-entry", "disguised.zip", lambda: zipped(Entry(), Entry(b"a.txt", b"MZ" + _M)), plain),
    Sample("archive.forbidden-entry", "only.zip", lambda: zipped(Entry(b"a.exe", b"MZ" + _M)), plain, "held"),
    Sample("archive.held-entry", "drawing.zip", lambda: zipped(Entry(), Entry(b"a.dwg", b"AC1032" + _M)), plain),
    Sample("image.trailing-data", "nested.zip", lambda: zipped(Entry(b"i.zip", zipped(Entry(b"p.png", images.png() + _M)))), plain),
)  # fmt: skip

OTHERS = (
    Sample("archive.path", "climbing.tar", _tarred(_member("../../evil.txt")), plain_tar),
    Sample("archive.path", "root.tar", _tarred(_member("/etc/evil.txt")), plain_tar),
    Sample("archive.link", "symbolic.tar", _tarred(_member("l.txt", kind=tarfile.SYMTYPE, link="/etc/passwd")), plain_tar),
    Sample("archive.link", "hard.tar", _tarred(_member("l.txt", kind=tarfile.LNKTYPE, link="案内.txt")), plain_tar),
    Sample("archive.device", "device.tar", _tarred(_member("d", kind=tarfile.CHRTYPE)), plain_tar),
    Sample("archive.device", "pipe.tar", _tarred(_member("d", kind=tarfile.FIFOTYPE)), plain_tar),
    Sample("archive.forbidden-entry", "program.tar", _tarred(_member("a.exe", b"MZ" + _M)), plain_tar),
    Sample("archive.duplicate", "twice.tar", _tarred(_member("案内.txt", b"other")), plain_tar),
    Sample("archive.ratio-bomb", "bomb.gz", lambda: gzip.compress(bytes(60 << 20), mtime=0), plain_gzip, "held"),
    Sample("archive.ratio-bomb", "bomb.tgz", lambda: gzip.compress(_tar(_member("a.txt", bytes(60 << 20))), mtime=0), plain_gzip, "held", "twin.gz"),
    Sample("archive.forbidden-entry", "program.gz", lambda: gzip.compress(b"MZ" + _M, mtime=0), plain_gzip, "held"),
    Sample("type.archive", "bomb.xz", lambda: lzma.compress(bytes(1 << 20)), plain, "held", "twin.zip"),
    Sample("type.archive", "bomb.bz2", lambda: bz2.compress(bytes(1 << 20)), plain, "held", "twin.zip"),
    Sample("type.archive", "a.zst", lambda: b"\x28\xb5\x2f\xfd" + _M, plain, "held", "twin.zip"),
    Sample("type.archive", "a.rar", lambda: b"Rar!\x1a\x07\x01\x00" + _M, plain, "held", "twin.zip"),
)  # fmt: skip
SAMPLES = (*ZIPS, *OTHERS)
