"""Outside values made fit for a column: addresses in one form, numbers in bounds, clean text.

What does not fit is None (unknown), never a wrong value; the record itself is kept beside it.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from ipaddress import IPv6Address, ip_address

from sekisho.detection.limits import DEFAULT_LIMITS
from sekisho.detection.schema import Fields, Value

_MOST = (1 << 63) - 1
_MAPPED = 0xFFFF << 32
_REMEMBERED = 128  # letters: longer words are nobody's address and would fill the memory
_SHORT = 1_024
_SURROGATE = re.compile("[\ud800-\udfff]")
_DIGITS = re.compile(r"-?[0-9]{1,19}\Z")
TRANSPORTS = {1: "icmp", 2: "igmp", 6: "tcp", 17: "udp", 47: "gre", 50: "esp", 58: "ipv6-icmp"}
NUMBERS = {name: number for number, name in TRANSPORTS.items()} | {"icmpv6": 58, "icmp6": 58}


def made(**columns: Value | None) -> Fields:
    """Return the columns that are known."""
    return {name: value for name, value in columns.items() if value is not None and value != ""}


def ends(untrusted_text: str) -> tuple[str, str] | None:
    """Return an address in its one form and as its key, or None. IPv4 in IPv6 is IPv4."""
    return _ends(untrusted_text) if len(untrusted_text) <= _REMEMBERED else None


@lru_cache(maxsize=65_536)
def _ends(untrusted_text: str) -> tuple[str, str] | None:
    try:
        address = ip_address(untrusted_text.partition("%")[0].strip("[]"))
    except ValueError:
        return None
    if isinstance(address, IPv6Address):
        mapped = address.ipv4_mapped
        if mapped is None:
            return str(address), f"{int(address):032x}"
        address = mapped
    return str(address), f"{_MAPPED | int(address):032x}"


def endpoint(side: str, untrusted_address: object, untrusted_port: object = None) -> Fields:
    """Return the columns of one end; `side` is `source` or `destination`."""
    found: Fields = {}
    known = ends(untrusted_address) if isinstance(untrusted_address, str) else None
    if known is not None:
        found[f"{side}_ip"], found[f"{side}_ip_key"] = known
    if (number := port(untrusted_port)) is not None:
        found[f"{side}_port"] = number
    return found


def integer(untrusted: object, least: int = 0, most: int = _MOST) -> int | None:
    """Return a whole number within bounds, or None; text in decimal digits counts."""
    if type(untrusted) is int:
        return untrusted if least <= untrusted <= most else None
    if isinstance(untrusted, bool):
        return None
    if isinstance(untrusted, str):
        if not _DIGITS.match(untrusted):
            return None
        untrusted = int(untrusted)
        return untrusted if least <= untrusted <= most else None
    return None


def port(untrusted: object) -> int | None:
    """Return a port, or None."""
    return integer(untrusted, 0, 65_535)


def text(untrusted: object, most: int = DEFAULT_LIMITS.text_letters) -> str | None:
    """Return text that every store can hold, cut to `most` letters; None when there is none."""
    if type(untrusted) is str:
        return clean(untrusted[:most]) if untrusted else None
    if isinstance(untrusted, bool):
        return "true" if untrusted else "false"
    if isinstance(untrusted, int):
        return str(untrusted) if abs(untrusted) <= _MOST else None
    if not isinstance(untrusted, str) or not untrusted:
        return None
    return clean(untrusted[:most])


def clean(words: str) -> str:
    """Return the text with lone surrogates as U+FFFD: they cannot be written in UTF-8."""
    return words if words.isascii() else _SURROGATE.sub("\ufffd", words)


def decoded(untrusted_data: bytes) -> str:
    """Return bytes as text: UTF-8, else the Japanese Windows letters, else with U+FFFD."""
    for encoding in ("utf-8", "cp932"):
        try:
            return untrusted_data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return untrusted_data.decode("utf-8", "replace")


def transport(untrusted: object) -> Fields:
    """Return the columns of the protocol above IP, from its number or its name."""
    if isinstance(untrusted, str) and len(untrusted) <= _REMEMBERED:
        return dict(_named(untrusted))
    return _transport(untrusted)


@lru_cache(maxsize=1_024)
def _named(untrusted_words: str) -> Fields:
    return _transport(untrusted_words)


def _transport(untrusted: object) -> Fields:
    number = integer(untrusted, 0, 255)
    if number is None and isinstance(untrusted, str):
        number = NUMBERS.get(untrusted.lower())
    if number is None:
        return made(network_transport=text(untrusted) and str(untrusted).lower()[:32])
    return made(network_iana_number=number, network_transport=TRANSPORTS.get(number))


def domain(untrusted: object) -> str | None:
    """Return a name in the DNS as it is compared: lower case, without the last dot."""
    found = text(untrusted, 1_024)
    return found.rstrip(".").lower() or "." if found else None


def flat(
    untrusted: Mapping[str, object],
    most: int = DEFAULT_LIMITS.fields,
    depth: int = DEFAULT_LIMITS.depth,
) -> dict[str, str]:
    """Return the vendor's own fields: objects within objects by dotted names, lists joined."""
    found: dict[str, str] = {}
    _gather(found, "", untrusted, depth, most)
    return found


def _gather(found: dict[str, str], name: str, value: object, depth: int, most: int) -> None:
    """Take the leaves of a value; plain text and numbers first, since nearly all are those."""
    kind = type(value)
    if kind is not str and kind is not int:
        if isinstance(value, Mapping):
            if depth:
                begin = f"{name}." if name else ""
                for inner, each in value.items():
                    if type(each) is str and 0 < len(each) < _SHORT and each.isascii():
                        if len(found) < most:
                            found[clean(f"{begin}{inner}"[:256])] = each
                    else:
                        _gather(found, f"{begin}{inner}", each, depth - 1, most)
            return
        if isinstance(value, Sequence) and not isinstance(value, str):
            _gather_list(found, name, value, depth, most)
            return
    words = text(value)
    if words is not None and len(found) < most:
        found[clean(name[:256])] = words


def _gather_list(
    found: dict[str, str], name: str, value: Sequence[object], depth: int, most: int
) -> None:
    if any(isinstance(each, Mapping) for each in value):
        for number, each in enumerate(value):
            _gather(found, f"{name}.{number}", each, max(depth - 1, 0), most)
    elif value and len(found) < most:
        found[clean(name[:256])] = "\n".join(text(each) or "" for each in value)
