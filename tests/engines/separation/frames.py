"""Packets as bytes on the wire."""

import struct


def checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    total = (total >> 16) + (total & 0xFFFF)
    return ~(total + (total >> 16)) & 0xFFFF


def frame(packet, number, *, iif=1):
    """Return an Ethernet frame of a packet, its number in the last four bytes."""
    payload = b"SEKI" + struct.pack("!I", number)
    size = 4 if packet.family == 4 else 16
    source = packet.source.to_bytes(size, "big")
    destination = packet.destination.to_bytes(size, "big")
    segment = _segment(packet, payload, source, destination)
    macs = bytes.fromhex(f"0200000001{iif:02x}") + bytes.fromhex(f"0200000002{iif:02x}")
    if packet.family == 4:
        head = struct.pack(
            "!BBHHHBBH4s4s", 0x45, 0, 20 + len(segment), number & 0xFFFF, 0, 64,
            packet.protocol, 0, source, destination,
        )  # fmt: skip
        head = head[:10] + struct.pack("!H", checksum(head)) + head[12:]
        return macs + b"\x08\x00" + head + segment
    head = struct.pack(
        "!IHBB16s16s", 6 << 28, len(segment), packet.protocol, 64, source, destination
    )
    return macs + b"\x86\xdd" + head + segment


def _segment(packet, payload, source, destination):
    protocol = packet.protocol
    if protocol == 6:
        flags = 5 << 12 | packet.tcp_flags
        made = struct.pack(
            "!HHIIHHHH", packet.source_port, packet.destination_port, 1, 0, flags, 64, 0, 0
        )
        at = 16
    elif protocol == 17:
        made = struct.pack(
            "!HHHH", packet.source_port, packet.destination_port, 8 + len(payload), 0
        )
        at = 6
    elif protocol in {1, 58}:
        made = struct.pack("!BBHHH", packet.source_port, packet.destination_port, 0, 1, 1)
        at = 2
    else:
        return b"\0" * 8 + payload
    whole = made + payload
    pseudo = b"" if protocol == 1 else _pseudo(packet, source, destination, len(whole))
    sums = checksum(pseudo + whole) or 0xFFFF
    return whole[:at] + struct.pack("!H", sums) + whole[at + 2 :]


def _pseudo(packet, source, destination, length):
    if packet.family == 4:
        return source + destination + struct.pack("!BBH", 0, packet.protocol, length)
    return source + destination + struct.pack("!IHBB", length, 0, 0, packet.protocol)
