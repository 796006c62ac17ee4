"""Terms both families share: protocols, ports, ICMP types, and lists of words read one by one."""

from collections.abc import Iterator
from typing import NamedTuple

from sekisho.separation.packet import ICMP, ICMPV6, LAST, PROTOCOLS, TCP, UDP
from sekisho.separation.spans import Spans, complement, normal, one

PORTS = {
    "aol": 5190, "bgp": 179, "biff": 512, "bootpc": 68, "bootps": 67, "chargen": 19, "cifs": 3020,
    "citrix-ica": 1494, "cmd": 514, "ctiqbe": 2748, "daytime": 13, "discard": 9, "dnsix": 195,
    "domain": 53, "drip": 3949, "echo": 7, "exec": 512, "finger": 79, "ftp": 21, "ftp-data": 20,
    "gopher": 70, "h323": 1720, "hostname": 101, "http": 80, "https": 443, "ident": 113,
    "imap4": 143, "irc": 194, "isakmp": 500, "kerberos": 750, "klogin": 543, "kshell": 544,
    "ldap": 389, "ldaps": 636, "login": 513, "lotusnotes": 1352, "lpd": 515, "mobile-ip": 434,
    "nameserver": 42, "netbios-dgm": 138, "netbios-ns": 137, "netbios-ss": 139,
    "netbios-ssn": 139, "nfs": 2049, "nntp": 119, "non500-isakmp": 4500, "ntp": 123,
    "pcanywhere-data": 5631, "pcanywhere-status": 5632, "pim-auto-rp": 496, "pop2": 109,
    "pop3": 110, "pptp": 1723, "radius": 1645, "radius-acct": 1646, "rip": 520, "rsh": 514,
    "rtsp": 554, "secureid-udp": 5510, "sip": 5060, "smtp": 25, "snmp": 161, "snmptrap": 162,
    "sqlnet": 1521, "ssh": 22, "sunrpc": 111, "syslog": 514, "tacacs": 49, "tacacs-ds": 49,
    "talk": 517, "telnet": 23, "tftp": 69, "time": 37, "uucp": 540, "vxlan": 4789, "who": 513,
    "whois": 43, "www": 80, "xdmcp": 177,
}  # fmt: skip
ICMP_TYPES = {
    "alternate-address": 6, "conversion-error": 31, "echo": 8, "echo-reply": 0,
    "information-reply": 16, "information-request": 15, "mask-reply": 18, "mask-request": 17,
    "mobile-redirect": 32, "parameter-problem": 12, "redirect": 5, "router-advertisement": 9,
    "router-solicitation": 10, "source-quench": 4, "time-exceeded": 11, "timestamp-reply": 14,
    "timestamp-request": 13, "traceroute": 30, "unreachable": 3,
}  # fmt: skip
ICMP_CODES = {
    "administratively-prohibited": (3, 13), "dod-host-prohibited": (3, 10),
    "dod-net-prohibited": (3, 9), "general-parameter-problem": (12, 0), "host-isolated": (3, 8),
    "host-precedence-unreachable": (3, 14), "host-redirect": (5, 1), "host-tos-redirect": (5, 3),
    "host-tos-unreachable": (3, 12), "host-unknown": (3, 7), "host-unreachable": (3, 1),
    "net-redirect": (5, 0), "net-tos-redirect": (5, 2), "net-tos-unreachable": (3, 11),
    "net-unreachable": (3, 0), "network-unknown": (3, 6), "no-room-for-option": (12, 2),
    "option-missing": (12, 1), "packet-too-big": (3, 4), "port-unreachable": (3, 3),
    "precedence-unreachable": (3, 15), "protocol-unreachable": (3, 2),
    "reassembly-timeout": (11, 1), "source-route-failed": (3, 5), "ttl-exceeded": (11, 0),
}  # fmt: skip
ICMPV6_TYPES = {
    "beyond-scope": (1, 2), "destination-unreachable": (1, None), "echo-reply": (129, None),
    "echo-request": (128, None), "echo": (128, None), "header": (4, 0), "hop-limit": (3, 0),
    "mld-query": (130, None), "mld-reduction": (132, None), "mld-report": (131, None),
    "membership-query": (130, None), "membership-report": (131, None),
    "membership-reduction": (132, None), "nd-na": (136, None), "nd-ns": (135, None),
    "neighbor-advertisement": (136, None), "neighbor-solicitation": (135, None),
    "neighbor-redirect": (137, None), "next-header": (4, 1), "no-admin": (1, 1),
    "no-route": (1, 0), "packet-too-big": (2, None), "parameter-option": (4, 2),
    "parameter-problem": (4, None), "port-unreachable": (1, 4), "reassembly-timeout": (3, 1),
    "router-advertisement": (134, None), "router-renumbering": (138, None),
    "router-solicitation": (133, None), "time-exceeded": (3, None), "unreachable": (1, None),
}  # fmt: skip
_NAMED_PROTOCOLS = PROTOCOLS | {
    "ahp": 51, "icmp6": ICMPV6, "igrp": 9, "ipinip": 4, "nos": 94, "pcp": 108, "snp": 109, "ah": 51,
}  # fmt: skip
EVERY = {"ip", "ipv4", "ipv6"}
OPERATORS = {"eq", "neq", "gt", "lt", "range"}


class NotKnownError(ValueError):
    """A word this reader does not know; holds it."""


class Words:
    """Words read from left to right."""

    def __init__(self, words: tuple[str, ...]) -> None:
        self._words = words
        self._at = 0

    def __bool__(self) -> bool:
        """Whether any are left."""
        return self._at < len(self._words)

    @property
    def next(self) -> str:
        """The next word, not taken yet; empty at the end."""
        return self._words[self._at] if self._at < len(self._words) else ""

    @property
    def second(self) -> str:
        """The word behind the next one; empty when there is none."""
        return self._words[self._at + 1] if self._at + 1 < len(self._words) else ""

    def take(self) -> str:
        """Take a word. Raises NotKnownError at the end."""
        if self._at >= len(self._words):
            raise NotKnownError("(end)")
        self._at += 1
        return self._words[self._at - 1]

    def takes(self, *wanted: str) -> bool:
        """Take the next words if they are these."""
        if self._words[self._at : self._at + len(wanted)] != wanted:
            return False
        self._at += len(wanted)
        return True

    def rest(self) -> Iterator[str]:
        """Take all that are left, one by one."""
        while self:
            yield self.take()


class Icmp(NamedTuple):
    """ICMP type and code; None: any."""

    type: int | None
    code: int | None


def protocol(word: str) -> Spans | None:
    """Return a protocol; None for `ip`, which is any."""
    if word in EVERY:
        return None
    if word in _NAMED_PROTOCOLS:
        return one(_NAMED_PROTOCOLS[word])
    if word == "tcp-udp":
        return normal(((TCP, TCP), (UDP, UDP)))
    if word.isdecimal() and int(word) <= LAST["protocol"]:
        return one(int(word))
    raise NotKnownError(word)


def ports(words: Words) -> Spans | None:
    """Take an operator and its ports; None when the next word is no operator.

    IOS lists several ports behind one `eq` or `neq`.
    """
    if words.next not in OPERATORS:
        return None
    operator = words.take()
    first = _port(words.take())
    if operator == "range":
        last = _port(words.take())
        if first > last:
            raise NotKnownError(f"range {first} {last}")
        return ((first, last),)
    if operator == "gt":
        return normal(((first + 1, LAST["port"]),))
    if operator == "lt":
        return normal(((0, first - 1),))
    listed = [first]
    while words and _is_port(words.next):
        listed.append(_port(words.take()))
    spans = normal((each, each) for each in listed) if len(listed) > 1 else one(first)
    return complement(spans, LAST["port"]) if operator == "neq" else spans


def _is_port(word: str) -> bool:
    return word in PORTS or (word.isdecimal() and int(word) <= LAST["port"])


def _port(word: str) -> int:
    if not _is_port(word):
        raise NotKnownError(word)
    return PORTS[word] if word in PORTS else int(word)


def icmp(words: Words, number: int) -> Icmp:
    """Take an ICMP type, and a code behind a number; nothing is any."""
    word = words.next
    if word.isdecimal():
        kind = int(words.take())
        code = int(words.take()) if words.next.isdecimal() else None
        if kind > LAST["icmp"] or (code or 0) > LAST["icmp"]:
            raise NotKnownError(word)
        return Icmp(kind, code)
    if number == ICMP and word in ICMP_TYPES:
        return Icmp(ICMP_TYPES[words.take()], None)
    if number == ICMP and word in ICMP_CODES:
        return Icmp(*ICMP_CODES[words.take()])
    if number == ICMPV6 and word in ICMPV6_TYPES:
        return Icmp(*ICMPV6_TYPES[words.take()])
    return Icmp(None, None)
