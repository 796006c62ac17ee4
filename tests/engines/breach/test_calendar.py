"""The calendar against a second one that was written from printed lists and day numbers."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.breach import oracle
from tests.engines.breach.build import at, facts, judged

from sekisho.breach import ClosedCalendar, japanese_day

CALENDAR = ClosedCalendar.of_catalogue()


@pytest.mark.parametrize("year", sorted(oracle.PRINTED))
def test_the_holidays_of_a_year_are_the_printed_ones(year):
    found = {(day.month, day.day) for day in CALENDAR.holidays(year)}
    assert found == oracle.printed(year)


@pytest.mark.parametrize("year", sorted(oracle.PRINTED))
def test_offices_are_closed_on_exactly_the_days_the_other_calendar_says(year):
    day = date(year, 1, 1)
    while day.year == year:
        assert CALENDAR.is_closed(day) is oracle.closed(day.year, day.month, day.day), day
        day += timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "open_"),
    [
        ("2026-12-29", "2027-01-04"),
        ("2026-05-02", "2026-05-07"),  # Saturday, then the holidays of May and a substitute
        ("2026-09-19", "2026-09-24"),  # two weekend days and three holidays in a row
        ("2024-12-28", "2025-01-06"),  # nine closed days
        ("2026-11-24", "2026-11-24"),
    ],
)
def test_the_next_open_day(day, open_):
    assert CALENDAR.next_open(date.fromisoformat(day)) == date.fromisoformat(open_)


def test_it_says_for_which_years_it_can_speak():
    assert CALENDAR.knows(date(2016, 1, 1))
    assert CALENDAR.knows(date(2099, 12, 31))
    assert not CALENDAR.knows(date(2015, 12, 31))
    assert not CALENDAR.knows(date(2100, 1, 1))


@given(st.dates(date(2016, 1, 1), date(2099, 12, 20)))
def test_the_next_open_day_is_open_near_and_all_before_it_are_closed(day):
    found = CALENDAR.next_open(day)
    assert not CALENDAR.is_closed(found)
    assert timedelta(0) <= found - day <= timedelta(days=10)
    between = [day + timedelta(days=n) for n in range((found - day).days)]
    assert all(CALENDAR.is_closed(each) for each in between)


@given(st.integers(2016, 2099))
def test_a_year_has_sixteen_holidays_or_a_few_more(year):
    assert 16 <= len(CALENDAR.holidays(year)) <= 22


@given(st.dates(date(2023, 4, 1), date(2098, 1, 1)))
def test_due_days_are_as_many_days_later_as_day_numbers_say(day):
    found = {
        each.id: each.due_on
        for each in judged(facts("unlawful=yes", known=at(day.isoformat()))).duties
    }
    first = oracle.number_of(day.year, day.month, day.day)
    for name, days in (("business-prompt", 5), ("business-final", 60), ("police", 3)):
        last = found[name]
        assert oracle.number_of(last.year, last.month, last.day) - first + 1 == days


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2019-04-30", "平成31年4月30日"),
        ("2019-05-01", "令和元年5月1日"),
        ("2020-01-01", "令和2年1月1日"),
        ("2026-12-04", "令和8年12月4日"),
        ("2028-02-29", "令和10年2月29日"),
        ("1989-01-07", "昭和64年1月7日"),
        ("1989-01-08", "平成元年1月8日"),
        ("1926-12-25", "昭和元年12月25日"),
        ("1912-07-29", "明治45年7月29日"),
        ("1873-01-01", "明治6年1月1日"),
    ],
)
def test_days_are_written_by_their_era(day, words):
    assert japanese_day(date.fromisoformat(day)) == words


@given(st.dates(date(1873, 1, 1), date(2300, 12, 31)))
def test_eras_are_those_of_the_other_calendar(day):
    assert japanese_day(day) == oracle.wareki(day.year, day.month, day.day)


def test_before_the_solar_calendar_no_day_is_written():
    with pytest.raises(ValueError, match="1873"):
        japanese_day(date(1872, 12, 31))


@given(st.dates(date(1900, 1, 1), date(2200, 12, 31)))
def test_the_other_calendar_itself_agrees_with_the_week(day):
    assert oracle.weekday(day.year, day.month, day.day) == day.weekday()
