"""Which services may be used: their terms in order, and the permits in force for them.

The law: a service may be permitted when every question of its gravity is answered and each needed
one by yes. The two regimes: information that may be published (terms alone, 約款) and anything
graver (対策を確かめたサービス). Which are permitted today is offered to rooms that watch traffic.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sekisho.catalogue import TermsQuestion, load_suppliers
from sekisho.web.approvals.queries import PermitInForce, permits_in_force
from sekisho.web.suppliers.destinations import Destination, Destinations, compiled
from sekisho.web.suppliers.models import Service

PERMIT = "external-service"  # the kind of the catalogue
_SUBJECT = "service:"
YES, NO, UNKNOWN = "yes", "no", "unknown"


def regime_of(grade: str) -> str:
    """Return `terms` for what may be published, `assessed` for anything graver."""
    return "terms" if load_suppliers().rank(grade) == 0 else "assessed"


def wanting(service: Service) -> tuple[TermsQuestion, ...]:
    """Return the questions that keep the service from being permitted."""
    asked = load_suppliers().terms_for(service.grade)
    return tuple(
        each
        for each in asked
        if service.answers.get(each.id) not in {YES, NO}
        or (each.needed and service.answers.get(each.id) != YES)
    )


@dataclass(frozen=True, slots=True)
class PermittedService:
    """A service that may be used today: its hosts, the gravest allowed, until when, for whom."""

    service: int
    name: str
    hosts: tuple[str, ...]
    grade: str
    until: date
    units: tuple[int, ...]


def permits_by_service(at: datetime) -> dict[int, list[PermitInForce]]:
    """Return the permits in force by the row of the service they are about; two queries.

    Permits about nothing in the register stand under 0.
    """
    found: dict[int, list[PermitInForce]] = {}
    for permit in permits_in_force(PERMIT, at=at):
        for row in services_of(permit) or [0]:
            found.setdefault(row, []).append(permit)
    return found


def services_of(permit: PermitInForce) -> list[int]:
    """Return the rows of the services a permit is about."""
    mine = (each for each in permit.subjects if each.startswith(_SUBJECT))
    numbers = (each.removeprefix(_SUBJECT) for each in mine)
    return [int(each) for each in numbers if each.isdecimal()]


def permitted_services(at: datetime) -> tuple[PermittedService, ...]:
    """Return the services in use with a permit in force, by name; three queries.

    What a proxy's lists are made from (`destinations`); `usage` judges what proxies tell.
    """
    permits = permits_by_service(at)
    rows = Service.objects.in_use().filter(pk__in=permits)
    return tuple(_permitted(row, permits[row.pk]) for row in rows)


def destinations_at(at: datetime) -> Destinations:
    """Return what a proxy lets pass and what it stops at that moment; four queries."""
    permitted = permitted_services(at)
    passing = [
        Destination(host, each.name, each.until) for each in permitted for host in each.hosts
    ]
    others = Service.objects.exclude(pk__in=[each.service for each in permitted])
    return compiled(passing, [Destination(host, row.name) for row in others for host in row.hosts])


def too_grave(service: Service, permit: PermitInForce) -> bool:
    """Whether a permit allows graver information than the service may hold."""
    rules = load_suppliers()
    return rules.rank(str(permit.scope.get("grade", ""))) > rules.rank(service.grade)


def _permitted(row: Service, permits: list[PermitInForce]) -> PermittedService:
    return PermittedService(
        service=row.pk,
        name=row.name,
        hosts=tuple(row.hosts),
        grade=row.grade,
        until=max(each.ends for each in permits),
        units=tuple(sorted({each.unit for each in permits})),
    )
