"""`ip nat inside source …` of IOS: what is reached from outside, and behind what others go out."""

from dataclasses import dataclass, field
from ipaddress import IPv4Address
from typing import NamedTuple

from sekisho.separation.packet import PROTOCOLS
from sekisho.separation.readers.cisco.blocks import Line
from sekisho.separation.rules import Match, Translation
from sekisho.separation.spans import Spans, one

_ALL_V4: Spans = ((0, (1 << 32) - 1),)
_ENDINGS = {"extendable", "no-alias", "no-payload", "overload", "add-route", "reversible"}
_TIMES = {"translation", "log", "service", "settings", "name", "switchover", "create"}


class Translated(NamedTuple):
    """One translation: which packets, and what becomes of them."""

    line: Line
    match: Match
    translation: Translation


@dataclass(slots=True)
class Nat:
    """Every translation written at the margin."""

    inward: list[Translated] = field(default_factory=list)
    outward: list[Translated] = field(default_factory=list)

    def add(self, line: Line) -> bool | None:
        """Take one line; say whether it was understood, None: it is about times and logs."""
        words = line.words[2:]
        if words[:1] and words[0] in _TIMES:
            return None
        if words[:1] == ("pool",):
            return True  # which addresses of a pool are taken, the device decides
        if words[:3] == ("inside", "source", "static"):
            return self._static(line, words[3:])
        if words[:3] in {("inside", "source", "list"), ("inside", "source", "route-map")}:
            whole = Translated(line, Match(4), Translation(source=_ALL_V4))
            self.outward.append(whole)
            return True
        return False

    def _static(self, line: Line, words: tuple[str, ...]) -> bool:
        """Take `static [tcp|udp] LOCAL [PORT] GLOBAL [PORT]`."""
        words = tuple(each for each in words if each not in _ENDINGS)
        if "interface" in words:  # its name says nothing more than "the outside address"
            at = words.index("interface")
            words = (*words[: at + 1], *words[at + 2 :])
        try:
            if words and words[0] in {"tcp", "udp"}:
                self._static_port(line, words)
            elif len(words) == 2:
                local, outer = (one(int(IPv4Address(each))) for each in words)
                self._pair(line, local, outer)
            else:
                return False
        except (ValueError, IndexError):
            return False
        return True

    def _static_port(self, line: Line, words: tuple[str, ...]) -> None:
        name, local, inner, outer, port = words
        protocol = one(PROTOCOLS[name])
        here = one(int(IPv4Address(local)))
        there = None if outer == "interface" else one(int(IPv4Address(outer)))
        self.inward.append(
            Translated(
                line,
                Match(4, protocol=protocol, destination=there, destination_port=one(int(port))),
                Translation(destination=here, destination_port=one(int(inner))),
            )
        )

    def _pair(self, line: Line, local: Spans, outer: Spans) -> None:
        self.inward.append(
            Translated(line, Match(4, destination=outer), Translation(destination=local))
        )
        self.outward.append(Translated(line, Match(4, source=local), Translation(source=outer)))
