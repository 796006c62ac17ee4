"""Names of channels: the way logs came, and from whom. Each is a folder of the spool."""

import re
from ipaddress import IPv6Address, ip_address

_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{0,62}\Z")
_CHANNEL = re.compile(r"(?:udp|tcp|tls|netflow|file|drop)-[0-9a-z][0-9a-z:.-]{0,62}\Z")
OTHERS = "others"  # who came after as many senders as there may be channels


def is_name(word: str) -> bool:
    """Say whether a word can name a file that is followed, or a folder of the drop folder."""
    return _NAME.match(word) is not None


def is_channel(word: str) -> bool:
    """Say whether a word is a channel's name."""
    return _CHANNEL.match(word) is not None


def of_peer(way: str, untrusted_address: str) -> str:
    """Return the channel of who sends from an address; IPv4 within IPv6 is IPv4."""
    address = ip_address(untrusted_address.partition("%")[0])
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return f"{way}-{address}"
