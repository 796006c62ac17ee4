"""NetFlow version 9 datagrams (RFC 3954): a header of 20 bytes, then sets of templates and data."""

import struct
from collections.abc import Sequence

from sekisho.detection.errors import NotUnderstoodError
from sekisho.detection.readers.interface import Context, Framing, Reader, Session
from sekisho.detection.readers.templates import Template, Templates, elements, flow, records, sets
from sekisho.detection.schema import Fields
from sekisho.detection.times import SECOND

HEADER = struct.Struct("!HHIIII")
_TEMPLATES, _OPTIONS, _DATA = 0, 1, 256
_VERSION = 9
_MILLI = 1_000


def length(untrusted_head: bytes) -> int | None:
    """Return how long the first datagram is, or None: version 9 does not say, its sets do.

    A datagram ends where the next one begins (version 9 again) or where nothing follows.
    """
    if len(untrusted_head) < HEADER.size or untrusted_head[:2] != b"\0\x09":
        return None
    at = HEADER.size
    while at + 4 <= len(untrusted_head):
        number, size = struct.unpack_from("!HH", untrusted_head, at)
        if number == _VERSION or size < 4 or at + size > len(untrusted_head):
            break
        at += size
    return at if at > HEADER.size else None


class _Session:
    def __init__(self, context: Context) -> None:
        self._templates = Templates(context.limits)

    def read(self, untrusted_unit: bytes) -> Sequence[Fields]:
        """Return the flows of one datagram; templates are learnt on the way."""
        if len(untrusted_unit) < HEADER.size or untrusted_unit[:2] != b"\0\x09":
            raise NotUnderstoodError("no-netflow9")
        _, _, uptime, seconds, _, domain = HEADER.unpack_from(untrusted_unit)
        sent = seconds * SECOND
        found: list[Fields] = []
        for number, body in sets(untrusted_unit[HEADER.size :]):
            if number in {_TEMPLATES, _OPTIONS}:
                self._learn(domain, number, body)
            elif number >= _DATA and not (template := self._templates.of(domain, number)).options:
                booted = sent - uptime * _MILLI
                found += [flow(each, "netflow9", sent, booted) for each in records(body, template)]
        return found

    def _learn(self, domain: int, number: int, body: bytes) -> None:
        at = 0
        while len(body) - at >= 4:
            key, count = struct.unpack_from("!HH", body, at)
            at += 4
            if number == _OPTIONS:
                (options,) = struct.unpack_from("!H", body.ljust(at + 2, b"\0"), at)
                at, count = at + 2, (count + options) // 4
            if key < _DATA:
                return
            found, at = elements(body, at, count, enterprises=False)
            self._templates.learn(domain, key, Template(found, options=number == _OPTIONS))


def _recognises(untrusted_head: bytes) -> float:
    return 0.98 if length(untrusted_head) is not None else 0.0


def _open(context: Context) -> Session:
    return _Session(context)


READER = Reader("netflow9", "NetFlow バージョン 9", _recognises, _open, Framing.NETFLOW9)
