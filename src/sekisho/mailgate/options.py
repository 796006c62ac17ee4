"""What the body decided about its mail gateway: who may hand in, to whom, how much."""

import ipaddress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Literal

from sekisho.mailgate.addresses import domain_as_ascii

MIB = 1 << 20
ANY = "*"


class OptionsError(Exception):
    """A setting of the gateway cannot be used; the message says which and why."""


class Tls(StrEnum):
    """Whether a connection is encrypted (STARTTLS)."""

    OFF = "off"
    MAY = "may"
    MUST = "must"


@dataclass(frozen=True, slots=True)
class GateOptions:
    """All settings of one gateway. Raises OptionsError for what would make it an open relay."""

    name: str  # its host name: greetings, trace lines; told from others of its kind by it
    domains: tuple[str, ...]  # recipients' domains it takes mail for; ("*",): all
    networks: tuple[str, ...] = ("127.0.0.0/8", "::1/128")  # who may hand in
    listen: tuple[str, int] = ("127.0.0.1", 10025)
    next_hop: tuple[str, int] = ("127.0.0.1", 10026)
    trusted: tuple[str, ...] = ()  # further domains whose look-alikes are pointed out
    front: str = ""  # the front server's name in Authentication-Results; "": not read
    dkim: Literal["off", "verify"] = "off"  # whether senders' signatures are verified here
    name_servers: tuple[str, ...] = ()  # asked for their keys; none: those of the machine
    sender: str = ""  # the address notices come from; "": postmaster@name
    contact: str = "情報担当"  # whom a recipient asks for an original
    pages: str = ""  # the address of the pages on what crossed, for the recipient; "": not said
    links: Literal["keep", "defang", "text"] = "defang"
    message_bytes: int = 25 * MIB
    recipients: int = 100  # of one message
    connections: int = 50
    per_minute: int = 600  # messages of one client
    hops: int = 30  # Received lines; beyond, the message goes round in circles
    free_bytes: int = 256 * MIB  # below this much free space nothing is taken in
    in_doubt: Literal["hold", "resend"] = "hold"  # handed on, but the answer was never seen
    pair_minutes: int = 0  # within which a following mail's password opens a file; 0: never
    tls: Tls = Tls.OFF
    certificate: Path | None = None
    key: Path | None = None
    next_hop_tls: Tls = Tls.OFF
    next_hop_ca: Path | None = None
    crossers: int = 2  # mails made safe at the same time
    carriers: int = 4  # mails handed on at the same time
    order_seconds: float = 2  # how often orders of people are looked for
    retry_seconds: tuple[float, ...] = (5, 30, 60, 300, 900, 1800)  # the last one for ever
    _networks: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...] = field(
        init=False, repr=False, default=()
    )

    def __post_init__(self) -> None:
        if not self.domains:
            raise OptionsError("受け付ける宛先のドメインを指定してください。")
        try:
            networks = tuple(ipaddress.ip_network(each) for each in self.networks)
        except ValueError as error:
            raise OptionsError(f"受け付ける接続元の書き方が違います: {error}") from error
        if self.domains == (ANY,) and any(not _inner(each) for each in networks):
            raise OptionsError(
                "どの宛先でも受け付けるときは、接続元を内部のアドレスだけにしてください。"
            )
        if self.tls is not Tls.OFF and not (self.certificate and self.key):
            raise OptionsError("暗号化して受けるには、証明書と秘密鍵の両方を指定してください。")
        object.__setattr__(self, "_networks", networks)

    def takes_from(self, host: str) -> bool:
        """Whether this client may hand in mail."""
        try:
            address = ipaddress.ip_address(host.partition("%")[0])
        except ValueError:
            return False
        mapped = getattr(address, "ipv4_mapped", None)
        return any((mapped or address) in network for network in self._networks)

    def takes_for(self, domain: str) -> bool:
        """Whether mail to this domain is taken in."""
        if self.domains == (ANY,):
            return True
        wanted = domain_as_ascii(domain)
        return bool(wanted) and wanted in {domain_as_ascii(each) for each in self.domains}

    @property
    def notice_sender(self) -> str:
        """The address the gateway's own notices come from."""
        return self.sender or f"postmaster@{self.name}"


def _inner(network: ipaddress.IPv4Network | ipaddress.IPv6Network) -> bool:
    return network.is_private or network.is_loopback
