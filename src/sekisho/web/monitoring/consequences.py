"""What lies in other rooms, handed in by site: policy, terminals, visits, opening an incident."""

from collections.abc import Callable, Iterable, Sequence
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


@dataclass(frozen=True, slots=True)
class Visit:
    """A host a browser session went to: what the session host wrote down, and when."""

    number: int  # visits are handed in once, in the order of their numbers
    at: datetime
    said: bytes


Visits = Callable[[int], Sequence[Visit]]  # those after a number, not too many at once
Hosts = Callable[[], Iterable[str]]
Opener = Callable[[Case, Person, datetime], Opened]

_policies: list[Policies] = []
_openers: list[Opener] = []
_hosts: list[Hosts] = []
_visits: list[Visits] = []


def install(policies: Policies, opener: Opener, hosts: Hosts, visits: Visits) -> None:
    """Take all four; called once at start-up."""
    _policies[:] = [policies]
    _openers[:] = [opener]
    _hosts[:] = [hosts]
    _visits[:] = [visits]


def visits_after(number: int) -> Sequence[Visit]:
    """Return the visits of browser sessions that come after a number."""
    return _visits[0](number) if _visits else ()


def hosts_known() -> tuple[str, ...]:
    """Return the names of the terminals of the register."""
    return tuple(name for source in _hosts for name in source())


def policy_at(at: datetime) -> ZonePolicy | None:
    """Return the zones' policy at a moment, None while zones are not declared."""
    return _policies[0](at) if _policies else None


def open_incident(case: Case, by: Person, at: datetime) -> Opened:
    """Have an incident opened; raises what the room of incidents refuses."""
    return _openers[0](case, by, at)
