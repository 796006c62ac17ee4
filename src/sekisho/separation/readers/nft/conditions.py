"""Conditions of nft's JSON as matches.

A rule's conditions are kept as alternatives (a union of matches); each condition narrows all of
them. What cannot be expressed becomes `Match.unknown`.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass

from sekisho.separation.packet import ICMP, ICMPV6, LAST, WITH_PORTS, State
from sekisho.separation.readers.nft import values
from sekisho.separation.readers.nft.alternatives import Alternatives, narrowed
from sekisho.separation.readers.nft.listing import plain
from sekisho.separation.readers.nft.values import Json, NotKnownError, Sets
from sekisho.separation.rules import Match, Names
from sekisho.separation.spans import (
    BITS,
    Spans,
    complement,
    flags_spans,
    one,
    prefix,
)

_ORDERED = {"<", ">", "<=", ">="}
_PORT_PROTOCOLS = {"tcp": 6, "udp": 17, "dccp": 33, "sctp": 132, "udplite": 136}
_ICMP = {"icmp": ICMP, "icmpv6": ICMPV6}
_L3 = {"ip": 4, "ip6": 6}
_REMEMBERED = 1 << 16  # conditions
_KEYS = {str, int}
_COMPARED = ("op", "left", "right")  # in the order nft writes them
_ALL_PORTS = tuple((number, number) for number in sorted(WITH_PORTS))
_OFFSET = 0x1FFF  # the bits of `ip frag-off` that are zero but for later fragments


@dataclass(frozen=True, slots=True)
class Field:
    """A left-hand side: which field of a match it is, and what it needs beside."""

    name: str  # of Match
    number: Callable[[Json], int] | None = None  # one value → a number
    last: int = 0
    needs: Match = Match()  # noqa: RUF009  # immutable
    family: int = 0  # of addresses

    def holding(self, value: Names | Spans) -> Match:
        """Return a match that asks for a value here."""
        fields = list(self.needs)
        fields[_AT[self.name]] = value
        return Match._make(fields)


_AT = {name: at for at, name in enumerate(Match._fields)}


class Conditions:
    """Turns `match` expressions into matches; `sets` gives the elements of named sets."""

    def __init__(self, table_family: str, sets: Sets, most: int) -> None:
        self._table = table_family
        self.sets = sets
        self._most = most
        self._known: dict[Json, Alternatives] = {}
        self._fields: dict[Json, Field | None] = {}

    def match(self, written: Json) -> Alternatives:
        """Return what one condition (as pairs) matches; one not known is a match that says so.

        Remembered are those whose right side is a text or a whole number: `true` equals 1 as a key.
        """
        try:
            remembered = written[-1][1].__class__ in _KEYS
            found = self._known.get(written) if remembered else None
        except (TypeError, IndexError):  # it holds a list, which is no key, or is no condition
            return self._understood(plain(written))
        if found is None:
            found = self._single(written) or self._understood(plain(written))
            if remembered and len(self._known) < _REMEMBERED:
                self._known[written] = found
        return found

    def numbered(self, written: Json) -> Field:
        """Return the field of a condition (as pairs) that compares it with one number or address.

        Raises `NotKnownError` for any other.
        """
        (a, op), (b, left), (c, _right) = written
        if (a, b, c) != _COMPARED or op != "==":
            raise NotKnownError(op)
        found = self._fields[left] if left in self._fields else self._numbered(left)
        if found is None:
            raise NotKnownError(short(plain(left)))
        return found

    def _single(self, written: Json) -> Alternatives:
        """Return what one number or address matches in a field met before; () when it is more.

        Most conditions differ from one before only in this.
        """
        try:
            (a, op), (b, left), (c, right) = written
            if (a, b, c) != _COMPARED:
                return ()
            found = self._fields[left] if left in self._fields else self._numbered(left)
            if found is None or op != "==":
                return ()
            return (found.holding(one_span(found, right)),)
        except (NotKnownError, KeyError, TypeError, ValueError, AttributeError):
            return ()

    def _numbered(self, written: Json) -> Field | None:
        """Return the field a left-hand side is when it has numbers; None for any other."""
        left, found = plain(written), None
        if not _key(left, "ct") and not _is_flags(left) and left.keys() <= {"meta", "payload"}:
            found = self.field(left)
            found = found if found.family or found.number else None
        self._fields[written] = found
        return found

    def _understood(self, expression: Json) -> Alternatives:
        try:
            return self._match(expression)
        except (NotKnownError, KeyError, TypeError, ValueError, AttributeError):
            return (Match(unknown=(short(expression),)),)

    def _match(self, expression: Json) -> Alternatives:
        left, op, right = expression["left"], expression.get("op", "=="), expression["right"]
        if isinstance(left, dict) and "&" in left:
            return self._masked(left["&"], op, right)
        if isinstance(left, dict) and "concat" in left:
            return self._concatenated(left["concat"], op, right)
        return self.equals(left, right, op)

    def equals(self, left: Json, right: Json, op: str = "==") -> Alternatives:
        """Return what a comparison of one field matches."""
        if _key(left, "ct") == "state":
            return (self._state(op, right),)
        if _is_flags(left):
            return self._flags(63, op, right)
        found = self.field(left)
        wanted = values.elements(right, self.sets)
        if found.name in {"iif", "oif"}:
            names = values.interfaces(wanted, negated=_negates(op))
            return (found.holding(names),)
        if found.name == "family":
            return self._families(wanted, negated=_negates(op))
        return (found.holding(self._spans(found, op, wanted)),)

    def _spans(self, found: Field, op: str, wanted: list[Json]) -> Spans:
        last = (1 << BITS[found.family]) - 1 if found.family else found.last
        if found.family:
            spans = values.addresses(wanted, found.family)
        else:
            number = found.number or values.plain_byte
            spans = values.spans([0 if each == "*" else each for each in wanted], number)
            if "*" in wanted:
                spans = ((0, last),)
        if op in _ORDERED:
            return _compared(op, spans[0][0], last)
        return complement(spans, last) if _negates(op) else spans

    def field(self, left: Json) -> Field:
        """Return which field a left-hand side is."""
        if "meta" in left:
            return _meta_field(left["meta"]["key"])
        payload = left["payload"]
        protocol, name = payload["protocol"], payload["field"]
        if protocol in _L3:
            return _l3_field(_L3[protocol], name)
        if name in {"sport", "dport"} and protocol in {*_PORT_PROTOCOLS, "th"}:
            spans = _ALL_PORTS if protocol == "th" else one(_PORT_PROTOCOLS[protocol])
            field = "source_port" if name == "sport" else "destination_port"
            return Field(field, values.port, LAST["port"], Match(protocol=spans))
        if protocol in _ICMP and name in {"type", "code"}:
            types = values.icmp_type if protocol == "icmp" else values.icmpv6_type
            number = types if name == "type" else values.plain_byte
            family = (
                4 if protocol == "icmp" else 6
            )  # nft asks for it too, though it does not say so
            return Field(f"icmp_{name}", number, 255, Match(family, protocol=one(_ICMP[protocol])))
        raise NotKnownError(short(left))

    def _families(self, wanted: list[Json], *, negated: bool) -> Alternatives:
        known = {"ipv4": 4, "ipv6": 6, "ip": 4, "ip6": 6, 2: 4, 10: 6, 2048: 4, 34525: 6}
        found = {known[each] for each in wanted}
        return tuple(Match(family) for family in (4, 6) if (family in found) != negated)

    def _state(self, op: str, right: Json) -> Match:
        found = values.states(values.elements(right, self.sets))
        return Match(state=State(31) & ~found if _negates(op) else found)

    def _masked(self, sides: list[Json], op: str, right: Json) -> Alternatives:
        left, mask = sides
        if _is_flags(left):
            return self._flags(values.tcp_bits(mask), op, right)
        if _key(left, "ct") == "state" and op == "!=" and right == 0:
            return (Match(state=values.states([mask])),)
        payload = left.get("payload", {})
        is_offset = (payload.get("protocol"), payload.get("field")) == ("ip", "frag-off")
        if is_offset and mask == _OFFSET and right == 0 and op in {"==", "!="}:
            return (Match(4, fragment=op == "!="),)
        raise NotKnownError(short(left))

    def _flags(self, mask: int, op: str, right: Json) -> Alternatives:
        wanted = [values.tcp_bits(each) for each in values.elements(right, self.sets)]
        if op in {"in", "&"}:
            any_of = 0
            for each in wanted:
                any_of |= each
            spans = flags_spans(any_of & mask, range(1, 64))
        elif op in {"==", "!="}:
            spans = flags_spans(mask, wanted)
            if op == "!=":
                spans = complement(spans, 63)
        else:
            raise NotKnownError(op)
        return (Match(protocol=one(6), tcp_flags=spans),)

    def _concatenated(self, lefts: list[Json], op: str, right: Json) -> Alternatives:
        if op not in {"==", "in"}:
            raise NotKnownError(op)
        return tuple(
            match
            for element in values.elements(right, self.sets)
            for match in self.concatenation(lefts, element)
        )

    def concatenation(self, lefts: list[Json], element: Json) -> Alternatives:
        """Return what one element of a concatenation matches."""
        if element == "*":
            return (Match(),)
        parts = element["concat"]
        if len(parts) != len(lefts):
            raise NotKnownError(short(element))
        found: Alternatives = (Match(),)
        for left, value in zip(lefts, parts, strict=True):
            found = narrowed(found, self.equals(left, value), self._most)
        return found

    def keyed(self, key: Json, element: Json) -> Alternatives:
        """Return what one key of a map matches."""
        if element == "*":
            return (Match(),)
        if isinstance(key, dict) and "concat" in key:
            return self.concatenation(key["concat"], element)
        return self.equals(key, element)


def one_span(found: Field, right: Json) -> Spans:
    """Return a number or a range, an address or a prefix (as pairs); raises for anything else."""
    if found.number and isinstance(right, tuple) and len(right) == 1 and right[0][0] == "range":
        low, high = map(found.number, right[0][1])
        if low > high:
            raise NotKnownError(right)
        return ((low, high),)
    if found.family:
        if isinstance(right, tuple):
            written = dict(right)["prefix"]
            right = "{addr}/{len}".format(**dict(written))
        family, spans = prefix(right)
        if family != found.family:
            raise NotKnownError(right)
        return spans
    number = (found.number or values.plain_byte)(right)
    return ((number, number),)


def _meta_field(key: str) -> Field:
    if key in {"iifname", "iif"}:
        return Field("iif")
    if key in {"oifname", "oif"}:
        return Field("oif")
    if key == "l4proto":
        return Field("protocol", values.protocol, 255)
    if key in {"nfproto", "protocol"}:
        return Field("family")
    raise NotKnownError(key)


def _l3_field(family: int, name: str) -> Field:
    sides = {"saddr": "source", "daddr": "destination"}
    if name in sides:
        return Field(sides[name], family=family, needs=Match(family))
    if (family, name) == (4, "protocol"):
        return Field("protocol", values.protocol, 255, Match(family))
    if (family, name) == (6, "nexthdr"):  # differs from the protocol behind extension headers
        needs = Match(family, unknown=("ip6 nexthdr",))
        return Field("protocol", values.protocol, 255, needs)
    raise NotKnownError(name)


def _compared(op: str, value: int, last: int) -> Spans:
    first, end = {
        "<": (0, value - 1),
        "<=": (0, value),
        ">": (value + 1, last),
        ">=": (value, last),
    }[op]
    return ((first, end),) if first <= end else ()


def _negates(op: str) -> bool:
    if op not in {"==", "!=", "in", *_ORDERED}:
        raise NotKnownError(op)
    return op == "!="


def _key(left: Json, kind: str) -> str | None:
    found = left.get(kind) if isinstance(left, dict) else None
    return found.get("key") if isinstance(found, dict) else None


def _is_flags(left: Json) -> bool:
    payload = left.get("payload", {}) if isinstance(left, dict) else {}
    return (payload.get("protocol"), payload.get("field")) == ("tcp", "flags")


def short(value: Json) -> str:
    """Return an expression as a short text for people."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text if len(text) <= 200 else f"{text[:199]}…"
