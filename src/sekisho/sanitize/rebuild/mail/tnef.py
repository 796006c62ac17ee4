"""Reads TNEF (MS-OXTNEF): attributes of a message, then those of each attachment."""

from collections.abc import Iterator

from sekisho.sanitize.options import Limits
from sekisho.sanitize.rebuild.charset import decode
from sekisho.sanitize.rebuild.contract import Hold, broken

_SIGNATURE = 0x223E9F78
_ATTACH_START, _ATTACH_DATA, _ATTACH_TITLE, _ATTACH_PROPERTIES = (
    0x00069002,
    0x0006800F,
    0x00018010,
    0x00069005,
)
_MESSAGE_PROPERTIES, _BODY, _SUBJECT, _CLASS = 0x00069003, 0x0002800C, 0x00018004, 0x00078008
_FIXED = {
    0x0002: 4,
    0x0003: 4,
    0x0004: 4,
    0x0005: 8,
    0x0006: 8,
    0x0007: 8,
    0x000A: 4,
    0x000B: 4,
    0x0014: 8,
    0x0040: 8,
    0x0048: 16,
}
_LONG = frozenset({0x001E, 0x001F, 0x000D, 0x0102})
_MANY = 0x1000
_PROPERTIES = 5_000
Properties = dict[int, bytes | str | int]


class TnefFile:
    """The message's properties and those of each attachment, by MAPI property id."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        if int.from_bytes(data[:4], "little") != _SIGNATURE:
            broken()
        self.message: Properties = {}
        self.attachments: list[Properties] = []
        for kind, body in _attributes(data):
            self._take(kind, body)
            if len(self.attachments) > limits.mail_parts:
                raise Hold("limit", "mail.parts")

    def _take(self, kind: int, body: bytes) -> None:
        if kind == _ATTACH_START:
            self.attachments.append({})
        elif kind == _MESSAGE_PROPERTIES:
            self.message.update(properties(body))
        elif kind == _SUBJECT:
            self.message.setdefault(0x0037, decode(body.rstrip(b"\x00")).text)
        elif kind == _BODY:
            self.message.setdefault(0x1000, decode(body.rstrip(b"\x00")).text)
        elif kind == _CLASS:
            self.message.setdefault(0x001A, decode(body.rstrip(b"\x00")).text)
        elif self.attachments:
            self._take_for_attachment(kind, body)

    def _take_for_attachment(self, kind: int, body: bytes) -> None:
        current = self.attachments[-1]
        if kind == _ATTACH_DATA:
            current[0x3701] = body
        elif kind == _ATTACH_TITLE:
            current.setdefault(0x3704, decode(body.rstrip(b"\x00")).text)
        elif kind == _ATTACH_PROPERTIES:
            kept = {
                id_: value
                for id_, value in properties(body).items()
                if id_ != 0x3701 or 0x3701 not in current
            }
            current.update(kept)


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 6
    while at < len(data):
        if at + 9 > len(data) or data[at] not in {1, 2}:
            broken()
        kind = int.from_bytes(data[at + 1 : at + 5], "little")
        size = int.from_bytes(data[at + 5 : at + 9], "little")
        body = data[at + 9 : at + 9 + size]
        checksum = data[at + 9 + size : at + 11 + size]
        if (
            len(body) != size
            or len(checksum) != 2
            or sum(body) & 0xFFFF != int.from_bytes(checksum, "little")
        ):
            broken()
        yield kind, body
        at += 11 + size


def properties(data: bytes) -> Properties:
    """Return a MAPI property list; named ones are known by the id of this list only and dropped."""
    found: Properties = {}
    count = int.from_bytes(data[:4], "little")
    if count > _PROPERTIES:
        raise Hold("limit")
    at = 4
    for _ in range(count):
        kind = int.from_bytes(data[at : at + 2], "little")
        id_ = int.from_bytes(data[at + 2 : at + 4], "little")
        at += 4
        if id_ & 0x8000:
            at = _after_name(data, at)
        values, at = _values(data, at, kind)
        if values and kind in _LONG:
            found[id_] = _value(values[0], kind)
        elif values and kind in _FIXED:
            found[id_] = int.from_bytes(values[0][:8], "little")
    return found


def _value(body: bytes, kind: int) -> bytes | str:
    if kind == 0x001F:  # Unicode text
        return body.decode("utf-16-le", "replace").rstrip("\x00")
    return decode(body.rstrip(b"\x00")).text if kind == 0x001E else body


def _after_name(data: bytes, at: int) -> int:
    named = int.from_bytes(data[at + 16 : at + 20], "little")
    if named == 0:
        return at + 24
    size = int.from_bytes(data[at + 20 : at + 24], "little")
    return at + 24 + _padded(size)


def _values(data: bytes, at: int, kind: int) -> tuple[list[bytes], int]:
    base = kind & ~_MANY
    count = 1
    if kind & _MANY or base in _LONG:
        count = int.from_bytes(data[at : at + 4], "little")
        at += 4
    values = []
    for _ in range(min(count, _PROPERTIES)):
        if base in _LONG:
            size = int.from_bytes(data[at : at + 4], "little")
            at += 4
        else:
            size = _FIXED.get(base, -1)
        if size < 0 or at + size > len(data):
            broken()
        values.append(data[at : at + size])
        at += _padded(size)
    return values, at


def _padded(size: int) -> int:
    return (size + 3) // 4 * 4
