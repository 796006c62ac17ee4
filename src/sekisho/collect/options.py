"""What the receiver is told: where to listen, whom to hear, which files to follow, its limits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path

from sekisho.collect.channels import is_name

Address = tuple[str, int]


class OptionsError(ValueError):
    """Settings that cannot be used; the message says which and why."""


@dataclass(frozen=True, slots=True)
class CollectOptions:
    """Settings of one receiver; a place to listen at that is None is not opened.

    `networks` may send; what others send is refused and counted. While less than `free_bytes` are
    left on the disk nothing is taken: connections wait, and what the kernel drops is counted.
    """

    udp: Address | None = None
    tcp: Address | None = None
    tls: Address | None = None
    netflow: Address | None = None
    certificate: Path | None = None
    key: Path | None = None
    client_ca: Path | None = None  # senders prove by it who they are
    networks: tuple[str, ...] = (
        "127.0.0.0/8", "::1", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7",
    )  # fmt: skip
    files: Mapping[str, Path] = field(default_factory=dict)
    message_bytes: int = 64 << 10
    segment_bytes: int = 8 << 20
    seal_seconds: float = 5.0
    free_bytes: int = 1 << 30
    connections: int = 512
    greeting_seconds: float = 10.0  # for the TLS handshake; a place is not held by saying nothing
    channels: int = 1_024

    def __post_init__(self) -> None:
        """Refuse what cannot work; raises OptionsError."""
        for network in self.networks:
            try:
                ip_network(network)
            except ValueError as error:
                raise OptionsError(
                    f"{network}: ネットワークは 192.0.2.0/24 の形で指定してください。"
                ) from error
        if self.tls and not (self.certificate and self.key):
            raise OptionsError("TLS で受けるには、証明書と秘密鍵を指定してください。")
        wrong = next((name for name in self.files if not is_name(name)), None)
        if wrong is not None:
            raise OptionsError(f"{wrong}: 記録元の名前は、英小文字・数字・- で付けてください。")
