"""Rights come from roles held today, and from nothing else."""

from datetime import date, timedelta

import pytest
from tests.web.factories import DAY, make_person

from sekisho.catalogue import PERMISSIONS, load
from sekisho.web.organization.access import (
    holders_of,
    needs_second_factor,
    rights_of,
    roles_of,
    standing_of,
)
from sekisho.web.organization.errors import NotAdmittedError
from sekisho.web.organization.models import Account, RoleHolding

pytestmark = pytest.mark.django_db

# The matrix as agreed with the body: a change of the catalogue must be seen here.
MATRIX = {
    "ciso": "incidents.read incidents.manage "
    "transfers.read zones.read monitoring.read "
    "documents.approve procedures.read controls.adopt evidence.read "
    "status.read permits.read assets.secret",
    "deputy-ciso": "incidents.read incidents.manage "
    "transfers.read zones.read monitoring.read "
    "documents.approve procedures.read evidence.read status.read "
    "permits.read assets.secret",
    "chief-officer": "incidents.read incidents.manage "
    "transfers.read zones.read monitoring.read zones.manage monitoring.manage "
    "documents.draft documents.publish procedures.read controls.attest "
    "controls.adopt people.manage roles.assign scope.manage evidence.read "
    "pledges.manage status.read assets.manage assets.secret permits.read "
    "permits.manage premises.manage training.manage corrections.manage inspections.manage "
    "suppliers.manage social.manage",
    "officer": "procedures.read controls.attest pledges.record status.read",
    "manager": "procedures.read controls.attest pledges.record status.read "
    "assets.manage premises.record suppliers.manage",
    "system-manager": "transfers.read transfers.manage zones.read monitoring.read "
    "zones.manage monitoring.manage "
    "documents.draft procedures.read controls.attest status.read "
    "assets.manage mynumber.read assets.secret terminals.manage "
    "systems.manage permits.read permits.manage premises.manage "
    "premises.record suppliers.manage",
    "system-operator": "transfers.read transfers.manage zones.read monitoring.read "
    "zones.manage monitoring.manage "
    "procedures.read controls.attest status.read mynumber.read "
    "instance.operate terminals.manage systems.manage permits.read "
    "permits.manage premises.record",
    "secretariat": "documents.draft documents.publish procedures.read controls.attest "
    "people.manage scope.manage evidence.read pledges.manage pledges.record "
    "status.read permits.read permits.manage premises.record training.manage "
    "corrections.manage inspections.manage "
    "suppliers.manage social.manage",
    "committee-chair": "documents.approve evidence.read status.read",
    "committee-member": "evidence.read status.read",
    "csirt-head": "incidents.read incidents.manage "
    "transfers.read zones.read monitoring.read "
    "procedures.read controls.attest evidence.read status.read "
    "mynumber.read assets.secret permits.read",
    "csirt-member": "incidents.read incidents.manage "
    "transfers.read "
    "procedures.read evidence.read status.read mynumber.read permits.read",
    "contact-point": "incidents.read procedures.read status.read",
    "audit-head": "incidents.read "
    "transfers.read zones.read monitoring.read "
    "procedures.read evidence.read ledger.witness status.read permits.read "
    "assets.secret audits.manage audits.carry",
    "auditor": "incidents.read "
    "transfers.read zones.read monitoring.read "
    "procedures.read evidence.read ledger.witness status.read permits.read audits.carry",
    "external-auditor": "audits.visit",
    "social-media-owner": "procedures.read controls.attest status.read social.manage",
    "data-custodian": "incidents.read incidents.manage "
    "procedures.read controls.attest status.read assets.manage "
    "mynumber.read assets.secret permits.read",
}


@pytest.mark.parametrize("role", MATRIX)
def test_a_role_gives_exactly_its_permissions(role):
    assert rights_of(make_person(roles=(role,)), DAY) == frozenset(MATRIX[role].split())


def test_every_role_of_the_catalogue_stands_in_the_matrix():
    assert set(load().roles) == set(MATRIX)


def test_the_matrix_knows_no_word_the_catalogue_does_not():
    assert {word for words in MATRIX.values() for word in words.split()} <= set(PERMISSIONS)


def test_somebody_without_a_role_has_no_permission():
    assert rights_of(make_person(), DAY) == frozenset()


def test_two_roles_join_their_permissions():
    person = make_person(roles=("contact-point", "auditor"))
    expected = frozenset((MATRIX["contact-point"] + " " + MATRIX["auditor"]).split())
    assert rights_of(person, DAY) == expected


def test_a_role_unknown_to_the_catalogue_gives_nothing():
    assert rights_of(make_person(roles=("emperor",)), DAY) == frozenset()


@pytest.mark.parametrize(
    ("day", "held"),
    [
        (date(2026, 4, 30), False),
        (date(2026, 5, 1), True),
        (date(2026, 5, 31), True),
        (date(2026, 6, 1), False),
    ],
)
def test_rights_begin_and_end_with_the_roles_period_both_days_included(day, held):
    person = make_person()
    RoleHolding.objects.create(
        role="auditor", person=person, from_date=date(2026, 5, 1), until_date=date(2026, 5, 31)
    )
    assert ("ledger.witness" in rights_of(person, day)) is held


def test_somebody_who_left_has_no_rights_though_the_role_runs_on():
    person = make_person(roles=("ciso",), left_on=DAY)
    assert rights_of(person, DAY)
    assert rights_of(person, DAY + timedelta(days=1)) == frozenset()


def test_somebody_not_yet_there_has_no_rights():
    person = make_person(roles=("ciso",), joined_on=DAY)
    assert rights_of(person, DAY - timedelta(days=1)) == frozenset()


def test_rights_cost_one_query(django_assert_num_queries):
    person = make_person(roles=("ciso", "officer", "manager"))
    with django_assert_num_queries(1):
        rights_of(person, DAY)


def test_standing_costs_two_queries(django_assert_num_queries):
    person = make_person(roles=("ciso", "officer", "manager"))
    with django_assert_num_queries(2):
        standing = standing_of(person.account, DAY)
        assert standing.person.unit.name
    assert standing.needs_second_factor
    assert not standing.enrolled


@pytest.mark.parametrize("role", MATRIX)
def test_the_second_factor_is_asked_of_exactly_the_roles_that_say_so(role):
    person = make_person(roles=(role,))
    assert needs_second_factor(person, DAY) is load().roles[role].second_factor


def test_one_role_with_a_second_factor_is_enough():
    assert needs_second_factor(make_person(roles=("contact-point", "ciso")), DAY)


def test_whoever_decides_or_sees_my_number_needs_a_second_factor():
    grave = {"documents.approve", "mynumber.read", "roles.assign", "people.manage"}
    for role in load().roles.values():
        if grave & set(role.permissions):
            assert role.second_factor, role.id


def test_no_role_no_second_factor():
    assert not needs_second_factor(make_person(), DAY)


def test_holders_of_a_permission_are_those_who_have_it_that_day():
    chief = make_person(roles=("ciso",))
    gone = make_person(roles=("ciso",), left_on=date(2026, 5, 1))
    make_person(roles=("officer",))
    assert list(holders_of("documents.approve", DAY)) == [chief]
    assert set(holders_of("documents.approve", date(2026, 5, 1))) == {chief, gone}


def test_a_permission_nobody_has_has_no_holders():
    assert not holders_of("documents.approve", DAY).exists()


def test_a_role_held_twice_is_named_once():
    person = make_person(roles=("officer", "officer"))
    assert [role.id for role in roles_of(person, DAY)] == ["officer"]


def test_an_account_of_nobody_is_not_admitted():
    with pytest.raises(NotAdmittedError, match="担当窓口"):
        standing_of(Account.objects.create_user("nobody"), DAY)


def test_a_closed_account_is_not_admitted():
    person = make_person()
    person.account.is_active = False
    person.account.save()
    with pytest.raises(NotAdmittedError):
        standing_of(person.account, DAY)


def test_a_leaver_is_not_admitted_from_the_next_day():
    person = make_person(left_on=DAY)
    assert standing_of(person.account, DAY).person == person
    with pytest.raises(NotAdmittedError, match="在任"):
        standing_of(person.account, DAY + timedelta(days=1))
