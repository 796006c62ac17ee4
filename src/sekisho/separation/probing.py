"""A plan of connection attempts drawn from a policy: what must arrive, and what must not.

For every ordered pair of zones with an endpoint each: every port a flow in force permits to that
endpoint (of a range its ends), the ports beside them, and ports of well-known services nothing
permits. The plan is bounded and always the same for the same policy.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from ipaddress import ip_address

from sekisho.separation.packet import TCP, UDP
from sekisho.separation.policy.model import Policy
from sekisho.separation.policy.regions import Permit, permits
from sekisho.separation.spans import contains

_NUMBERS = {"tcp": TCP, "udp": UDP}
_USUAL = {"tcp": (22, 80, 443, 445, 3389), "udp": (53, 161)}
_SENT_FROM = (32768, 60999)  # ports a machine sends from


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address a probe can send from and receive at, and its zone."""

    zone: str
    address: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """One connection to try, and whether the policy lets it arrive."""

    source_zone: str
    destination_zone: str
    source: str
    destination: str
    protocol: str  # "tcp" or "udp"
    port: int
    expected: bool


def plan(
    policy: Policy, endpoints: Sequence[Endpoint], *, at: date | datetime, most: int
) -> tuple[Attempt, ...]:
    """Return at most `most` attempts between endpoints of different zones and the same family."""
    found = []
    flows = policy.flows_in_force(at)
    by_family = {family: tuple(permits(policy, flows, family)) for family in (4, 6)}
    for source in endpoints:
        for destination in endpoints:
            family = ip_address(destination.address).version
            if source.zone != destination.zone and ip_address(source.address).version == family:
                found.append(list(_between(source, destination, by_family[family])))
    return _bounded(found, most)


def _bounded(groups: list[list[Attempt]], most: int) -> tuple[Attempt, ...]:
    """Take attempts from each group in turn, so that every pair is tried."""
    found: list[Attempt] = []
    at = 0
    while len(found) < most and any(at < len(group) for group in groups):
        found += [group[at] for group in groups if at < len(group)]
        at += 1
    return tuple(found[:most])


def _between(source: Endpoint, destination: Endpoint, known: tuple[Permit, ...]) -> list[Attempt]:
    mine = _permits_between(source, destination, known)
    found = []
    for protocol, number in _NUMBERS.items():
        open_here = [each for each in mine if contains(each.protocols, number)]
        for port in _ports(protocol, open_here):
            expected = any(contains(each.destination_ports, port) for each in open_here)
            found.append(
                Attempt(
                    source.zone,
                    destination.zone,
                    source.address,
                    destination.address,
                    protocol,
                    port,
                    expected,
                )
            )
    return sorted(found, key=lambda attempt: not attempt.expected)


def _permits_between(
    source: Endpoint, destination: Endpoint, known: tuple[Permit, ...]
) -> list[Permit]:
    return [
        each
        for each in known
        if (each.source_zone, each.destination_zone) == (source.zone, destination.zone)
        and contains(each.sources, int(ip_address(source.address)))
        and contains(each.destinations, int(ip_address(destination.address)))
        and all(contains(each.source_ports, port) for port in _SENT_FROM)
    ]


def permitted(
    policy: Policy, attempts: Sequence[Attempt], *, at: date | datetime
) -> tuple[bool, ...]:
    """Return for each attempt whether the policy lets it arrive, whatever the attempt says of it.

    The zones are those the attempt names; `probed` holds them against the addresses.
    """
    flows = policy.flows_in_force(at)
    by_family = {family: tuple(permits(policy, flows, family)) for family in (4, 6)}
    return tuple(_permitted(each, by_family) for each in attempts)


def _permitted(attempt: Attempt, by_family: Mapping[int, tuple[Permit, ...]]) -> bool:
    source = Endpoint(attempt.source_zone, attempt.source)
    destination = Endpoint(attempt.destination_zone, attempt.destination)
    known = by_family[ip_address(attempt.destination).version]
    return any(
        contains(each.protocols, _NUMBERS[attempt.protocol])
        and contains(each.destination_ports, attempt.port)
        for each in _permits_between(source, destination, known)
    )


def _ports(protocol: str, open_here: list[Permit]) -> list[int]:
    found = set(_USUAL[protocol])
    for each in open_here:
        for first, last in each.destination_ports:
            found |= {first - 1, first, last, last + 1}
    return sorted(port for port in found if 1 <= port <= 65535)
