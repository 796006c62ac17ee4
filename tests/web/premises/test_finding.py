"""Areas are found by whoever may open one, and by nobody else."""

import pytest
from django.urls import reverse
from tests.web.factories import client_for, make_person
from tests.web.premises.standing import keeper, make_area

pytestmark = pytest.mark.django_db


def found(person, words):
    page = client_for(person).get(reverse("search:search"), {"words": words}).content.decode()
    return page.split("<main", 1)[1]


def test_an_area_is_found_by_name_place_and_unit():
    area = make_area("第二書庫")
    address = reverse("premises:area", args=[area.pk])
    for words in ("書庫", "第二書庫 3階", "３階"):
        assert address in found(keeper(), words)
    assert address not in found(keeper(), "第三書庫")


@pytest.mark.parametrize("roles", [(), ("contact-point",)])
def test_whoever_may_not_open_its_page_does_not_find_it(roles):
    make_area("第二書庫")
    assert "/premises/" not in found(make_person(roles=roles), "書庫")
