"""What lies in other rooms, handed in by site: policy, terminals, visits, services, incidents."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from sekisho.separation import Policy
from sekisho.web.monitoring.models import Alert
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


class ExternalService(Protocol):
    """An external service with its hosts, and whether it might be used on the day asked about."""

    @property
    def name(self) -> str:
        """How it is called."""

    @property
    def hosts(self) -> tuple[str, ...]:
        """The names it is reached under; those below them too."""

    @property
    def permitted(self) -> bool:
        """Whether it might be used on the day."""


Services = Callable[[date], Iterable[ExternalService]]
Visits = Callable[[int], Sequence[Visit]]  # those after a number, not too many at once
Hosts = Callable[[], Iterable[str]]
Opener = Callable[[Case, Person, datetime], Opened]


@dataclass(frozen=True, slots=True)
class OpenCase:
    """An incident that is not closed, as a form offers it."""

    number: int
    title: str


class Cases(Protocol):
    """The incidents that are there."""

    def open(self, by: Person, at: datetime) -> Sequence[OpenCase]:
        """Return the incidents a person may add alerts to, the newest first."""

    def join(self, alert: Alert, number: int, by: Person, at: datetime) -> object:
        """Answer an alert by an incident; raises what the rooms refuse."""


_policies: list[Policies] = []
_openers: list[Opener] = []
_hosts: list[Hosts] = []
_visits: list[Visits] = []
_services: list[Services] = []
_cases: list[Cases] = []


def install(  # noqa: PLR0913  # one for each thing that lies elsewhere
    *,
    policies: Policies,
    opener: Opener,
    cases: Cases,
    hosts: Hosts,
    visits: Visits,
    services: Services,
) -> None:
    """Take all of them; called once at start-up."""
    _policies[:] = [policies]
    _openers[:] = [opener]
    _cases[:] = [cases]
    _hosts[:] = [hosts]
    _visits[:] = [visits]
    _services[:] = [services]


def visits_after(number: int) -> Sequence[Visit]:
    """Return the visits of browser sessions that come after a number."""
    return _visits[0](number) if _visits else ()


def hosts_known() -> tuple[str, ...]:
    """Return the names of the terminals of the register."""
    return tuple(name for source in _hosts for name in source())


def services_on(day: date) -> tuple[ExternalService, ...]:
    """Return the external services that are known of, as they stood on a day."""
    return tuple(each for source in _services for each in source(day))


def policy_at(at: datetime) -> ZonePolicy | None:
    """Return the zones' policy at a moment, None while zones are not declared."""
    return _policies[0](at) if _policies else None


def open_incident(case: Case, by: Person, at: datetime) -> Opened:
    """Have an incident opened; raises what the room of incidents refuses."""
    return _openers[0](case, by, at)


def cases_open(by: Person, at: datetime) -> Sequence[OpenCase]:
    """Return the incidents a person may add alerts to."""
    return _cases[0].open(by, at) if _cases else ()


def join_case(alert: Alert, number: int, by: Person, at: datetime) -> object:
    """Have an alert answered by an incident that is there; raises what the rooms refuse."""
    return _cases[0].join(alert, number, by, at)
