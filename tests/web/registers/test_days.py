"""Dates in every spelling, against the calendar of another library."""

import contextlib
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from japanera import EraDate
from openpyxl.utils.datetime import CALENDAR_MAC_1904, from_excel, to_excel

from sekisho.web.registers.days import DayError, read_day, serial_day

DAYS = st.dates(min_value=date(1873, 1, 1), max_value=date(2080, 12, 31))
SPELLINGS = (
    "{era}{year}年{month}月{day}日",
    "{era}{year}.{month}.{day}",
    "{era} {year}/{month}/{day}",
    "{letter}{year}.{month}.{day}",
    "{letter}{year}-{month:02}-{day:02}",
    "{letter}.{year}.{month}.{day}",
    "{short}{year}.{month}.{day}",
    " {era}{year}年{month}月{day}日（水）",
)


@given(DAYS, st.sampled_from(SPELLINGS), st.booleans())
def test_a_day_written_in_its_era_is_read_as_that_day(day, spelling, wide):
    """The oracle for era and year of the era is japanera."""
    era = EraDate.from_date(day).era
    year = day.year - era.since.year + 1
    text = spelling.format(
        era=era.kanji,
        short=era.kanji[0],
        letter=era.english[0],
        year="元" if year == 1 else year,
        month=day.month,
        day=day.day,
    )
    if wide:
        text = text.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})
    assert read_day(text) == day


@given(st.dates(min_value=date(1000, 1, 1)))
def test_a_western_day_is_read_in_every_spelling(day):
    for text in (
        day.isoformat(),
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
        f"{day.isoformat()} 00:00:00",
    ):
        assert read_day(text) == day


@given(st.dates(min_value=date(1900, 3, 1)), st.booleans())
def test_a_serial_number_is_the_day_openpyxl_says(day, since_1904):
    if since_1904:
        day = max(day, date(1904, 1, 2))
        number = to_excel(day, CALENDAR_MAC_1904)
        assert from_excel(number, CALENDAR_MAC_1904).date() == day
    else:
        number = to_excel(day)
    assert serial_day(number + 0.25, since_1904=since_1904) == day


def test_a_serial_number_written_as_text_is_one_too():
    assert read_day("46112") == date(2026, 3, 31)
    assert read_day("46112.0") == date(2026, 3, 31)


@pytest.mark.parametrize("number", [0, 1, 59, 60, -5, 2_958_466, 1e300, float("inf"), float("nan")])
def test_numbers_outside_the_calendar_are_no_days(number):
    with pytest.raises(DayError, match="unreadable"):
        serial_day(number)


def test_a_year_printed_before_its_era_ended_is_read_on():
    assert read_day("平成35年3月31日") == date(2023, 3, 31)
    assert read_day("昭和64年1月7日") == date(1989, 1, 7)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("平成元年1月7日", "before-era"),
        ("R1.4.30", "before-era"),
        ("明治5年12月2日", "before-era"),
        ("令和8年2月29日", "no-such-day"),
        ("2026-13-01", "no-such-day"),
        ("令和0年1月1日", "no-such-day"),
        ("26/3/31", "unreadable"),
        ("3月31日", "unreadable"),
        ("Q8.3.31", "unreadable"),
        ("天平8年3月31日", "unreadable"),
        ("未定", "unreadable"),
        ("令和8年3月", "unreadable"),
        ("", "unreadable"),
    ],
)
def test_what_is_no_day_is_refused_by_its_fault(text, code):
    with pytest.raises(DayError) as caught:
        read_day(text)
    assert caught.value.code == code


@pytest.mark.parametrize("text", ["㋿8年3月31日", "㋿８．３．３１", "㍻38.3.31"])
def test_the_signs_of_one_square_are_eras(text):
    assert read_day(text) == date(2026, 3, 31)


@given(st.text(max_size=30))
def test_any_text_gives_a_day_or_a_day_error(text):
    with contextlib.suppress(DayError):
        assert isinstance(read_day(text), date)


def test_a_day_later_than_all_serials_stays_readable():
    assert serial_day(2_958_465) == date(9999, 12, 31)
    with pytest.raises(DayError):
        serial_day(2_958_465, since_1904=True)
    assert serial_day(1, since_1904=True) == date(1904, 1, 1) + timedelta(days=1)
