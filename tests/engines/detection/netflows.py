"""Writers of NetFlow v5, v9 and IPFIX, made from their specifications for these tests."""

import struct
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address

SENT = 1764464400  # 2025-11-30T01:00:00Z
UPTIME = 10_000_000  # milliseconds


@dataclass(frozen=True)
class Flow:
    source: IPv4Address | IPv6Address
    destination: IPv4Address | IPv6Address
    source_port: int = 51000
    destination_port: int = 443
    protocol: int = 6
    octets: int = 1000
    packets: int = 10
    first: int = UPTIME - 5_000  # milliseconds since the start
    last: int = UPTIME - 1_000
    flags: int = 0x1B

    @property
    def start_us(self):
        return SENT * 1_000_000 + (self.first - UPTIME) * 1_000

    @property
    def end_us(self):
        return SENT * 1_000_000 + (self.last - UPTIME) * 1_000


def version5(flows, sequence=0, uptime=UPTIME, nanos=0):
    head = struct.pack("!HHIIIIBBH", 5, len(flows), uptime, SENT, nanos, sequence, 0, 0, 0)
    return head + b"".join(_row5(flow) for flow in flows)


def _row5(flow):
    return struct.pack(
        "!4s4s4sHHIIIIHHBBBBHHBBH",
        flow.source.packed, flow.destination.packed, bytes(4), 3, 4, flow.packets, flow.octets,
        flow.first, flow.last, flow.source_port, flow.destination_port, 0, flow.flags, flow.protocol,
        0, 0, 0, 24, 24, 0,
    )  # fmt: skip


def _addressed(version):
    return [(8, 4), (12, 4)] if version == 4 else [(27, 16), (28, 16)]


REST9 = [(7, 2), (11, 2), (4, 1), (1, 4), (2, 4), (22, 4), (21, 4), (6, 1)]
REST10 = [(7, 2), (11, 2), (4, 1), (1, 8), (2, 8), (152, 8), (153, 8), (6, 1)]


def template(version, rest, number=256):
    """Return a template record of either version."""
    elements = _addressed(version) + rest
    return struct.pack("!HH", number, len(elements)) + b"".join(
        struct.pack("!HH", *each) for each in elements
    )


def set_of(number, body, *, pad=True):
    body += bytes(-len(body) % 4) if pad else b""
    return struct.pack("!HH", number, len(body) + 4) + body


def row9(flow):
    return flow.source.packed + flow.destination.packed + struct.pack(
        "!HHBIIIIB", flow.source_port, flow.destination_port, flow.protocol, flow.octets, flow.packets,
        flow.first, flow.last, flow.flags,
    )  # fmt: skip


def row10(flow):
    return flow.source.packed + flow.destination.packed + struct.pack(
        "!HHBQQQQB", flow.source_port, flow.destination_port, flow.protocol, flow.octets, flow.packets,
        flow.start_us // 1_000, flow.end_us // 1_000, flow.flags,
    )  # fmt: skip


def version9(*sets, count=1, domain=7):
    return struct.pack("!HHIIII", 9, count, UPTIME, SENT, 1, domain) + b"".join(sets)


def ipfix(*sets, domain=7):
    body = b"".join(sets)
    return struct.pack("!HHIII", 10, 16 + len(body), SENT, 1, domain) + body


def data9(flows, number=256):
    return set_of(number, b"".join(map(row9, flows)))


def data10(flows, number=256):
    return set_of(number, b"".join(map(row10, flows)))
