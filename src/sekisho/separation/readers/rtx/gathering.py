"""What the lines of a Yamaha RTX configuration say, gathered before it is put together."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from sekisho.separation.device import Coverage, NotUnderstood
from sekisho.separation.packet import PROTOCOLS
from sekisho.separation.readers.rtx import words as known
from sekisho.separation.readers.rtx.filters import Filter, filter_of, replies_of
from sekisho.separation.readers.rtx.lines import Line
from sekisho.separation.readers.rtx.terms import UnknownTermError, addresses, numbers
from sekisho.separation.rules import Match, Origin
from sekisho.separation.spans import Spans, prefix

FAMILIES = {"ip": 4, "ipv6": 6}
_PORT = 65535
_INTERFACES = ("lan", "pp", "tunnel", "vlan", "bridge", "onu", "wan", "loopback", "null")


class Written(NamedTuple):
    """A filter and the line it stands in; `filter` None: the line was not understood."""

    line: Line
    filter: Filter | None


class Dynamic(NamedTuple):
    """A dynamic filter, the replies it lets in, and its line."""

    line: Line
    matches: tuple[Match, ...]


class Applied(NamedTuple):
    """`ip lan1 secure filter in 1 2 dynamic 3`: where which filters stand."""

    line: Line
    family: int
    interface: str
    direction: str  # "in" or "out"
    numbers: tuple[str, ...]
    dynamic: tuple[str, ...]


class Forwarded(NamedTuple):
    """`nat descriptor masquerade static` or `static`: what from outside goes to which inside."""

    line: Line
    inner: Spans
    outer: Spans | None  # None: the address the line to the provider has
    protocol: Spans | None = None
    ports: Spans | None = None
    inner_ports: Spans | None = None


@dataclass(slots=True)
class Descriptor:
    """A NAT descriptor by its number."""

    kind: str = ""
    line: Line | None = None
    outer: Spans | None = None
    forwarded: list[Forwarded] = field(default_factory=list)


@dataclass(slots=True)
class Gathered:
    """Everything the lines said."""

    file: str
    filters: dict[tuple[int, str], Written] = field(default_factory=dict)
    dynamics: dict[tuple[int, str], Dynamic] = field(default_factory=dict)
    applied: list[Applied] = field(default_factory=list)
    ethernet: list[tuple[Line, str, str]] = field(default_factory=list)  # interface, direction
    translated: list[tuple[Line, str, tuple[str, ...]]] = field(default_factory=list)
    descriptors: dict[str, Descriptor] = field(default_factory=dict)
    addresses: dict[str, list[str]] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    families: set[int] = field(default_factory=lambda: {4})
    not_understood: list[NotUnderstood] = field(default_factory=list)
    _lines: int = 0
    _understood: int = 0
    _outside: int = 0

    def origin(self, line: Line) -> Origin:
        """Return where a line stands."""
        return Origin(self.file, line.number)

    def add(self, line: Line) -> None:
        """Take one line: understood, outside, or named as not understood."""
        named = len(self.not_understood)
        understood = self._understands(line)
        self._lines += line.joined
        if understood is None:
            self._outside += line.joined
        elif not understood:
            self.not_understood.append(NotUnderstood(self.origin(line), line.text))
        if understood and len(self.not_understood) == named:
            self._understood += line.joined

    @property
    def coverage(self) -> Coverage:
        """What was counted so far, a joined line as often as it has lines."""
        return Coverage(self._lines, self._understood, self._outside)

    def _understands(self, line: Line) -> bool | None:
        """Say whether the line was understood; None: it is outside."""
        first = line.words[0]
        reader = _READERS.get(first)
        if reader is not None:
            return reader(self, line)
        return None if first in known.OUTSIDE else False


def _ip(found: Gathered, line: Line) -> bool | None:
    family = FAMILIES[line.words[0]]
    if len(line.words) < 3:  # `ipv6 routing on`
        return False
    if family == 6:
        found.families.add(6)
    second = line.words[1]
    if second == "filter":
        return _filter(found, line, family)
    if second == "routing":
        return line.words[2] == "on"
    if second in known.IP_OUTSIDE or (second in {"rip", "ospf", "prefix", "source"}):
        return None
    if second.startswith(_INTERFACES):
        return _interface(found, line, family)
    return False


def _filter(found: Gathered, line: Line, family: int) -> bool | None:
    word = line.words[2]
    if word in {"source-route", "directed-broadcast", "fragment"}:
        return True
    if word == "dynamic" and len(line.words) > 4:
        number = line.words[3]
        if number == "timer":
            return True
        found.dynamics[family, number] = Dynamic(line, replies_of(line.words[4:], family))
        return number.isdecimal()
    if not word.isdecimal():
        return False
    made = filter_of(line.words[3:], family)
    found.filters[family, word] = Written(line, made)
    if made is None or made.unknown:
        found.not_understood.append(NotUnderstood(found.origin(line), line.text, placed=True))
    return True


def _interface(found: Gathered, line: Line, family: int) -> bool | None:
    name, rest = line.interface(line.words[1]), line.words[2:]
    if rest[:2] == ("secure", "filter") and len(rest) > 3:
        return _secure(found, line, family, name, rest[2:])
    if rest[0] == "address" and len(rest) > 1:
        return _address(found, name, rest[1])
    if rest[:2] == ("secondary", "address") and len(rest) > 2:
        return _address(found, name, rest[2])
    if rest[:2] == ("nat", "descriptor"):
        found.translated.append((line, name, rest[2:]))
        return "reverse" not in rest
    return None if rest[0] in known.INTERFACE_OUTSIDE or rest[0] in {"mtu", "mru"} else False


def _secure(found: Gathered, line: Line, family: int, name: str, rest: tuple[str, ...]) -> bool:
    direction, *numbers_ = rest
    if direction not in {"in", "out"}:
        return False
    at = numbers_.index("dynamic") if "dynamic" in numbers_ else len(numbers_)
    fixed, dynamic = tuple(numbers_[:at]), tuple(numbers_[at + 1 :])
    if not all(each.isdecimal() for each in (*fixed, *dynamic)):
        return False
    found.applied.append(Applied(line, family, name, direction, fixed, dynamic))
    return True


def _address(found: Gathered, name: str, text: str) -> bool:
    if text not in {"dhcp", "auto", "pdp", "dhcp4", "auto-config"} and "::/" not in text[:6]:
        try:
            prefix(text)
        except ValueError:
            return "@" in text  # an IPv6 prefix from elsewhere: known only while it runs
        found.addresses.setdefault(name, []).append(text)
    return True


def _description(found: Gathered, line: Line) -> bool:
    words = line.words[1:]
    named = words and words[0].startswith(_INTERFACES)
    name = line.interface(words[0]) if named else line.selected["pp"]
    found.descriptions[name] = " ".join(words[1:] if named else words).strip('"')
    return True


def _nat(found: Gathered, line: Line) -> bool | None:
    words = line.words[2:]
    if line.words[1:2] != ("descriptor",) or len(words) < 2:
        return False
    if words[0] in known.NAT_OUTSIDE:
        return None
    if words[0] == "type":
        made = found.descriptors.setdefault(words[1], Descriptor())
        made.kind, made.line = words[2] if len(words) > 2 else "", line
        return made.kind in {"none", "nat", "masquerade", "nat-masquerade"}
    if words[0] == "address":
        return _nat_address(found, words[1:])
    if words[0] == "static":
        return _nat_static(found, line, words[1:])
    if words[0] == "masquerade":
        return _masquerade(found, line, words[1:])
    return False


def _nat_address(found: Gathered, words: tuple[str, ...]) -> bool:
    if len(words) < 3 or words[0] not in {"outer", "inner"}:
        return False
    made = found.descriptors.setdefault(words[1], Descriptor())
    if words[0] == "inner" or words[2] in {"ipcp", "primary", "secondary", "map-e"}:
        return True
    try:
        made.outer = addresses(words[2], 4)
    except UnknownTermError:
        return False
    return True


def _nat_static(found: Gathered, line: Line, words: tuple[str, ...]) -> bool:
    """Read `static N ID OUTER=INNER [COUNT]`."""
    if len(words) < 3 or "=" not in words[2]:
        return False
    outer, _, inner = words[2].partition("=")
    count = int(words[3]) if len(words) > 3 and words[3].isdecimal() else 1
    try:
        there, here = addresses(outer, 4), addresses(inner, 4)
    except UnknownTermError:
        return False
    if not there or not here:
        return False
    spread = ((there[0][0], there[0][0] + count - 1),), ((here[0][0], here[0][0] + count - 1),)
    made = found.descriptors.setdefault(words[0], Descriptor())
    made.forwarded.append(Forwarded(line, inner=spread[1], outer=spread[0]))
    return True


def _masquerade(found: Gathered, line: Line, words: tuple[str, ...]) -> bool | None:
    if words[0] in known.MASQUERADE_OUTSIDE:
        return None
    made = found.descriptors.setdefault(words[1], Descriptor()) if len(words) > 1 else None
    if made is None:
        return False
    if words[0] == "incoming" and len(words) > 2:
        return _incoming(made, line, words[2:])
    if words[0] == "static" and len(words) > 4:
        return _masquerade_static(made, line, words[3:])
    return False


def _incoming(made: Descriptor, line: Line, words: tuple[str, ...]) -> bool:
    if words[0] == "forward" and len(words) > 1:
        try:
            inner = addresses(words[1], 4)
        except UnknownTermError:
            return False
        if inner:
            made.forwarded.append(Forwarded(line, inner=inner, outer=made.outer))
        return inner is not None
    return words[0] in {"reject", "discard", "through"}


def _masquerade_static(made: Descriptor, line: Line, words: tuple[str, ...]) -> bool:
    """Read `INNER PROTOCOL [OUTER_PORT=]PORT`, ports as in a filter."""
    inner_text, name, *ports = words
    try:
        inner = addresses(inner_text, 4)
        outer_ports, inner_ports = _port_pair(ports[0]) if ports else (None, None)
    except UnknownTermError:
        return False
    number = PROTOCOLS.get(name, int(name) if name.isdecimal() else None)
    if inner is None or number is None:
        return False
    protocol = ((number, number),)
    made.forwarded.append(Forwarded(line, inner, made.outer, protocol, outer_ports, inner_ports))
    return True


def _port_pair(text: str) -> tuple[Spans | None, Spans | None]:
    outer, equals, inner = text.partition("=")
    return numbers(outer, _PORT), numbers(inner, _PORT) if equals else None


def _ethernet(found: Gathered, line: Line) -> bool:
    words = line.words[1:]
    if words[:1] == ("filter",):
        return True
    if len(words) > 2 and words[1] == "filter" and words[2] in {"in", "out"}:
        found.ethernet.append((line, line.interface(words[0]), words[2]))
        return True
    return False


_Take = Callable[[Gathered, Line], bool | None]
_READERS: dict[str, _Take] = {
    "ip": _ip,
    "ipv6": _ip,
    "nat": _nat,
    "description": _description,
    "ethernet": _ethernet,
    "vlan": lambda _found, _line: True,  # names an interface; what it may pass stands elsewhere
}
