"""Translations of an SRX: static, destination and source rule sets.

Destinations are rewritten before the policies are asked, sources after. What cannot be expressed
is left unmarked, so that nothing about the device is proven. Source: the maker's NAT guide.
"""

from collections.abc import Iterator
from typing import NamedTuple

from sekisho.separation.packet import TCP, UDP
from sekisho.separation.readers.junos import values
from sekisho.separation.readers.junos.tree import Node
from sekisho.separation.readers.junos.values import NotKnownError
from sekisho.separation.rules import Action, Match, Names, Origin, Rule, Translation
from sekisho.separation.spans import BITS, Spans, normal, prefix

_PORTED = ((TCP, TCP), (UDP, UDP))
_HARMLESS = {"description"}
_POOL = {"address", "port", "description", "host-address-base", "overflow-pool"}
_UNPORTED = {"no-translation", "port-overloading-factor", "range"}


class Translated(NamedTuple):
    """The rules of both directions, in order."""

    inward: tuple[Rule, ...]
    outward: tuple[Rule, ...]


def translations(file: str, nat: Node, zones: dict[str, frozenset[str]]) -> Translated:
    """Return what the rule sets translate."""
    nat.outside("proxy-arp")
    nat.outside("proxy-ndp")
    reading = _Reading(file, nat, zones)
    static = list(reading.rules("static"))
    destination = list(reading.rules("destination"))
    source = list(reading.rules("source"))
    inward = [rule for rule in (*static, *destination) if _to(rule).destination is not None]
    inward += [rule for rule in destination if rule.action is Action.PERMIT]
    outward = [rule for rule in static if _to(rule).source is not None]
    reading.options()
    return Translated(_ordered(inward), (*outward, *source))


def _ordered(rules: list[Rule]) -> tuple[Rule, ...]:
    """Return static rules before those of destination, each as written."""
    return tuple(dict.fromkeys(rules))


def _to(rule: Rule) -> Translation:
    return rule.translation or Translation()


class _Reading:
    """Rule sets being read."""

    def __init__(self, file: str, nat: Node, zones: dict[str, frozenset[str]]) -> None:
        self._file = file
        self._nat = nat
        self._zones = zones

    def options(self) -> None:
        """Mark what has no bearing on where packets go."""
        for kind in ("source", "destination"):
            for each in self._nat.nodes(kind, "pool"):
                try:
                    self._pool(kind, each.word)
                except (NotKnownError, ValueError):
                    continue
                each.read()
        for word in ("port", "address-persistent", "pool-utilization-alarm", "interface"):
            self._nat.outside("source", word)

    def rules(self, kind: str) -> Iterator[Rule]:
        """Yield the translations of one kind; what is not understood stays unmarked."""
        for rule_set in self._nat.nodes(kind, "rule-set"):
            if set(rule_set.below) - {"from", "to", "rule", "description"}:
                continue
            try:
                ends = Match(iif=self._end(rule_set, "from"), oif=self._end(rule_set, "to"))
            except NotKnownError:
                continue
            for word in {"from", "to", "description"} & set(rule_set.below):
                rule_set.below[word].read()
            for rule in rule_set.nodes("rule"):
                try:
                    made = tuple(self._rule(kind, ends, rule))
                except (NotKnownError, ValueError):
                    continue
                rule.read()
                yield from made

    def _end(self, rule_set: Node, way: str) -> Names | None:
        node = rule_set.at(way)
        if node is None:
            return None
        if len(node.below) != 1:
            raise NotKnownError(way)
        ((kind, named),) = node.below.items()
        if not named.flat:
            raise NotKnownError(way)
        if kind == "interface":
            return Names(frozenset(named.below))
        if kind != "zone" or set(named.below) - set(self._zones):
            raise NotKnownError(kind)  # a routing instance
        names = frozenset(name for zone in named.below for name in self._zones[zone])
        return Names(frozenset({"*"}) if "all" in names else names)

    def _rule(self, kind: str, ends: Match, node: Node) -> Iterator[Rule]:
        then = node.at("then", "static-nat" if kind == "static" else f"{kind}-nat")
        if then is None or set(node.below) - {"match", "then", "description"}:
            raise NotKnownError(node.word)
        if len(node.below["then"].below) != 1 or len(then.below) != 1:
            raise NotKnownError(node.word)
        match = _matched(ends, node.at("match") or Node("", 0, ""))
        origin, text = Origin(self._file, node.line), f"{kind} nat {node.word}"
        if "off" in then.below:
            yield Rule((match,), Action.PERMIT, origin, text)
        elif kind == "static":
            yield from _static(match, then, origin, text)
        else:
            made = Rule((match,), Action.TRANSLATE, origin, text)
            yield made._replace(translation=self._translation(kind, match, then))

    def _translation(self, kind: str, match: Match, then: Node) -> Translation:
        ((word, below),) = then.below.items()
        if kind == "source" and word == "interface":
            return Translation(source=((0, (1 << BITS[match.family or 4]) - 1),))
        if word != "pool" or not below.below:
            raise NotKnownError(word)
        name, *_ = below.below
        if set(below.below[name].below) - {"persistent-nat"}:
            raise NotKnownError(name)
        family, spans, port = self._pool(kind, name)
        if family != (match.family or family):
            raise NotKnownError(name)
        if kind == "source":
            return Translation(source=spans)
        return Translation(destination=spans, destination_port=port)

    def _pool(self, kind: str, name: str) -> tuple[int, Spans, Spans | None]:
        node = self._nat.at(kind, "pool", name)
        if node is None or set(node.below) - _POOL:
            raise NotKnownError(name)
        pairs: list[tuple[int, int]] = []
        families, port = set(), None
        for each in node.nodes("address"):
            if each.word == "port":  # of the address in a line of its own
                port = tuple(values.ports(text) for text in each.below)
                continue
            tops = [below.word for below in each.nodes("to")]
            family, low = prefix(each.word)
            _, high = prefix(tops[0]) if tops else (family, low)
            families.add(family)
            pairs.append((low[0][0], high[-1][1]))
            if set(each.below) - {"to", "port"}:
                raise NotKnownError(name)
            for below in each.nodes("port"):
                port = (values.ports(below.word),)
        own = {each.word for each in node.nodes("port")}
        if len(families) != 1 or not pairs or own - _UNPORTED:
            raise NotKnownError(name)
        return families.pop(), normal(pairs), port


def _matched(ends: Match, node: Node) -> Match:
    """Return what a rule asks of a packet. Raises NotKnownError."""
    fields: dict[str, Spans] = {}
    family = 4
    for word, each in node.below.items():
        if word in {"source-address", "destination-address"}:
            if not each.flat:
                raise NotKnownError(word)
            read = [prefix(text) for text in each.below]
            if len({version for version, _ in read}) != 1:
                raise NotKnownError(word)
            family = read[0][0]
            name = word.removesuffix("-address")
            fields[name] = normal(pair for _, spans in read for pair in spans)
        elif word == "destination-port":
            texts = [each for each in each.below if each != "to"]
            tops = [below.word for port in each.below.values() for below in port.nodes("to")]
            low = values.ports(texts[0])
            high = values.ports(tops[0]) if tops else low
            if len(texts) != 1:
                raise NotKnownError(word)
            fields["destination_port"] = ((low[0], high[1]),)
        elif word == "protocol" and each.flat:
            fields["protocol"] = normal((n, n) for n in map(values.protocol, each.below))
        else:
            raise NotKnownError(word)
    if "destination_port" in fields:
        protocols = fields.setdefault("protocol", _PORTED)
        if not set(protocols) <= set(_PORTED):
            raise NotKnownError("destination-port")
    return ends._replace(family=family, **fields)  # type: ignore[arg-type]  # by name


def _static(match: Match, then: Node, origin: Origin, text: str) -> Iterator[Rule]:
    """Yield both directions of a one to one translation."""
    below = then.at("prefix")
    if below is None or match.destination is None or match.source is not None:
        raise NotKnownError(text)
    if len(below.below) != 1 or not below.flat or match.destination_port is not None:
        raise NotKnownError(text)
    family, inner = prefix(next(iter(below.below)))
    if family != match.family or _size(inner) != _size(match.destination):
        raise NotKnownError(text)
    inward = Translation(destination=inner)
    yield Rule((match,), Action.TRANSLATE, origin, text, translation=inward)
    back = Match(family, oif=match.iif, source=inner)
    outward = Translation(source=match.destination)
    yield Rule((back,), Action.TRANSLATE, origin, text, translation=outward)


def _size(spans: Spans) -> int:
    return sum(last - first + 1 for first, last in spans)
