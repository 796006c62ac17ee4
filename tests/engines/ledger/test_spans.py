"""Spans behave like the sets of numbers they stand for."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sekisho.ledger.spans import Remaining, Spans

numbers = st.sets(st.integers(0, 40), max_size=30)


def spans_of(members):
    spans = Spans(1000)
    for number in sorted(members):
        spans.add(number, number)
    return spans


def members_of(spans):
    return {number for first, last in spans for number in range(first, last + 1)}


@given(numbers)
def test_neighbours_are_joined_and_nothing_is_lost(members):
    spans = spans_of(members).spans
    assert members_of(spans) == members
    assert all(a[1] + 1 < b[0] for a, b in pairwise(spans))


@given(numbers, st.integers(0, 45))
def test_before_cuts_at_the_end(members, end):
    assert members_of(spans_of(members).before(end)) == {each for each in members if each < end}


@given(numbers, st.integers(1, 45))
def test_the_end_of_the_last_span_is_known(members, end):
    members = {each for each in members if each < end}
    spans = spans_of(members)
    start = spans.start_of_end(end)
    assert members_of([(start, end - 1)]) <= members
    assert start - 1 not in members


@given(numbers, st.lists(st.tuples(st.integers(0, 40), st.integers(0, 12)), max_size=8))
def test_taking_parts_away_is_set_difference(members, takes):
    remaining = Remaining(list(spans_of(members).spans))
    left = set(members)
    for first, length in takes:
        wanted = set(range(first, first + length + 1))
        taken, absent = remaining.take(first, first + length)
        assert members_of(taken) == left & wanted
        assert members_of(absent) == wanted - left
        left -= wanted
        assert members_of(remaining.spans) == left


def test_an_overlapping_span_swallows_the_ones_before_it():
    spans = Spans(10)
    for first, last in [(0, 1), (4, 5), (8, 9), (4, 11)]:
        spans.add(first, last)
    assert spans.spans == ((0, 1), (4, 11))


def test_beyond_the_limit_numbers_are_only_counted():
    spans = Spans(2)
    for number in (0, 2, 4, 6):
        spans.add(number, number)
    assert spans.spans == ((0, 0), (2, 2))
    assert spans.dropped == 2


@given(numbers, st.integers(0, 45), st.integers(0, 10))
def test_overlapping_is_having_a_member_in_common(members, first, length):
    wanted = set(range(first, first + length + 1))
    assert spans_of(members).overlaps(first, first + length) == bool(members & wanted)
