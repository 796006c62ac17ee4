"""IPFIX messages (RFC 7011): a header of 16 bytes with the length, then sets."""

import struct
from collections.abc import Sequence

from sekisho.detection.errors import NotUnderstoodError
from sekisho.detection.readers.interface import Context, Framing, Reader, Session
from sekisho.detection.readers.templates import Template, Templates, elements, flow, records, sets
from sekisho.detection.schema import Fields
from sekisho.detection.times import SECOND

HEADER = struct.Struct("!HHIII")
_TEMPLATES, _OPTIONS, _DATA = 2, 3, 256


def length(untrusted_head: bytes) -> int | None:
    """Return how long the message that begins here says it is, or None."""
    if len(untrusted_head) < HEADER.size:
        return None
    version, size = struct.unpack_from("!HH", untrusted_head)
    return size if version == 10 and size >= HEADER.size else None


class _Session:
    def __init__(self, context: Context) -> None:
        self._templates = Templates(context.limits)

    def read(self, untrusted_unit: bytes) -> Sequence[Fields]:
        """Return the flows of one message; templates are learnt on the way."""
        if length(untrusted_unit) != len(untrusted_unit):
            raise NotUnderstoodError("no-ipfix")
        _, _, seconds, _, domain = HEADER.unpack_from(untrusted_unit)
        sent = seconds * SECOND
        found: list[Fields] = []
        for number, body in sets(untrusted_unit[HEADER.size :]):
            if number in {_TEMPLATES, _OPTIONS}:
                self._learn(domain, number, body)
            elif number >= _DATA and not (template := self._templates.of(domain, number)).options:
                found += [flow(each, "ipfix", sent, None) for each in records(body, template)]
        return found

    def _learn(self, domain: int, number: int, body: bytes) -> None:
        at = 0
        while len(body) - at >= 4:
            key, count = struct.unpack_from("!HH", body, at)
            at += 6 if number == _OPTIONS and count else 4  # options say how many are scopes
            if key < _DATA:
                return
            found, at = elements(body, at, count, enterprises=True)
            self._templates.learn(domain, key, Template(found, options=number == _OPTIONS))


def _recognises(untrusted_head: bytes) -> float:
    return 0.98 if length(untrusted_head) is not None else 0.0


def _open(context: Context) -> Session:
    return _Session(context)


READER = Reader(
    "ipfix", "IPFIX（RFC 7011、RFC 5655 のファイル）", _recognises, _open, Framing.IPFIX
)
