"""Firewall filters: terms of a filter as rules. A filter ends by discarding.

Conditions of different kinds must all hold, values of one kind are alternatives; of addresses the
longest prefix decides whether it stands with `except`. A term without a terminating action
accepts. Source: the maker's guide to firewall filters.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product

from sekisho.separation.packet import ICMP, ICMPV6, TCP, WITH_PORTS, State
from sekisho.separation.readers.junos import values
from sekisho.separation.readers.junos.tree import Mark, Node
from sekisho.separation.readers.junos.values import NotKnownError
from sekisho.separation.rules import Action, Match, Names, Origin, Rule
from sekisho.separation.spans import Spans, difference, intersection, normal, prefix, union

_ENDS = {"accept": Action.PERMIT, "discard": Action.DENY, "reject": Action.DENY}
# Actions that let nothing more through and turn nothing away for good.
_BESIDE = frozenset(
    """count log syslog policer loss-priority forwarding-class sample port-mirror
    three-color-policer dscp traffic-class prefix-action service-accounting next""".split()
)
_SIDES = {"source": ("source",), "destination": ("destination",), "": ("source", "destination")}
_FLAT = frozenset("interface-specific physical-interface-filter enhanced-mode".split())


@dataclass(slots=True)
class _Term:
    """A term as far as it was read."""

    fields: dict[str, object] = field(default_factory=dict)
    either: list[tuple[dict[str, Spans], ...]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    stateless: bool = False
    first_header: Node | None = None  # asks only for the header behind the address


class Filters:
    """Turns filters into rules; the lists of prefixes they name are given."""

    def __init__(self, file: str, prefix_lists: dict[str, Node]) -> None:
        self._file = file
        self._prefix_lists = prefix_lists

    def rules(self, node: Node, family: int) -> list[Rule]:
        """Return the rules of a filter's terms in order."""
        for each in node.below.values():
            if each.word in _FLAT or each.word == "accounting-profile":
                each.read()
        return [self._rule(term, family) for term in node.nodes("term")]

    def _rule(self, node: Node, family: int) -> Rule:
        term = _Term({"family": family})
        read = self._conditions(node, term, family)
        action = self._action(node)
        origin = Origin(self._file, node.line)
        text = f"term {node.word}: {node.text}"
        if not read or action is None or set(node.below) - {"from", "then"}:
            node.open()
            return Rule((Match(family=family),), Action.UNKNOWN, origin, text)
        if term.first_header and action is not Action.PERMIT:
            term.unknown.append("next-header")  # extension headers hide it from a refusal
            term.first_header.open()
        return Rule(tuple(_matches(term, action)), action, origin, text, stateless=term.stateless)

    def _conditions(self, node: Node, term: _Term, family: int) -> bool:
        kinds = {each.word: each for each in node.nodes("from")}
        if node.at("from") and not kinds:
            return False
        for word, each in kinds.items():
            try:
                if not self._address(word, kinds, term, family):
                    _plain(word, each, term)
            except (NotKnownError, ValueError):
                term.unknown.append(f"{word} {' '.join(each.below)}".strip())
                each.open()
            else:
                _read_all(each)
        try:
            _protocols(term)
        except NotKnownError as error:
            term.unknown.append(str(error))
            node.below["from"].open()
        return True

    def _action(self, node: Node) -> Action | None:
        then = node.at("then")
        if then is None:
            node.mark = node.mark or Mark.READ  # a term that says nothing accepts
            return Action.PERMIT
        ending = [_ENDS[word] for word in then.below if word in _ENDS]
        goes_on = then.at("next", "term") is not None
        strange = set(then.below) - set(_ENDS) - _BESIDE
        if "next" in then.below and not goes_on:
            return None
        if any(not then.below[word].flat for word in then.below if word in {*_ENDS, "next"}):
            return None
        if any(then.nodes(word) for word in ("accept", "discard")):
            return None
        if strange or len(ending) + goes_on > 1:
            return None
        _read_all(then)
        if goes_on:
            return Action.CONTINUE
        return ending[0] if ending else Action.PERMIT

    def _address(self, word: str, kinds: dict[str, Node], term: _Term, family: int) -> bool:
        """Take a condition on addresses; say whether it was one."""
        side, _, kind = word.rpartition("-")
        if word in {"address", "source-address", "destination-address"}:
            side = side if kind == "address" and side else ""
        elif word in {"prefix-list", "source-prefix-list", "destination-prefix-list"}:
            side = word.removesuffix("prefix-list").rstrip("-")
            if f"{side}-address".lstrip("-") in kinds:
                return True  # taken together with the addresses
        else:
            return False
        dash = f"{side}-" if side else ""
        listed = list(self._prefixes(kinds, dash, family))
        spans = _longest(listed, family)
        term.either.append(tuple({name: spans} for name in _SIDES[side]))
        return True

    def _prefixes(
        self, kinds: dict[str, Node], dash: str, family: int
    ) -> Iterator[tuple[str, bool]]:
        """Yield each prefix, and whether it is taken in (else: left out)."""
        for each in kinds[f"{dash}address"].below.values() if f"{dash}address" in kinds else ():
            yield each.word, _taken(each)
        for each in (
            kinds[f"{dash}prefix-list"].below.values() if f"{dash}prefix-list" in kinds else ()
        ):
            for text in prefixes_of(self._prefix_lists, each.word, family):
                yield text, _taken(each)


def prefixes_of(lists: dict[str, Node], name: str, family: int) -> list[str]:
    """Return the prefixes of a list that are of a family. Raises NotKnownError."""
    node = lists.get(name)
    if node is None or "apply-path" in node.below or not node.flat:
        raise NotKnownError(name)
    return [each for each in node.below if prefix(each)[0] == family]


def _taken(node: Node) -> bool:
    if set(node.below) - {"except"}:
        raise NotKnownError(node.word)
    return "except" not in node.below


def _longest(listed: list[tuple[str, bool]], family: int) -> Spans:
    """Return what a list takes in, the longest prefix deciding. Raises NotKnownError."""
    read = [(prefix(text), taken) for text, taken in listed]
    if any(version != family for (version, _), _ in read):
        raise NotKnownError("family")
    if read and not any(taken for _, taken in read):
        raise NotKnownError("except")
    found: Spans = ()
    for (_, spans), taken in sorted(read, key=lambda each: (-_size(each[0][1]), each[1])):
        found = union(found, spans) if taken else difference(found, spans)
    return found


def _size(spans: Spans) -> int:
    return sum(last - first + 1 for first, last in spans)


def _plain(word: str, node: Node, term: _Term) -> None:
    """Take a condition that is no address. Raises NotKnownError for one not known."""
    texts = list(node.below)
    if not node.flat:
        raise NotKnownError(word)
    if word in {"protocol", "next-header", "payload-protocol"}:
        term.fields["protocol"] = normal((n, n) for n in map(values.protocol, texts))
        if word == "next-header":
            term.first_header = node
    elif word in {"port", "source-port", "destination-port"}:
        spans = normal(map(values.ports, texts))
        side = word.removesuffix("port").rstrip("-")
        term.either.append(tuple({f"{name}_port": spans} for name in _SIDES[side]))
    elif word in {"icmp-type", "icmp-code"}:
        names = values.ICMP_TYPES if term.fields["family"] == 4 else values.ICMPV6_TYPES
        known = names if word == "icmp-type" else {}
        term.fields[word.replace("-", "_")] = normal(values.icmp(each, known) for each in texts)
    elif word == "interface" and texts:
        term.fields["iif"] = Names(frozenset(texts))
    else:
        _flags(word, texts, term)


def _flags(word: str, texts: list[str], term: _Term) -> None:
    """Take a condition on TCP flags or fragments. Raises NotKnownError for one not known."""
    if word == "tcp-flags" and len(texts) == 1:
        term.fields["tcp_flags"] = values.flags(texts[0])
    elif texts:
        raise NotKnownError(word)
    elif word == "tcp-established":
        term.fields["state"] = State.ESTABLISHED
        term.stateless = True
    elif word == "tcp-initial":
        term.fields["tcp_flags"] = values.flags("(syn & !ack)")
    elif word == "is-fragment":
        term.fields["fragment"] = True
    else:
        raise NotKnownError(word)


def _protocols(term: _Term) -> None:
    """Take away conditions on ports, types and flags where the term names no protocol with them.

    A filter looks at the bytes where they would stand whatever the protocol. Raises NotKnownError.
    """
    needs = _needed(term)
    said = term.fields.get("protocol")
    numbers = {low for low, _ in said} if isinstance(said, tuple) else set()
    if needs is None or (numbers and numbers <= needs):
        return
    for name in ("icmp_type", "icmp_code", "tcp_flags", "state"):
        term.fields.pop(name, None)
    term.stateless = False
    term.either = [each for each in term.either if not any("_port" in k for k in each[0])]
    raise NotKnownError("port or type without its protocol")


def _needed(term: _Term) -> set[int] | None:
    if "tcp_flags" in term.fields or term.stateless:
        return {TCP}
    if "icmp_type" in term.fields or "icmp_code" in term.fields:
        return {ICMP, ICMPV6}
    if any("_port" in name for each in term.either for name in each[0]):
        return set(WITH_PORTS)
    return None


def _matches(term: _Term, action: Action) -> Iterator[Match]:
    """Yield the alternatives, and for a permit the later fragments it cannot tell apart."""
    narrow = {"icmp_type", "icmp_code", "tcp_flags"} & set(term.fields)
    for choice in product(*term.either):
        fields = dict(term.fields)
        for each in choice:
            for name, spans in each.items():
                said = fields.get(name)
                fields[name] = intersection(said, spans) if isinstance(said, tuple) else spans
        match = Match(**fields, unknown=tuple(term.unknown))  # type: ignore[arg-type]  # by name
        yield match
        ported = match.source_port is not None or match.destination_port is not None
        limited = ported or narrow or match.state is not None
        if action is Action.PERMIT and limited and match.fragment is None:
            yield match._replace(
                source_port=None,
                destination_port=None,
                icmp_type=None,
                icmp_code=None,
                tcp_flags=None,
                fragment=True,
            )


def _read_all(node: Node) -> None:
    if node.mark is not Mark.OPEN:
        node.read()
