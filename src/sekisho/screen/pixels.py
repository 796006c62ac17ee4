"""What may come from a session to a terminal: pixels, the pointer's shape, and the screen's size.

The server's side of RFB 3.8 (RFC 6143 §7.6 and §7.7) in the encodings `inputs` lets be asked for.
Text from the session's clipboard and its bell never cross; anything else ends the connection, so a
browser taken over by a page can show pictures and no more. 32 bits a pixel, as `inputs` sees to.
"""

import struct
from collections.abc import Callable

from sekisho.screen.errors import ProtocolError
from sekisho.screen.inputs import (
    COPY,
    CURSOR,
    DESKTOP_SIZE,
    EXTENDED_KEY,
    EXTENDED_SIZE,
    LAST_RECT,
    RAW,
    TIGHT,
)
from sekisho.screen.stream import Drop, Filter, Let, Rule, Say

_UPDATE, _BELL, _CUT_TEXT, _CONTINUOUS_END, _FENCE = 0, 2, 3, 150, 248
_TEXT_MOST = 16 << 20
_FENCE_MOST, _SCREENS_MOST = 64, 16
_UNCOUNTED = 0xFFFF  # rectangles until one says it is the last
_SMALL = 12  # fewer bytes than this stand uncompressed (Tight)
_FILL, _JPEG, _COPIED, _PALETTE, _GRADIENT = 8, 9, 0, 1, 2
_CURSOR_MOST = 256


class Pixels:
    """One session's words on their way to its terminal."""

    def __init__(self, most_width: int, most_height: int) -> None:
        self._most = (most_width, most_height)
        self._filter = Filter(self._messages)

    def feed(self, untrusted: bytes) -> bytes:
        """Return what may go to the terminal. Raises ProtocolError for what is not on the list."""
        return self._filter.feed(untrusted)

    def _messages(self) -> Rule:
        while True:
            kind = (yield 1)[0]
            if kind == _UPDATE:
                yield from self._update()
            elif kind == _BELL:
                continue
            elif kind == _CUT_TEXT:
                (length,) = struct.unpack(">3xi", (yield 7))
                if abs(length) > _TEXT_MOST:
                    raise ProtocolError("clipboard")
                yield Drop(abs(length))
            elif kind == _CONTINUOUS_END:
                yield Say(bytes([kind]))
            elif kind == _FENCE:
                head = yield 8
                if head[7] > _FENCE_MOST:
                    raise ProtocolError("fence")
                yield Say(bytes([kind]) + head + (yield head[7]))
            else:
                raise ProtocolError(f"server message {kind}")

    def _update(self) -> Rule:
        head = yield 3
        (count,) = struct.unpack(">xH", head)
        yield Say(bytes([_UPDATE]) + head)
        while count:
            rectangle = yield 12
            x, y, width, height, encoding = struct.unpack(">HHHHi", rectangle)
            body = _BODIES.get(encoding)
            if body is None:
                raise ProtocolError(f"encoding {encoding}")
            if encoding in _DRAWN and (x + width > self._most[0] or y + height > self._most[1]):
                raise ProtocolError("outside the screen")
            yield Say(rectangle)
            yield from body(width, height)
            if encoding == LAST_RECT:
                return
            count -= count != _UNCOUNTED


def _nothing(width: int, height: int) -> Rule:  # noqa: ARG001  # one signature for all bodies
    yield Let(0)


def _raw(width: int, height: int) -> Rule:
    yield Let(4 * width * height)


def _copy(width: int, height: int) -> Rule:  # noqa: ARG001
    yield Let(4)


def _cursor(width: int, height: int) -> Rule:
    if max(width, height) > _CURSOR_MOST:
        raise ProtocolError("cursor")
    yield Let(4 * width * height + (width + 7) // 8 * height)


def _screens(width: int, height: int) -> Rule:  # noqa: ARG001
    head = yield 4
    if head[0] > _SCREENS_MOST:
        raise ProtocolError("screens")
    yield Say(head)
    yield Let(16 * head[0])


def _tight(width: int, height: int) -> Rule:
    control = (yield 1)[0]
    yield Say(bytes([control]))
    way = control >> 4
    if way == _FILL:
        yield Let(3)
    elif way == _JPEG:
        yield from _measured()
    elif way < _FILL:
        size = 3 * width * height
        if way & 4:
            size = yield from _filtered(width, height)
        if size < _SMALL:
            yield Let(size)
        else:
            yield from _measured()
    else:
        raise ProtocolError(f"tight {way}")


def _filtered(width: int, height: int):  # type: ignore[no-untyped-def]  # noqa: ANN202  # a rule with an answer
    """Pass a filter's name and colours; answer how many bytes its pixels take."""
    name = (yield 1)[0]
    yield Say(bytes([name]))
    if name in {_COPIED, _GRADIENT}:
        return 3 * width * height
    if name != _PALETTE:
        raise ProtocolError(f"tight filter {name}")
    last = (yield 1)[0]
    yield Say(bytes([last]))
    yield Let(3 * (last + 1))
    return (width + 7) // 8 * height if last == 1 else width * height


def _measured() -> Rule:
    """Pass bytes with their count before them, seven bits and seven bits and eight."""
    length = shift = 0
    for last in (False, False, True):
        part = (yield 1)[0]
        yield Say(bytes([part]))
        length |= (part if last else part & 0x7F) << shift
        shift += 7
        if last or part < 0x80:  # noqa: PLR2004  # the highest bit says that more follows
            break
    yield Let(length)


_DRAWN = frozenset({RAW, COPY, TIGHT})
_BODIES: dict[int, Callable[[int, int], Rule]] = {
    RAW: _raw,
    COPY: _copy,
    TIGHT: _tight,
    CURSOR: _cursor,
    DESKTOP_SIZE: _nothing,
    LAST_RECT: _nothing,
    EXTENDED_KEY: _nothing,
    EXTENDED_SIZE: _screens,
}
