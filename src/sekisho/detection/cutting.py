"""A delivery cut into its units: lines, datagrams kept one after the other, or the whole.

Memory is bounded by the limits whatever comes: of a unit that is too long only its beginning is
kept, with how long it was. Every byte belongs to exactly one unit (line ends belong to theirs).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from sekisho.detection.limits import Limits
from sekisho.detection.readers import ipfix, netflow5, netflow9
from sekisho.detection.readers.interface import Framing

_CHUNK = 1 << 20
_DATAGRAM = 1 << 16
_HEAD = 1 << 16
_LENGTHS: dict[Framing, Callable[[bytes], int | None]] = {
    Framing.NETFLOW5: netflow5.length,
    Framing.NETFLOW9: netflow9.length,
    Framing.IPFIX: ipfix.length,
}


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit: its bytes, and how long it was before it was cut."""

    data: bytes
    length: int

    @property
    def cut(self) -> bool:
        """Whether its end is missing."""
        return self.length > len(self.data)


class Source:
    """A stream whose beginning can be looked at before it is read."""

    def __init__(self, untrusted_stream: BinaryIO) -> None:
        self._stream = untrusted_stream
        self.head = _filled(untrusted_stream, _HEAD)
        self._ahead = self.head

    def read(self) -> bytes:
        """Return the next bytes, none at the end."""
        ahead, self._ahead = self._ahead, b""
        return ahead or self._stream.read(_CHUNK)


def _filled(stream: BinaryIO, size: int) -> bytes:
    found = b""
    while len(found) < size and (more := stream.read(size - len(found))):
        found += more
    return found


def units(source: Source, framing: Framing, limits: Limits) -> Iterator[Unit]:
    """Yield the units of a delivery."""
    if framing is Framing.LINES:
        yield from _lines(source, limits.line_bytes)
    elif framing is Framing.DOCUMENT:
        yield from _document(source, limits.document_bytes)
    else:
        yield from _datagrams(source, _LENGTHS[framing])


def _lines(source: Source, most: int) -> Iterator[Unit]:
    begun, length = b"", 0  # a line whose end has not come: at most `most` bytes of it
    while chunk := source.read():
        first, *rest = chunk.split(b"\n")
        begun, length = begun + first[: most - len(begun)], length + len(first)
        for line in rest:
            yield Unit(begun, length)
            begun, length = line[:most], len(line)
    if length:
        yield Unit(begun, length)


def _document(source: Source, most: int) -> Iterator[Unit]:
    found, length = b"", 0
    while chunk := source.read():
        found, length = found + chunk[: most - len(found)], length + len(chunk)
    if length:
        yield Unit(found, length)


def _datagrams(source: Source, length_of: Callable[[bytes], int | None]) -> Iterator[Unit]:
    """Yield datagrams; where none begins, everything that is left is one unit not understood."""
    held = b""
    while True:
        while len(held) < 2 * _DATAGRAM and (more := source.read()):
            held += more
        if not held:
            return
        length = length_of(held[:_DATAGRAM])
        if length is None or length > len(held):
            break
        yield Unit(held[:length], length)
        held = held[length:]
    rest = len(held)
    while more := source.read():
        rest += len(more)
    yield Unit(held[:_DATAGRAM], rest)
