"""NetFlow version 5 datagrams: a header of 24 bytes and up to 30 records of 48, big-endian.

Records are one way: an answer is a record of its own. Their times count from the exporter's
start; the header says when that was.
"""

import struct
from collections.abc import Sequence
from ipaddress import IPv4Address

from sekisho.detection.errors import NotUnderstoodError
from sekisho.detection.readers.interface import Context, Framing, Reader, Session
from sekisho.detection.schema import Fields
from sekisho.detection.times import SECOND
from sekisho.detection.values import endpoint, made, transport

HEADER = struct.Struct("!HHIIIIBBH")
RECORD = struct.Struct("!4s4s4sHHIIIIHHxBBB4xBB2x")
_MOST = 30
_MILLI = 1_000
_WRAP = 1 << 32


def length(untrusted_head: bytes) -> int | None:
    """Return how long the datagram that begins here says it is, or None."""
    if len(untrusted_head) < HEADER.size:
        return None
    version, count = struct.unpack_from("!HH", untrusted_head)
    return HEADER.size + count * RECORD.size if version == 5 and 0 < count <= _MOST else None


class _Session:
    def __init__(self, _context: Context) -> None:
        pass

    def read(self, untrusted_unit: bytes) -> Sequence[Fields]:
        """Return the flows of one datagram."""
        if length(untrusted_unit) != len(untrusted_unit):
            raise NotUnderstoodError("no-netflow5")
        _, _, uptime, seconds, nanos, sequence, *_ = HEADER.unpack_from(untrusted_unit)
        booted = seconds * SECOND + nanos // 1_000 - uptime * _MILLI
        rows = RECORD.iter_unpack(untrusted_unit[HEADER.size :])
        return [_flow(row, booted, uptime, sequence + place) for place, row in enumerate(rows)]


def _flow(row: tuple[object, ...], booted: int, uptime: int, number: int) -> Fields:
    source, destination, _hop, into, out, packets, octets, first, last, *rest = row
    source_port, destination_port, flags, protocol, _service, _mask, _mask_too = rest
    ends = endpoint("source", str(IPv4Address(source)), source_port)
    ends |= endpoint("destination", str(IPv4Address(destination)), destination_port)
    start, end = (booted + _since(each, uptime) * _MILLI for each in (first, last))
    return {
        **ends,
        **transport(protocol),
        **made(
            event_dataset="netflow5",
            event_category="network",
            event_type="connection",
            event_action="flow",
            event_outcome="success",
            stated_us=start,
            time_quality="stated",
            start_us=start,
            end_us=end,
            duration_us=max(end - start, 0),
            one_way=True,
            event_id=str(number % _WRAP),
            source_packets=packets,  # type: ignore[arg-type]
            source_bytes=octets,  # type: ignore[arg-type]
            tcp_flags=flags,  # type: ignore[arg-type]
            observer_ingress_interface_name=str(into),
            observer_egress_interface_name=str(out),
        ),
    }


def _since(at: object, uptime: int) -> int:
    """Return milliseconds since the start; a counter of 32 bits begins anew after 49.7 days."""
    assert isinstance(at, int)  # noqa: S101  # the format of the record says so
    return at - _WRAP if at > uptime + _WRAP // 2 else at


def _recognises(untrusted_head: bytes) -> float:
    return 0.99 if length(untrusted_head) is not None else 0.0


def _open(context: Context) -> Session:
    return _Session(context)


READER = Reader("netflow5", "NetFlow バージョン 5", _recognises, _open, Framing.NETFLOW5)
