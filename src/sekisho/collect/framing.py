"""Syslog over a connection cut into messages (RFC 6587): octet counting, or a line feed after each.

Both ways are told apart at the beginning of every message: a count is digits and a space, then
`<`. Bytes in, whole messages out, one a line; how many bytes were taken is told, so that who calls
may leave the rest where it is. Nothing is thrown away: what is too long comes in pieces.
"""

import re
from dataclasses import dataclass

_COUNT = re.compile(rb"([1-9]\d{0,7}) (?=<)")
_COUNT_LATER = re.compile(rb"\n[1-9]\d{0,7} <")
_MAYBE = re.compile(rb"[1-9]\d{0,7} ?\Z")
_ENDS = b"\r\n\0"
_LINE_FEED = b"#012"  # how a line feed within a message is written, as syslog daemons do


@dataclass(frozen=True, slots=True)
class Cut:
    """Messages, each ended by a line feed, and how many bytes of the beginning they took.

    `pieces`: messages that are only the beginning of a longer one. `escaped`: line feeds within.
    """

    lines: bytes = b""
    messages: int = 0
    used: int = 0
    pieces: int = 0
    escaped: int = 0


def cut(untrusted: bytes, most: int, *, ended: bool = False) -> Cut:
    """Return the messages that are whole; of one that has no end within `most` a piece.

    `ended`: no more will come, so that a beginning without its end is a message too.
    """
    last = untrusted.rfind(b"\n") + 1
    plain = not _COUNT.match(untrusted) and not _MAYBE.match(untrusted)
    if plain and last and last == len(untrusted) and _simple(untrusted):
        return Cut(untrusted, untrusted.count(b"\n"), len(untrusted))
    if plain and last and not ended and _simple(untrusted[:last]):
        whole = untrusted[:last]
        return Cut(whole, whole.count(b"\n"), last)
    return _one_by_one(untrusted, most, ended=ended)


def _simple(whole: bytes) -> bool:
    """Say whether line feeds alone cut this, with something between each two."""
    return (
        b"\n\n" not in whole
        and b"\n\r\n" not in whole
        and b"\n\0" not in whole
        and whole[:1] not in {b"\n", b"\r", b"\0"}
        and not _COUNT_LATER.search(whole)
    )


def _one_by_one(data: bytes, most: int, *, ended: bool) -> Cut:
    found: list[bytes] = []
    place = pieces = escaped = 0
    while place < len(data):
        begin, end, after = _next(data, place, most)
        if after < 0:
            if not ended:
                break
            begin, end, after = place, len(data), len(data)
        pieces += after == end and after < len(data) and begin == place
        message = data[begin:end].strip(b"\n").rstrip(_ENDS)
        escaped += message.count(b"\n")
        if message:
            found.append(message.replace(b"\n", _LINE_FEED) + b"\n")
        place = after
    return Cut(b"".join(found), len(found), place, pieces, escaped)


def _next(data: bytes, place: int, most: int) -> tuple[int, int, int]:
    """Return where the next message begins and ends, and where the one after; after < 0: not yet.

    More than `most` bytes without an end are taken as far as that, and end where the next begins.
    """
    counted = _COUNT.match(data, place)
    if counted is not None and int(counted[1]) <= most:
        end = counted.end() + int(counted[1])
        return counted.end(), end, end if end <= len(data) else -1
    if _MAYBE.match(data, place):
        return place, place, -1
    end = data.find(b"\n", place)
    if end >= 0:
        return place, end, end + 1
    return (place, place + most, place + most) if len(data) - place > most else (place, place, -1)
