"""What may come from a terminal into a session: keys, the pointer, and asking for pixels.

The client's side of RFB 3.8 (RFC 6143 §7.5 and the registered extensions). Text from the terminal's
clipboard never crosses. Encodings the terminal lists are kept only where `pixels` can read them.
"""

import struct
from collections.abc import Callable
from dataclasses import dataclass, field

from sekisho.screen.errors import ProtocolError
from sekisho.screen.stream import Drop, Filter, Rule, Say

RAW, COPY, TIGHT = 0, 1, 7
CURSOR, DESKTOP_SIZE, LAST_RECT = -239, -223, -224
EXTENDED_KEY, EXTENDED_SIZE, FENCE, CONTINUOUS = -258, -308, -312, -313
ENCODINGS = frozenset({
    RAW, COPY, TIGHT, CURSOR, DESKTOP_SIZE, LAST_RECT,
    EXTENDED_KEY, EXTENDED_SIZE, FENCE, CONTINUOUS,
    *range(-32, -22),  # JPEG quality
    *range(-256, -246),  # effort of compression
})  # fmt: skip
# type → length of a message whose length never changes
_FIXED = {3: 10, 4: 8, 5: 6, 150: 10}
_PIXEL_FORMAT, _ENCODINGS, _CUT_TEXT, _FENCE, _SIZE, _QEMU = 0, 2, 6, 248, 251, 255
_KEYS = {4, 5, _QEMU}
_TEXT_MOST = 1 << 20
_SCREENS_MOST, _FENCE_MOST, _LISTED_MOST = 16, 64, 256


@dataclass(eq=False)
class Inputs:
    """One terminal's words on their way to its session. `acted` is called for each key or move."""

    most_width: int
    most_height: int
    acted: Callable[[], None]
    refused_texts: int = 0  # how often the clipboard was tried
    filter: Filter = field(init=False)

    def __post_init__(self) -> None:
        self.filter = Filter(self._messages)

    def feed(self, untrusted: bytes) -> bytes:
        """Return what may go to the session. Raises ProtocolError for a message not on the list."""
        return self.filter.feed(untrusted)

    def _messages(self) -> Rule:
        while True:
            kind = (yield 1)[0]
            length = _FIXED.get(kind)
            if length is not None:
                rest = yield length - 1
                yield Say(bytes([kind]) + rest)
            elif kind in _OTHERS:
                yield from _OTHERS[kind](self)
            else:
                raise ProtocolError(f"client message {kind}")
            if kind in _KEYS:
                self.acted()

    def _pixel_format(self) -> Rule:
        """Pass 32-bit true colour of 8 bits each and nothing else: `pixels` counts by it."""
        rest = yield 19
        bits, depth, _order, true_colour, red, green, blue = struct.unpack_from(">BBBBHHH", rest, 3)
        if (bits, depth, bool(true_colour), red, green, blue) != (32, 24, True, 255, 255, 255):
            raise ProtocolError("pixel format")
        yield Say(b"\0" + rest)

    def _encodings(self) -> Rule:
        (count,) = struct.unpack(">xH", (yield 3))
        if count > _LISTED_MOST:
            raise ProtocolError("encodings")
        listed = struct.unpack(f">{count}i", (yield 4 * count))
        kept = [each for each in listed if each in ENCODINGS]
        yield Say(struct.pack(f">BxH{len(kept)}i", _ENCODINGS, len(kept), *kept))

    def _cut_text(self) -> Rule:
        (length,) = struct.unpack(">3xi", (yield 7))
        if abs(length) > _TEXT_MOST:  # below zero: the extended clipboard
            raise ProtocolError("clipboard")
        self.refused_texts += 1
        yield Drop(abs(length))

    def _fence(self) -> Rule:
        head = yield 8
        if head[7] > _FENCE_MOST:
            raise ProtocolError("fence")
        yield Say(bytes([_FENCE]) + head + (yield head[7]))

    def _size(self) -> Rule:
        head = yield 7
        width, height, screens = struct.unpack(">xHHBx", head)
        if not (0 < width <= self.most_width and 0 < height <= self.most_height):
            raise ProtocolError("size")
        if screens > _SCREENS_MOST:
            raise ProtocolError("screens")
        yield Say(bytes([_SIZE]) + head + (yield 16 * screens))

    def _qemu(self) -> Rule:
        """Pass the key with its place on the keyboard; sound and all else are refused."""
        rest = yield 11
        if rest[0]:
            raise ProtocolError("QEMU message")
        yield Say(bytes([_QEMU]) + rest)


_OTHERS: dict[int, Callable[[Inputs], Rule]] = {
    _PIXEL_FORMAT: Inputs._pixel_format,  # noqa: SLF001
    _ENCODINGS: Inputs._encodings,  # noqa: SLF001
    _CUT_TEXT: Inputs._cut_text,  # noqa: SLF001
    _FENCE: Inputs._fence,  # noqa: SLF001
    _SIZE: Inputs._size,  # noqa: SLF001
    _QEMU: Inputs._qemu,  # noqa: SLF001
}
