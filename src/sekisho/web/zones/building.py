"""The zone policy as it counts at one moment, built from values: pure, for proofs and pages alike.

The laws: only flows in force at that moment are permitted; a flow that the declared zones or
gateways do not hold (any more) is left out and named, never guessed at; the text is the same for
the same values, so that its fingerprint says whether a proof is of the policy that counts now.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from ipaddress import ip_network

from sekisho.separation import (
    PROTOCOLS,
    DeviceDeclaration,
    Flow,
    Gateway,
    Policy,
    PolicyError,
    Zone,
    read_policy,
    write_policy,
)
from sekisho.web.zones.sentences import plain

_LAST_PORT = 65535


class ValueRefusedError(ValueError):
    """A written address or port is none; `word` is what was written."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


@dataclass(frozen=True, slots=True)
class Design:
    """The declared network without its flows."""

    zones: Sequence[Zone]
    gateways: Sequence[Gateway] = ()
    devices: Sequence[DeviceDeclaration] = ()
    model: str = ""

    def policy(self, flows: Iterable[Flow] = ()) -> Policy:
        """Return the policy with these flows, unchecked."""
        return Policy(
            zones={zone.id: zone for zone in self.zones},
            gateways={gateway.id: gateway for gateway in self.gateways},
            flows=tuple(flows),
            devices={device.id: device for device in self.devices},
            model=self.model,
        )


@dataclass(frozen=True, slots=True)
class Permitted:
    """A flow in force: `reference` names its row (`flow:3`, `permit:9`)."""

    reference: str
    flow: Flow
    special: bool  # 特定通信: from a permit that ends by itself

    @property
    def number(self) -> int:
        """The number of its row."""
        return int(self.reference.partition(":")[2])

    @property
    def pair(self) -> tuple[str, str]:
        """From which zone to which."""
        return self.flow.source_zone, self.flow.destination_zone


@dataclass(frozen=True, slots=True)
class Unusable:
    """Something decided that permits nothing, and why, in the reader's language."""

    reference: str
    decision: str
    why: str


@dataclass(frozen=True, slots=True)
class Built:
    """A checked policy; `permitted` in the order of `policy.flows`."""

    policy: Policy
    permitted: tuple[Permitted, ...]
    unusable: tuple[Unusable, ...]

    @property
    def text(self) -> str:
        """The policy as zones.yaml."""
        return write_policy(self.policy)

    @property
    def sha256(self) -> str:
        """The fingerprint of the policy."""
        return fingerprint(self.text)

    def alone(self) -> "Built":
        """Return the same policy without declared devices: for one that stands by itself."""
        return replace(self, policy=replace(self.policy, devices={}))


def fingerprint(text: str) -> str:
    """Return the fingerprint of a zones.yaml."""
    return sha256(text.encode()).hexdigest()


def build(
    design: Design, permitted: Iterable[Permitted], unusable: Iterable[Unusable] = ()
) -> Built:
    """Return the policy of a design with the flows in force.

    Raises `PolicyError` when the design contradicts itself; a flow that does not fit is left out.
    """
    wanted, left_out = tuple(permitted), list(unusable)
    if problems(design, [each.flow for each in wanted]):
        checked(design)
        fitting = []
        for each in wanted:
            wrong = problems(design, [each.flow])
            if wrong:
                left_out.append(Unusable(each.reference, each.flow.decision, " ".join(wrong)))
            else:
                fitting.append(each)
        wanted = tuple(fitting)
    return Built(design.policy(each.flow for each in wanted), wanted, tuple(left_out))


def checked(design: Design, flows: Iterable[Flow] = ()) -> Policy:
    """Return the policy as the engine reads it. Raises `PolicyError` naming what contradicts."""
    return read_policy(write_policy(design.policy(flows)))


def problems(design: Design, flows: Iterable[Flow]) -> tuple[str, ...]:
    """Return what contradicts in a design with flows, without the places in a file nobody sees."""
    try:
        checked(design, flows)
    except PolicyError as error:
        return plain(error)
    return ()


def prefixes(words: Iterable[str]) -> tuple[str, ...]:
    """Return prefixes as the engine writes them, each once. Raises ValueRefusedError."""
    found = []
    for word in words:
        try:
            found.append(str(ip_network(word.strip())))
        except ValueError:
            raise ValueRefusedError(word) from None
    return tuple(dict.fromkeys(found))


def ports(words: Iterable[str]) -> tuple[tuple[int, int], ...]:
    """Return ports and ranges ("443", "8000-8010") in order, joined. Raises ValueRefusedError."""
    spans = sorted(_span(word) for word in words)
    joined: list[tuple[int, int]] = []
    for low, high in spans:
        if joined and low <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(high, joined[-1][1]))
        else:
            joined.append((low, high))
    return tuple(joined)


def _span(word: str) -> tuple[int, int]:
    first, dash, last = word.strip().partition("-")
    ends = (first, last if dash else first)
    if not all(end.isascii() and end.isdecimal() and len(end) <= 5 for end in ends):  # noqa: PLR2004  # digits of 65535
        raise ValueRefusedError(word)
    low, high = int(ends[0]), int(ends[1])
    if not 1 <= low <= high <= _LAST_PORT:
        raise ValueRefusedError(word)
    return low, high


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a typed list: apart by blanks, commas or new lines of any width."""
    return tuple(each for each in re.split(r"[\s,、，;；]+", text) if each)


def special_flow(scope: Mapping[str, object], *, until: date, decision: str) -> Flow:
    """Return the flow a permit's answers describe. Raises ValueRefusedError.

    Route and port are both wanted: a permit without an address or a port permits nothing.
    """
    sources, destinations, numbers = (
        words_of(str(scope.get(name, ""))) for name in ("source", "destination", "ports")
    )
    if not (sources and destinations and numbers):
        raise ValueRefusedError("")
    protocol = PROTOCOLS.get(str(scope.get("protocol", "")))
    if protocol is None:
        raise ValueRefusedError(str(scope.get("protocol", "")))
    return Flow(
        source_zone=str(scope.get("from_zone", "")),
        destination_zone=str(scope.get("to_zone", "")),
        sources=prefixes(sources),
        destinations=prefixes(destinations),
        protocols=(protocol,),
        ports=ports(numbers),
        until=until,
        decision=decision,
    )
