"""Cutting lists into pages."""

import pytest
from django.test import RequestFactory
from tests.web.factories import make_unit

from sekisho.web.organization.models import Unit
from sekisho.web.ui.paging import page_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def units():
    for number in range(25):
        make_unit(f"第{number:02}課", position=number)
    return Unit.objects.filter(name__startswith="第")


def shown(units, query: str, size: int = 10):
    return page_of(RequestFactory().get("/" + query), units, size=size)


def test_without_a_number_the_first_page_is_shown(units):
    page = shown(units, "")
    assert page.number == 1
    assert page[0].name == "第00課"


def test_each_row_stands_on_exactly_one_page(units):
    names = [unit.name for n in (1, 2, 3) for unit in shown(units, f"?page={n}")]
    assert names == [unit.name for unit in units]


@pytest.mark.parametrize(
    ("query", "number"), [("?page=99", 3), ("?page=0", 3), ("?page=-1", 3), ("?page=x", 1)]
)
def test_a_number_that_is_none_of_ours_is_answered_with_a_page(units, query, number):
    assert shown(units, query).number == number


def test_an_empty_list_is_one_empty_page():
    page = shown(Unit.objects.none(), "?page=2")
    assert list(page) == []
    assert page.paginator.num_pages == 1


@pytest.mark.parametrize("size", [5, 20])
def test_a_page_costs_two_queries_however_long_it_is(units, size, django_assert_num_queries):
    with django_assert_num_queries(2):
        list(shown(units, "?page=1", size))
