"""What can be typed is bounded: days that exist for the body, and numbers the database holds."""

import pytest
from django.urls import reverse
from tests.web.factories import client_for, make_person, make_unit

from sekisho.web.organization import forms
from sekisho.web.organization.models import Person, Unit

DAY_FORMS = {
    forms.PersonForm: ["joined_on"],
    forms.LastDayForm: ["on"],
    forms.RoleForm: ["from_date", "until_date"],
    forms.ScopeForm: ["from_date", "until_date"],
}


def test_every_day_of_the_room_is_of_the_bounded_kind():
    every = [each for each in vars(forms).values() if isinstance(each, type)]
    found = {
        form: [name for name, field in form.base_fields.items() if "Date" in type(field).__name__
               or isinstance(field, forms.DayField)]
        for form in every if hasattr(form, "base_fields")
    }  # fmt: skip
    assert {form: days for form, days in found.items() if days} == DAY_FORMS
    assert all(
        isinstance(form.base_fields[name], forms.DayField)
        for form, names in DAY_FORMS.items()
        for name in names
    )


@pytest.mark.parametrize(
    ("day", "taken"),
    [("1988-12-31", False), ("1989-01-01", True), ("2199-12-31", True), ("2200-01-01", False),
     ("0001-01-01", False), ("9999-12-31", False), ("10000-01-01", False)],
)  # fmt: skip
def test_a_day_lies_between_1989_and_2199(day, taken):
    form = forms.LastDayForm({"on": day})
    assert form.is_valid() is taken
    if not taken and len(day) == 10:
        assert "1989年から2199年まで" in str(form.errors)


@pytest.mark.django_db
class TestPages:
    @pytest.fixture
    def desk(self):
        return client_for(make_person(roles=("secretariat",)))

    @pytest.mark.parametrize(
        ("position", "status"), [("-1", 422), ("9999", 302), ("10000", 422), ("9" * 40, 422)]
    )
    def test_the_position_of_a_unit(self, desk, position, status):
        data = {"name": "新しい課", "position": position}
        assert desk.post(reverse("organization:unit-add"), data).status_code == status
        assert Unit.objects.filter(name="新しい課").exists() is (status == 302)

    def test_a_unit_in_the_address_that_is_no_number_breaks_nothing(self, desk):
        for unit in ("9" * 40, "x", "-1", str(make_unit().pk)):
            page = desk.get(reverse("organization:post-add"), {"unit": unit})
            assert page.status_code == 200

    def test_a_day_before_the_body_was_comes_back_with_the_reason(self, desk):
        person = make_person()
        address = reverse("organization:person-leave", args=[person.opaque_id])
        response = desk.post(address, {"on": "9999-12-31"})
        assert response.status_code == 422
        assert "1989年から2199年まで" in response.text
        assert Person.objects.get(pk=person.pk).left_on is None
