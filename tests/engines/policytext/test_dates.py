"""Dates are read in every writing, and written so that they read back."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.policytext import dates


@pytest.mark.parametrize(
    "text",
    [
        "令和5年4月1日",
        "令和５年４月１日",
        "令和五年四月一日",
        "令和 5 年 4 月 1 日",
        "2023年4月1日",
        "西暦2023年4月1日",
        "2023/04/01",
        "2023-4-1",
        "２０２３．４．１",
    ],
)
def test_one_day_in_many_writings(text):
    assert dates.find(text) == date(2023, 4, 1)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("令和元年5月1日", date(2019, 5, 1)),
        ("平成31年4月30日", date(2019, 4, 30)),
        ("平成元年1月8日", date(1989, 1, 8)),
        ("昭和64年1月7日", date(1989, 1, 7)),
        ("平成十五年十二月三十一日", date(2003, 12, 31)),
    ],
)
def test_the_borders_of_eras(text, day):
    assert dates.find(text) == day


@pytest.mark.parametrize(
    "text", ["", "令和5年2月30日", "平成99年1月1日", "5年4月1日", "令和5年13月1日", "12-34-56"]
)
def test_a_day_that_does_not_exist_is_none(text):
    assert dates.find(text) is None


@given(st.dates(date(1900, 1, 1), date(2200, 12, 31)))
def test_a_day_written_reads_back(day):
    assert dates.find(dates.written(day)) == day


def test_days_are_written_with_half_width_figures_and_元年():
    assert dates.written(date(2019, 5, 1)) == "令和元年5月1日"
    assert dates.written(date(2023, 4, 1)) == "令和5年4月1日"
