"""The file a probe leaves, read as outside bytes, and what it shows of the zones.

    {"format": "sekisho-probe", "version": 1, "tried_at": "2026-12-01T09:00:00+00:00",
     "policy_sha256": "…", "controls": [{"zone", "address", "arrived"}],
     "attempts": [{"from", "to", "source", "destination", "protocol", "port", "arrived", …}]}

A control is a mark an end sent to itself: without it nothing that did not arrive says anything, so
a file counts only when every end of it has one that arrived. What was *expected* is never taken
from the file: the policy says it again.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from ipaddress import ip_address

from sekisho.separation.errors import ProbeError
from sekisho.separation.policy.model import Policy
from sekisho.separation.policy.regions import FAMILIES, regions
from sekisho.separation.probing import Attempt, Endpoint, permitted
from sekisho.separation.spans import contains

FORMAT, VERSION = "sekisho-probe", 1
MOST_ATTEMPTS = 5_000
_LAST_PORT = 65_535
PROTOCOLS = frozenset({"tcp", "udp"})


class Outcome(StrEnum):
    """What became of an attempt, held against the policy."""

    REACHED = "reached"  # forbidden, and it arrived
    BLOCKED = "blocked"  # permitted, and it did not arrive
    PASSED = "passed"  # permitted, and it arrived
    STOPPED = "stopped"  # forbidden, and it did not arrive


_OUTCOMES = {
    (False, True): Outcome.REACHED,
    (True, False): Outcome.BLOCKED,
    (True, True): Outcome.PASSED,
    (False, False): Outcome.STOPPED,
}


@dataclass(frozen=True, slots=True)
class Tried:
    """An attempt that was made, and whether the receiver got its mark."""

    attempt: Attempt
    arrived: bool


@dataclass(frozen=True, slots=True)
class ProbeFile:
    """What a probe left; `ends` are the addresses whose own mark arrived."""

    tried_at: datetime
    policy_sha256: str
    ends: tuple[Endpoint, ...]
    tried: tuple[Tried, ...]


@dataclass(frozen=True, slots=True)
class Probed:
    """Attempts held against a policy; `untried`: ordered pairs of zones nobody tried."""

    rows: tuple[tuple[Attempt, Outcome], ...]
    untried: tuple[tuple[str, str], ...]

    def of(self, outcome: Outcome) -> tuple[Attempt, ...]:
        """Return the attempts with an outcome."""
        return tuple(attempt for attempt, found in self.rows if found is outcome)


def read_probe(untrusted: str) -> ProbeFile:
    """Read the file of a probe. Raises `ProbeError`: its `code` says what is wrong."""
    try:
        data = json.loads(untrusted)
        head = data["format"], data["version"]
        if head != (FORMAT, VERSION):
            raise ProbeError("other-format")
        found = ProbeFile(
            _moment(data["tried_at"]),
            _word(data["policy_sha256"]),
            tuple(_control(each) for each in _list(data["controls"])),
            tuple(_tried(each) for each in _list(data["attempts"])),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ProbeError("unreadable") from error
    _refuse_unsound(found)
    return found


def judge_probe(policy: Policy, found: ProbeFile, *, at: date | datetime) -> Probed:
    """Hold a probe against a policy. Raises `ProbeError` for an end that lies in another zone."""
    _refuse_misplaced(policy, found.ends)
    attempts = [each.attempt for each in found.tried]
    expected = permitted(policy, attempts, at=at)
    rows = tuple(
        (each.attempt, _OUTCOMES[may, each.arrived])
        for each, may in zip(found.tried, expected, strict=True)
    )
    pairs = {(each.source_zone, each.destination_zone) for each in attempts}
    zones = tuple(policy.zones)
    untried = [(a, b) for a in zones for b in zones if a != b and (a, b) not in pairs]
    return Probed(rows, tuple(untried))


def _refuse_unsound(found: ProbeFile) -> None:
    if not found.tried:
        raise ProbeError("nothing-tried")
    ends = {(each.zone, each.address) for each in found.ends}
    for each in found.tried:
        attempt = each.attempt
        if (attempt.source_zone, attempt.source) not in ends or (
            attempt.destination_zone,
            attempt.destination,
        ) not in ends:
            raise ProbeError("no-control", (attempt.source, attempt.destination))


def _refuse_misplaced(policy: Policy, ends: Sequence[Endpoint]) -> None:
    """Refuse an end whose address another zone holds: what it tried says nothing of its own."""
    held = {family: regions(policy, family) for family in FAMILIES}
    for end in ends:
        if end.zone not in policy.zones:
            raise ProbeError("unknown-zone", (end.zone,))
        address = ip_address(end.address)
        owner = next(
            (
                name
                for name, spans in held[address.version].items()
                if contains(spans, int(address))
            ),
            end.zone,
        )
        if owner != end.zone:
            raise ProbeError("misplaced", (end.address, end.zone, owner))


def _moment(untrusted: object) -> datetime:
    found = datetime.fromisoformat(_word(untrusted))
    if found.tzinfo is None:
        raise ValueError(untrusted)
    return found


def _control(untrusted: Mapping[str, object]) -> Endpoint:
    found = Endpoint(_word(untrusted["zone"]), _address(untrusted["address"]))
    if untrusted["arrived"] is not True:
        raise ProbeError("no-control", (found.address,))
    return found


def _tried(untrusted: Mapping[str, object]) -> Tried:
    port, arrived, protocol = untrusted["port"], untrusted["arrived"], untrusted["protocol"]
    if not isinstance(port, int) or isinstance(port, bool) or not 1 <= port <= _LAST_PORT:
        raise ValueError(port)
    if not isinstance(arrived, bool) or protocol not in PROTOCOLS:
        raise ValueError(protocol)
    source, destination = _address(untrusted["source"]), _address(untrusted["destination"])
    if ip_address(source).version != ip_address(destination).version:
        raise ValueError(source)
    ends = _word(untrusted["from"]), _word(untrusted["to"])
    attempt = Attempt(*ends, source, destination, str(protocol), port, expected=False)
    return Tried(attempt, arrived)


def _address(untrusted: object) -> str:
    return str(ip_address(_word(untrusted)))


def _word(untrusted: object) -> str:
    if not isinstance(untrusted, str) or not untrusted:
        raise TypeError(untrusted)
    return untrusted


def _list(untrusted: object) -> list[Mapping[str, object]]:
    if not isinstance(untrusted, list) or len(untrusted) > MOST_ATTEMPTS:
        raise TypeError
    return untrusted
