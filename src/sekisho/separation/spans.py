"""Sets of whole numbers as spans: sorted, disjoint, not touching pairs (first, last).

Both ends are included.

`None` stands for "any" wherever a rule's field is meant; `()` is the empty set. All functions
return normal form and take it, but for `normal`, which takes pairs in any order.
"""

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network
from socket import AF_INET, AF_INET6, inet_pton

Spans = tuple[tuple[int, int], ...]
BITS = {4: 32, 6: 128}
_SYSTEM = {4: AF_INET, 6: AF_INET6}
_MASKS = {str(IPv4Address((1 << 32) - (1 << (32 - bits)))): str(bits) for bits in range(33)}
_KEPT = 1 << 14  # prefixes: about 5 MB, whatever is read in one process


def normal(pairs: Iterable[tuple[int, int]]) -> Spans:
    """Return the union of pairs in normal form; a pair whose last is below its first is empty."""
    found: list[tuple[int, int]] = []
    for first, last in sorted(pair for pair in pairs if pair[0] <= pair[1]):
        if found and first <= found[-1][1] + 1:
            if last > found[-1][1]:
                found[-1] = (found[-1][0], last)
        else:
            found.append((first, last))
    return tuple(found)


def one(value: int) -> Spans:
    """Return the set of one number."""
    return ((value, value),)


def union(left: Spans, right: Spans) -> Spans:
    """Return what is in either."""
    return normal((*left, *right))


def intersection(left: Spans, right: Spans) -> Spans:
    """Return what is in both."""
    found, i, j = [], 0, 0
    while i < len(left) and j < len(right):
        first = max(left[i][0], right[j][0])
        last = min(left[i][1], right[j][1])
        if first <= last:
            found.append((first, last))
        if left[i][1] < right[j][1]:
            i += 1
        else:
            j += 1
    return tuple(found)


def complement(spans: Spans, last: int) -> Spans:
    """Return the numbers from 0 to `last` that are not in `spans`."""
    found, start = [], 0
    for low, high in spans:
        if start < low:
            found.append((start, low - 1))
        start = high + 1
    if start <= last:
        found.append((start, last))
    return tuple(found)


def difference(left: Spans, right: Spans) -> Spans:
    """Return what is in `left` and not in `right`."""
    return intersection(left, complement(right, left[-1][1])) if left else ()


def contains(spans: Spans | None, value: int) -> bool:
    """Say whether a number is in the set; `None` holds every number."""
    return spans is None or any(first <= value <= last for first, last in spans)


@lru_cache(maxsize=_KEPT)
def prefix(text: str) -> tuple[int, Spans]:
    """Return family (4 or 6) and span of an address or a prefix; host bits are ignored.

    Raises `ValueError` when `text` is neither.
    """
    host, slash, length = text.partition("/")
    version = 6 if ":" in host else 4
    if version == 4:
        length = _MASKS.get(length, length)
    if slash and not (length.isascii() and length.isdigit()):
        return network_span(ip_network(text, strict=False))  # a wildcard, or nothing known
    value = _ipv6(host) if version == 6 else _ipv4(host)
    bits = BITS[version]
    free = bits - int(length) if slash else 0
    if free < 0:
        raise ValueError(text)
    first = value >> free << free
    return version, ((first, first | ((1 << free) - 1)),)


def address(text: str) -> tuple[int, int]:
    """Return family and number of an address. Raises `ValueError` when `text` is none."""
    return (6, _ipv6(text)) if ":" in text else (4, _ipv4(text))


def host(text: str, family: int) -> Spans:
    """Return one address of a family. Raises `ValueError` when `text` is none of it."""
    try:
        value = int.from_bytes(inet_pton(_SYSTEM[family], text), "big")
    except (OSError, ValueError):
        version, value = address(text)
        if version != family:
            raise ValueError(text) from None
    return ((value, value),)


def _ipv4(text: str) -> int:
    """Return an IPv4 address as a number: as the system reads it, else as `ipaddress` has it."""
    try:
        return int.from_bytes(inet_pton(AF_INET, text), "big")
    except (OSError, ValueError):
        return int(IPv4Address(text))


def _ipv6(text: str) -> int:
    """Return an IPv6 address as a number: as the system reads it, else as `ipaddress` has it."""
    try:
        return int.from_bytes(inet_pton(AF_INET6, text), "big")
    except (OSError, ValueError):
        return int(IPv6Address(text))  # with the name of a link behind it, or none at all


def network_span(network: IPv4Network | IPv6Network) -> tuple[int, Spans]:
    """Return family and span of a network."""
    first = int(network.network_address)
    last = first | ((1 << (network.max_prefixlen - network.prefixlen)) - 1)
    return network.version, ((first, last),)


def wildcard(value: int, ignored: int, bits: int, most: int) -> Spans | None:
    """Return the numbers equal to `value` outside the bits set in `ignored` (a wildcard mask).

    The mask may have gaps; `None` when that would take more than `most` spans.
    """
    low = ((ignored + 1) & ~ignored) - 1  # the ones at the end of the mask
    if low == ignored:  # no gaps, as most masks
        return ((value & ~ignored, value | ignored),)
    gaps = [1 << bit for bit in range(bits) if ignored >> bit & 1 and not low >> bit & 1]
    if 1 << len(gaps) > most:
        return None
    starts = [value & ~ignored]
    for gap in gaps:
        starts += [start | gap for start in starts]
    return normal((start, start | low) for start in starts)


def flags_spans(mask: int, wanted: Iterable[int], last: int = 63) -> Spans:
    """Return the values v from 0 to `last` for which v & mask is one of `wanted`."""
    values = set(wanted)
    return normal((value, value) for value in range(last + 1) if value & mask in values)
