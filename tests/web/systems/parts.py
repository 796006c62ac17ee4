"""Systems and lists of accounts for these tests."""

from itertools import count

from tests.web.assets.register import zone
from tests.web.factories import AT, make_person, make_unit

from sekisho.web.systems import actions
from sekisho.web.systems.listed import Listed
from sekisho.web.systems.models import InformationSystem, SystemAccount

_numbers = count(1)


def keeper(**fields):
    return make_person(roles=("system-manager",), **fields)


def entry(name="給付システム", *, zone_key="lgwan", **more):
    return actions.Entry(name=name, zone=zone(zone_key), unit=make_unit(), **more)


def made(name="", *, by=None, at=AT, **more) -> InformationSystem:
    name = name or f"システム {next(_numbers)}"
    return actions.record(entry=entry(name, **more), by=by or keeper(), at=at)


def listed(system, *rows: Listed, by=None, at=AT):
    return actions.take_list(system=system, listed=rows, by=by or keeper(), at=at)


def account(system, login) -> SystemAccount:
    return SystemAccount.objects.get(system=system, login=login)


def of(person, login="", **more) -> Listed:
    """A list's row that tells this person by the mail address."""
    return Listed(login or f"u{person.pk}", person.name, person.email, **more)
