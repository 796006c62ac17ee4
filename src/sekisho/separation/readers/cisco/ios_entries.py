"""Entries of IOS access lists, and the object groups they name.

Standard, extended and IPv6 lists; wildcard masks with gaps; `established` and TCP flags; later
fragments: a permit with ports lets them by, a deny with ports does not stop them.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from sekisho.separation.packet import FLAGS, ICMP, ICMPV6, LAST, State
from sekisho.separation.readers.cisco import terms
from sekisho.separation.readers.cisco.service import Service, checked
from sekisho.separation.readers.cisco.terms import NotKnownError, Words
from sekisho.separation.rules import Action, Match
from sekisho.separation.spans import (
    BITS,
    Spans,
    address,
    flags_spans,
    normal,
    prefix,
    union,
    wildcard,
)
from sekisho.separation.spans import host as one_host

_MOST_SPANS = 4096
_LOGGED = {"log", "log-input"}
_VALUED = {"dscp", "tos", "precedence", "time-range", "ttl", "option", "flow-label", "sequence"}
_MORE = {"reflect", "timeout", "tag"}


@dataclass(slots=True)
class Groups:
    """The object groups of a configuration; a group with an unknown line is unknown itself."""

    networks: dict[str, Spans | None] = field(default_factory=dict)
    services: dict[str, tuple[Service, ...]] = field(default_factory=dict)

    def network(self, name: str) -> Spans | None:
        """Return a group's addresses; None: any. Raises NotKnownError for one not known."""
        if name not in self.networks:
            raise NotKnownError(f"object-group {name}")
        return self.networks[name]

    def service(self, name: str) -> tuple[Service, ...]:
        """Return a group's services. Raises NotKnownError for one not known."""
        if name not in self.services:
            raise NotKnownError(f"object-group {name}")
        return self.services[name]


class Entry(NamedTuple):
    """One entry: what it does with which packets; `unknown` are the words nobody could read."""

    action: Action
    matches: tuple[Match, ...]
    stateless: bool = False
    unknown: tuple[str, ...] = ()


def standard(words: Words) -> Entry:
    """Return an entry of a standard list: an action and where packets come from."""
    action = _action(words)
    source = _bare(words) if not _is_side(words.next) else side(words, 4, Groups())
    unknown = tuple(each for each in words.rest() if each not in _LOGGED)
    return Entry(action, (Match(4, source=source, unknown=unknown),), unknown=unknown)


def extended(words: Words, family: int, groups: Groups) -> Entry:
    """Return an entry of an extended list or of an IPv6 list. Raises NotKnownError."""
    action = _action(words)
    services = _protocol(words, groups)
    source = side(words, family, groups)
    sports = terms.ports(words)
    destination = side(words, family, groups)
    dports = terms.ports(words)
    match = Match(family, source=source, destination=destination)
    more = _More()
    number = services[0].protocol[0][0] if len(services) == 1 and services[0].protocol else 0
    if not services:
        raise NotKnownError("object-group")  # an empty one
    kind = terms.icmp(words, number) if number in {ICMP, ICMPV6} else services[0].icmp
    _options(words, more)
    made = [
        checked(each._replace(source_port=sports, destination_port=dports, icmp=kind))
        if (sports, dports) != (None, None) or number in {ICMP, ICMPV6}
        else each
        for each in services
    ]
    return _entry(action, match, made, more)


@dataclass(slots=True)
class _More:
    """What stands behind ports."""

    state: State | None = None
    flags: Spans | None = None
    fragments: bool = False
    unknown: list[str] = field(default_factory=list)


def _entry(action: Action, match: Match, services: list[Service], more: _More) -> Entry:
    unknown = tuple(more.unknown)
    match = match._replace(unknown=unknown) if unknown else match
    if more.fragments:
        whole = [each.on(match._replace(fragment=True)) for each in services]
        return Entry(action, tuple(each for each in whole if each), unknown=unknown)
    found: list[Match] = []
    for service in services:
        narrowed = service.on(match)
        if narrowed is None:
            continue
        signed = more.flags is not None or more.state is not None
        found.append(
            narrowed._replace(state=more.state, tcp_flags=more.flags) if signed else narrowed
        )
        limited = service.needs_first_fragment or signed
        if action is Action.PERMIT and limited:
            # Later fragments of what `established` lets by belong to a reply as much as the first.
            later = match._replace(protocol=service.protocol, fragment=True, state=more.state)
            found.append(later)
    return Entry(action, tuple(found), more.state is not None, unknown)


def _action(words: Words) -> Action:
    word = words.take()
    if word not in {"permit", "deny"}:
        raise NotKnownError(word)
    return Action.PERMIT if word == "permit" else Action.DENY


def _protocol(words: Words, groups: Groups) -> tuple[Service, ...]:
    if words.takes("object-group"):
        return groups.service(words.take())
    return (Service(terms.protocol(words.take())),)


def _is_side(word: str) -> bool:
    return word in {"any", "host", "object-group"}


def _bare(words: Words) -> Spans | None:
    """Return what a standard list names: an address alone is one host."""
    first = words.take()
    if words.next and words.next[0].isdecimal():
        return masked(first, words.take())
    return host(first, 4)


def side(words: Words, family: int, groups: Groups) -> Spans | None:
    """Take a source or a destination: any, a host, a group, a network with its wildcard mask."""
    if words.takes("any"):
        return None
    if words.takes("host"):
        return host(words.take(), family)
    if words.takes("object-group"):
        return groups.network(words.take())
    word = words.take()
    if family == 6:
        return prefixed(word, 6)
    return masked(word, words.take())


def masked(network: str, ignored: str) -> Spans:
    """Return a network written with a wildcard mask, which may have gaps."""
    try:
        (version, value), (other, mask) = address(network), address(ignored)
    except ValueError as error:
        raise NotKnownError(f"{network} {ignored}") from error
    if (version, other) != (4, 4):
        raise NotKnownError(f"{network} {ignored}")
    found = wildcard(value, mask, BITS[4], _MOST_SPANS)
    if found is None:
        raise NotKnownError(f"{network} {ignored}")
    return found


def host(text: str, family: int) -> Spans:
    """Return one address of a family. Raises NotKnownError."""
    try:
        return one_host(text, family)
    except ValueError as error:
        raise NotKnownError(text) from error


def prefixed(text: str, family: int) -> Spans:
    """Return a prefix of a family. Raises NotKnownError."""
    try:
        version, spans = prefix(text)
    except ValueError as error:
        raise NotKnownError(text) from error
    if version != family:
        raise NotKnownError(text)
    return spans


def _options(words: Words, more: _More) -> None:
    """Take what stands at the end; a condition that cannot be expressed is named."""
    while words:
        word = words.take()
        if word in _LOGGED or word in _MORE:
            if word in _MORE:
                words.take()
        elif word == "established":
            more.state = State.ESTABLISHED
        elif word == "fragments":
            more.fragments = True
        elif word in {"match-any", "match-all"}:
            _signed(words, more, every=word == "match-all")
        elif word in FLAGS:
            bit = FLAGS[word]
            found = flags_spans(bit, (bit,))
            more.flags = found if more.flags is None else union(more.flags, found)
        elif word in _VALUED and words:
            more.unknown.append(f"{word} {words.take()}")
        else:
            more.unknown.append(word)


def _signed(words: Words, more: _More, *, every: bool) -> None:
    """Take `+syn -ack …`: each flag set or not set."""
    wanted = []
    while words.next[:1] in {"+", "-"} and words.next[1:] in FLAGS:
        word = words.take()
        bit = FLAGS[word[1:]]
        wanted.append((bit, bit if word[0] == "+" else 0))
    if not wanted:
        raise NotKnownError("match")
    values = range(LAST["flags"] + 1)
    hits = all if every else any
    more.flags = normal(
        (value, value) for value in values if hits(value & bit == want for bit, want in wanted)
    )


def network_line(words: Words, groups: Groups) -> Spans | None:
    """Return the addresses of one line of a network group."""
    if words.takes("any"):
        return None
    if words.takes("group-object"):
        return groups.network(words.take())
    if words.takes("host"):
        return host(words.take(), 4)
    if words.takes("range"):
        low, high = host(words.take(), 4), host(words.take(), 4)
        return ((low[0][0], high[0][0]),)
    word = words.take()
    return prefixed(word if "/" in word else f"{word}/{words.take()}", 4)


def service_line(words: Words, groups: Groups) -> tuple[Service, ...]:
    """Return the services of one line of a service group."""
    if words.takes("group-object"):
        return groups.service(words.take())
    protocol = terms.protocol(words.take())
    number = protocol[0][0] if protocol else 0
    if number in {ICMP, ICMPV6}:
        return (checked(Service(protocol, icmp=terms.icmp(words, number))),)
    sports = terms.ports(words) if words.takes("source") else None
    dports = terms.ports(words)
    if words:
        raise NotKnownError(words.take())
    return (checked(Service(protocol, sports, dports)),)
