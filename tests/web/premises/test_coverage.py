"""Gaps of a log, held against counting days one by one."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sekisho.web.premises.coverage import days_in, gaps

FIRST = date(2026, 5, 1)
days = st.integers(0, 40).map(lambda number: FIRST + timedelta(days=number))
spans = st.lists(st.tuples(days, days).map(lambda pair: (min(pair), max(pair))), max_size=8)


def _each(start, end):
    return {start + timedelta(days=number) for number in range((end - start).days + 1)}


@given(spans, days, days)
def test_gaps_are_the_days_in_no_span(covered, first, last):
    asked = _each(first, last)
    held = set().union(*(_each(*span) for span in covered)) if covered else set()
    found = gaps(covered, first, last)
    assert set().union(*(_each(*span) for span in found), set()) == asked - held
    assert days_in(found) == len(asked - held)
    assert found == sorted(found)


def test_nothing_covered_is_one_gap():
    assert gaps([], FIRST, FIRST) == [(FIRST, FIRST)]


def test_nothing_is_asked_about_before_the_log_begins():
    assert gaps([], FIRST, FIRST - timedelta(days=1)) == []
