"""What lies in other rooms, handed in by site: zones' policy, terminals, opening an incident."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from sekisho.separation import Policy
from sekisho.web.organization.models import Person


@dataclass(frozen=True, slots=True)
class ZonePolicy:
    """What was permitted between zones, with the fingerprint of its text."""

    policy: Policy
    sha256: str


@dataclass(frozen=True, slots=True)
class Opened:
    """An incident: where it is, and how it is called."""

    url: str
    title: str


@dataclass(frozen=True, slots=True)
class Case:
    """What an incident is opened with: the words of an alert, and its events as a file."""

    words: str
    place: str
    noticed_at: datetime
    occurred_at: datetime
    events: bytes


Policies = Callable[[datetime], ZonePolicy | None]
Hosts = Callable[[], Iterable[str]]
Opener = Callable[[Case, Person, datetime], Opened]

_policies: list[Policies] = []
_openers: list[Opener] = []
_hosts: list[Hosts] = []


def install(policies: Policies, opener: Opener, hosts: Hosts) -> None:
    """Take all three; called once at start-up."""
    _policies[:] = [policies]
    _openers[:] = [opener]
    _hosts[:] = [hosts]


def hosts_known() -> tuple[str, ...]:
    """Return the names of the terminals of the register."""
    return tuple(name for source in _hosts for name in source())


def policy_at(at: datetime) -> ZonePolicy | None:
    """Return the zones' policy at a moment, None while zones are not declared."""
    return _policies[0](at) if _policies else None


def open_incident(case: Case, by: Person, at: datetime) -> Opened:
    """Have an incident opened; raises what the room of incidents refuses."""
    return _openers[0](case, by, at)
