"""What the records of proxies say of the list of permitted services: who used what without leave.

The law: a host belongs to a service that has it or a name above it among its own, label by label,
and to the one with the longest such name. A day is permitted when a permit for the service counts
on it and its use had not ended before. What is known as an external service and stands in no
register is never permitted. Requests the proxy refused are no use. Anything else is only listed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import IntEnum
from typing import TypeVar

from sekisho.catalogue import KnownServices, load_suppliers
from sekisho.mailgate.addresses import domain_as_ascii
from sekisho.web.approvals.queries import PermitInForce, permits_between
from sekisho.web.suppliers import traffic
from sekisho.web.suppliers.external import PERMIT, services_of
from sekisho.web.suppliers.models import Service
from sekisho.web.suppliers.traffic import Asked

LOOKED_BACK = timedelta(days=31)
_DAY = timedelta(days=1)
Owner = TypeVar("Owner")


class Standing(IntEnum):
    """Whether a host might be used; the gravest first."""

    KNOWN = 0  # an external service that stands in no register
    ENDED = 1  # its use had ended
    UNPERMITTED = 2  # registered, and no permit counted
    PERMITTED = 3
    OTHER = 4  # nothing is known of it


_WRONG = frozenset({Standing.KNOWN, Standing.ENDED, Standing.UNPERMITTED})


@dataclass(frozen=True, slots=True)
class Use:
    """The use of one host in one standing.

    `events` were let through, `refused` were not. `people` and `terminals` are the most of any run
    of days, so that nobody is counted twice. `kind`: what is known of it, None for its own service.
    """

    host: str
    standing: Standing
    service: Service | None
    kind: KnownServices | None
    events: int
    refused: int
    people: int
    terminals: int
    last_at: datetime

    @property
    def wrong(self) -> bool:
        """Whether it was used without leave."""
        return self.standing in _WRONG and self.events > 0


@dataclass(frozen=True, slots=True)
class Usage:
    """What was used on some days, the gravest and busiest first; `heard`: a proxy was read."""

    first: date
    last: date
    heard: bool
    uses: tuple[Use, ...]

    def of(self, standing: Standing) -> tuple[Use, ...]:
        """Return the uses of a standing."""
        return tuple(each for each in self.uses if each.standing is standing)

    @property
    def wrong(self) -> tuple[Use, ...]:
        """Return what was used without leave."""
        return tuple(each for each in self.uses if each.wrong)

    @property
    def stopped(self) -> tuple[Use, ...]:
        """Return what would have been wrong, and the proxy let nothing of it through."""
        return tuple(each for each in self.uses if each.standing in _WRONG and not each.wrong)


@dataclass(frozen=True, slots=True)
class Listed:
    """A service by the hosts records of proxies write it with, and whether it might be used."""

    name: str
    hosts: tuple[str, ...]
    permitted: bool


def listed_on(day: date) -> tuple[Listed, ...]:
    """Return what may be judged by its host on a day: the register, then what is known; 2 queries.

    As `usage` judges: what is known counts only where no name of the register covers it. It is told
    by its host, so that no name stands for two.
    """
    leave = _permitted_on(day, permits_between(PERMIT, day, day))
    services = list(Service.objects.order_by("name", "pk"))
    register = _by_host((each, each.hosts) for each in services)
    known = _by_host((each, each.hosts) for each in load_suppliers().known_services.values())
    return (
        *(_listed(each.name, each.hosts, _standing(each, day, leave)) for each in services),
        *(_listed(host, [host], Standing.KNOWN) for host in known if not owners_of(host, register)),
    )


def _listed(name: str, hosts: Iterable[str], standing: Standing) -> Listed:
    written = tuple(domain_as_ascii(each) or each for each in hosts)
    return Listed(name, written, standing is Standing.PERMITTED)


def usage(first: date, last: date) -> Usage:
    """Return what proxies say of the days, both included; queries do not grow with services.

    The records are read once for each run of days on which what is permitted did not change.
    """
    services = list(Service.objects.all())
    permits = permits_between(PERMIT, first, last)
    register = _by_host((each, each.hosts) for each in services)
    known = _by_host((each, each.hosts) for each in load_suppliers().known_services.values())
    found: dict[tuple[str, Standing], Use] = {}
    for begins, ends in _runs(first, last, services, permits):
        leave = _permitted_on(begins, permits)
        for asked in traffic.asked(begins, ends):
            one = _judged(asked, begins, register, known, leave)
            key = (one.host, one.standing)
            found[key] = _joined(found[key], one) if key in found else one
    uses = sorted(found.values(), key=lambda each: (each.standing, -each.events, each.host))
    return Usage(first, last, bool(found), tuple(uses))


def owners_of(host: str, register: Mapping[str, list[Owner]]) -> list[Owner]:
    """Return what has the host or the longest name above it among its own."""
    name = host
    while name:
        if name in register:
            return register[name]
        name = name.partition(".")[2]
    return []


def _by_host(hosts: Iterable[tuple[Owner, Iterable[str]]]) -> dict[str, list[Owner]]:
    register: dict[str, list[Owner]] = {}
    for owner, names in hosts:
        for name in names:
            register.setdefault(domain_as_ascii(name) or name, []).append(owner)
    return register


def _judged(
    asked: Asked,
    day: date,
    register: Mapping[str, list[Service]],
    known: Mapping[str, list[KnownServices]],
    leave: frozenset[int],
) -> Use:
    host = domain_as_ascii(asked.host) or asked.host
    standings = [(_standing(each, day, leave), each) for each in owners_of(host, register)]
    kinds = [] if standings else owners_of(host, known)
    nothing = (Standing.KNOWN if kinds else Standing.OTHER, None)
    standing, service = max(standings, key=lambda each: each[0], default=nothing)
    return Use(
        host, standing, service, kinds[0] if kinds else None, asked.events - asked.refused,
        asked.refused, asked.users, asked.terminals, asked.last_at,
    )  # fmt: skip


def _standing(service: Service, day: date, leave: frozenset[int]) -> Standing:
    if service.ended_on is not None and service.ended_on < day:
        return Standing.ENDED
    return Standing.PERMITTED if service.pk in leave else Standing.UNPERMITTED


def _permitted_on(day: date, permits: Iterable[PermitInForce]) -> frozenset[int]:
    counting = (each for each in permits if each.starts <= day <= each.counted_until)
    return frozenset(number for each in counting for number in services_of(each))


def _runs(
    first: date, last: date, services: Iterable[Service], permits: Iterable[PermitInForce]
) -> list[tuple[date, date]]:
    """Return the days cut where a permit begins or ends, or the use of a service does."""
    cuts = {each.starts for each in permits} | {each.counted_until + _DAY for each in permits}
    cuts |= {each.ended_on + _DAY for each in services if each.ended_on is not None}
    begins = [first, *sorted(each for each in cuts if first < each <= last)]
    ends = [each - _DAY for each in begins[1:]] + [last]
    return list(zip(begins, ends, strict=True))


def _joined(one: Use, other: Use) -> Use:
    return replace(
        one,
        events=one.events + other.events,
        refused=one.refused + other.refused,
        people=max(one.people, other.people),
        terminals=max(one.terminals, other.terminals),
        last_at=max(one.last_at, other.last_at),
    )
