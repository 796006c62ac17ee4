"""One packet as the proofs see it, and the names of its parts."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntFlag
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

TCP, UDP, ICMP, ICMPV6 = 6, 17, 1, 58
WITH_PORTS = frozenset({6, 17, 33, 132, 136})  # TCP, UDP, DCCP, SCTP, UDP-Lite
PROTOCOLS = {
    "icmp": 1,
    "igmp": 2,
    "ipip": 4,
    "tcp": 6,
    "egp": 8,
    "udp": 17,
    "dccp": 33,
    "ipv6": 41,
    "rsvp": 46,
    "gre": 47,
    "esp": 50,
    "ah": 51,
    "icmpv6": 58,
    "eigrp": 88,
    "ospf": 89,
    "pim": 103,
    "vrrp": 112,
    "l2tp": 115,
    "sctp": 132,
    "udplite": 136,
}
PROTOCOL_NAMES = {number: name for name, number in PROTOCOLS.items()}
FLAGS = {"fin": 1, "syn": 2, "rst": 4, "psh": 8, "ack": 16, "urg": 32}
LAST = {"protocol": 255, "port": 65535, "icmp": 255, "flags": 63}


class State(IntFlag):
    """What a device that remembers conversations says of a packet.

    `ESTABLISHED` and `RELATED` exist only after a first packet passed, so a proof asks about the
    others. A device without memory that matches replies by TCP flags (`established` of an access
    list) is written with `ESTABLISHED` and `Rule.stateless`.
    """

    NEW = 1
    INVALID = 2
    UNTRACKED = 4
    ESTABLISHED = 8
    RELATED = 16


FIRST_PACKETS = State.NEW | State.INVALID | State.UNTRACKED


@dataclass(frozen=True, slots=True)
class Packet:
    """One packet. `source_port` and `destination_port` hold ICMP type and code for ICMP.

    A port is meaningless (0) for protocols without one and for later fragments.
    """

    family: int  # 4 or 6
    iif: str
    oif: str
    source: int
    destination: int
    protocol: int
    source_port: int = 0
    destination_port: int = 0
    state: State = State.NEW
    fragment: bool = False  # a fragment that is not the first
    tcp_flags: int = 2

    @property
    def has_ports(self) -> bool:
        """Whether this packet carries port numbers."""
        return self.protocol in WITH_PORTS and not self.fragment

    def address(self, value: int) -> str:
        """Return an address of this packet's family as people write it."""
        return str(IPv4Address(value) if self.family == 4 else IPv6Address(value))

    def sentence(self) -> str:
        """Return the packet in words: who reaches whom by what."""
        name = PROTOCOL_NAMES.get(self.protocol, f"プロトコル {self.protocol}").upper()
        ports = f" ポート {self.destination_port}" if self.has_ports else ""
        rest = "の後続の断片" if self.fragment else ""
        source, destination = self.address(self.source), self.address(self.destination)
        return f"{source} → {destination}（{name}{ports}{rest}）"

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> "Packet":
        """Return the packet that `as_json` wrote.

        What it leaves out may stand beside: `fragment`, and `numbers`: both ports (ICMP's type and
        code) and the TCP flags.
        """
        protocol = told["protocol"]
        ports = (told["source_port"] or 0, told["destination_port"] or 0, 2)
        source_port, destination_port, flags = told.get("numbers", ports)
        return cls(
            told["family"],
            told["in"] or "",
            told["out"] or "",
            int(ip_address(told["source"])),
            int(ip_address(told["destination"])),
            PROTOCOLS[protocol] if protocol in PROTOCOLS else int(protocol),
            source_port,
            destination_port,
            State[str(told["state"]).upper()],
            fragment=bool(told.get("fragment")),
            tcp_flags=flags,
        )

    def as_json(self) -> dict[str, object]:
        """Return the packet with the field names of `separation verify`."""
        return {
            "family": self.family,
            "in": self.iif or None,
            "out": self.oif or None,
            "source": self.address(self.source),
            "destination": self.address(self.destination),
            "protocol": PROTOCOL_NAMES.get(self.protocol, str(self.protocol)),
            "source_port": self.source_port if self.has_ports else None,
            "destination_port": self.destination_port if self.has_ports else None,
            "state": str(self.state.name).lower(),
        }
