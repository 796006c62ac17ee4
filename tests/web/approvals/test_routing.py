"""The engine of routes against a brute-force reading of its laws."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.catalogue.routes import Route, Stage, When
from sekisho.web.approvals.routing import Course, Shape

shapes = st.builds(Shape, st.sampled_from(["any", "all"]), st.integers(1, 3))
routes = st.lists(shapes, min_size=1, max_size=4).map(tuple)
presses = st.lists(st.frozensets(st.integers(0, 2), min_size=1), max_size=12)


def oracle(stages, accepted):
    """Which stage it is after these (stage, places) were filled, read from the laws alone.

    The stages passed are the longest run from the first in which each has what it needs; nothing
    of a later stage can have been filled before.
    """
    filled = {(stage, place) for stage, places in accepted for place in places}
    for number, shape in enumerate(stages):
        seats = [(number, place) in filled for place in range(shape.seats)]
        passed = all(seats) if shape.need == "all" else any(seats)
        if not passed:
            return number
    return len(stages)


@given(routes, presses)
def test_after_any_presses_the_course_stands_where_the_laws_say(stages, pressed):
    course, accepted = Course(stages), []
    for places in pressed:
        stage = course.stage
        expected_open = (
            set()
            if stage == len(stages)
            else set(range(stages[stage].seats))
            - {place for at, taken in accepted if at == stage for place in taken}
        )
        assert set(course.open) == expected_open
        if places <= expected_open:
            course = course.fill(places)
            accepted.append((stage, places))
        else:
            with pytest.raises(ValueError, match="not open"):
                course.fill(places)
        assert course.stage == oracle(stages, accepted)
        assert course.decided == (oracle(stages, accepted) == len(stages))


@given(routes, presses)
def test_a_course_never_goes_back_and_nothing_filled_is_emptied(stages, pressed):
    course = Course(stages)
    for places in pressed:
        open_now = places & set(course.open)
        if open_now:
            after = course.fill(open_now)
            assert after.stage >= course.stage
            assert after.filled > course.filled
            course = after


@given(routes)
def test_filling_every_open_seat_decides_in_as_many_presses_as_there_are_stages(stages):
    course, count = Course(stages), 0
    while not course.decided:
        assert course.deciding == (count == len(stages) - 1)
        course, count = course.fill(course.open), count + 1
    assert count == len(stages)
    assert course.open == ()
    assert not course.deciding


@given(routes)
def test_one_seat_after_another_needs_as_many_presses_as_the_needs_say(stages):
    """`any` wants one press, `all` one for each seat."""
    course, count = Course(stages), 0
    while not course.decided:
        course, count = course.fill(course.open[:1]), count + 1
    assert count == sum(shape.seats if shape.need == "all" else 1 for shape in stages)


def test_nothing_is_filled_by_nobody():
    with pytest.raises(ValueError, match="not open"):
        Course((Shape("any", 2),)).fill(())


ACTS = ("review", "consult", "decide")
VALUES = ("a", "b")


@given(
    st.lists(
        st.tuples(
            st.sampled_from(ACTS),
            st.one_of(
                st.none(),
                st.tuples(st.frozensets(st.sampled_from(VALUES), min_size=1), st.booleans()),
            ),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_a_route_is_faulty_exactly_when_some_answer_leaves_no_single_last_decision(described):
    """Brute force over every answer, also one the route does not know."""
    stages = tuple(
        Stage(act, "any", ("unit-head",), When("field", *when) if when else None)
        for act, when in described
    )
    good = True
    for answer in (*VALUES, "other", None):
        counting = [
            act for act, when in described if when is None or ((answer in when[0]) != when[1])
        ]
        good &= counting.count("decide") == 1 and counting[-1] == "decide"
    assert (Route("kind", stages).fault() == "") == good


def test_the_stages_that_count_follow_the_answers():
    heavy = When("grade", frozenset({"mynumber"}), negated=False)
    light = When("grade", frozenset({"mynumber"}), negated=True)
    route = Route(
        "takeout",
        (
            Stage("decide", "any", ("unit-head",), light),
            Stage("review", "any", ("unit-head",), heavy),
            Stage("decide", "any", ("role:ciso",), heavy),
        ),
    )
    assert route.fault() == ""
    assert [s.act for s in route.for_answers({"grade": "open"})] == ["decide"]
    assert [s.act for s in route.for_answers({})] == ["decide"]
    assert [s.seats for s in route.for_answers({"grade": "mynumber"})] == [
        ("unit-head",),
        ("role:ciso",),
    ]


def test_every_combination_of_two_seats_in_two_stages():
    """All 2-stage routes with up to two seats, every order of single presses: written out."""
    for needs in product(["any", "all"], repeat=2):
        stages = tuple(Shape(need, 2) for need in needs)
        for order in product([0, 1], repeat=4):
            course = Course(stages)
            log = []
            for place in order:
                if place in course.open:
                    log.append((course.stage, frozenset({place})))
                    course = course.fill([place])
            assert course.stage == oracle(stages, log)
