"""Dates in both calendars and the fiscal year."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.web.ui import dates

# The eras as the laws and proclamations give them: our own table, to check the library against.
ERAS = (
    ("明治", date(1868, 1, 23)),
    ("大正", date(1912, 7, 30)),
    ("昭和", date(1926, 12, 25)),
    ("平成", date(1989, 1, 8)),
    ("令和", date(2019, 5, 1)),
)
modern_days = st.dates(date(1873, 1, 1), date(2199, 12, 31))


def western_day(written: str) -> date:
    """Read 令和5年3月31日 back by our own table."""
    name, rest = written[:2], written[2:]
    year, rest = rest.split("年")
    month, day = rest.rstrip("日").split("月")
    since = dict(ERAS)[name]
    return date(since.year + (1 if year == "元" else int(year)) - 1, int(month), int(day))


@given(modern_days)
def test_a_written_day_reads_back_as_the_same_day(day):
    assert western_day(dates.wareki_only(day)) == day


@given(modern_days)
def test_the_era_named_is_the_newest_one_begun_by_that_day(day):
    newest = [name for name, since in ERAS if since <= day][-1]
    assert dates.wareki_only(day).startswith(newest)


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2023, 3, 31), "令和5年3月31日（2023-03-31）"),
        (date(2019, 5, 1), "令和元年5月1日（2019-05-01）"),
        (date(2019, 4, 30), "平成31年4月30日（2019-04-30）"),
        (date(1989, 1, 7), "昭和64年1月7日（1989-01-07）"),
        (date(1926, 12, 25), "昭和元年12月25日（1926-12-25）"),
        (date(1912, 7, 30), "大正元年7月30日（1912-07-30）"),
        (date(1873, 1, 1), "明治6年1月1日（1873-01-01）"),
    ],
)
def test_both_calendars_stand_side_by_side_and_a_first_year_is_gannen(day, written):
    assert dates.wareki(day) == written


def test_days_of_the_old_calendar_are_not_given_an_era():
    assert dates.wareki_only(date(1872, 12, 31)) == "西暦1872年12月31日"
    assert dates.wareki_english(date(1872, 12, 31)) == "1872-12-31"


def test_english_pages_put_the_western_date_first():
    assert dates.wareki_english(date(2023, 3, 31)) == "2023-03-31 (Reiwa 5)"
    assert dates.wareki_english(date(2019, 5, 1)) == "2019-05-01 (Reiwa 1)"


def test_a_moment_is_shown_on_the_day_it_has_in_japan():
    late_in_utc = datetime(2026, 3, 31, 15, 0, tzinfo=UTC)
    assert dates.local_day(late_in_utc) == date(2026, 4, 1)
    assert dates.clock(late_in_utc) == "00:00"


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_every_day_lies_in_its_fiscal_year_and_the_years_touch(day):
    start, end = dates.fiscal_year_start(day), dates.fiscal_year_end(day)
    assert start <= day <= end
    assert (start.month, start.day, end.month, end.day) == (4, 1, 3, 31)
    assert dates.fiscal_year_start(end + timedelta(days=1)) == end + timedelta(days=1)
    assert dates.fiscal_year(start) == dates.fiscal_year(end) == start.year


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 3, 31), "令和7年度"),
        (date(2026, 4, 1), "令和8年度"),
        (date(2019, 6, 1), "平成31年度"),  # named after its 1 April
        (date(2020, 3, 31), "平成31年度"),
        (date(2020, 4, 1), "令和2年度"),
    ],
)
def test_a_fiscal_year_is_named_after_the_era_of_its_first_day(day, name):
    assert dates.fiscal_year_name(day) == name


@pytest.mark.parametrize("day", [date(9999, 12, 31), date(9998, 1, 1), date(2199, 1, 1)])
def test_a_day_typed_for_ever_is_written_and_breaks_no_page(day):
    assert day.isoformat() in dates.wareki(day)
    assert day.isoformat() in dates.wareki_english(day)
