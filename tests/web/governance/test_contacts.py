"""Who calls whom, and who sees which number; roles held twice; units without a manager."""

from datetime import date, timedelta

import pytest
from tests.web.factories import AT, DAY, make_person, make_unit
from tests.web.governance.committee import desk
from tests.web.organization.counting import queries_of

from sekisho.verdicts import Verdict
from sekisho.web.governance import actions, queries
from sekisho.web.governance.agreement import differences
from sekisho.web.governance.checks import contacts_reach, roles_single
from sekisho.web.governance.errors import GovernanceError
from sekisho.web.governance.holdings import Contacts
from sekisho.web.governance.models import Contact
from sekisho.web.organization.actions import erase_person
from sekisho.web.organization.models import Person, RoleHolding, Unit
from sekisho.web.personnel.holdings import Going, Passing, Way

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return desk()


def entered(person, by, above=None, number="090-0000-0001", at=AT, **more):
    return actions.enter_contact(person=person, number=number, above=above, by=by, at=at, **more)


@pytest.fixture
def tree(by):
    """One calls two; the first of them calls a third."""
    people = [make_person(f"職員{n}") for n in range(4)]
    top = entered(people[0], by, number="090-0000-0000")
    first = entered(people[1], by, top, number="090-0000-0001")
    entered(people[2], by, top, number="090-0000-0002", position=1)
    entered(people[3], by, first, number="090-0000-0003")
    return people


def seen(reader, roles=()):
    """Return the last digit of each number the reader sees."""
    return {each.number[-1] for each in queries.tree(reader, frozenset(roles)) if each.number}


def test_each_sees_the_numbers_of_who_calls_them_and_whom_they_call(tree):
    assert seen(tree[0]) == {"0", "1", "2"}
    assert seen(tree[1]) == {"0", "1", "3"}
    assert seen(tree[2]) == {"0", "2"}
    assert seen(tree[3]) == {"1", "3"}
    assert seen(make_person()) == set()


@pytest.mark.parametrize("role", ["csirt-head", "csirt-member", "contact-point", "ciso"])
def test_who_answers_an_incident_sees_all(tree, role):
    assert seen(make_person(), {role}) == {"0", "1", "2", "3"}


def test_other_roles_see_no_more(tree):
    assert seen(make_person(), {"manager", "auditor", "secretariat"}) == set()


def test_everybody_stands_after_who_calls_them(tree):
    found = [(each.contact.person, each.depth) for each in queries.tree(tree[0], frozenset())]
    assert found == [(tree[0], 0), (tree[1], 1), (tree[3], 2), (tree[2], 1)]


def test_numbers_are_kept_encrypted_and_sealed_nowhere(tree):
    assert all(b"0000" not in bytes(each.number) for each in Contact.objects.all())
    assert list(differences()) == []


def test_an_empty_number_confirms_the_one_there(tree, by):
    later = AT + timedelta(days=100)
    row = Contact.objects.get(person=tree[3])
    entered(tree[3], by, row.above, number="", at=later)
    row.refresh_from_db()
    assert (row.confirmed_at, actions.number_of(row)) == (later, "090-0000-0003")


@pytest.mark.parametrize(
    "number", ["110番", "090 0000", "０９０－１", "12", "-0900000000", "x" * 20]
)
def test_what_is_no_number_is_refused(by, number):
    with pytest.raises(GovernanceError, match="電話番号"):
        entered(make_person(), by, number=number)


def test_one_top_no_circle_and_six_calls_at_most(tree, by):
    with pytest.raises(GovernanceError, match="一人だけ"):
        entered(make_person(), by)
    bottom = Contact.objects.get(person=tree[3])
    with pytest.raises(GovernanceError, match="輪"):
        entered(tree[1], by, bottom)
    with pytest.raises(GovernanceError, match="輪"):
        entered(tree[3], by, bottom)
    for _number in range(6):
        entered(make_person(), by, bottom)
    with pytest.raises(GovernanceError, match="6人まで"):
        entered(make_person(), by, bottom)


def test_who_has_left_is_not_entered(by):
    with pytest.raises(GovernanceError, match="離任"):
        entered(make_person(left_on=DAY - timedelta(days=1)), by)


def test_taking_somebody_out_lets_those_below_be_called_from_above(tree, by):
    actions.remove_contact(contact=Contact.objects.get(person=tree[1]), by=by, at=AT)
    assert Contact.objects.get(person=tree[3]).above.person == tree[0]
    with pytest.raises(GovernanceError, match="先に"):
        actions.remove_contact(contact=Contact.objects.get(person=tree[0]), by=by, at=AT)
    assert list(differences()) == []


def test_a_leaver_is_taken_out_by_the_move(tree, by):
    (held,) = Contacts().of([Going(tree[1])], DAY)[tree[1].pk]
    assert held.ways == {Way.END, Way.KEEP}
    Contacts().hand_over(Passing(held.key, tree[1], None, DAY, by), AT)
    assert not Contact.objects.filter(person=tree[1]).exists()


def test_the_number_of_somebody_erased_is_forgotten(tree, by):
    Person.objects.filter(pk=tree[3].pk).update(left_on=DAY - timedelta(days=1))
    tree[3].refresh_from_db()
    erase_person(person=tree[3], by=by, at=AT)
    assert actions.number_of(Contact.objects.get(person=tree[3])) == ""


def test_a_lost_key_shows_no_number(tree, settings):
    settings.SECRET_KEY = "another"
    assert seen(tree[0]) == set()


def test_the_check_wants_every_mandatory_role_to_be_reached(by):
    boss = make_person(roles=("ciso",))
    missing = contacts_reach(AT)
    assert (missing.verdict, missing.figures["unreached"]) == (Verdict.FAILS, 2)  # and the desk
    top = entered(boss, by)
    entered(by, by, top)
    assert contacts_reach(AT).verdict == Verdict.HOLDS
    assert contacts_reach(AT + timedelta(days=365)).verdict == Verdict.WEAK
    Person.objects.filter(pk=boss.pk).update(left_on=DAY - timedelta(days=1))
    assert contacts_reach(AT).verdict == Verdict.FAILS


def test_the_tree_costs_the_same_however_many_are_in_it(tree, by):
    few = queries_of(queries.tree, tree[0], frozenset())
    bottom = Contact.objects.get(person=tree[3])
    for _number in range(5):
        bottom = entered(make_person(), by, bottom)
    assert queries_of(queries.tree, tree[0], frozenset()) == few


def test_a_role_of_one_holder_held_by_two_is_found(by):
    make_person(roles=("ciso",))
    assert roles_single(AT).verdict == Verdict.WEAK  # units without a manager
    make_person(roles=("ciso",))
    found = roles_single(AT)
    assert (found.verdict, found.rows[0]["role"]) == (Verdict.FAILS, "ciso")


def test_two_managers_of_one_unit_are_found_and_of_two_units_are_not(by):
    unit, other = make_unit("給付課"), make_unit("年金課")
    for where in (unit, other):
        person = make_person()
        _manage(person, where)
    assert queries.doubles(DAY) == []
    _manage(make_person(), unit)
    ((role, where, who),) = queries.doubles(DAY)
    assert (role, where, len(who)) == ("manager", unit, 2)


def _manage(person, unit):
    RoleHolding.objects.create(role="manager", person=person, unit=unit, from_date=date(2026, 4, 1))


def test_a_unit_is_managed_by_the_manager_of_the_one_above(by):
    top = make_unit("事務局")
    below = Unit.objects.create(name="庶務係", parent=top)
    make_person(unit=below)
    assert below in queries.units_without_manager(DAY)
    _manage(by, top)
    assert below not in queries.units_without_manager(DAY)
    assert make_unit("空の課") not in queries.units_without_manager(DAY)
