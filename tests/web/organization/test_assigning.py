"""Somebody can always assign roles, whatever is changed."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from tests.web.factories import AT, DAY, client_for, make_person, make_unit
from tests.web.organization.sealed import kinds_of, last

from sekisho.web.organization.actions import (
    assign_role,
    change_person,
    close_account,
    end_role,
    leave_person,
    open_account,
    restore_assigner,
)
from sekisho.web.organization.actions.assigning import gaps
from sekisho.web.organization.errors import OrganizationError
from sekisho.web.organization.models import Person, RoleHolding

CHIEF = "chief-officer"
END = date(2026, 6, 30)
db = pytest.mark.django_db

DAYS = st.dates(date(2026, 5, 1), date(2026, 7, 31))
ENDS = st.one_of(DAYS, st.just(date.max))


@given(spans=st.lists(st.tuples(DAYS, ENDS), max_size=6), today=DAYS)
def test_the_gaps_are_exactly_the_days_nobody_covers(spans, today):
    """Against an oracle that looks at each day by itself."""
    found = gaps([span for span in spans if span[0] <= span[1]], today)
    for number in range(150):
        day = today + timedelta(days=number)
        covered = any(start <= day <= end for start, end in spans if start <= end)
        assert covered is not any(start <= day <= end for start, end in found)
    assert all(start >= today and start <= end for start, end in found)


@pytest.fixture
def chief():
    return make_person(roles=(CHIEF,))


@pytest.fixture
def clerk():
    return make_person(roles=("secretariat",))


@db
def test_the_last_one_does_not_leave(chief, clerk):
    with pytest.raises(OrganizationError, match="後任"):
        leave_person(person=chief, on=END, by=clerk, at=AT)
    chief.refresh_from_db()
    assert chief.left_on is None
    assert RoleHolding.objects.get(person=chief).until_date is None
    assert kinds_of(f"person:{chief.opaque_id}") == []


@db
def test_the_last_one_is_not_said_to_come_later(chief, clerk):
    with pytest.raises(OrganizationError, match="後任"):
        change_person(person=chief, by=clerk, at=AT, joined_on=date(2026, 7, 1))
    chief.refresh_from_db()
    assert chief.joined_on == date(2026, 4, 1)


@db
def test_the_last_account_is_not_closed(chief, clerk):
    with pytest.raises(OrganizationError, match="後任"):
        close_account(person=chief, by=clerk, at=AT)
    chief.account.refresh_from_db()
    assert chief.account.is_active


@db
@pytest.mark.parametrize(
    ("start", "refused"),
    [(date(2026, 7, 1), False), (date(2026, 6, 15), False), (date(2026, 7, 2), True)],
)
def test_a_successor_has_to_begin_before_the_gap_does(chief, clerk, start, refused):
    RoleHolding.objects.create(role=CHIEF, person=make_person(), from_date=start)
    if refused:
        with pytest.raises(OrganizationError, match="後任"):
            leave_person(person=chief, on=END, by=clerk, at=AT)
    else:
        assert leave_person(person=chief, on=END, by=clerk, at=AT).left_on == END


@db
def test_a_successor_who_could_not_sign_in_is_none(chief, clerk):
    RoleHolding.objects.create(role=CHIEF, person=make_person(account=False), from_date=DAY)
    holding = RoleHolding.objects.get(person=chief)
    with pytest.raises(OrganizationError, match="アカウントを持つ人"):
        end_role(holding=holding, on=END, by=clerk, at=AT)


@db
def test_a_day_that_had_nobody_before_stops_no_other_change(clerk):
    other = make_person(roles=("manager",))
    assert leave_person(person=other, on=END, by=clerk, at=AT).left_on == END


@db
@pytest.mark.parametrize("column", ["unit", "category", "joined_on"])
def test_nobody_changes_what_decides_on_themself(clerk, column):
    other = {"unit": make_unit("給付課"), "category": "part-time", "joined_on": date(2026, 4, 2)}
    with pytest.raises(OrganizationError, match="自分の"):
        change_person(person=clerk, by=clerk, at=AT, **{column: other[column]})
    clerk = Person.objects.get(pk=clerk.pk)
    assert getattr(clerk, column) != other[column]


@db
def test_ones_own_name_and_address_may_be_mended(clerk):
    change_person(person=clerk, by=clerk, at=AT, name="正しい 氏名", unit=clerk.unit)
    assert Person.objects.get(pk=clerk.pk).name == "正しい 氏名"


@db
def test_ones_own_unit_is_refused_on_the_page_with_the_reason(clerk):
    data = {
        "name": clerk.name,
        "furigana": clerk.furigana,
        "category": clerk.category,
        "unit": make_unit("給付課").pk,
        "joined_on": clerk.joined_on.isoformat(),
    }
    address = reverse("organization:person-change", args=[clerk.opaque_id])
    response = client_for(clerk).post(address, data)
    assert response.status_code == 422
    assert "自分の所属・身分・着任日は変えられません" in response.text


@db
class TestRestoring:
    def test_the_role_begins_today_and_two_entries_say_so(self):
        person = make_person()
        assert restore_assigner(person=person, at=AT) is None
        holding = RoleHolding.objects.get(person=person)
        assert (holding.role, holding.from_date, holding.until_date) == (CHIEF, DAY, None)
        assert last(f"holding:{holding.pk}")[:2] == ("role.assigned", "")
        assert last(f"person:{person.opaque_id}") == (
            "role.restored",
            "",
            {"role": CHIEF, "holding": holding.pk},
        )

    def test_a_closed_account_is_opened_again(self, clerk):
        person = make_person()
        close_account(person=person, by=clerk, at=AT)
        given = restore_assigner(person=person, at=AT)
        person.account.refresh_from_db()
        assert person.account.is_active
        assert person.account.check_password(given.password)

    @pytest.mark.parametrize(
        ("fields", "why"),
        [({"account": False}, "アカウントがありません"), ({"left_on": DAY}, "離任")],
    )
    def test_who_could_not_use_it_is_refused_and_nothing_is_written(self, fields, why):
        person = make_person(**fields)
        with pytest.raises(OrganizationError, match=why):
            restore_assigner(person=person, at=AT)
        assert not RoleHolding.objects.exists()
        assert kinds_of(f"person:{person.opaque_id}") == []

    def test_who_holds_it_is_refused(self, chief):
        with pytest.raises(OrganizationError, match="既に"):
            restore_assigner(person=chief, at=AT)

    def test_whoever_has_it_back_can_assign(self, clerk):
        person = make_person()
        restore_assigner(person=person, at=AT)
        assert assign_role(role=CHIEF, person=clerk, from_date=DAY, by=person, at=AT).pk


@db
@pytest.mark.parametrize(("hours", "may_leave"), [(1, True), (73, False)])
def test_who_never_used_the_password_handed_over_is_no_successor(chief, clerk, hours, may_leave):
    successor = make_person(account=False)
    open_account(person=successor, username="successor", by=clerk, at=AT)
    RoleHolding.objects.create(role=CHIEF, person=successor, from_date=DAY)
    later = AT + timedelta(hours=hours)
    if may_leave:
        leave_person(person=chief, on=END, by=clerk, at=later)
        return
    with pytest.raises(OrganizationError, match="後任"):
        leave_person(person=chief, on=END, by=clerk, at=later)
