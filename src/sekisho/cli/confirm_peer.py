"""Puts packets on one interface and tells which of them came out at another (a process of its own).

usage: confirm_peer.py SEND CATCH   a JSON list of packets on stdin; prints the numbers of those
caught as JSON. Run inside a network namespace made for it, never on the machine's own interfaces.
"""

import json
import select
import socket
import struct
import sys
import time

ROUTER, HOST = bytes.fromhex("020000000101"), bytes.fromhex("020000000201")
_MARK = b"SEKI"
_ALL = 3
_TIMES, _SECONDS = 6, 0.25
_TCP, _UDP, _ICMP, _ICMPV6 = 6, 17, 1, 58


def checksum(data: bytes) -> int:
    """Return the Internet checksum."""
    data += b"\0" * (len(data) % 2)
    total: int = sum(struct.unpack(f"!{len(data) // 2}H", data))
    total = (total >> 16) + (total & 0xFFFF)
    return ~(total + (total >> 16)) & 0xFFFF


def frame(packet: dict[str, int], number: int) -> bytes:
    """Return an Ethernet frame of a packet; mark and number are its last eight bytes."""
    size = 4 if packet["family"] == 4 else 16  # noqa: PLR2004  # bytes of an address
    source = packet["source"].to_bytes(size, "big")
    destination = packet["destination"].to_bytes(size, "big")
    segment = _segment(packet, _MARK + struct.pack("!I", number), source, destination)
    protocol = packet["protocol"]
    if packet["family"] == 4:  # noqa: PLR2004
        head = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(segment), number, 0, 64, protocol, 0)
        total = checksum(head + source + destination)
        head = head[:10] + struct.pack("!H", total) + source + destination
        return ROUTER + HOST + b"\x08\x00" + head + segment
    head = struct.pack("!IHBB", 6 << 28, len(segment), protocol, 64)
    return ROUTER + HOST + b"\x86\xdd" + head + source + destination + segment


def _segment(packet: dict[str, int], payload: bytes, source: bytes, destination: bytes) -> bytes:
    protocol, ports = packet["protocol"], (packet["source_port"], packet["destination_port"])
    if protocol == _TCP:
        head, at = struct.pack("!HHIIHHHH", *ports, 1, 0, 5 << 12 | packet["flags"], 64, 0, 0), 16
    elif protocol == _UDP:
        head, at = struct.pack("!HHHH", *ports, 8 + len(payload), 0), 6
    elif protocol in {_ICMP, _ICMPV6}:
        head, at = struct.pack("!BBHHH", *ports, 0, 1, 1), 2
    else:
        return b"\0" * 8 + payload
    whole = head + payload
    pseudo = source + destination
    if packet["family"] == 4:  # noqa: PLR2004
        pseudo += struct.pack("!BBH", 0, protocol, len(whole))
    else:
        pseudo += struct.pack("!IHBB", len(whole), 0, 0, protocol)
    total = checksum((b"" if protocol == _ICMP else pseudo) + whole) or 0xFFFF
    return whole[:at] + struct.pack("!H", total) + whole[at + 2 :]


def main() -> None:
    """Send, catch, print."""
    send, catch = sys.argv[1:]
    packets = json.load(sys.stdin)
    with (
        socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(_ALL)) as out,
        socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(_ALL)) as into,
    ):
        out.bind((send, 0))
        into.bind((catch, 0))
        into.settimeout(0)
        frames = [frame(packet, number) for number, packet in enumerate(packets)]
        print(json.dumps(sorted(_caught(out, into, frames))))


def _caught(out: socket.socket, into: socket.socket, frames: list[bytes]) -> set[int]:
    """Send again what has not come out: a pair just made may not carry the first packets."""
    found: set[int] = set()
    for _ in range(_TIMES):
        for number in sorted(set(range(len(frames))) - found):
            out.send(frames[number])
        end = time.monotonic() + _SECONDS
        while time.monotonic() < end and len(found) < len(frames):
            if select.select([into], [], [], 0.02)[0]:
                data = into.recv(65535)
                if data[-8:-4] == _MARK:
                    found.add(struct.unpack("!I", data[-4:])[0])
    return found


if __name__ == "__main__":
    main()
