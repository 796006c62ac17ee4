"""From which zone somebody asks: by the address of the terminal and the prefixes zones declared.

The declared prefixes are a room's above, handed in at start-up. What is not known is said to be
unknown; what that opens or closes is each reader's own law.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

Address = IPv4Address | IPv6Address


@dataclass(frozen=True, slots=True)
class DeclaredZone:
    """A zone with the prefixes it was declared to have."""

    key: str
    label: str
    prefixes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """From where somebody asks: the address, and the zone it is known to lie in ("": unknown)."""

    address: Address | None = None
    zone: str = ""


_source: list[Callable[[], Iterable[DeclaredZone]]] = [tuple]


def install(source: Callable[[], Iterable[DeclaredZone]]) -> None:
    """Take what tells the declared zones; called once at start-up."""
    _source[0] = source


def declared() -> tuple[DeclaredZone, ...]:
    """Return the zones whose addresses were declared."""
    return tuple(_source[0]())


def place_of(address: str, zones: Sequence[DeclaredZone]) -> Place:
    """Return where an address lies, by the longest prefix; a machine's own address says nothing."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return Place()
    found = getattr(found, "ipv4_mapped", None) or found
    if found.is_loopback or found.is_unspecified:
        return Place()
    best, zone = -1, ""
    for each in zones:
        length = longest_prefix(found, each.prefixes)
        if length > best:
            best, zone = length, each.key
    return Place(found, zone)


def longest_prefix(address: Address, prefixes: Iterable[str]) -> int:
    """Return the length of the longest prefix an address lies in, −1 for none."""
    networks = (ip_network(each) for each in prefixes)
    return max((each.prefixlen for each in networks if address in each), default=-1)
