"""Roles are given by somebody else, for a period, once."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.web.factories import AT, DAY, client_for, make_person, make_unit
from tests.web.organization.counting import queries_of
from tests.web.organization.sealed import kinds_of, last

from sekisho.web.organization.actions import assign_role, end_role
from sekisho.web.organization.errors import OrganizationError
from sekisho.web.organization.models import RoleHolding

pytestmark = pytest.mark.django_db


def give(person, by, role="manager", **fields):
    return assign_role(
        **({"role": role, "person": person, "from_date": DAY, "by": by, "at": AT} | fields)
    )


def test_nobody_assigns_a_role_to_themself():
    chief = make_person(roles=("chief-officer",))
    with pytest.raises(OrganizationError, match="自分に"):
        give(chief, chief)
    assert not RoleHolding.objects.filter(role="manager").exists()


def test_an_unknown_role_is_refused():
    with pytest.raises(OrganizationError, match="一覧から"):
        give(make_person(), make_person(), role="emperor")


@pytest.mark.parametrize(
    ("start", "end", "why"),
    [
        (DAY, DAY - timedelta(days=1), "開始日以後"),
        (date(2026, 3, 31), None, "着任日以後"),
    ],
)
def test_a_period_that_cannot_be_is_refused(start, end, why):
    with pytest.raises(OrganizationError, match=why):
        give(make_person(), make_person(), from_date=start, until_date=end)


@pytest.mark.parametrize("end", [None, date(2026, 12, 1)])
def test_a_role_does_not_outlast_the_persons_time(end):
    leaver = make_person(left_on=date(2026, 11, 30))
    with pytest.raises(OrganizationError, match="離任"):
        give(leaver, make_person(), until_date=end)


def test_a_role_up_to_the_last_day_is_fine():
    leaver = make_person(left_on=date(2026, 11, 30))
    assert give(leaver, make_person(), until_date=date(2026, 11, 30)).pk


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2026, 5, 1), None),
        (date(2026, 6, 10), date(2026, 6, 11)),
        (date(2026, 5, 1), DAY),
        (date(2026, 6, 30), date(2026, 7, 31)),
    ],
)
def test_the_same_role_twice_in_one_period_is_refused(start, end):
    person, by = make_person(), make_person()
    give(person, by, until_date=date(2026, 6, 30))
    with pytest.raises(OrganizationError, match="既に"):
        give(person, by, from_date=start, until_date=end)


def test_the_same_role_again_afterwards_or_for_another_unit_is_fine():
    person, by = make_person(), make_person()
    give(person, by, until_date=date(2026, 6, 30))
    assert give(person, by, from_date=date(2026, 7, 1)).pk
    assert give(person, by, unit=make_unit("給付課")).pk


def test_an_assignment_is_sealed_with_ids_only():
    person, by = make_person("朝霧 太郎"), make_person()
    holding = give(person, by, joint=True, until_date=date(2027, 3, 31), order="令和8年発令第3号")
    kind, actor, body = last(f"holding:{holding.pk}")
    assert (kind, actor) == ("role.assigned", str(by.opaque_id))
    assert body == {
        "role": "manager",
        "person": str(person.opaque_id),
        "unit": None,
        "post": None,
        "from": "2026-06-01",
        "until": "2027-03-31",
        "joint": True,
    }


def test_a_refused_assignment_leaves_no_evidence_and_no_row():
    person, by = make_person(), make_person()
    give(person, by)
    with pytest.raises(OrganizationError):
        give(person, by)
    assert RoleHolding.objects.count() == 1


def test_at_the_terminal_the_first_role_is_given_by_nobody():
    holding = give(make_person(), None, role="chief-officer")
    assert last(f"holding:{holding.pk}")[1] == ""


def test_ending_a_role_is_sealed_and_the_day_is_the_last_one():
    person, by = make_person(), make_person()
    holding = give(person, by)
    end_role(holding=holding, on=date(2026, 6, 30), by=by, at=AT)
    assert RoleHolding.objects.on(date(2026, 6, 30)).exists()
    assert not RoleHolding.objects.on(date(2026, 7, 1)).exists()
    assert kinds_of(f"holding:{holding.pk}") == ["role.ended", "role.assigned"]


@pytest.mark.parametrize("day", [date(2026, 5, 31), date(2026, 7, 1)])
def test_a_role_cannot_end_before_it_began_or_later_than_it_would(day):
    holding = give(make_person(), make_person(), until_date=date(2026, 6, 30))
    with pytest.raises(OrganizationError):
        end_role(holding=holding, on=day, by=make_person(), at=AT)


def test_the_last_one_who_can_assign_roles_is_kept():
    chief, by = make_person(), make_person()
    holding = give(chief, by, role="chief-officer")
    with pytest.raises(OrganizationError, match="後任"):
        end_role(holding=holding, on=date(2026, 6, 30), by=by, at=AT)
    holding.refresh_from_db()
    assert holding.until_date is None


def test_with_a_successor_it_can_end():
    chief, by = make_person(), make_person()
    holding = give(chief, by, role="chief-officer")
    give(make_person(), by, role="chief-officer", from_date=date(2026, 7, 1))
    assert end_role(holding=holding, on=date(2026, 6, 30), by=by, at=AT).until_date


def test_a_successor_who_has_left_by_then_does_not_count():
    chief, by = make_person(), make_person()
    holding = give(chief, by, role="chief-officer")
    RoleHolding.objects.create(
        role="chief-officer", person=make_person(left_on=date(2026, 6, 15)), from_date=DAY
    )
    with pytest.raises(OrganizationError, match="後任"):
        end_role(holding=holding, on=date(2026, 6, 30), by=by, at=AT)


class TestPages:
    def test_the_board_shows_holders_and_vacancies(self):
        holder = make_person("役割 花子", roles=("chief-officer",))
        page = client_for(holder).get(reverse("organization:roles"))
        assert "役割 花子" in page.text
        assert "空席" in page.text

    def test_the_board_costs_the_same_for_many(self):
        client = client_for(make_person(roles=("officer",)))
        address = reverse("organization:roles")
        few = queries_of(client.get, address)
        for _each in range(10):
            make_person(roles=("manager", "contact-point"))
        assert queries_of(client.get, address) == few

    def test_a_role_is_assigned_from_the_persons_page(self):
        client = client_for(make_person(roles=("chief-officer",)))
        person = make_person()
        address = reverse("organization:role-assign", args=[person.opaque_id])
        response = client.post(address, {"role": "manager", "from_date": "2026-06-01"})
        assert response.url == reverse("organization:person", args=[person.opaque_id])
        assert RoleHolding.objects.get(person=person).role == "manager"

    def test_assigning_to_oneself_is_refused_with_the_reason(self):
        chief = make_person(roles=("chief-officer",))
        address = reverse("organization:role-assign", args=[chief.opaque_id])
        response = client_for(chief).post(address, {"role": "auditor", "from_date": "2026-06-01"})
        assert response.status_code == 422
        assert "自分に役割を割り当てることはできません" in response.text
        assert not RoleHolding.objects.filter(role="auditor").exists()

    @pytest.mark.parametrize("role", ["ciso", "secretariat", "auditor", "system-operator"])
    def test_other_roles_may_not_assign(self, role):
        client = client_for(make_person(roles=(role,)))
        address = reverse("organization:role-assign", args=[make_person().opaque_id])
        data = {"role": "manager", "from_date": "2026-06-01"}
        assert client.post(address, data).status_code == 403
        assert not RoleHolding.objects.filter(role="manager").exists()

    def test_a_forbidden_joint_holding_is_warned_about(self):
        client = client_for(make_person(roles=("chief-officer",)))
        person = make_person(roles=("manager",))
        address = reverse("organization:role-assign", args=[person.opaque_id])
        response = client.post(address, {"role": "auditor", "from_date": "2026-06-01"}, follow=True)
        assert "兼ねてはならない" in response.text

    def test_a_role_ends_by_its_page(self):
        client = client_for(make_person(roles=("chief-officer",)))
        holding = RoleHolding.objects.create(role="manager", person=make_person(), from_date=DAY)
        today = timezone.localdate()
        response = client.post(reverse("organization:role-end", args=[holding.pk]), {"on": today})
        assert response.status_code == 302
        holding.refresh_from_db()
        assert holding.until_date == today

    def test_a_role_that_is_not_there_is_not_found(self):
        client = client_for(make_person(roles=("chief-officer",)))
        assert client.get(reverse("organization:role-end", args=[999])).status_code == 404

    def test_ending_needs_the_right(self):
        holding = RoleHolding.objects.create(role="manager", person=make_person(), from_date=DAY)
        client = client_for(make_person(roles=("secretariat",)))
        address = reverse("organization:role-end", args=[holding.pk])
        assert client.post(address, {"on": "2026-06-30"}).status_code == 403


def test_all_holders_of_one_role_have_a_page():
    for name in ("関所 太郎", "関所 花子"):
        make_person(name, roles=("manager",))
    client = client_for(make_person(roles=("chief-officer",)))
    page = client.get(reverse("organization:roles"), {"role": "manager"}).content.decode()
    assert "関所 太郎" in page
    assert "関所 花子" in page
