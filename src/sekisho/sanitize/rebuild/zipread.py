"""Reads ZIP strictly: both directories must tell the same story, and every byte has one owner.

The rules are those under which no two programs read different files out of the same bytes
(APPNOTE 6.3): central and local headers agree, entries do not overlap, names are not doubled.
"""

import re
import struct
import zlib
from dataclasses import dataclass

from sekisho.sanitize.options import Limits
from sekisho.sanitize.rebuild.charset import decode
from sekisho.sanitize.rebuild.contract import Hold, Log, broken

STORED, DEFLATED, AES = 0, 8, 99
_LOCAL, _CENTRAL, _END, _DESCRIPTOR = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"PK\x07\x08"
_END64, _LOCATOR64 = b"PK\x06\x06", b"PK\x06\x07"
_END_SIZE, _COMMENT_MOST = 22, 65_535
_ENCRYPTED, _HAS_DESCRIPTOR, _STRONG, _UTF8, _MASKED = 0x1, 0x8, 0x40, 0x800, 0x2000
_NAME_EXTRA, _ZIP64_EXTRA = 0x7075, 0x0001
_ORDINARY_EXTRAS = frozenset(
    {0x0001, 0x000A, 0x5455, 0x7855, 0x7875, 0x7075, 0x9901, 0xCAFE, 0xA220}
)
_UNSET32 = 0xFFFFFFFF
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a ZIP, its headers already found to agree."""

    name: str
    method: int
    crc: int
    packed: int  # bytes in the archive
    size: int  # bytes expanded, as claimed
    start: int  # of its data
    end: int  # of its data and descriptor
    offset: int  # of its local header
    encrypted: bool
    mode: int  # Unix mode bits, 0 when unknown
    raw_name: bytes

    @property
    def is_folder(self) -> bool:
        """Whether the entry only names a folder."""
        return self.name.endswith(("/", "\\"))

    @property
    def is_link(self) -> bool:
        """Whether the entry is a symbolic link."""
        return self.mode & 0o170000 == 0o120000


class Zip:
    """A ZIP whose structure has been checked; raises `Hold` when two readers could disagree."""

    def __init__(self, data: bytes, limits: Limits, log: Log) -> None:
        self._data, self._limits = data, limits
        self._expanded = 0
        self._packed = 0
        directory, size, count = _end_record(data, log)
        self.entries = _central(data, directory, size, count, limits, log)
        _ownership(self.entries, directory, log)

    def read(self, entry: Entry, most: int | None = None) -> bytes:
        """Return an entry's bytes, checked against its CRC; never more than `most`."""
        most = min(most or self._limits.part_bytes, self._limits.part_bytes)
        packed = self._data[entry.start : entry.start + entry.packed]
        if entry.encrypted:
            raise Hold("password-needed", "archive.encrypted", entry.name)
        if entry.size > most:
            raise Hold("limit", "archive.ratio-bomb", entry.name)
        body = self._expanded_bytes(entry, packed, most)
        self._count(len(body), entry)
        if len(body) != entry.size or zlib.crc32(body) != entry.crc:
            raise Hold("broken", None, entry.name)
        return body

    def split(self, entries: list[Entry], stream: bytes) -> list[bytes] | None:
        """Cut what a decrypting program wrote, all entries one after the other, into entries.

        None unless lengths and checksums are those of the directory: the password was wrong.
        """
        at, bodies = 0, []
        for entry in entries:
            body = stream[at : at + entry.size]
            at += entry.size
            self._count(len(body), entry)
            if len(body) != entry.size or (entry.crc and zlib.crc32(body) != entry.crc):
                return None
            bodies.append(body)
        return bodies if at == len(stream) and stream else None

    def _expanded_bytes(self, entry: Entry, packed: bytes, most: int) -> bytes:
        if entry.method == STORED:
            return packed
        if entry.method != DEFLATED:
            raise Hold("unsupported-type", "archive.method", entry.name)
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            body = inflater.decompress(packed, min(most, entry.size) + 1)
        except zlib.error:
            broken(entry.name)
        if len(body) > entry.size or inflater.unconsumed_tail:
            raise Hold("limit", "archive.ratio-bomb", entry.name)
        if not inflater.eof or inflater.unused_data:
            broken(entry.name)
        return body

    def _count(self, size: int, entry: Entry) -> None:
        self._expanded += size
        self._packed += max(entry.packed, 1)
        limits = self._limits
        beyond = self._expanded > limits.ratio_from and self._expanded > self._packed * limits.ratio
        if beyond or self._expanded > limits.expanded_bytes:
            raise Hold("limit", "archive.ratio-bomb", entry.name)


def _end_record(data: bytes, log: Log) -> tuple[int, int, int]:
    """Return the central directory's offset, size and count."""
    at = data.rfind(_END, max(0, len(data) - _END_SIZE - _COMMENT_MOST))
    if at < 0 or at + _END_SIZE > len(data):
        broken()
    disk, first, here, count, size, offset, comment = struct.unpack_from("<4xHHHHIIH", data, at)
    if data.find(_END, max(0, at - _COMMENT_MOST - _END_SIZE), at) >= 0 and _is_second(data, at):
        raise Hold("ambiguous", "archive.two-directories")
    if disk or first or here != count:
        raise Hold("broken", "archive.multi-disk")
    if comment:
        log.remove("archive.comment")
    if at + _END_SIZE + comment < len(data):
        log.remove("archive.trailing")
    if at + _END_SIZE + comment > len(data):
        broken()
    if _UNSET32 in (size, offset) or count == 0xFFFF:
        count, size, offset = _zip64(data, at)
        at = offset + size
    shift = at - (offset + size)
    if shift < 0:
        broken()
    return offset + shift, size, count


def _is_second(data: bytes, last: int) -> bool:
    """Whether another end record before `last` also points at a directory."""
    at = data.rfind(_END, 0, last)
    size, offset = struct.unpack_from("<12xII", data, at) if at + _END_SIZE <= len(data) else (1, 0)
    return data[offset : offset + 4] in {_CENTRAL, _END} and offset + size <= last and size > 0


def _zip64(data: bytes, end: int) -> tuple[int, int, int]:
    at = end - 20
    if data[at : at + 4] != _LOCATOR64:
        broken()
    (record,) = struct.unpack_from("<8xQ", data, at)
    if data[record : record + 4] != _END64 or record + 56 > len(data):
        broken()
    here, count, size, offset = struct.unpack_from("<24xQQQQ", data, record)
    if here != count or offset + size != record:
        raise Hold("ambiguous", "archive.zip64")
    return count, size, offset


def _central(  # noqa: PLR0913, PLR0917  # the end record's fields
    data: bytes, directory: int, size: int, count: int, limits: Limits, log: Log
) -> tuple[Entry, ...]:
    if count > limits.entries or count * 46 > size:
        raise Hold("limit", "archive.entry-bomb")
    shift = 0
    if count and data[directory : directory + 4] == _CENTRAL:
        shift = _prefix(data, directory, log)
    entries, at = [], directory
    for _ in range(count):
        if data[at : at + 4] != _CENTRAL or at + 46 > len(data):
            broken()
        entry, at = _entry(data, at, shift, log)
        entries.append(entry)
    if at != directory + size:
        raise Hold("ambiguous", "archive.two-directories")
    return tuple(entries)


def _prefix(data: bytes, directory: int, log: Log) -> int:
    """Return how far a prefix (as of a self-extracting archive) moved every offset."""
    (offset,) = struct.unpack_from("<42xI", data, directory)
    if offset == _UNSET32 or data[offset : offset + 4] == _LOCAL:
        return 0
    start = data.find(_LOCAL)
    if start <= 0:
        broken()
    log.remove("archive.prefix")
    return start - int(offset)


def _entry(data: bytes, at: int, shift: int, log: Log) -> tuple[Entry, int]:
    made, flags, method = struct.unpack_from("<4xH2xHH", data, at)
    crc, packed, size, names, extras, comments = struct.unpack_from("<16xIIIHHH", data, at)
    attributes, offset = struct.unpack_from("<38xII", data, at)
    raw = data[at + 46 : at + 46 + names]
    extra = _extras(data[at + 46 + names : at + 46 + names + extras])
    packed, size, offset = _wide(extra, packed, size, offset)
    if flags & (_STRONG | _MASKED):
        raise Hold("password-needed", "archive.encrypted")
    name = _name(raw, flags, extra, log)
    if comments:
        log.remove("archive.comment", name)
    if not extra.keys() <= _ORDINARY_EXTRAS:
        log.remove("archive.extra", name)
    start = _local(data, offset + shift, raw, flags, method, (crc, packed, size), name)
    end = start + packed
    if flags & _HAS_DESCRIPTOR:
        end += _descriptor(data, end, crc, packed, size)
    mode = attributes >> 16 if made >> 8 == 3 else 0  # made on Unix
    entry = Entry(
        name,
        method,
        crc,
        packed,
        size,
        start,
        end,
        offset + shift,
        bool(flags & _ENCRYPTED),
        mode,
        raw,
    )
    return entry, at + 46 + names + extras + comments


def _local(  # noqa: PLR0913, PLR0917  # what the central header said
    data: bytes,
    at: int,
    raw: bytes,
    flags: int,
    method: int,
    sizes: tuple[int, int, int],
    name: str,
) -> int:
    """Return where an entry's data begins; hold when its local header tells another story."""
    if at < 0 or data[at : at + 4] != _LOCAL or at + 30 > len(data):
        broken(name)
    own_flags, own_method, crc, packed, size, names, extras = struct.unpack_from(
        "<6xHH4xIIIHH", data, at
    )
    own_raw = data[at + 30 : at + 30 + names]
    extra = _extras(data[at + 30 + names : at + 30 + names + extras])
    packed, size, _ = _wide(extra, packed, size, 0)
    agree = own_raw == raw and own_method == method and (own_flags ^ flags) & ~_UTF8 & ~0x6 == 0
    told = (crc, packed, size)
    unsaid = flags & _HAS_DESCRIPTOR and told in {(0, 0, 0), (0, _UNSET32, _UNSET32)}
    if not agree or not (told == sizes or unsaid):
        raise Hold("ambiguous", "archive.header-mismatch", name)
    start: int = at + 30 + names + extras
    if start + sizes[1] > len(data):
        broken(name)
    return start


def _descriptor(data: bytes, at: int, crc: int, packed: int, size: int) -> int:
    """Return the length of the descriptor behind an entry's data; hold when it disagrees."""
    for form in ("<4sIII", "<4sIQQ"):
        length = struct.calcsize(form)
        if data[at : at + length] == struct.pack(form, _DESCRIPTOR, crc, packed, size):
            return length
    if data[at : at + 12] == struct.pack("<III", crc, packed, size):
        return 12
    raise Hold("ambiguous", "archive.descriptor")


def _extras(raw: bytes) -> dict[int, bytes]:
    fields: dict[int, bytes] = {}
    at = 0
    while at + 4 <= len(raw):
        id_, size = struct.unpack_from("<HH", raw, at)
        fields.setdefault(id_, raw[at + 4 : at + 4 + size])
        at += 4 + size
    return fields


def _wide(extra: dict[int, bytes], packed: int, size: int, offset: int) -> tuple[int, int, int]:
    """Return the three numbers, those too large for 32 bits taken from the ZIP64 field."""
    field = extra.get(_ZIP64_EXTRA, b"")
    numbers = [n for (n,) in struct.iter_unpack("<Q", field[: len(field) // 8 * 8])]
    answer = [
        numbers.pop(0) if value == _UNSET32 and numbers else value
        for value in (size, packed, offset)
    ]
    return answer[1], answer[0], answer[2]


def _name(raw: bytes, flags: int, extra: dict[int, bytes], log: Log) -> str:
    """Return an entry's name: UTF-8 when it says so, else Info-ZIP's field, else CP932 or UTF-8."""
    if flags & _UTF8:
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            raise Hold("ambiguous", "archive.name-encoding") from None
    unicode_field = extra.get(_NAME_EXTRA, b"")
    guessed = decode(raw).text
    if len(unicode_field) > 5 and struct.unpack_from("<I", unicode_field, 1)[0] == zlib.crc32(raw):
        named = unicode_field[5:].decode("utf-8", "replace")
        if named != guessed:
            log.remove("archive.name-encoding", named)
        return named
    return guessed


def _ownership(entries: tuple[Entry, ...], directory: int, log: Log) -> None:
    """Hold overlapping entries and doubled names; note bytes no entry owns."""
    end = 0
    for entry in sorted(entries, key=lambda e: e.offset):
        if entry.offset < end:
            raise Hold("ambiguous", "archive.overlap", entry.name)
        if entry.offset > end and end:
            log.remove("archive.between", entry.name)
        end = entry.end
    if end > directory:
        raise Hold("ambiguous", "archive.overlap")
    if directory > end and entries:
        log.remove("archive.between")


def doubled(entries: tuple[Entry, ...]) -> set[str]:
    """Return the names that stand more than once."""
    seen: set[str] = set()
    return {e.name for e in entries if e.name in seen or seen.add(e.name)}  # type: ignore[func-returns-value]


def is_plain_part_name(name: str) -> bool:
    """Whether `name` is a part name an OPC or ODF package may hold: no escapes, no tricks."""
    return bool(re.fullmatch(r"[A-Za-z0-9_\-.\[\]()~ ぁ-んァ-ヶ一-龠/]+", name)) and not any(
        piece in {"", ".", ".."} for piece in name.rstrip("/").split("/")
    )
