"""Who is still inside, held against following each one alone."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.web.factories import AT, make_person
from tests.web.premises.standing import make_area, passed

from sekisho.web.premises.models import Passage
from sekisho.web.premises.staying import last_entries, still_inside, who


@given(
    st.lists(
        st.tuples(st.integers(1, 2), st.integers(1, 3), st.sampled_from(["in", "out", "denied"])),
        max_size=20,
    )
)
def test_who_is_inside_by_following_each_alone(events):
    passages = [Passage(area_id=area, person_id=person, way=way) for area, person, way in events]
    inside = {who(each) for each in last_entries(passages)}
    for area, person in {(area, person) for area, person, _way in events}:
        own = [way for a, p, way in events if (a, p) == (area, person) and way != "denied"]
        assert ((area, f"person:{person}") in inside) == bool(own and own[-1] == "in")


@pytest.mark.django_db
class TestInside:
    def test_entered_and_not_left(self):
        area, person = make_area(), make_person()
        entry = passed(area, person)
        assert still_inside(AT) == [entry]
        passed(area, person, at=AT + timedelta(hours=1), way="out")
        assert still_inside(AT + timedelta(hours=2)) == []

    def test_entered_twice_counts_from_the_first(self):
        area, person = make_area(), make_person()
        first = passed(area, person)
        passed(area, person, at=AT + timedelta(hours=1))
        assert still_inside(AT + timedelta(hours=2)) == [first]

    def test_a_refusal_at_the_door_lets_nobody_in(self):
        passed(make_area(), make_person(), way="denied")
        assert still_inside(AT) == []

    def test_one_area_at_a_time_and_one_query(self, django_assert_num_queries):
        here, there = make_area(), make_area()
        passed(here, make_person())
        passed(there, card="77")
        with django_assert_num_queries(1):
            found = still_inside(AT, area=here.pk)
            assert [each.area.name for each in found] == [here.name]
