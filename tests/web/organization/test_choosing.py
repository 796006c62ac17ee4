"""How a file of a register names people: two of one name, and who is no longer there."""

from datetime import timedelta

import pytest
from tests.web.factories import DAY, make_person, make_unit

from sekisho.web.organization.choosing import people_options
from sekisho.web.registers.cells import CellError, Words

pytestmark = pytest.mark.django_db


def _words(**given):
    return Words(people_options(DAY, **given).choices)


def test_somebody_is_named_by_name_by_name_with_unit_and_by_staff_number():
    row = make_person(name="高橋 実", unit=make_unit("総務課"), number="0123")
    words = _words()
    assert words.labels[row.pk] == "高橋 実"
    said = ("高橋　実", "高橋 実（総務課）", "0123")
    assert {words.value(each) for each in said} == {row.pk}


def test_two_of_one_name_are_told_apart_by_their_units_and_the_name_alone_names_neither():
    one = make_person(name="佐藤 恵", unit=make_unit("総務課"))
    other = make_person(name="佐藤 恵", unit=make_unit("給付課"))
    words = _words()
    assert words.labels[one.pk] == "佐藤 恵（総務課）"
    assert words.value("佐藤 恵（給付課）") == other.pk
    with pytest.raises(CellError, match="二つ以上"):
        words.value("佐藤 恵")


def test_two_of_one_name_in_one_unit_are_told_apart_by_their_numbers():
    unit = make_unit("総務課")
    people = [make_person(name="佐藤 恵", unit=unit, number=each) for each in ("01", "02")]
    words = _words()
    assert [words.value(f"佐藤 恵（総務課）{row.number}") for row in people] == [
        row.pk for row in people
    ]
    with pytest.raises(CellError, match="二つ以上"):
        words.value("佐藤 恵（総務課）")


def test_who_left_keeps_a_name_where_they_stand_and_is_chosen_no_more():
    gone = make_person(
        name="先代 者", joined_on=DAY - timedelta(days=900), left_on=DAY - timedelta(days=1)
    )
    assert gone.pk not in _words().labels
    words = _words(standing=[gone.pk])
    assert words.labels[gone.pk] == "先代 者"
    with pytest.raises(CellError, match="先代 者"):
        words.value("先代 者")


def test_one_query(django_assert_num_queries):
    for _n in range(5):
        make_person()
    with django_assert_num_queries(1):
        people_options(DAY)
