"""Records described by templates (NetFlow v9, RFC 3954; IPFIX, RFC 7011): the part both share.

A template says which elements of which length a record has. Templates count within the exporter
and its domain; data whose template has not come yet is not understood, and kept.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from ipaddress import ip_address

from sekisho.detection.errors import NotUnderstoodError
from sekisho.detection.limits import Limits
from sekisho.detection.schema import Fields
from sekisho.detection.times import SECOND
from sekisho.detection.values import endpoint, made, port, transport

_VARIABLE = 0xFFFF
_ENTERPRISE = 0x8000
_LONG = 255
_MILLI = 1_000
_NTP = 2_208_988_800  # seconds from 1900 to 1970
_ADDRESSES = {8: "source", 27: "source", 12: "destination", 28: "destination"}
_MOST = (1 << 63) - 1


@dataclass(frozen=True, slots=True)
class Template:
    """The elements of a record, each with its length; `scopes` > 0: of options, no flow."""

    elements: tuple[tuple[int, int], ...]
    options: bool = False

    @property
    def least(self) -> int:
        """The shortest such a record can be."""
        return sum(1 if length == _VARIABLE else length for _, length in self.elements)


@dataclass(slots=True)
class Templates:
    """The templates an exporter has sent, the oldest forgotten beyond the limit."""

    limits: Limits
    known: dict[tuple[int, int], Template] = field(default_factory=dict)

    def learn(self, domain: int, number: int, template: Template) -> None:
        """Take a template in; a newer one of the same number replaces it."""
        self.known.pop((domain, number), None)
        if template.elements:
            self.known[domain, number] = template
        while len(self.known) > self.limits.templates:
            del self.known[next(iter(self.known))]

    def of(self, domain: int, number: int) -> Template:
        """Return a template; raises `NotUnderstoodError` when it has not come."""
        found = self.known.get((domain, number))
        if found is None:
            raise NotUnderstoodError("template-unknown")
        return found


def sets(untrusted_body: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield each set's number and contents; raises `NotUnderstoodError` when they do not fit."""
    at = 0
    while at < len(untrusted_body):
        if len(untrusted_body) - at < 4:
            if any(untrusted_body[at:]):
                raise NotUnderstoodError("cut-set")
            return
        number, size = struct.unpack_from("!HH", untrusted_body, at)
        if size < 4 or at + size > len(untrusted_body):
            raise NotUnderstoodError("cut-set")
        yield number, untrusted_body[at + 4 : at + size]
        at += size


def elements(
    untrusted_body: bytes, at: int, count: int, *, enterprises: bool
) -> tuple[tuple[tuple[int, int], ...], int]:
    """Return `count` elements and where they end; raises `NotUnderstoodError` when cut."""
    found = []
    for _ in range(count):
        if at + 4 > len(untrusted_body):
            raise NotUnderstoodError("cut-template")
        number, length = struct.unpack_from("!HH", untrusted_body, at)
        at += 4
        if enterprises and number & _ENTERPRISE:
            number = -1  # another vendor's element: its length is all we need
            at += 4
        found.append((number, length))
    return tuple(found), at


def records(untrusted_body: bytes, template: Template) -> Iterator[dict[int, bytes]]:
    """Yield each record's elements by their number; what follows the last one is padding."""
    at, least = 0, max(template.least, 1)
    while len(untrusted_body) - at >= least:
        found: dict[int, bytes] = {}
        for number, stated in template.elements:
            length, at = _length(untrusted_body, at, stated)
            if at + length > len(untrusted_body):
                raise NotUnderstoodError("cut-record")
            found[number] = untrusted_body[at : at + length]
            at += length
        yield found


def _length(body: bytes, at: int, stated: int) -> tuple[int, int]:
    if stated != _VARIABLE:
        return stated, at
    if at >= len(body):
        raise NotUnderstoodError("cut-record")
    if body[at] != _LONG:
        return body[at], at + 1
    return int.from_bytes(body[at + 1 : at + 3], "big"), at + 3


def flow(record: dict[int, bytes], dataset: str, sent_us: int, booted_us: int | None) -> Fields:
    """Return the columns of a flow; raises `NotUnderstoodError` when it has no two addresses."""
    ends: Fields = {}
    for number, side in _ADDRESSES.items():
        if (raw := record.get(number)) and any(raw) and len(raw) in {4, 16}:
            ends |= endpoint(side, str(ip_address(raw)))
    for side, number in (("source", 7), ("destination", 11)):
        if (each := port(_number(record, number))) is not None:
            ends[f"{side}_port"] = each
    if "source_ip" not in ends or "destination_ip" not in ends:
        raise NotUnderstoodError("no-address")
    start, end = _period(record, booted_us)
    begun = sent_us if start is None else start
    return {
        **ends,
        **transport(_number(record, 4)),
        **made(
            event_dataset=dataset,
            event_category="network",
            event_type="connection",
            event_action="flow",
            event_outcome="success",
            stated_us=begun,
            time_quality="stated",
            start_us=start,
            end_us=end,
            duration_us=end - start
            if start is not None and end is not None and end >= start
            else None,
            one_way=23 not in record,
            source_bytes=_number(record, 1, 85),
            source_packets=_number(record, 2, 86),
            destination_bytes=_number(record, 23),
            destination_packets=_number(record, 24),
            tcp_flags=_number(record, 6),
            icmp_type=_icmp_type(record),
            observer_ingress_interface_name=_name(record, 10),
            observer_egress_interface_name=_name(record, 14),
        ),
    }


def _number(record: dict[int, bytes], *names: int) -> int | None:
    for name in names:
        raw = record.get(name)
        if raw and len(raw) <= 8 and (value := int.from_bytes(raw, "big")) <= _MOST:
            return value
    return None


def _name(record: dict[int, bytes], number: int) -> str | None:
    found = _number(record, number)
    return None if found is None else str(found)


def _icmp_type(record: dict[int, bytes]) -> int | None:
    found = _number(record, 176, 178)
    if found is not None:
        return found
    both = _number(record, 32, 139)
    return None if both is None else both >> 8 & 0xFF


def _period(record: dict[int, bytes], booted_us: int | None) -> tuple[int | None, int | None]:
    """Return when a flow began and ended, from whichever elements say so."""
    return _moment(record, booted_us, (152, 154, 156, 150, 22)), _moment(
        record, booted_us, (153, 155, 157, 151, 21)
    )


def _moment(record: dict[int, bytes], booted_us: int | None, names: tuple[int, ...]) -> int | None:
    millis, micros, nanos, seconds, uptime = names
    if (found := _number(record, millis)) is not None:
        return _kept(found * _MILLI)
    for name in (micros, nanos):
        if (raw := record.get(name)) and len(raw) == 8:
            whole, part = struct.unpack("!II", raw)
            return _kept((whole - _NTP) * SECOND + (part * SECOND >> 32))
    if (found := _number(record, seconds)) is not None:
        return _kept(found * SECOND)
    if booted_us is not None and (found := _number(record, uptime)) is not None:
        return _kept(booted_us + found * _MILLI)
    return None


def _kept(us: int) -> int | None:
    return us if 0 <= us <= _MOST else None
