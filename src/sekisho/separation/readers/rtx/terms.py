"""The terms of `ip filter` and `ipv6 filter`: addresses, protocols, ports.

Each function returns spans, `None` for any, and raises `UnknownTermError` for what it cannot read.
Terms are those of the maker's command reference (chapter on IP filters): lists with commas, ranges
with a hyphen at either side, `*`, and in IPv4 addresses `*` for one of the four numbers.
"""

from functools import lru_cache
from ipaddress import IPv4Address
from typing import NamedTuple

from sekisho.separation.packet import FLAGS, ICMP, ICMPV6, LAST, PROTOCOLS, TCP, State
from sekisho.separation.spans import (
    BITS,
    Spans,
    address,
    complement,
    flags_spans,
    host,
    normal,
    one,
    prefix,
    wildcard,
)

ICMP_ERRORS = (3, 4, 5, 11, 12, 31, 32)
ICMP_INFORMATION = (0, 8, 9, 10, 13, 14, 15, 16, 17, 18, 30, 33, 34, 35, 36)
SERVICES = {
    "ftp": (21, 21),
    "ftpdata": (20, 20),
    "telnet": (23, 23),
    "smtp": (25, 25),
    "time": (37, 37),
    "domain": (53, 53),
    "dhcps": (67, 67),
    "dhcpc": (68, 68),
    "tftp": (69, 69),
    "gopher": (70, 70),
    "finger": (79, 79),
    "www": (80, 80),
    "pop3": (110, 110),
    "sunrpc": (111, 111),
    "ident": (113, 113),
    "nntp": (119, 119),
    "ntp": (123, 123),
    "netbios_ns": (137, 137),
    "netbios_dgm": (138, 138),
    "netbios_ssn": (139, 139),
    "imap": (143, 143),
    "snmp": (161, 161),
    "snmptrap": (162, 162),
    "bgp": (179, 179),
    "imap3": (220, 220),
    "ldap": (389, 389),
    "https": (443, 443),
    "ike": (500, 500),
    "rlogin": (513, 513),
    "rwho": (513, 513),
    "rsh": (514, 514),
    "syslog": (514, 514),
    "printer": (515, 515),
    "rip": (520, 520),
    "ripng": (521, 521),
    "radius": (1812, 1812),
}
_NAMED = PROTOCOLS | {"icmp6": ICMPV6, "icmp": ICMP}
_MOST_SPANS = 4096
_PARTS = 4  # of an IPv4 address
_LAST_PART = 255


class UnknownTermError(ValueError):
    """A term this reader does not know; holds the term as written."""


class Kind(NamedTuple):
    """One protocol term: a protocol with the further conditions its name stands for."""

    protocol: Spans | None = None
    icmp_type: Spans | None = None
    tcp_flags: Spans | None = None
    state: State | None = None  # ESTABLISHED: by flags alone, without memory


def addresses(term: str, family: int) -> Spans | None:
    """Return the addresses of a term, each part with its own mask behind a slash or without."""
    if term == "*":
        return None
    try:
        if "/" not in term:
            return host(term, family)
        version, spans = prefix(term)  # as most are: one address or prefix
    except ValueError:
        return _listed(term, family)
    if version != family:
        raise UnknownTermError(term)
    return spans


def _listed(term: str, family: int) -> Spans:
    pairs: list[tuple[int, int]] = []
    for part in term.split(","):
        place, slash, mask = part.partition("/")
        pairs += _masked(place, mask, family) if slash else _address(place, family)
    return normal(pairs) if len(pairs) > 1 else tuple(pairs)


def _masked(part: str, mask: str, family: int) -> Spans:
    """Read a mask: a number of bits, dotted, or hexadecimal."""
    try:
        if mask.startswith("0x"):
            mask = str(IPv4Address(int(mask, 16)))
        version, spans = prefix(f"{part}/{mask}")
    except ValueError as error:
        raise UnknownTermError(f"{part}/{mask}") from error
    if version != family:
        raise UnknownTermError(f"{part}/{mask}")
    return spans


def _address(part: str, family: int) -> Spans:
    if "-" in part:
        low, _, high = part.partition("-")
        last = (1 << BITS[family]) - 1
        return ((_ends(low, family)[0] if low else 0, _ends(high, family)[1] if high else last),)
    if "*" in part and family == 4:
        return _starred(part)
    return one(_ends(part, family)[0])


def _ends(text: str, family: int) -> tuple[int, int]:
    if "*" in text:
        spans = _starred(text)
        return spans[0][0], spans[-1][1]
    try:
        version, found = address(text)
    except ValueError as error:
        raise UnknownTermError(text) from error
    if version != family:
        raise UnknownTermError(text)
    return found, found


def _starred(text: str) -> Spans:
    """Read `192.168.*.1`: each star stands for all 256 numbers."""
    parts = text.split(".")
    if len(parts) != _PARTS or not all(
        each == "*" or (each.isdecimal() and int(each) <= _LAST_PART) for each in parts
    ):
        raise UnknownTermError(text)
    value = ignored = 0
    for each in parts:
        value = value << 8 | (0 if each == "*" else int(each))
        ignored = ignored << 8 | (_LAST_PART if each == "*" else 0)
    found = wildcard(value, ignored, BITS[4], _MOST_SPANS)
    if found is None:
        raise UnknownTermError(text)
    return found


@lru_cache(maxsize=1 << 10)
def kinds(term: str, family: int) -> tuple[Kind, ...]:
    """Return the protocols of a term, one `Kind` each; `*` is one without conditions."""
    if term == "*":
        return (Kind(),)
    return tuple(_kind(each, family) for each in term.split(","))


def _kind(word: str, family: int) -> Kind:
    if word in _NAMED:
        return Kind(one(_NAMED[word]))
    if word.isdecimal() and int(word) <= _LAST_PART:
        return Kind(one(int(word)))
    if word == "icmp-error" and family == 4:
        return Kind(one(ICMP), icmp_type=normal((each, each) for each in ICMP_ERRORS))
    if word == "icmp-info" and family == 4:
        return Kind(one(ICMP), icmp_type=normal((each, each) for each in ICMP_INFORMATION))
    if word == "established":
        return Kind(one(TCP), state=State.ESTABLISHED)
    if word in {"tcpsyn", "tcpfin", "tcprst"}:
        bit = FLAGS[word.removeprefix("tcp")]
        return Kind(one(TCP), tcp_flags=flags_spans(bit, (bit,)))
    if word.startswith("tcpflag"):
        return Kind(one(TCP), tcp_flags=_flags(word))
    raise UnknownTermError(word)


def _flags(word: str) -> Spans:
    """Read `tcpflag=0x0002/0x0017`, `tcpflag!=…`: the value wanted, and the bits looked at."""
    differs = word.startswith("tcpflag!=")
    value, slash, mask = word.partition("=")[2].partition("/")
    try:
        wanted, looked = int(value, 0), int(mask, 0) if slash else 0xFFFF
    except ValueError as error:
        raise UnknownTermError(word) from error
    if wanted > LAST["flags"] or (slash and looked > LAST["flags"]):
        raise UnknownTermError(word)
    found = flags_spans(looked & LAST["flags"], (wanted & looked,))
    return complement(found, LAST["flags"]) if differs else found


@lru_cache(maxsize=1 << 12)
def numbers(term: str, last: int) -> Spans | None:
    """Return the ports of a term, or ICMP types or codes: numbers and names to `last`."""
    if term == "*":
        return None
    return normal(_range(each, last) for each in term.split(","))


def _range(word: str, last: int) -> tuple[int, int]:
    if word in SERVICES:
        return SERVICES[word]
    low, hyphen, high = word.partition("-")
    if not hyphen:
        return _number(word, last), _number(word, last)
    if not low and not high:
        raise UnknownTermError(word)
    return (_number(low, last) if low else 0), (_number(high, last) if high else last)


def _number(word: str, last: int) -> int:
    if word in SERVICES:
        return SERVICES[word][0]
    if not (word.isascii() and word.isdecimal()) or int(word) > last:
        raise UnknownTermError(word)
    return int(word)
