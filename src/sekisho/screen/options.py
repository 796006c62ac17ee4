"""What the body decided about its browser sessions: how many, how long, how large, and where to."""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

MIB = 1 << 20
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_UNICAST = ipaddress.IPv6Network("2000::/3")  # all that was ever given out (RFC 4291, IANA)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052
DEFAULT, MY_NUMBER = "internet", "mynumber"


class Unusable(ValueError):  # noqa: N818  # not an error of a session: a setting
    """A setting cannot be used; the message says which and why."""


def _networks(words: tuple[str, ...]) -> tuple[Network, ...]:
    try:
        return tuple(ipaddress.ip_network(each) for each in words)
    except ValueError as error:
        raise Unusable(f"ネットワークの書き方が違います: {error}") from error


def _plain(address: str) -> Address:
    """Return an address, IPv4 written as IPv6 as what it is. Raises ValueError."""
    found = ipaddress.ip_address(address)
    return getattr(found, "ipv4_mapped", None) or found


def _led_to(found: Address) -> Address:
    """Return the IPv4 address a translator or a tunnel makes of this one, else itself."""
    if isinstance(found, ipaddress.IPv4Address):
        return found
    if found in _NAT64:
        return ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
    return found.sixtofour or found


def _public(found: Address) -> bool:
    """Whether an address is of the internet: what the old site-local ones were is inner here."""
    if isinstance(found, ipaddress.IPv6Address) and found not in _UNICAST and found not in _NAT64:
        return False
    return found.is_global and not found.is_multicast


def _within(found: Address, networks: tuple[Network, ...]) -> bool:
    return any(found in each for each in networks if each.version == found.version)


@dataclass(frozen=True, slots=True)
class Profile:
    """Which addresses a kind of session may reach.

    `hosts` empty: every public host. ".example.jp" stands for all below it. `only`: of those, the
    hosts a permit names, to the letter; None: no permit is asked for. `refused` are networks that
    are never reached, the declared zones among them; `also` are inner test sites that may be.
    """

    name: str = DEFAULT
    hosts: tuple[str, ...] = ()
    ports: tuple[int, ...] = (80, 443)
    refused: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    only: tuple[str, ...] | None = None
    _refused: tuple[Network, ...] = field(init=False, repr=False, default=())
    _also: tuple[Network, ...] = field(init=False, repr=False, default=())

    def __post_init__(self) -> None:
        object.__setattr__(self, "_refused", _networks(self.refused))
        object.__setattr__(self, "_also", _networks(self.also))

    def names(self, host: str) -> bool:
        """Whether this host's name is one that may be asked for."""
        name = host.lower().rstrip(".")
        if self.only is not None and name not in self.only:
            return False
        return not self.hosts or any(
            name == each.lstrip(".") or (each.startswith(".") and name.endswith(each))
            for each in map(str.lower, self.hosts)
        )

    def named(self, hosts: Iterable[str]) -> "Profile":
        """Return this profile for the hosts a permit names, no more."""
        return replace(self, only=tuple(sorted(each.lower().rstrip(".") for each in hosts)))

    def reaches(self, address: str) -> bool:
        """Whether this address may be connected to: public ones, and what is named besides."""
        found = _plain(address)
        if _within(found, self._also):
            return True
        return all(
            _public(each) and not _within(each, self._refused) for each in (found, _led_to(found))
        )


@dataclass(frozen=True, slots=True)
class ScreenOptions:
    """All settings of one session host. Raises Unusable for what cannot be used.

    A session takes at most `memory_bytes` for its programs (looked at each second) and, in memory
    too, `files_bytes` and 320 MiB for its files; where the kernel keeps limits (`caps`), both
    together are its. The host itself takes some hundred kilobytes for each open connection.
    """

    host: str = "screen-1"
    listen: tuple[str, int] = ("127.0.0.1", 8210)
    sessions: int = 10
    warm: int = 1  # started before anybody asks
    memory_bytes: int = 1024 * MIB  # of one session, measured as its share (PSS)
    files_bytes: int = 512 * MIB  # of its file system, which lives in memory
    processes: int = 400
    percent: int = 150  # of one processor
    idle_seconds: int = 15 * 60
    longest_seconds: int = 8 * 60 * 60
    size: tuple[int, int] = (1366, 768)
    most_size: tuple[int, int] = (3840, 2160)
    download_bytes: int = 200 * MIB  # of one file handed on
    connections: int = 64  # to the outside, of one session
    start: str = "about:blank"  # the first page
    trusted_fronts: tuple[str, ...] = ()  # whose X-Forwarded-For is believed
    origins: tuple[str, ...] = ()  # of the product's pages; empty: none is asked for
    profiles: tuple[Profile, ...] = (Profile(),)
    zones: tuple[tuple[str, tuple[str, ...]], ...] = ()  # of terminals, with their networks
    texts: tuple[str, ...] = ("read",)  # which texts cross (`texts.KINDS`)
    visit_seconds: int = 60  # the same host asked for again within this time is one visit

    def __post_init__(self) -> None:
        numbers = (self.sessions, self.memory_bytes, self.idle_seconds, self.longest_seconds)
        if min(*numbers, self.processes, self.percent) < 1:
            raise Unusable("画面転送の数と時間は、1以上にしてください。")
        if not 0 <= self.warm <= self.sessions:
            raise Unusable("待機させる数は、同時に使える数までにしてください。")
        if not set(self.texts) <= {"read", "copy", "paste"}:
            raise Unusable("文字の受け渡しは read、copy、paste の中から書いてください。")
        for _zone, words in self.zones:
            _networks(words)
        if not self.host.replace("-", "").isalnum():
            raise Unusable("画面転送のサーバーの名前は、英数字とハイフンで書いてください。")

    def profile(self, name: str) -> Profile:
        """Return the profile of that name. Raises KeyError for none."""
        return {each.name: each for each in self.profiles}[name]

    def texts_of(self, profile: str) -> list[str]:
        """Return which texts cross for a profile: to the My Number zone, a page that is read."""
        return [each for each in self.texts if each == "read" or profile != MY_NUMBER]

    def zone_at(self, address: str) -> str | None:
        """Return the zone of an address by the longest prefix, "" for none; None: none are told."""
        if not self.zones:
            return None
        try:
            found = _plain(address)
        except ValueError:
            return ""
        within = [
            (network.prefixlen, zone)
            for zone, words in self.zones
            for network in _networks(words)
            if found.version == network.version and found in network
        ]
        return max(within)[1] if within else ""
