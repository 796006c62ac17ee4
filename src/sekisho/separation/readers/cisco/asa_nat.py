"""NAT of an ASA: below an object, and twice at the margin.

A static translation is reached from outside and goes out behind its address. Translations that do
not say one address for another are taken as any address.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from sekisho.separation.packet import PROTOCOLS
from sekisho.separation.readers.cisco import terms
from sekisho.separation.readers.cisco.asa_objects import Objects
from sekisho.separation.readers.cisco.blocks import Line
from sekisho.separation.readers.cisco.terms import NotKnownError, Words
from sekisho.separation.rules import Action, Match, Names, Origin, Rule, Translation
from sekisho.separation.spans import Spans, one

_ALL_V4: Spans = ((0, (1 << 32) - 1),)
_ENDINGS = {
    "dns", "route-lookup", "no-proxy-arp", "unidirectional", "inactive", "after-auto", "net-to-net",
    "interface", "pat-pool", "round-robin", "extended", "flat",
    "include-reserve", "block-allocation",
}  # fmt: skip


class Translated(NamedTuple):
    """One translation: which packets, and what becomes of them."""

    line: Line
    match: Match
    translation: Translation

    def rule(self, origin: Origin) -> Rule:
        """Return it as a rule."""
        return Rule(
            (self.match,),
            Action.TRANSLATE,
            origin,
            self.line.text,
            translation=self.translation,
        )


@dataclass(slots=True)
class Nat:
    """Every translation of a configuration."""

    inward: list[Translated] = field(default_factory=list)
    outward: list[Translated] = field(default_factory=list)

    def of_object(self, line: Line, name: str, objects: Objects) -> bool:
        """Take `nat (inside,outside) static|dynamic …` below an object; say if understood."""
        try:
            real = objects.networks[name].v4 if name in objects.networks else None
            return self._taken(line, Words(line.words[1:]), real, objects)
        except (NotKnownError, ValueError):
            return False

    def _taken(self, line: Line, words: Words, real: Spans | None, objects: Objects) -> bool:
        inner, outer = _pair(words.take())
        kind = words.take()
        if kind == "dynamic":
            match = Match(4, iif=inner, oif=outer, source=real)
            self.outward.append(Translated(line, match, Translation(source=_ALL_V4)))
            return True
        if kind != "static" or real is None:
            return False
        mapped = _mapped(words.take(), objects)
        protocol = inside = outside = None
        if words.takes("service"):
            protocol = one(PROTOCOLS[words.take()])
            inside, outside = (terms.ports(Words(("eq", words.take()))) for _ in range(2))
        if set(words.rest()) - _ENDINGS:
            return False
        self._static(line, inner, outer, real, mapped, protocol, inside, outside)
        return True

    def _static(
        self,
        line: Line,
        inner: Names | None,
        outer: Names | None,
        real: Spans,
        mapped: Spans | None,
        protocol: Spans | None,
        inside: Spans | None,
        outside: Spans | None,
    ) -> None:
        there = Match(4, iif=outer, protocol=protocol, destination=mapped, destination_port=outside)
        to = Translation(destination=real, destination_port=inside)
        self.inward.append(Translated(line, there, to))
        here = Match(4, iif=inner, oif=outer, protocol=protocol, source=real, source_port=inside)
        self.outward.append(Translated(line, here, Translation(source=mapped or _ALL_V4)))

    def twice(self, line: Line, objects: Objects) -> bool:
        """Take `nat (inside,outside) source static|dynamic REAL MAPPED`; say if understood."""
        words = Words(line.words[1:])
        try:
            inner, outer = _pair(words.take())
            words.takes("after-auto")
            if words.next.isdecimal():
                words.take()
            if not words.takes("source"):
                return False
            kind, real_name, mapped_name = words.take(), words.take(), words.take()
            real = None if real_name == "any" else _addresses(real_name, objects)
            if set(words.rest()) - _ENDINGS:
                return False  # a second translation of the destination, or services
            if kind == "dynamic":
                match = Match(4, iif=inner, oif=outer, source=real)
                self.outward.append(Translated(line, match, Translation(source=_ALL_V4)))
                return True
            if kind == "static" and real_name == mapped_name:
                return True  # the same address inside and outside
            if kind != "static" or real is None:
                return False
            mapped = _mapped(mapped_name, objects)
            self._static(line, inner, outer, real, mapped, None, None, None)
        except (NotKnownError, ValueError):
            return False
        return True


def _pair(word: str) -> tuple[Names | None, Names | None]:
    """Read `(inside,outside)`; `any` is no name."""
    inner, comma, outer = word.removeprefix("(").removesuffix(")").partition(",")
    if not comma:
        raise NotKnownError(word)
    first, second = (None if each == "any" else Names(frozenset({each})) for each in (inner, outer))
    return first, second


def _mapped(word: str, objects: Objects) -> Spans | None:
    """Return a mapped address: by number, by object, or None for the interface's own."""
    if word == "interface":
        return None
    if word in objects.networks or word in objects.network_groups:
        return _addresses(word, objects)
    return one(objects.address(word))


def _addresses(name: str, objects: Objects) -> Spans:
    found = objects.networks.get(name) or objects.network_groups.get(name)
    if found is None or not found.v4:
        raise NotKnownError(name)
    return found.v4
