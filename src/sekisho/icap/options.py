"""What the body decided about its ICAP service: who may ask, how much, and what of uploads."""

import ipaddress
from dataclasses import dataclass, field
from typing import Literal

MIB = 1 << 20
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class OptionsError(Exception):
    """A setting of the service cannot be used; the message says which and why."""


@dataclass(frozen=True, slots=True)
class IcapOptions:
    """All settings of one service. Raises OptionsError for what cannot be used.

    At most `crossers` downloads and as many uploads of `body_bytes` are held whole at a time, and
    beside them a preview for each connection: that bounds the memory.
    """

    listen: tuple[str, int] = ("127.0.0.1", 1344)
    networks: tuple[str, ...] = ("127.0.0.0/8", "::1/128")  # the proxies that may ask
    body_bytes: int = 64 * MIB  # of one download; larger ones do not cross
    crossers: int = 2  # downloads made safe at the same time
    connections: int = 100
    preview_bytes: int = 4096
    idle_seconds: float = 300
    read_seconds: float = 60  # for the next piece of a request that has begun
    uploads: Literal["refuse", "pass"] = "refuse"
    upload_hosts: tuple[str, ...] = ()  # where files may be sent all the same; ".x" with all below
    contact: str = "情報担当"  # whom a reader asks for an original
    _networks: tuple[Network, ...] = field(init=False, repr=False, default=())

    def __post_init__(self) -> None:
        try:
            networks = tuple(ipaddress.ip_network(each) for each in self.networks)
        except ValueError as error:
            raise OptionsError(f"受け付ける接続元の書き方が違います: {error}") from error
        if any(not (each.is_private or each.is_loopback) for each in networks):
            raise OptionsError("受け付ける接続元は、内部のアドレスだけにしてください。")
        if min(self.body_bytes, self.crossers, self.connections, self.preview_bytes) < 1:
            raise OptionsError("大きさと数は、1以上にしてください。")
        object.__setattr__(self, "_networks", networks)

    def takes_from(self, host: str) -> bool:
        """Whether this proxy may ask."""
        try:
            address = ipaddress.ip_address(host.partition("%")[0])
        except ValueError:
            return False
        mapped = getattr(address, "ipv4_mapped", None)
        return any((mapped or address) in network for network in self._networks)

    def may_upload_to(self, host: str) -> bool:
        """Whether files may be sent to this host."""
        name = host.lower().rstrip(".")
        return self.uploads == "pass" or any(
            name == each.lower().lstrip(".") or (each[:1] == "." and name.endswith(each.lower()))
            for each in self.upload_hosts
        )
