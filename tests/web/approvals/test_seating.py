"""Who sits in a seat: one law in Python, as a filter of seats, and as a list of people."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.web.approvals.asking import submitted
from tests.web.factories import AT, DAY, make_person, make_unit

from sekisho.catalogue import load
from sekisho.web.approvals.models import Seat
from sekisho.web.approvals.seating import Rule, head_of, people_in, sitter_of, stand_ins_for
from sekisho.web.organization.models import Post, RoleHolding, Unit

pytestmark = pytest.mark.django_db
ROLES = ["ciso", "manager", "officer", "system-manager"]
POSTS = ["係長", "課長"]


@pytest.fixture
def house():
    """Two units, six people of every sort, and a seat to be renamed."""
    units = [make_unit("総務課"), make_unit("給付課")]
    people = [
        make_person(unit=units[0], roles=("manager",)),
        make_person(unit=units[1], roles=("system-manager",)),
        make_person(unit=units[0], post=Post.objects.create(title="係長", unit=units[0])),
        make_person(unit=units[1], left_on=DAY - timedelta(days=1), roles=("manager",)),
        make_person(unit=units[1]),
        make_person(unit=units[1], roles=("ciso",)),
    ]
    RoleHolding.objects.create(
        role="manager", person=people[4], unit=units[1], from_date=date(2026, 4, 1)
    )
    RoleHolding.objects.create(
        role="officer", person=people[4], unit=units[0], from_date=date(2026, 4, 1)
    )
    RoleHolding.objects.create(  # over since yesterday
        role="ciso",
        person=people[2],
        from_date=date(2026, 4, 1),
        until_date=DAY - timedelta(days=1),
    )
    seat = Seat.objects.get(application=submitted())
    return units, people, seat


def by_hand(person, rule, reading):
    """Whether somebody sits there, from the rows alone."""
    present = person.joined_on <= DAY and (person.left_on is None or person.left_on >= DAY)
    held = [
        (each.role, each.unit_id)
        for each in person.roleholding_set.all()
        if present and each.from_date <= DAY and (each.until_date is None or each.until_date >= DAY)
    ]
    rights = {word for role, _unit in held for word in load().roles[role].permissions}
    if reading and reading not in rights:
        return False
    if rule.permission:
        return rule.permission in rights
    if rule.post:
        return present and person.post is not None and person.post.title == rule.post
    for role, unit in held:
        if role == rule.role and (
            rule.unit is None or unit == rule.unit or (unit is None and person.unit_id == rule.unit)
        ):
            return True
    return False


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80)
@given(data=st.data())
def test_the_three_ways_to_ask_agree_with_the_rows(house, data):
    units, people, seat = house
    rule = data.draw(
        st.one_of(
            st.builds(
                Rule,
                role=st.sampled_from(ROLES),
                unit=st.sampled_from([None, units[0].pk, units[1].pk]),
            ),
            st.builds(Rule, permission=st.sampled_from(["documents.approve", "status.read"])),
            st.builds(Rule, post=st.sampled_from(POSTS)),
        )
    )
    reading = data.draw(st.sampled_from(["", "procedures.read"]))
    Seat.objects.filter(pk=seat.pk).update(
        role=rule.role,
        unit=rule.unit,
        permission=rule.permission,
        post=rule.post,
        reading=reading,
    )
    expected = {each.pk for each in people if by_hand(each, rule, reading)}
    sitters = {each.pk: sitter_of(each, DAY) for each in people}
    assert {pk for pk, sitter in sitters.items() if sitter.sits(rule, reading)} == expected
    assert {
        pk
        for pk, sitter in sitters.items()
        if Seat.objects.filter(sitter.seats(), pk=seat.pk).exists()
    } == expected
    assert set(people_in(rule, reading, DAY).values_list("pk", flat=True)) == expected
    assert Rule.read(str(rule)) == rule


def test_the_head_is_the_nearest_one_who_does_not_stand_behind_the_application():
    top = make_unit("事務局")
    section = Unit.objects.create(name="年金課", parent=top)
    assert head_of(section, (), DAY) == Rule(role="manager", unit=section.pk)  # nobody at all
    chief = make_person(roles=("chief-officer",))
    assert head_of(section, (), DAY) == Rule(role="chief-officer")
    officer = make_person(unit=top, roles=("officer",))
    assert head_of(section, (), DAY) == Rule(role="officer", unit=top.pk)
    manager = make_person(unit=section, roles=("manager",))
    assert head_of(section, (), DAY) == Rule(role="manager", unit=section.pk)
    assert head_of(section, {manager.pk}, DAY) == Rule(role="officer", unit=top.pk)
    assert head_of(section, {manager.pk, officer.pk}, DAY) == Rule(role="chief-officer")
    behind = {manager.pk, officer.pk, chief.pk}
    assert head_of(section, behind, DAY) == Rule(role="manager", unit=section.pk)


def test_a_ring_of_units_ends():
    one, two = make_unit("甲"), make_unit("乙")
    Unit.objects.filter(pk=one.pk).update(parent=two)
    Unit.objects.filter(pk=two.pk).update(parent=one)
    one.refresh_from_db()
    assert head_of(one, (), DAY).unit == one.pk


def test_nobody_stands_in_for_their_own_seat():
    assert stand_ins_for("role:ciso", Rule(role="ciso")) == ["role:deputy-ciso"]
    above = Rule(role="chief-officer")  # a head found above all units
    assert stand_ins_for("unit-head", above) == ["role:deputy-ciso"]
    assert AT.date() == DAY
