"""Security policies between zones, address books and applications of an SRX.

Policies of a pair of zones are tried in order, then the global ones, then the default policy.
Source: the maker's guide to security policies.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from ipaddress import ip_address

from sekisho.separation.packet import ICMP, LAST, State
from sekisho.separation.readers.junos import values
from sekisho.separation.readers.junos.tree import Node
from sekisho.separation.readers.junos.values import APPLICATIONS, NotKnownError, Service, checked
from sekisho.separation.rules import Action, Match, Names, Origin, Rule
from sekisho.separation.spans import BITS, Spans, complement, one, prefix, union

_DEPTH = 16  # sets inside one another; a set inside itself is not known
_ANY = {"any": (4, 6), "any-ipv4": (4,), "any-ipv6": (6,)}
_ENDS = {"permit": Action.PERMIT, "deny": Action.DENY, "reject": Action.DENY}
_HARMLESS = {"log", "count", "description"}
# What a permit may ask for beside: looking into the conversation lets nothing more through.
_LOOKING = {"application-services", "tcp-options", "services-offload"}
_MATCHED = {
    "source-address", "destination-address", "application", "source-address-excluded",
    "destination-address-excluded", "from-zone", "to-zone",
}  # fmt: skip
_ANYBODY = {"source-identity": "any", "dynamic-application": "any", "url-category": "any"}


@dataclass(slots=True)
class Objects:
    """Address books and applications, by name; `zone_books` are those of one zone."""

    book: dict[str, Node] = field(default_factory=dict)
    sets: dict[str, Node] = field(default_factory=dict)
    zone_books: dict[str, "Objects"] = field(default_factory=dict)
    applications: dict[str, Node] = field(default_factory=dict)
    application_sets: dict[str, Node] = field(default_factory=dict)
    _addresses: dict[str, dict[int, Spans | None]] = field(default_factory=dict)

    def add(self, node: Node) -> None:
        """Take an address book's addresses and sets."""
        self.book |= {each.word: each for each in node.nodes("address")}
        self.sets |= {each.word: each for each in node.nodes("address-set")}

    def booked(self, name: str) -> dict[int, Spans | None]:
        """Return an address of this very book. Raises NotKnownError and ValueError."""
        found = self._addresses.get(name)
        if found is None:
            found = self._addresses[name] = _address(self.book[name])
        return found

    def address(self, zone: str, name: str, depth: int = 0) -> dict[int, Spans | None]:
        """Return the spans of an address or a set of them by family. Raises NotKnownError."""
        if name in _ANY:
            return {family: None if family in _ANY[name] else () for family in BITS}
        for objects in (self.zone_books.get(zone), self):
            if objects is not None and name in objects.book:
                return objects.booked(name)
            if objects is not None and name in objects.sets and depth < _DEPTH:
                members = _members(objects.sets[name], "address")
                return _joined([self.address(zone, each, depth + 1) for each in members])
        raise NotKnownError(name)

    def application(self, name: str, depth: int = 0) -> tuple[Service, ...]:
        """Return the alternatives of an application or a set of them. Raises NotKnownError."""
        if name in self.applications:
            return _application(self.applications[name])
        if name in self.application_sets and depth < _DEPTH:
            members = _members(self.application_sets[name], "application")
            return tuple(s for each in members for s in self.application(each, depth + 1))
        if name in APPLICATIONS:
            return APPLICATIONS[name]
        raise NotKnownError(name)


def check(objects: Objects) -> None:
    """Mark what of the objects is understood; the rest is named, and open where it is used."""
    for book in (objects, *objects.zone_books.values()):
        for name, node in book.book.items():
            _mark(node, partial(book.booked, name))
        for node in book.sets.values():
            _mark(node, partial(_members, node, "address"))
    for node in objects.applications.values():
        _mark(node, partial(_application, node))
    for node in objects.application_sets.values():
        _mark(node, partial(_members, node, "application"))


def _mark(node: Node, read: Callable[[], object]) -> None:
    try:
        read()
    except (NotKnownError, ValueError):
        node.open()
    else:
        node.read()


def _members(node: Node, kind: str) -> tuple[str, ...]:
    """Return the names in a set. Raises NotKnownError where more than names is in it."""
    kinds = (kind, f"{kind}-set")
    if not set(node.below) <= {*kinds, "description"} or not all(
        each.flat for each in node.below.values()
    ):
        raise NotKnownError(node.word)
    return tuple(each.word for word in kinds for each in node.nodes(word))


def _address(node: Node) -> dict[int, Spans | None]:
    words = [each for each in node.below if each != "description"]
    if len(words) != 1:
        raise NotKnownError(node.word)
    (word,) = words
    if word != "range-address" and node.below[word].below:
        raise NotKnownError(word)
    if word == "range-address":
        return _range(node.below[word])
    family, spans = prefix(word)
    return {**dict.fromkeys(BITS, ()), family: spans}


def _range(node: Node) -> dict[int, Spans | None]:
    (low,) = node.below.values()
    tops = list(low.below.get("to", Node("", 0, "")).below)
    first, last = ip_address(low.word), ip_address(tops[0] if tops else low.word)
    if first.version != last.version or int(first) > int(last):
        raise NotKnownError(node.word)
    return {**dict.fromkeys(BITS, ()), first.version: ((int(first), int(last)),)}


def _joined(found: list[dict[int, Spans | None]]) -> dict[int, Spans | None]:
    if len(found) == 1:
        return found[0]
    whole: dict[int, Spans | None] = dict.fromkeys(BITS, ())
    for each in found:
        for family, spans in each.items():
            said = whole[family]
            whole[family] = None if spans is None or said is None else union(said, spans)
    return whole


_TIMING = {"inactivity-timeout", "application-protocol", "description", "term"}


def _application(node: Node) -> tuple[Service, ...]:
    terms = node.nodes("term")
    own = set(node.below) - _TIMING
    if terms:
        if own:
            raise NotKnownError(node.word)
        return tuple(_service(each) for each in terms)
    return (_service(node),)


def _service(node: Node) -> Service:
    said = {word: texts for word, texts in _said(node).items() if word not in _TIMING}
    if set(said) - set(_SERVICE) or any(len(texts) != 1 for texts in said.values()):
        raise NotKnownError(node.word)
    if "protocol" not in said:
        raise NotKnownError(node.word)
    number = values.protocol(said["protocol"][0])
    names = values.ICMP_TYPES if number == ICMP else values.ICMPV6_TYPES
    fields: dict[str, Spans | None] = {"protocol": one(number) if number else None}
    for word, (text,) in said.items():
        if word in {"source-port", "destination-port"}:
            spans = (values.ports(text),)
            everything = spans == ((0, LAST["port"]),)
            fields[word.replace("-", "_")] = None if everything else spans
        elif word != "protocol":
            found = values.icmp(text, names if word.endswith("type") else {})
            fields["icmp_type" if word.endswith("type") else "icmp_code"] = (found,)
    return checked(Service(**fields))


def _said(node: Node) -> dict[str, list[str]]:
    """Return each word with its values; a term may hold them all in one line, one after another."""
    found: dict[str, list[str]] = {}
    for word, each in node.below.items():
        found.setdefault(word, []).extend(each.below)
        for value in each.below.values():
            for more, texts in _said(value).items():
                found.setdefault(more, []).extend(texts)
    return found


_SERVICE = (
    "protocol", "source-port", "destination-port", "icmp-type", "icmp-code", "icmp6-type",
    "icmp6-code",
)  # fmt: skip


class Policies:
    """Turns policies into rules with the objects and zones of their device."""

    def __init__(self, file: str, objects: Objects, zones: dict[str, frozenset[str]]) -> None:
        self._file = file
        self._objects = objects
        self._zones = zones
        self._sides: dict[tuple[str, ...], Names | None] = {}  # the interfaces of zones

    def between(self, source: str, destination: str, node: Node) -> Rule:
        """Return a policy of a pair of zones as a rule."""
        return self._rule(node, [source], [destination])

    def everywhere(self, node: Node) -> Rule:
        """Return a global policy as a rule; it may name zones itself."""
        match = node.at("match") or Node("", 0, "")
        sides = [[each.word for each in match.nodes(word)] for word in ("from-zone", "to-zone")]
        return self._rule(node, *(side or ["any"] for side in sides))

    def _rule(self, node: Node, sources: list[str], destinations: list[str]) -> Rule:
        origin = Origin(self._file, node.line)
        text = f"{' '.join(sources)} → {' '.join(destinations)} policy {node.word}"
        match = node.at("match")
        unknown: list[str] = []
        try:
            side = Match(iif=self._side(sources), oif=self._side(destinations))
            action = self._action(node, unknown)
        except NotKnownError:
            match = None
        if match is None:
            node.open()
            return Rule((Match(),), Action.UNKNOWN, origin, text)
        for word, each in node.below.items():
            if word == "description":
                each.read()
            elif word not in {"match", "then"}:
                unknown.append(word)
                each.open()
        found = list(self._matches(side, match, (sources, destinations), unknown))
        if unknown:
            found = [each._replace(unknown=tuple(unknown)) for each in found]
        return Rule(tuple(found), action, origin, text)

    def _side(self, zones: list[str]) -> Names | None:
        """Return the interfaces of zones as `_interfaces`, worked out once."""
        key = tuple(zones)
        if key not in self._sides:
            self._sides[key] = self._interfaces(zones)
        return self._sides[key]

    def _interfaces(self, zones: list[str]) -> Names | None:
        """Return the interfaces of zones; None: every one. Raises NotKnownError."""
        if "any" in zones:
            return None
        if any(zone not in self._zones for zone in zones):
            raise NotKnownError(" ".join(zones))
        names = frozenset(name for zone in zones for name in self._zones[zone])
        return Names(frozenset({"*"}) if "all" in names else names)

    def _action(self, node: Node, unknown: list[str]) -> Action:
        then = node.at("then") or Node("", 0, "")
        ends = [word for word in then.below if word in _ENDS]
        if len(ends) != 1:
            raise NotKnownError("then")
        for word, each in then.below.items():
            if word in _HARMLESS:
                each.read()
            elif word != ends[0]:
                unknown.append(word)
                each.open()
        action = _ENDS[ends[0]]
        for word, each in then.below[ends[0]].below.items():
            if action is not Action.PERMIT or word not in _LOOKING:
                unknown.append(f"{ends[0]} {word}")
                each.open()
        then.below[ends[0]].read()
        return action

    def _matches(
        self,
        side: Match,
        match: Node,
        zones: tuple[list[str], list[str]],
        unknown: list[str],
    ) -> Iterator[Match]:
        self._conditions(match, unknown)
        here = self._addresses(match, "source", zones[0], unknown)
        there = self._addresses(match, "destination", zones[1], unknown)
        services = self._services(match, unknown)
        for family in BITS:
            if here[family] == () or there[family] == ():
                continue
            placed = Match(
                family,
                side.iif,
                side.oif,
                source=here[family],
                destination=there[family],
            )
            yield from (service.on(placed) for service in services if service.is_of(family))

    def _conditions(self, match: Node, unknown: list[str]) -> None:
        for word, each in match.below.items():
            known = word in _MATCHED or list(each.below) == [_ANYBODY.get(word)]
            if known and each.flat:
                each.read()
            else:
                unknown.append(word)
                each.open()

    def _addresses(
        self, match: Node, side: str, zones: list[str], unknown: list[str]
    ) -> dict[int, Spans | None]:
        node = match.at(f"{side}-address")
        zone = zones[0] if len(zones) == 1 else ""
        found = []
        for each in node.below.values() if node else ():
            try:
                found.append(self._objects.address(zone, each.word))
            except (NotKnownError, ValueError):
                unknown.append(each.word)
                each.open()
                return dict.fromkeys(BITS)
        if not found:
            unknown.append(f"{side}-address")
            match.open()
            return dict.fromkeys(BITS)
        whole = _joined(found)
        if match.at(f"{side}-address-excluded"):
            return {family: _without(spans, family) for family, spans in whole.items()}
        return whole

    def _services(self, match: Node, unknown: list[str]) -> tuple[Service, ...]:
        node = match.at("application")
        if node is None:
            # The dynamic application alone may say what is meant.
            unknown.append("application")
            match.open()
            return (Service(),)
        try:
            return tuple(s for each in node.below for s in self._objects.application(each))
        except (NotKnownError, ValueError):
            unknown.append("application")
            node.open()
            return (Service(),)


def _without(spans: Spans | None, family: int) -> Spans:
    return complement(spans, (1 << BITS[family]) - 1) if spans is not None else ()


def replies() -> Rule:
    """Return what comes back of conversations a policy let begin."""
    known = Match(state=State.ESTABLISHED | State.RELATED)
    return Rule((known,), Action.PERMIT, Origin("", 0), "(session)")
