"""CFF programs: every index, dictionary and offset is walked; nothing outside them crosses."""

import re
import struct
from collections.abc import Iterator
from itertools import pairwise

_MOST_ENTRIES = 65_535
_REAL = re.compile(r"-?\d*\.?\d*(E-?\d+)?")
_NIBBLES = "0123456789.EE -"
_CHARSET, _ENCODING, _CHARSTRINGS, _PRIVATE, _FD_ARRAY, _FD_SELECT = 15, 16, 17, 18, 0x0C24, 0x0C25
_SUBRS, _ROS, _MATRIX, _TYPE, _BASE_BLEND = 19, 0x0C1E, 0x0C07, 0x0C06, 0x0C17
_OPERATORS = frozenset(
    {*range(22), *(0x0C00 + at for at in (*range(20), *range(20, 23), *range(30, 39)))}
)


def checked(data: bytes) -> bytes:
    """Return the program when its structure is sound; raise ValueError when not.

    Bytes no structure speaks of are blanked.
    """
    if len(data) < 8 or data[0] != 1 or not 4 <= data[2] <= 8 or not 1 <= data[3] <= 4:
        raise ValueError("header")
    walk = _Walk(data)
    walk.use(0, data[2])
    names, at = walk.index(data[2])
    tops, at = walk.index(at)
    _, at = walk.index(at)
    walk.index(at)
    if len(names) != 1 or len(tops) != 1:
        raise ValueError("several fonts")
    walk.top(*tops[0])
    return walk.bare()


class _Walk:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.spans: list[tuple[int, int]] = []
        self.glyphs = 0

    def use(self, start: int, end: int) -> None:
        if not 0 <= start <= end <= len(self.data):
            raise ValueError("beyond the end")
        self.spans.append((start, end))

    def bare(self) -> bytes:
        """Return the program with unspoken-of bytes as zeros, cut after the last used one."""
        out, end = [], 0
        for start, stop in sorted(self.spans):
            if start > end:
                out.append(bytes(start - end))
                end = start
            if stop > end:
                out.append(self.data[end:stop])
                end = stop
        return b"".join(out)

    def index(self, at: int) -> tuple[list[tuple[int, int]], int]:
        """Return the spans of an index's entries and where it ends."""
        (count,) = struct.unpack_from(">H", self.data, at)
        if not count:
            self.use(at, at + 2)
            return [], at + 2
        width = self.data[at + 2]
        if not 1 <= width <= 4:
            raise ValueError("index")
        first = at + 3
        base = first + width * (count + 1) - 1
        table = self.data[first : base + 1]
        if len(table) != width * (count + 1):
            raise ValueError("index")
        offsets = [int.from_bytes(table[i : i + width], "big") for i in range(0, len(table), width)]
        if offsets[0] != 1 or offsets != sorted(offsets):
            raise ValueError("index")
        self.use(at, base + offsets[-1])
        spans = [(base + a, base + b) for a, b in pairwise(offsets)]
        return spans, base + offsets[-1]

    def top(self, start: int, end: int) -> None:
        entries = dict(self.dictionary(start, end))
        if int(entries.get(_TYPE, [2])[0]) != 2:
            raise ValueError("charstring type")
        strings, _ = self.index(_offset(entries, _CHARSTRINGS))
        self.glyphs = len(strings)
        if not self.glyphs:
            raise ValueError("no glyphs")
        charset = int(entries.get(_CHARSET, [0])[0])
        if charset > 2:  # the first three are predefined
            self.charset(charset)
        encoding = int(entries.get(_ENCODING, [0])[0])
        if encoding > 1:
            self.encoding(encoding)
        if _ROS in entries:
            self.fonts(entries)
        elif _PRIVATE in entries:
            self.private(entries[_PRIVATE])

    def fonts(self, entries: dict[int, list[float]]) -> None:
        fonts, _ = self.index(_offset(entries, _FD_ARRAY))
        if not 1 <= len(fonts) <= 256:
            raise ValueError("fonts")
        for start, end in fonts:
            one = dict(self.dictionary(start, end))
            if _PRIVATE in one:
                self.private(one[_PRIVATE])
        self.select(_offset(entries, _FD_SELECT), len(fonts))

    def select(self, at: int, fonts: int) -> None:
        if self.data[at] == 0:
            self.use(at, at + 1 + self.glyphs)
            if max(self.data[at + 1 : at + 1 + self.glyphs]) >= fonts:
                raise ValueError("select")
            return
        if self.data[at] != 3:
            raise ValueError("select")
        (count,) = struct.unpack_from(">H", self.data, at + 1)
        self.use(at, at + 5 + 3 * count)
        last = -1
        for place in range(at + 3, at + 3 + 3 * count, 3):
            first, font = struct.unpack_from(">HB", self.data, place)
            if first <= last or font >= fonts:
                raise ValueError("select")
            last = first

    def private(self, value: list[float]) -> None:
        size, start = int(value[0]), int(value[1])
        self.use(start, start + size)
        entries = dict(self.dictionary(start, start + size))
        if _SUBRS in entries:
            self.index(start + int(entries[_SUBRS][0]))

    def charset(self, at: int) -> None:
        kind, left, place = self.data[at], self.glyphs - 1, at + 1
        if kind == 0:
            place += 2 * left
        elif kind in {1, 2}:
            while left > 0:
                left -= 1 + (
                    self.data[place + 2]
                    if kind == 1
                    else struct.unpack_from(">H", self.data, place + 2)[0]
                )
                place += 2 + kind
        else:
            raise ValueError("charset")
        self.use(at, place)

    def encoding(self, at: int) -> None:
        kind, count = self.data[at], self.data[at + 1]
        place = at + 2 + count * (2 if kind & 0x7F else 1)
        if kind & 0x7F > 1:
            raise ValueError("encoding")
        if kind & 0x80:
            place += 1 + 3 * self.data[place]
        self.use(at, place)

    def dictionary(self, at: int, end: int) -> Iterator[tuple[int, list[float]]]:
        """Give each operator with its numbers; raise for an operator or number that is none."""
        numbers: list[float] = []
        while at < end:
            byte = self.data[at]
            if byte < 28:  # an operator
                operator = byte
                if byte == 12:  # of two bytes
                    operator, at = 0x0C00 | self.data[at + 1], at + 1
                if operator not in _OPERATORS:
                    raise ValueError("operator")
                yield operator, numbers
                numbers, at = [], at + 1
            else:
                number, at = self.number(at)
                numbers.append(number)
            if len(numbers) > 513:  # the format's own bound
                raise ValueError("numbers")
        if at != end:
            raise ValueError("dictionary")

    def number(self, at: int) -> tuple[float, int]:
        byte = self.data[at]
        if byte == 28:
            return struct.unpack_from(">h", self.data, at + 1)[0], at + 3
        if byte == 29:
            return struct.unpack_from(">i", self.data, at + 1)[0], at + 5
        if byte == 30:
            return self.real(at + 1)
        if 32 <= byte <= 246:
            return byte - 139, at + 1
        if 247 <= byte <= 250:
            return (byte - 247) * 256 + self.data[at + 1] + 108, at + 2
        if 251 <= byte <= 254:
            return -(byte - 251) * 256 - self.data[at + 1] - 108, at + 2
        raise ValueError("number")

    def real(self, at: int) -> tuple[float, int]:
        text = ""
        while len(text) < 60:
            byte = self.data[at]
            at += 1
            for nibble in (byte >> 4, byte & 15):
                if nibble == 15:  # the end
                    if not _REAL.fullmatch(text):
                        raise ValueError("real")
                    return float(text), at
                text += "E-" if nibble == 12 else _NIBBLES[nibble]
        raise ValueError("real")


def _offset(entries: dict[int, list[float]], operator: int) -> int:
    return int(entries[operator][0])
