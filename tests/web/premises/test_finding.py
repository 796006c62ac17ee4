"""Areas are found by whoever may open one, and by nobody else."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from tests.web.factories import AT, DAY, client_for, make_person, make_unit
from tests.web.premises.standing import fixture, keeper, make_area

from sekisho.web.premises.models import Disposal

pytestmark = pytest.mark.django_db


def found(person, words):
    page = client_for(person).get(reverse("search:search"), {"words": words}).content.decode()
    return page.split("<main", 1)[1]


def told(person, words):
    """What the page of a search says, without the marks around what was found."""
    return BeautifulSoup(found(person, words), "lxml").get_text("", strip=True)


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


def test_a_fixture_is_found_by_name_area_and_number():
    fixture(make_area("第二書庫"), "北側ラック", kind="rack")
    for words in ("北側", "第二書庫 ラック"):
        assert "北側ラック" in told(keeper(), words)
    assert reverse("premises:fixtures") not in found(make_person(), "北側")


def test_a_disposal_is_found_by_name_but_not_above_the_readers_clearance():
    for name, level in (("古い鍵付き媒体", "2"), ("古い秘密の媒体", "3A")):
        Disposal.objects.create(
            name=name,
            unit=make_unit("総務課"),
            level=f"mic-2024-confidentiality/{level}",
            rank=2,
            method="destroy",
            planned_at=AT,
            planned_by=make_person(),
            due_on=DAY,
        )
    assert "古い秘密の媒体" in told(keeper(), "古い")
    reader = make_person(roles=("secretariat",))
    seen = told(reader, "古い")
    assert "古い鍵付き媒体" in seen
    assert "古い秘密の媒体" not in seen
    page = client_for(reader).get(reverse("premises:disposals")).content.decode()
    assert "古い秘密の媒体" not in page
    assert "/premises/disposals/" not in found(make_person(), "古い")
