"""A device: what readers make of configurations, and what proofs are about."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sekisho.separation.rules import Chain, Origin, Stage


@dataclass(frozen=True, slots=True)
class Interface:
    """An interface of a device, as far as its configuration tells."""

    name: str
    description: str = ""
    addresses: tuple[str, ...] = ()  # "10.20.0.1/16", "fd00:20::1/32"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a person should know about a configuration though it was understood."""

    code: str  # kebab-case, stable
    message: str  # plain Japanese: what it is and what to do
    origin: Origin | None = None
    figures: tuple[str, ...] = ()  # what the message names, for those who word it again by code


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """A line, or a part of one, whose meaning is not known.

    `placed`: a rule with `Action.UNKNOWN` or `Match.unknown` stands at its place, and the proof
    takes it as able to do anything there. Not placed: it may permit anything on this device, so
    that nothing about the device is proven. A line that cannot bear on forwarded packets whatever
    it says (banner, clock, SNMP, routing protocol) is *outside*, not "not understood".
    """

    origin: Origin
    text: str
    placed: bool = False


@dataclass(frozen=True, slots=True)
class Coverage:
    """Lines counted: all that are neither empty nor comments, and what became of them.

    `lines == understood + outside + not understood`. The published coverage of a vendor is
    understood / (lines - outside).
    """

    lines: int = 0
    understood: int = 0
    outside: int = 0

    def __add__(self, other: "Coverage") -> "Coverage":
        """Return both counted together."""
        return Coverage(
            self.lines + other.lines,
            self.understood + other.understood,
            self.outside + other.outside,
        )


@dataclass(frozen=True, slots=True)
class Device:
    """One device's way for forwarded packets. What goes to or comes from itself is left out.

    `families`: the address families the configuration speaks of; a family not in it is not judged
    by this device. `interfaces_complete`: the configuration lists every interface (a router's
    full configuration), so that a name of zones.yaml not among them is not on this device.
    `reassembles`: later fragments never meet the rules (connection tracking puts packets together
    first). A device without stages permits everything: say so only when the configuration does.
    """

    name: str  # host name, or the file's name
    vendor: str  # the reader's `vendor`
    families: frozenset[int]
    chains: Mapping[str, Chain]
    stages: tuple[Stage, ...]
    interfaces: tuple[Interface, ...] = ()
    interfaces_complete: bool = False
    host: str | None = None  # None: the configuration does not say
    reassembles: bool = False
    warnings: tuple[Notice, ...] = ()
    not_understood: tuple[NotUnderstood, ...] = ()
    coverage: Coverage = field(default_factory=Coverage)

    @property
    def rules(self) -> int:
        """How many rules the device has."""
        return sum(len(chain.rules) for chain in self.chains.values())
