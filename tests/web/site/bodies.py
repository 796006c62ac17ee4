"""A small body whose every row was made by the product's own actions: all of it is sealed."""

from dataclasses import dataclass
from datetime import date, timedelta

from tests.web.factories import AT
from tests.web.policies.samples import basic

from sekisho.catalogue import load
from sekisho.web.approvals import deciding
from sekisho.web.approvals.models import Application
from sekisho.web.controls import actions as controls
from sekisho.web.organization import actions as organization
from sekisho.web.organization.models import Person, Unit
from sekisho.web.policies import actions as policies
from sekisho.web.policies.models import Edition, Pledge

START = date(2026, 4, 1)


@dataclass(frozen=True)
class Body:
    """Who there is, and what is in force."""

    unit: Unit
    chief: Person
    ciso: Person
    clerk: Person
    edition: Edition


def add(unit: Unit, number: int, *roles: str) -> Person:
    """Enter a person with an account, roles and a place in the scope, by the actions."""
    person = organization.add_person(
        name=f"職員 {number}",
        furigana=f"ショクイン {number:05}",
        category="regular",
        unit=unit,
        joined_on=START,
        by=None,
        at=AT,
    )
    organization.open_account(person=person, username=f"sealed{number}", by=None, at=AT)
    organization.enter_scope(
        person=person, relation=person.category, from_date=START, by=None, at=AT
    )
    for role in roles:
        organization.assign_role(role=role, person=person, from_date=START, by=None, at=AT)
    return person


def put_in_force(data: bytes, drafter: Person, decider: Person, document=None, at=AT) -> Edition:
    """Take a basic policy all the way into force."""
    edition = policies.import_edition(
        kind="basic", document=document, name="policy.txt", data=data, by=drafter, at=at
    )
    policies.confirm_topics(edition=edition, by=drafter, at=at)
    policies.submit_edition(edition=edition, reason="定める", by=drafter, at=at)
    policies.decide_edition(edition=edition, approve=True, comment="", by=decider, at=at)
    return policies.publish_edition(edition=edition, by=drafter, at=at)


def set_aside(asker: Person, decider: Person, at=AT) -> None:
    """Exempt the body from one recommended control."""
    control = next(each for each in load().controls.values() if each.level == "recommended")
    row = controls.ask_set_aside(
        control=control.id,
        reason="来年度に入れる",
        until=at.date() + timedelta(days=100),
        by=asker,
        at=at,
    )
    application = Application.objects.get(subject=f"set-aside:{row.pk}")
    deciding.approve(application=application, by=decider, comment="", at=at)


def make_body() -> Body:
    """Three people, a basic policy in force, one pledge confirmed, one control set aside."""
    unit = organization.add_unit(name="総務課", by=None, at=AT)
    chief, ciso = add(unit, 1, "chief-officer"), add(unit, 2, "ciso")
    clerk = add(unit, 3, "secretariat")
    edition = put_in_force(basic(), clerk, ciso)
    policies.confirm_pledge(pledge=Pledge.objects.get(person=chief), by=chief, at=AT)
    set_aside(chief, ciso)
    return Body(unit, chief, ciso, clerk, Edition.objects.get(pk=edition.pk))
