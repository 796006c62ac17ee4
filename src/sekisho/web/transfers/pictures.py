"""Reads the pixels a confined process drew, and writes them as pictures of our own.

The law: what a browser is given was made here, from numbers. The process that opened the document
may have been taken over by it; its answer is taken as width, height and colours or not at all.
"""

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from sekisho.web.transfers.apart.measures import HEIGHT, PAGES, WIDTH

_HEAD = struct.Struct(">HH")
MOST = PAGES * (WIDTH * HEIGHT * 3 + _HEAD.size)  # bytes of an answer


class NoPicturesError(ValueError):
    """The answer is no pixels."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One page as a PNG of our making."""

    width: int
    height: int
    png: bytes


def pictures_of(untrusted: bytes) -> list[Picture]:
    """Return the pages of an answer. Raises NoPicturesError unless every byte is accounted for."""
    found = [_picture(*each) for each in _pages(untrusted)]
    if not found:
        raise NoPicturesError("none")
    return found


def _pages(untrusted: bytes) -> Iterator[tuple[int, int, bytes]]:
    at = 0
    for _ in range(PAGES):
        if at == len(untrusted):
            return
        if len(untrusted) - at < _HEAD.size:
            raise NoPicturesError("head")
        width, height = _HEAD.unpack_from(untrusted, at)
        size = width * height * 3
        at += _HEAD.size
        if not (0 < width <= WIDTH and 0 < height <= HEIGHT) or len(untrusted) - at < size:
            raise NoPicturesError("size")
        yield width, height, untrusted[at : at + size]
        at += size
    if at != len(untrusted):
        raise NoPicturesError("rest")


def _picture(width: int, height: int, colours: bytes) -> Picture:
    from PIL import Image  # noqa: PLC0415  # heavy, and no page needs it before

    out = io.BytesIO()
    Image.frombytes("RGB", (width, height), colours).save(out, "PNG")
    return Picture(width, height, out.getvalue())
