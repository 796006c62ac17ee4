"""Entries of an ASA's extended access lists; of those alike but for addresses the rest once.

What an entry says beside its addresses is read by `extended` with `any` at both sides, which is
both families, and an entry of one family is that family's half. An entry in any other form than
the usual one, or with an address that cannot be read, is read word by word. What is remembered
names no object: objects may be written between two entries.
"""

import re
from typing import NamedTuple

from sekisho.separation.packet import ICMP, ICMPV6
from sekisho.separation.readers.alike import MOST, with_sides
from sekisho.separation.readers.cisco.asa_objects import Addresses, Objects, service_object
from sekisho.separation.readers.cisco.service import Service, checked
from sekisho.separation.readers.cisco.terms import NotKnownError, Words, icmp
from sekisho.separation.rules import Action, Match
from sekisho.separation.spans import Spans, one

_OFF = "inactive"
_BEHIND_LOG = {"time-range", "interval", _OFF}
_ACTIONS = {"permit": Action.PERMIT, "deny": Action.DENY}
_DOTTED = r"\d+\.\d+\.\d+\.\d+"
_SIDE = rf"any[46]?|host \S+|object \S+|{_DOTTED} {_DOTTED}"
_USUAL = re.compile(
    r"((?:permit|deny) (?!object)\S+)"
    rf" ({_SIDE})( (?:eq|neq|gt|lt) \S+| range \S+ \S+)? ({_SIDE})((?: (?!object)\S+)*)",
    re.ASCII,
)


class Entry(NamedTuple):
    """One entry: what it does with which packets; `unknown` are conditions not expressed."""

    action: Action
    matches: tuple[Match, ...]
    unknown: tuple[str, ...] = ()
    off: bool = False  # `inactive`: switched off


class Alike:
    """The kinds of entries of one configuration."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self._known: dict[tuple[str, str | None, str], _Kind | None] = {}

    def extended(self, text: str) -> Entry:
        """Return an entry from what stands behind `extended`. Raises NotKnownError."""
        usual = _USUAL.fullmatch(text)
        made = self._put_together(*usual.groups()) if usual else None
        return made or extended(self._objects, Words(tuple(text.split())))

    def _put_together(
        self, head: str, source: str, sports: str | None, destination: str, rest: str
    ) -> Entry | None:
        """Return an entry by its kind; None where it has to be read whole."""
        key = (head, sports, rest)
        kind = self._known[key] if key in self._known else self._learned(*key)
        if kind is None:
            return None
        try:
            here, there = self._side(source), self._side(destination)
        except NotKnownError:
            return None
        matches: tuple[Match, ...] = ()
        if here.v4 != () and there.v4 != ():
            matches = with_sides(kind.v4, here.v4, there.v4)
        if here.v6 != () and there.v6 != ():
            matches += with_sides(kind.v6, here.v6, there.v6)
        return Entry(kind.action, matches, kind.unknown, kind.off)

    def _learned(self, head: str, sports: str | None, rest: str) -> "_Kind | None":
        """Read what entries of a kind have in common; None where that cannot be read."""
        words = f"{head} any{sports or ''} any{rest}".split()
        try:
            found = extended(self._objects, Words(tuple(words)))
            v4, v6 = (tuple(m for m in found.matches if m.family == family) for family in (4, 6))
            kind = _Kind(found.action, v4, v6, found.unknown, found.off)
        except NotKnownError:
            kind = None
        if len(self._known) < MOST:
            self._known[head, sports, rest] = kind
        return kind

    def _side(self, text: str) -> Addresses:
        """Return the addresses of a side; see `Objects.side`."""
        first, _blank, second = text.partition(" ")
        if first == "host":
            return self._objects.host(second)
        if first == "object":
            return self._objects.named(second)
        return self._objects.side(Words(tuple(text.split(" "))))


class _Kind(NamedTuple):
    """An entry of every address, its matches by family."""

    action: Action
    v4: tuple[Match, ...]
    v6: tuple[Match, ...]
    unknown: tuple[str, ...]
    off: bool


def extended(objects: Objects, words: Words) -> Entry:
    """Return an entry, read word by word. Raises NotKnownError."""
    action = _ACTIONS.get(words.take())
    if action is None:
        raise NotKnownError("action")
    services = objects.protocol(words)
    _no_people(words)
    source = objects.side(words)
    sports = objects.ports(words)
    _no_people(words)
    destination = objects.side(words)
    dports = objects.ports(words)
    services = _typed(objects, services, words)
    endings = _endings(words)
    off = endings == [_OFF]
    unknown = () if off else tuple(endings)
    matches: list[Match] = []
    for family in (4, 6):
        here, there = source.of(family), destination.of(family)
        if here == () or there == ():
            continue
        side = Match(family, source=here, destination=there, unknown=unknown)
        for service in services:
            made = (_served(side, service, sport, dport) for sport in sports for dport in dports)
            matches += [each for each in made if each is not None]
    return Entry(action, tuple(matches), unknown, off)


def _served(
    side: Match, service: Service, sport: Spans | None, dport: Spans | None
) -> Match | None:
    """Return a side narrowed to a service and the entry's own ports."""
    if sport is not None or dport is not None:
        service = checked(
            service._replace(
                source_port=sport if sport is not None else service.source_port,
                destination_port=dport if dport is not None else service.destination_port,
            )
        )
    own = {4: ICMPV6, 6: ICMP}[side.family or 4]
    if service.protocol == one(own):
        return None  # the other family's
    return service.on(side)


def _typed(objects: Objects, services: tuple[Service, ...], words: Words) -> tuple[Service, ...]:
    """Take an ICMP type, or a group of them, behind the addresses."""
    number = services[0].protocol[0][0] if len(services) == 1 and services[0].protocol else 0
    if number not in {ICMP, ICMPV6}:
        return services
    if words.takes("object-group"):
        name = words.take()
        if name not in objects.icmp_types:
            raise NotKnownError(name)
        kinds = objects.icmp_types[name]
        return tuple(each for n in kinds for each in service_object(Words(("icmp", str(n)))))
    return (services[0]._replace(icmp=icmp(words, number)),)


def _no_people(words: Words) -> None:
    if words.next in {"user", "user-group", "object-group-user", "security-group"}:
        raise NotKnownError(words.next)


def _endings(words: Words) -> list[str]:
    """Return the conditions at the end that cannot be expressed, and `inactive`."""
    unknown = []
    while words:
        word = words.take()
        if word == "log":
            while words and words.next not in _BEHIND_LOG:
                words.take()
        elif word == "time-range" and words:
            unknown.append(f"{word} {words.take()}")
        elif word == "interval" and words:
            words.take()
        else:
            unknown.append(word)
    return unknown
