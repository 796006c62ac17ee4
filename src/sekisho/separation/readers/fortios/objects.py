"""The objects of a FortiGate: addresses, services, their groups, virtual addresses.

What cannot be expressed (a name to be looked up, a country, a device that reports itself) raises
`NotKnownError` where it is used.
"""

from dataclasses import dataclass, field
from ipaddress import IPv4Address, ip_address
from typing import NamedTuple

from sekisho.separation.packet import ICMP, ICMPV6, LAST, TCP, UDP
from sekisho.separation.readers.fortios.tree import Entry
from sekisho.separation.spans import BITS, Spans, normal, one, prefix, union, wildcard

_SCTP = 132
_MOST_SPANS = 4096
_DEPTH = 16  # groups inside one another; a group inside itself is not known


class NotKnownError(ValueError):
    """An object this reader cannot express; holds its name."""


class Service(NamedTuple):
    """One alternative of a service; `None` is any."""

    protocol: Spans | None = None
    source_port: Spans | None = None
    destination_port: Spans | None = None
    icmp_type: Spans | None = None
    icmp_code: Spans | None = None


class Mapped(NamedTuple):
    """A virtual address: what it is from outside and where it leads."""

    entry: Entry
    interface: str  # "any" or a name
    outer: Spans
    inner: Spans
    protocol: Spans | None
    outer_port: Spans | None
    inner_port: Spans | None


def _tcp(*ports: int) -> tuple[Service, ...]:
    return (Service(one(TCP), None, normal((each, each) for each in ports)),)


def _udp(*ports: int) -> tuple[Service, ...]:
    return (Service(one(UDP), None, normal((each, each) for each in ports)),)


# What every device knows without its configuration saying so; a configuration may change them.
SERVICES: dict[str, tuple[Service, ...]] = {
    "ALL": (Service(),),
    "ALL_TCP": (Service(one(TCP)),),
    "ALL_UDP": (Service(one(UDP)),),
    "ALL_ICMP": (Service(one(ICMP)),),
    "ALL_ICMP6": (Service(one(ICMPV6)),),
    "PING": (Service(one(ICMP), icmp_type=one(8)),),
    "DNS": (*_tcp(53), *_udp(53)),
    "FTP": _tcp(21),
    "HTTP": _tcp(80),
    "HTTPS": _tcp(443),
    "IMAP": _tcp(143),
    "IMAPS": _tcp(993),
    "LDAP": _tcp(389),
    "NTP": (*_tcp(123), *_udp(123)),
    "POP3": _tcp(110),
    "POP3S": _tcp(995),
    "RDP": _tcp(3389),
    "SMTP": _tcp(25),
    "SMTPS": _tcp(465),
    "SNMP": (*_tcp(161, 162), *_udp(161, 162)),
    "SSH": _tcp(22),
    "SYSLOG": _udp(514),
    "TELNET": _tcp(23),
}
_EVERYWHERE = {4: ("all",), 6: ("all",)}


@dataclass(slots=True)
class Objects:
    """The objects a configuration defines, by name."""

    addresses: dict[int, dict[str, Entry]] = field(default_factory=lambda: {4: {}, 6: {}})
    groups: dict[int, dict[str, Entry]] = field(default_factory=lambda: {4: {}, 6: {}})
    services: dict[str, Entry] = field(default_factory=dict)
    service_groups: dict[str, Entry] = field(default_factory=dict)
    mapped: dict[str, Mapped] = field(default_factory=dict)

    def address(self, name: str, family: int, depth: int = 0) -> Spans | None:
        """Return an address or a group of them; None: any. Raises NotKnownError."""
        if name in self.mapped and family == 4:
            return self.mapped[name].inner
        if name in self.addresses[family]:
            return _address(self.addresses[family][name], family)
        group = self.groups[family].get(name)
        if group is None:
            if name in _EVERYWHERE[family]:
                return None
            if name == "none":
                return ()
            raise NotKnownError(name)
        if depth >= _DEPTH or group.values.get("exclude") == ("enable",):
            raise NotKnownError(name)
        found: Spans = ()
        for member in group.values.get("member", ()):
            spans = self.address(member, family, depth + 1)
            if spans is None:
                return None
            found = union(found, spans)
        return found

    def service(self, name: str, depth: int = 0) -> tuple[Service, ...]:
        """Return the alternatives of a service or of a group of them. Raises NotKnownError."""
        if name in self.services:
            return _service(self.services[name])
        group = self.service_groups.get(name)
        if group is None:
            if name in SERVICES:
                return SERVICES[name]
            raise NotKnownError(name)
        if depth >= _DEPTH:
            raise NotKnownError(name)
        return tuple(
            each
            for member in group.values.get("member", ())
            for each in self.service(member, depth + 1)
        )


def _address(entry: Entry, family: int) -> Spans | None:
    values = entry.values
    kind = values.get("type", ("ipmask" if family == 4 else "ipprefix",))[0]
    try:
        if kind == "iprange":
            low, high = (int(ip_address(values[key][0])) for key in ("start-ip", "end-ip"))
            if low > high or high >= 1 << BITS[family]:
                raise NotKnownError(entry.name)
            return ((low, high),)
        if family == 6 and kind == "ipprefix":
            return _whole(prefix(values.get("ip6", ("::/0",))[0]), 6, entry)
        if kind == "wildcard":
            return _wildcard(values["wildcard"], entry)
        if kind == "ipmask":
            if "subnet" not in values:
                return None  # the maker's default is everything
            address, mask = values["subnet"]
            return _whole(prefix(f"{address}/{mask}"), 4, entry)
    except (KeyError, ValueError, IndexError) as error:
        raise NotKnownError(entry.name) from error
    raise NotKnownError(entry.name)


def _whole(found: tuple[int, Spans], family: int, entry: Entry) -> Spans | None:
    if found[0] != family:
        raise NotKnownError(entry.name)
    everything = ((0, (1 << BITS[family]) - 1),)
    return None if found[1] == everything else found[1]


def _wildcard(words: tuple[str, ...], entry: Entry) -> Spans:
    """Read an address and a mask whose ones are compared."""
    address, mask = (int(IPv4Address(each)) for each in words)
    ignored = mask ^ ((1 << BITS[4]) - 1)
    found = wildcard(address, ignored, BITS[4], _MOST_SPANS)
    if found is None:
        raise NotKnownError(entry.name)
    return found


def _service(entry: Entry) -> tuple[Service, ...]:
    values = entry.values
    kind = values.get("protocol", ("TCP/UDP/SCTP",))[0]
    if values.keys() & {"fqdn", "iprange", "app-category", "application"}:
        raise NotKnownError(entry.name)
    if kind == "IP":
        number = _number(values.get("protocol-number", ("0",))[0], 255, entry)
        return (Service(one(number) if number else None),)
    if kind in {"ICMP", "ICMP6"}:
        return (_icmp(values, ICMP if kind == "ICMP" else ICMPV6, entry),)
    if not kind.startswith("TCP/UDP"):
        raise NotKnownError(entry.name)
    ranges = ((TCP, "tcp-portrange"), (UDP, "udp-portrange"), (_SCTP, "sctp-portrange"))
    return tuple(
        _ported(number, written, entry) for number, key in ranges for written in values.get(key, ())
    )


def _icmp(values: dict[str, tuple[str, ...]], number: int, entry: Entry) -> Service:
    kind, code = (
        one(_number(values[key][0], LAST["icmp"], entry)) if key in values else None
        for key in ("icmptype", "icmpcode")
    )
    return Service(one(number), icmp_type=kind, icmp_code=code)


def _ported(number: int, written: str, entry: Entry) -> Service:
    """Read `DESTINATION[-DESTINATION][:SOURCE[-SOURCE]]`."""
    there, _, here = written.partition(":")
    source = ports(here, entry) if here else None
    return Service(one(number), source, ports(there, entry))


def ports(text: str, entry: Entry) -> Spans:
    """Return a port or a range of them. Raises NotKnownError."""
    low, _, high = text.partition("-")
    first = _number(low, LAST["port"], entry)
    last = _number(high, LAST["port"], entry) if high else first
    if first > last:
        raise NotKnownError(entry.name)
    return ((first, last),)


def _number(text: str, last: int, entry: Entry) -> int:
    if not text.isascii() or not text.isdecimal() or int(text) > last:
        raise NotKnownError(entry.name)
    return int(text)


def mapping(entry: Entry) -> Mapped:
    """Return a virtual address. Raises NotKnownError for load balancing and other kinds."""
    values = entry.values
    if values.get("type", ("static-nat",)) != ("static-nat",):
        raise NotKnownError(entry.name)
    try:
        outer, inner = _range(values["extip"][0]), _range(values["mappedip"][0])
        if values.get("portforward") != ("enable",):
            return Mapped(entry, values.get("extintf", ("any",))[0], outer, inner, None, None, None)
        protocol = {"tcp": TCP, "udp": UDP, "sctp": _SCTP}[values.get("protocol", ("tcp",))[0]]
        outside = ports(values["extport"][0], entry)
        inside = ports(values.get("mappedport", values["extport"])[0], entry)
    except (KeyError, ValueError, IndexError) as error:
        raise NotKnownError(entry.name) from error
    interface = values.get("extintf", ("any",))[0]
    return Mapped(entry, interface, outer, inner, one(protocol), outside, inside)


def _range(text: str) -> Spans:
    low, _, high = text.partition("-")
    return ((int(IPv4Address(low)), int(IPv4Address(high or low))),)
