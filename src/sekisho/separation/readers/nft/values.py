"""Values of nft's JSON as spans: addresses, ports, protocols, ICMP types, flags, states, names.

Source: libnftables-json(5). Every function raises `NotKnownError` for what it cannot express.
"""

from collections.abc import Callable, Iterator
from ipaddress import ip_address
from typing import Any

from sekisho.separation.packet import FLAGS, PROTOCOLS, State
from sekisho.separation.rules import Names
from sekisho.separation.spans import BITS, Spans, normal, prefix

Json = Any
Sets = Callable[[str], list[Json]]  # a named set's elements; raises NotKnownError


class NotKnownError(Exception):
    """A value or condition that cannot be expressed."""


STATES = {
    "new": State.NEW,
    "established": State.ESTABLISHED,
    "related": State.RELATED,
    "invalid": State.INVALID,
    "untracked": State.UNTRACKED,
}
ICMP_TYPES = {
    "echo-reply": 0,
    "destination-unreachable": 3,
    "source-quench": 4,
    "redirect": 5,
    "echo-request": 8,
    "router-advertisement": 9,
    "router-solicitation": 10,
    "time-exceeded": 11,
    "parameter-problem": 12,
    "timestamp-request": 13,
    "timestamp-reply": 14,
    "info-request": 15,
    "info-reply": 16,
    "address-mask-request": 17,
    "address-mask-reply": 18,
}
ICMPV6_TYPES = {
    "destination-unreachable": 1,
    "packet-too-big": 2,
    "time-exceeded": 3,
    "parameter-problem": 4,
    "echo-request": 128,
    "echo-reply": 129,
    "mld-listener-query": 130,
    "mld-listener-report": 131,
    "mld-listener-done": 132,
    "mld-listener-reduction": 132,
    "nd-router-solicit": 133,
    "nd-router-advert": 134,
    "nd-neighbor-solicit": 135,
    "nd-neighbor-advert": 136,
    "nd-redirect": 137,
    "router-renumbering": 138,
    "ind-neighbor-solicit": 141,
    "ind-neighbor-advert": 142,
    "mld2-listener-report": 143,
}
_PROTOCOLS = {**PROTOCOLS, "ipv6-icmp": 58, "icmp6": 58, "ipencap": 4}
_SERVICES = {
    "ftp": 21,
    "ssh": 22,
    "telnet": 23,
    "smtp": 25,
    "domain": 53,
    "http": 80,
    "pop3": 110,
    "ntp": 123,
    "imap2": 143,
    "snmp": 161,
    "ldap": 389,
    "https": 443,
    "submission": 587,
    "ldaps": 636,
}


def elements(value: Json, sets: Sets) -> list[Json]:
    """Return the single values a right-hand side stands for."""
    if isinstance(value, str) and value.startswith("@"):
        found = sets(value[1:])
    elif isinstance(value, dict) and "set" in value:
        found = value["set"] if isinstance(value["set"], list) else [value["set"]]
    else:
        found = [value]
    return [_bare(each) for each in found]


def _bare(value: Json) -> Json:
    """Return an element without its counter, comment or time-out."""
    if isinstance(value, dict) and "elem" in value:
        return value["elem"]["val"]
    return value


Numbers = Callable[[Json], tuple[int, int]]


def spans(values: list[Json], number: Callable[[Json], int]) -> Spans:
    """Return values, ranges among them, as spans."""
    return normal(_pair(value, number) for value in values)


def _pair(value: Json, number: Callable[[Json], int]) -> tuple[int, int]:
    if isinstance(value, dict) and "range" in value:
        first, last = value["range"]
        return number(first), number(last)
    single = number(value)
    return single, single


def addresses(values: list[Json], family: int) -> Spans:
    """Return addresses, prefixes and ranges of one family."""
    return normal(_address_pair(value, family) for value in values)


def _address_pair(value: Json, family: int) -> tuple[int, int]:
    try:
        if isinstance(value, dict) and "prefix" in value:
            text = f"{value['prefix']['addr']}/{value['prefix']['len']}"
        elif isinstance(value, dict) and "range" in value:
            first, last = (int(ip_address(each)) for each in value["range"])
            return first, last
        elif value == "*":
            return 0, (1 << BITS[family]) - 1
        else:
            text = value
        version, found = prefix(text)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotKnownError(str(value)) from error
    if version != family:
        raise NotKnownError(str(value))
    return found[0]


def named(names: dict[str, int], last: int) -> Callable[[Json], int]:
    """Return a function from a name or number to a number up to `last`."""

    def number(value: Json) -> int:
        if isinstance(value, bool) or not isinstance(value, int | str):
            raise NotKnownError(str(value))
        found = names.get(value) if isinstance(value, str) else value
        if found is None or not 0 <= found <= last:
            raise NotKnownError(str(value))
        return found

    return number


protocol = named(_PROTOCOLS, 255)
port = named(_SERVICES, 65535)
icmp_type = named(ICMP_TYPES, 255)
icmpv6_type = named(ICMPV6_TYPES, 255)
plain_byte = named({}, 255)


def bits(value: Json, names: dict[str, int]) -> int:
    """Return flags as written ("syn", ["syn", "ack"], {"|": […]}, a number) as one number."""
    if isinstance(value, dict) and "|" in value:
        value = value["|"]
    if isinstance(value, list):
        found = 0
        for each in value:
            found |= bits(each, names)
        return found
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and value in names:
        return names[value]
    raise NotKnownError(str(value))


def tcp_bits(value: Json) -> int:
    """Return TCP flags as a number; the two beyond our six are not expressed."""
    found = bits(value, FLAGS)
    if found > 63:
        raise NotKnownError(str(value))
    return found


def states(values: list[Json]) -> State:
    """Return connection states."""
    found = State(0)
    for value in values:
        if isinstance(value, list) or (isinstance(value, dict) and "|" in value):
            found |= states(value if isinstance(value, list) else value["|"])
        elif isinstance(value, str) and value in STATES:
            found |= STATES[value]
        else:  # a number would be the kernel's own, not ours
            raise NotKnownError(str(value))
    return found


def interfaces(values: list[Json], *, negated: bool) -> Names:
    """Return interface names; a name ending in `*` is a beginning, as in nft itself."""
    if not all(isinstance(value, str) for value in values):
        raise NotKnownError(str(values))
    if "*" in values:
        return Names(frozenset({"*"}), negated)
    return Names(frozenset(values), negated)


def keyed(value: Json, sets: Sets) -> Iterator[tuple[Json, Json]]:
    """Yield the keys of a map (anonymous or named) with what they map to."""
    if isinstance(value, str) and value.startswith("@"):
        pairs = sets(value[1:])
    elif isinstance(value, dict) and "set" in value:
        pairs = value["set"]
    else:
        raise NotKnownError(str(value))
    for pair in pairs:
        if not isinstance(pair, list) or len(pair) != 2:
            raise NotKnownError(str(pair))
        yield _bare(pair[0]), pair[1]
