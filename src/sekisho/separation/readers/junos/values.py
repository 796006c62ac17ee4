"""Values of a Juniper configuration: ports, protocols, ICMP types, flags, applications.

Source: the maker's documentation of firewall filter match conditions and predefined applications.
"""

import re
from typing import NamedTuple

from sekisho.separation.packet import FLAGS, ICMP, ICMPV6, LAST, PROTOCOLS, TCP, UDP, WITH_PORTS
from sekisho.separation.rules import Match
from sekisho.separation.spans import Spans, normal, one

PORTS = {
    "afs": 1483, "bgp": 179, "biff": 512, "bootpc": 68, "bootps": 67, "cmd": 514, "cvspserver":
    2401,
    "dhcp": 67, "domain": 53, "eklogin": 2105, "ekshell": 2106, "exec": 512, "finger": 79,
    "ftp": 21,
    "ftp-data": 20, "http": 80, "https": 443, "ident": 113, "imap": 143, "kerberos-sec": 88,
    "klogin": 543, "kpasswd": 761, "krb-prop": 754, "krbupdate": 760, "kshell": 544, "ldap": 389,
    "ldp": 646, "login": 513, "mobileip-agent": 434, "mobilip-mn": 435, "msdp": 639,
    "netbios-dgm": 138, "netbios-ns": 137, "netbios-ssn": 139, "nfsd": 2049, "nntp": 119,
    "ntalk": 518, "ntp": 123, "pop3": 110, "pptp": 1723, "printer": 515, "radacct": 1813,
    "radius": 1812, "rip": 520, "rkinit": 2108, "smtp": 25, "snmp": 161, "snmptrap": 162,
    "snpp": 444, "socks": 1080, "ssh": 22, "sunrpc": 111, "syslog": 514, "tacacs": 49,
    "tacacs-ds": 65, "talk": 517, "telnet": 23, "tftp": 69, "timed": 525, "who": 513, "xdmcp": 177,
}  # fmt: skip
_PROTOCOLS = PROTOCOLS | {
    "icmp6": 58, "egp": 8, "ipip": 4, "dstopts": 60, "fragment": 44, "hop-by-hop": 0,
    "no-next-header": 59,
    "routing": 43,
}  # fmt: skip
ICMP_TYPES = {
    "echo-reply": 0, "unreachable": 3, "source-quench": 4, "redirect": 5, "echo-request": 8,
    "router-advertisement": 9, "router-solicit": 10, "time-exceeded": 11, "parameter-problem": 12,
    "timestamp": 13, "timestamp-reply": 14, "info-request": 15, "info-reply": 16,
    "mask-request": 17, "mask-reply": 18,
}  # fmt: skip
ICMPV6_TYPES = {
    "destination-unreachable": 1, "packet-too-big": 2, "time-exceeded": 3, "parameter-problem": 4,
    "echo-request": 128, "echo-reply": 129, "membership-query": 130, "membership-report": 131,
    "membership-termination": 132, "router-solicit": 133, "router-advertisement": 134,
    "neighbor-solicit": 135, "neighbor-advertisement": 136, "redirect": 137,
}  # fmt: skip
_FLAG_TOKEN = re.compile(r"\s*([()&|!+,]|[a-z-]+|0x[0-9a-f]+)")
_FLAG_NAMES = FLAGS | {"push": 8, "urgent": 32}


class NotKnownError(ValueError):
    """A value this reader cannot express; holds it."""


def protocol(text: str) -> int:
    """Return a protocol's number."""
    if text in _PROTOCOLS:
        return _PROTOCOLS[text]
    return number(text, LAST["protocol"])


def number(text: str, last: int) -> int:
    """Return a whole number up to `last`."""
    if not text.isascii() or not text.isdecimal() or int(text) > last:
        raise NotKnownError(text)
    return int(text)


def ports(text: str) -> tuple[int, int]:
    """Return a port or a range of them, by name or number."""
    if text in PORTS:
        return PORTS[text], PORTS[text]
    low, hyphen, high = text.partition("-")
    first = number(low, LAST["port"])
    last = number(high, LAST["port"]) if hyphen else first
    if first > last:
        raise NotKnownError(text)
    return first, last


def icmp(text: str, names: dict[str, int]) -> tuple[int, int]:
    """Return an ICMP type or code, or a range of them."""
    if text in names:
        return names[text], names[text]
    low, hyphen, high = text.partition("-")
    first = number(low, LAST["icmp"])
    return first, (number(high, LAST["icmp"]) if hyphen else first)


def flags(text: str) -> Spans:
    """Return the values of the six TCP bits an expression such as `(syn & !ack)` holds for."""
    tokens = _FLAG_TOKEN.findall(text)
    if "".join(tokens) != "".join(text.split()) or not tokens:
        raise NotKnownError(text)
    found = [each for each in range(LAST["flags"] + 1) if _Expression(tokens, each).holds()]
    return normal((each, each) for each in found)


class _Expression:
    """An expression over flags, asked about one value of them: `|` binds less than `&`."""

    def __init__(self, tokens: list[str], value: int) -> None:
        self._tokens = tokens
        self._value = value
        self._at = 0

    def holds(self) -> bool:
        found = self._either()
        if self._at < len(self._tokens):
            raise NotKnownError(self._tokens[self._at])
        return found

    def _next(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _takes(self, signs: str) -> bool:
        taken = bool(self._next()) and self._next() in signs
        self._at += taken
        return taken

    def _either(self) -> bool:
        found = self._all()
        while self._takes("|,"):
            found = self._all() or found
        return found

    def _all(self) -> bool:
        found = self._one()
        while self._takes("&+"):
            found = self._one() and found
        return found

    def _one(self) -> bool:
        if self._takes("!"):
            return not self._one()
        if self._takes("("):
            found = self._either()
            if not self._takes(")"):
                raise NotKnownError("(")
            return found
        word = self._next()
        if word not in _FLAG_NAMES:
            raise NotKnownError(word)
        self._at += 1
        return bool(self._value & _FLAG_NAMES[word])


class Service(NamedTuple):
    """One alternative of an application; `None` is any."""

    protocol: Spans | None = None
    source_port: Spans | None = None
    destination_port: Spans | None = None
    icmp_type: Spans | None = None
    icmp_code: Spans | None = None

    def is_of(self, family: int) -> bool:
        """Say whether a family has such a protocol: each has an ICMP of its own."""
        return self.protocol != _FOREIGN[family]

    def on(self, match: Match) -> Match:
        """Return a match narrowed to this service."""
        before, between, behind = match[:_AT], match[_AT + 1 : _PORTS], match[_BEHIND:]
        return Match._make((*before, self.protocol, *between, *self[1:], *behind))


# Where a service's fields stand in a match: its protocol, and the others in one row.
_AT = Match._fields.index("protocol")
_PORTS = Match._fields.index("source_port")
_BEHIND = _PORTS + len(Service._fields) - 1
_FOREIGN = {4: one(ICMPV6), 6: one(ICMP)}


def checked(service: Service) -> Service:
    """Return a service whose ports and types have a protocol that has them, else raise."""
    numbers = {low for low, _ in service.protocol or ()}
    if (service.source_port or service.destination_port) and not (
        numbers and numbers <= WITH_PORTS
    ):
        raise NotKnownError("ports")
    if (service.icmp_type or service.icmp_code) and not (numbers and numbers <= {ICMP, ICMPV6}):
        raise NotKnownError("icmp")
    return service


def _tcp(*numbers: int) -> tuple[Service, ...]:
    return (Service(one(TCP), None, normal((each, each) for each in numbers)),)


def _udp(*numbers: int) -> tuple[Service, ...]:
    return (Service(one(UDP), None, normal((each, each) for each in numbers)),)


# What every device knows without its configuration saying so; any other `junos-…` is not known.
APPLICATIONS: dict[str, tuple[Service, ...]] = {
    "any": (Service(),),
    "junos-tcp-any": (Service(one(TCP)),),
    "junos-udp-any": (Service(one(UDP)),),
    "junos-icmp-all": (Service(one(ICMP)),),
    "junos-icmp6-all": (Service(one(ICMPV6)),),
    "junos-icmp-ping": (Service(one(ICMP), icmp_type=one(8)),),
    "junos-ping": (Service(one(ICMP)),),
    "junos-pingv6": (Service(one(ICMPV6)),),
    "junos-gre": (Service(one(47)),),
    "junos-ospf": (Service(one(89)),),
    "junos-bgp": _tcp(179),
    "junos-dns-tcp": _tcp(53),
    "junos-dns-udp": _udp(53),
    "junos-ftp": _tcp(21),
    "junos-http": _tcp(80),
    "junos-https": _tcp(443),
    "junos-ike": _udp(500),
    "junos-imap": _tcp(143),
    "junos-ldap": _tcp(389),
    "junos-mail": _tcp(25),
    "junos-ntp": _udp(123),
    "junos-pop3": _tcp(110),
    "junos-radius": _udp(1812),
    "junos-smtp": _tcp(25),
    "junos-ssh": _tcp(22),
    "junos-syslog": _udp(514),
    "junos-telnet": _tcp(23),
    "junos-tftp": _udp(69),
}
