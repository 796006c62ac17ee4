"""The places the receiver listens at: opened once, by the process that keeps them."""

import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from pathlib import Path

from sekisho.collect.options import Address, CollectOptions, OptionsError

_BACKLOG = 512
_ROOM = 4 << 20  # bytes the kernel may hold for us
_LIMIT = Path("/proc/sys/net/core/rmem_max")


@dataclass(frozen=True, slots=True)
class Doors:
    """Open sockets by their way; None where nobody may come."""

    udp: socket.socket | None
    tcp: socket.socket | None
    tls: socket.socket | None
    netflow: socket.socket | None

    def places(self) -> list[str]:
        """Return where each listens, for people."""
        return [
            f"{way} {each.getsockname()[0]}:{each.getsockname()[1]}"
            for way in ("udp", "tcp", "tls", "netflow")
            if (each := getattr(self, way)) is not None
        ]


def open_doors(options: CollectOptions) -> Doors:
    """Listen at every place that was asked for; raises OptionsError naming one that is taken."""
    stream, datagram = socket.SOCK_STREAM, socket.SOCK_DGRAM
    return Doors(
        _opened(options.udp, datagram),
        _opened(options.tcp, stream),
        _opened(options.tls, stream),
        _opened(options.netflow, datagram),
    )


def _opened(place: Address | None, kind: socket.SocketKind) -> socket.socket | None:
    if place is None:
        return None
    family = socket.AF_INET6 if ":" in place[0] else socket.AF_INET
    door = socket.socket(family, kind)
    try:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if kind is socket.SOCK_DGRAM or _room_to_ask() >= _ROOM // 4:
            door.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _ROOM)
        door.bind(place)
        if kind is socket.SOCK_STREAM:
            door.listen(_BACKLOG)
    except OSError as error:
        door.close()
        raise OptionsError(f"{place[0]}:{place[1]} で受けられません: {error.strerror}") from error
    door.setblocking(False)  # noqa: FBT003  # named so by Python
    return door


def _room_to_ask() -> int:
    """Return how much room may be asked for; what a connection grows by itself may be more."""
    with suppress(OSError, ValueError):
        return int(_LIMIT.read_text("ascii"))
    return 0


class Guest:
    """Says who may send."""

    def __init__(self, networks: tuple[str, ...]) -> None:
        self._networks: list[IPv4Network | IPv6Network] = [ip_network(each) for each in networks]
        self._known: dict[str, bool] = {}

    def may(self, untrusted_address: str) -> bool:
        """Whether an address may send."""
        known = self._known.get(untrusted_address)
        if known is None:
            if len(self._known) > 65_536:  # noqa: PLR2004  # addresses may be made up
                self._known.clear()
            known = self._known[untrusted_address] = self._within(untrusted_address)
        return known

    def _within(self, untrusted_address: str) -> bool:
        address = ip_address(untrusted_address.partition("%")[0])
        if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        return any(address in network for network in self._networks)


def tls_context(options: CollectOptions) -> ssl.SSLContext | None:
    """Return how TLS is spoken (RFC 5425, TLS 1.2 and later); raises OptionsError."""
    if options.tls is None:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(str(options.certificate), str(options.key))
        if options.client_ca is not None:
            context.load_verify_locations(str(options.client_ca))
            context.verify_mode = ssl.CERT_REQUIRED
    except (OSError, ssl.SSLError) as error:
        raise OptionsError(f"TLS の証明書と秘密鍵を読めません: {error}") from error
    return context
