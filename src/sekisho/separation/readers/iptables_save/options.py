"""The options of one rule of `iptables-save`: matches as fields, what is not known by its words.

Source: iptables(8), iptables-extensions(8). An option is taken with its `!` and its values; what
this module has no reader for becomes `Match.unknown`, as written.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from sekisho.separation.packet import FLAGS, ICMP, ICMPV6, LAST, PROTOCOLS, TCP, WITH_PORTS, State
from sekisho.separation.rules import Match, Names
from sekisho.separation.spans import (
    BITS,
    Spans,
    complement,
    flags_spans,
    normal,
    one,
    prefix,
)

_STATES = {
    "NEW": State.NEW,
    "INVALID": State.INVALID,
    "UNTRACKED": State.UNTRACKED,
    "ESTABLISHED": State.ESTABLISHED,
    "RELATED": State.RELATED,
}
_ALL_STATES = State(31)
_ICMP_TYPES = {
    "echo-reply": 0,
    "destination-unreachable": 3,
    "source-quench": 4,
    "redirect": 5,
    "echo-request": 8,
    "time-exceeded": 11,
    "parameter-problem": 12,
    "timestamp-request": 13,
    "timestamp-reply": 14,
}
_ICMPV6_TYPES = {
    "destination-unreachable": 1,
    "packet-too-big": 2,
    "time-exceeded": 3,
    "parameter-problem": 4,
    "echo-request": 128,
    "echo-reply": 129,
    "router-solicitation": 133,
    "router-advertisement": 134,
    "neighbour-solicitation": 135,
    "neighbor-solicitation": 135,
    "neighbour-advertisement": 136,
    "neighbor-advertisement": 136,
}
# What these say stands in options of their own; any other match is a condition in itself.
_MODULES = [
    [each]
    for each in """
    tcp udp sctp dccp udplite icmp icmp6 conntrack state multiport comment iprange
    """.split()
]
_SIGNS = frozenset("-!")  # an option, or its refusal, begins so
_MOST_PARTS = 64  # values of one multiport option: the program takes 15


class NotKnownError(ValueError):
    """An option's value this reader cannot read."""


@dataclass(slots=True)
class Options:
    """What the options of a rule say so far, and where it goes."""

    family: int
    fields: dict[str, object] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    target: str | None = None
    goto: bool = False
    rest: dict[str, str] = field(default_factory=dict)  # options of the target

    def match(self) -> Match:
        """Return the conjunction of all options."""
        return Match(**self.fields, unknown=tuple(self.unknown))  # type: ignore[arg-type]  # by name


def read(words: list[str], family: int) -> Options:
    """Return the options of a rule from the words behind `-A CHAIN`."""
    found = Options(family, {"family": family})
    at, end = 0, len(words)
    while at < end:
        start = at
        negated = words[at] == "!" and at + 1 < end
        at += negated
        name = words[at]
        at += 1
        first = at
        while at < end and not ((words[at][:1] in _SIGNS) and _is_option(words[at])):
            at += 1
        _take(found, name, words[first:at], negated=negated, text=words[start:at])
    return found


def _is_option(word: str) -> bool:
    return word == "!" or (word.startswith("-") and not word[1:2].isdecimal() and len(word) > 1)


def _take(found: Options, name: str, values: list[str], *, negated: bool, text: list[str]) -> None:
    if name == "--comment":
        return
    if name in {"-m", "--match"}:
        if values not in _MODULES:
            found.unknown.append(" ".join(text))
        return
    if name in {"-j", "--jump", "-g", "--goto"} and len(values) == 1:
        found.target = values[0]
        found.goto = name in {"-g", "--goto"}
        return
    if found.target is not None:
        found.rest[name] = " ".join(values)
        return
    reader = _READERS.get(name)
    if reader is None or len(values) != _VALUES.get(name, 1):
        found.unknown.append(" ".join(text))
        return
    try:
        reader(found, values, negated)
    except (NotKnownError, ValueError, IndexError, KeyError):
        found.unknown.append(" ".join(text))


_Take = Callable[[Options, list[str], bool], None]


def _side(name: str) -> _Take:
    def take(found: Options, values: list[str], negated: bool) -> None:  # noqa: FBT001
        parts = values[0].split(",")
        read = [prefix(part) for part in parts]  # refuses a mask with gaps
        if any(family != found.family for family, _ in read):
            raise NotKnownError(values[0])
        spans = read[0][1] if len(read) == 1 else normal(each for _, one in read for each in one)
        _set(found, name, spans, (1 << BITS[found.family]) - 1, negated=negated)

    return take


def _range(name: str) -> _Take:
    def take(found: Options, values: list[str], negated: bool) -> None:  # noqa: FBT001
        low, hyphen, high = values[0].partition("-")
        (family, first), (_, last) = prefix(low), prefix(high if hyphen else low)
        if family != found.family or first[0][0] > last[0][0]:
            raise NotKnownError(values[0])
        spans = ((first[0][0], last[0][0]),)
        _set(found, name, spans, (1 << BITS[family]) - 1, negated=negated)

    return take


def _interface(name: str) -> _Take:
    def take(found: Options, values: list[str], negated: bool) -> None:  # noqa: FBT001
        word = values[0][:-1] + "*" if values[0].endswith("+") else values[0]
        found.fields[name] = Names(frozenset({word}), negated)

    return take


def _protocol(found: Options, values: list[str], negated: bool) -> None:  # noqa: FBT001
    word = values[0].lower().replace("ipv6-icmp", "icmpv6")
    if word == "all":
        return
    number = int(word) if word.isdecimal() else PROTOCOLS[word]
    if number == 0:
        return
    _set(found, "protocol", one(number), LAST["protocol"], negated=negated)


def _ports(name: str) -> _Take:
    def take(found: Options, values: list[str], negated: bool) -> None:  # noqa: FBT001
        spans = found.fields.get("protocol")
        if not isinstance(spans, tuple) or any(
            low != high or low not in WITH_PORTS for low, high in spans
        ):
            raise NotKnownError(name)
        parts = values[0].split(",")[:_MOST_PARTS]
        pairs = [port_pair(part) for part in parts]
        ports = normal(pairs) if len(pairs) > 1 else tuple(pairs)
        _set(found, name, ports, LAST["port"], negated=negated)

    return take


def port_pair(text: str) -> tuple[int, int]:
    """Return a port, or the ends of a range. Raises `ValueError`."""
    low, colon, high = text.partition(":")
    first = int(low) if low else 0
    last = (int(high) if high else LAST["port"]) if colon else first
    if not 0 <= first <= last <= LAST["port"]:
        raise NotKnownError(text)
    return first, last


def _icmp(names: dict[str, int], number: int) -> _Take:
    def take(found: Options, values: list[str], negated: bool) -> None:  # noqa: FBT001
        if found.fields.get("protocol") != one(number):
            raise NotKnownError(values[0])
        kind, slash, code = values[0].partition("/")
        if kind == "any":
            return
        if negated and slash:
            raise NotKnownError(values[0])
        value = int(kind) if kind.isdecimal() else names[kind]
        _set(found, "icmp_type", one(value), LAST["icmp"], negated=negated)
        if slash:
            _set(found, "icmp_code", one(int(code)), LAST["icmp"], negated=False)

    return take


def _state(found: Options, values: list[str], negated: bool) -> None:  # noqa: FBT001
    states = State(0)
    for word in values[0].split(","):
        states |= _STATES[word]
    found.fields["state"] = _ALL_STATES & ~states if negated else states


def _tcp_flags(found: Options, values: list[str], negated: bool) -> None:  # noqa: FBT001
    if found.fields.get("protocol") != one(TCP):
        raise NotKnownError("--tcp-flags")
    mask, wanted = (_bits(each) for each in values[:2])
    _set(found, "tcp_flags", flags_spans(mask, (wanted,)), LAST["flags"], negated=negated)


def _bits(text: str) -> int:
    if text == "NONE":
        return 0
    if text == "ALL":
        return LAST["flags"]
    return sum({FLAGS[each.lower()] for each in text.split(",")})


def _syn(found: Options, values: list[str], negated: bool) -> None:  # noqa: FBT001
    del values
    _tcp_flags(found, ["FIN,SYN,RST,ACK", "SYN"], negated)


def _fragment(found: Options, values: list[str], negated: bool) -> None:  # noqa: FBT001
    del values
    found.fields["fragment"] = not negated


def _set(found: Options, name: str, spans: Spans, last: int, *, negated: bool) -> None:
    if name in found.fields:
        raise NotKnownError(name)  # said twice: the program refuses it
    found.fields[name] = complement(spans, last) if negated else spans


_VALUES = {"--tcp-flags": 2, "--syn": 0, "-f": 0}  # the other options have one
_READERS: dict[str, _Take] = {
    "-s": _side("source"),
    "--source": _side("source"),
    "-d": _side("destination"),
    "--destination": _side("destination"),
    "--src-range": _range("source"),
    "--dst-range": _range("destination"),
    "-i": _interface("iif"),
    "--in-interface": _interface("iif"),
    "-o": _interface("oif"),
    "--out-interface": _interface("oif"),
    "-p": _protocol,
    "--protocol": _protocol,
    "--sport": _ports("source_port"),
    "--sports": _ports("source_port"),
    "--dport": _ports("destination_port"),
    "--dports": _ports("destination_port"),
    "--icmp-type": _icmp(_ICMP_TYPES, ICMP),
    "--icmpv6-type": _icmp(_ICMPV6_TYPES, ICMPV6),
    "--state": _state,
    "--ctstate": _state,
    "--tcp-flags": _tcp_flags,
    "--syn": _syn,
    "-f": _fragment,
}
