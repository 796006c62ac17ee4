"""Times of records."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.detection import times
from sekisho.detection.times import TOKYO, Stamp, micros, moment

MOMENTS = st.datetimes(
    datetime(1970, 1, 2),  # noqa: DTZ001
    datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, TOKYO, timezone(timedelta(hours=-3, minutes=-30))]),
)


@given(MOMENTS)
def test_a_time_with_its_zone_is_read_to_the_microsecond(at):
    assert times.iso(at.isoformat(timespec="microseconds"), TOKYO) == Stamp(micros(at))
    assert moment(micros(at)) == at


@given(MOMENTS)
def test_a_time_without_a_zone_is_read_in_the_zone_of_its_source_and_so_marked(at):
    words = at.replace(tzinfo=None).isoformat(" ", timespec="microseconds")
    assert times.iso(words, at.tzinfo) == Stamp(micros(at), assumed=True)


@given(st.integers(0, 99_999_999_999), st.integers(0, 999_999))
def test_seconds_since_1970_keep_every_digit(seconds, fraction):
    assert times.epoch(f"{seconds}.{fraction:06d}") == seconds * 10**6 + fraction


@pytest.mark.parametrize(
    ("words", "us"),
    [
        ("5", 5_000_000),
        (5, 5_000_000),
        ("0.000001999", 1),
        ("1e-05", 10),
        ("2.5E-3", 2_500),
        ("1.5e2", 150_000_000),
    ],
)
def test_other_forms_of_seconds(words, us):
    assert times.epoch(words) == us


@pytest.mark.parametrize(
    "words", ["", "x", "-5", "1.2.3", "1e99", "1e-999", "٣", None, True, 1.5, [], "9" * 12]
)
def test_what_is_no_number_of_seconds_is_unknown(words):
    assert times.epoch(words) is None


@pytest.mark.parametrize(
    "words",
    ["", "2026-11-31T10:00:00Z", "2026-11-30T25:00:00Z", "0000-01-01T00:00:00Z", "2026-11-30", "2026-11-30T10:00:00+99:99x", 5, None,
     "２０２６-11-30T10:00:00Z"],
)  # fmt: skip
def test_what_is_no_time_is_unknown(words):
    assert times.iso(words, TOKYO) is None


def test_a_leap_second_is_the_second_before():
    assert times.iso("2016-12-31T23:59:60Z", UTC) == times.iso("2016-12-31T23:59:59Z", UTC)


@given(st.datetimes(datetime(2001, 1, 1), datetime(2090, 1, 1)), st.integers(-170, 170))  # noqa: DTZ001
def test_a_time_without_a_year_gets_the_nearest(at, days):
    at = at.replace(microsecond=0, tzinfo=TOKYO)
    written = micros(at + timedelta(days=days))
    if (at.month, at.day) != (2, 29):
        assert times.bsd(
            at.strftime("%b"), str(at.day), at.strftime("%H:%M:%S"), TOKYO, written
        ).us == micros(at)


def test_a_zone_with_summer_time_is_read_as_it_was_that_day():
    berlin = ZoneInfo("Europe/Berlin")
    assert (
        times.iso("2026-07-01 12:00:00", berlin).us - times.iso("2026-07-01T10:00:00Z", UTC).us == 0
    )
    assert (
        times.iso("2026-12-01 12:00:00", berlin).us - times.iso("2026-12-01T11:00:00Z", UTC).us == 0
    )


@pytest.mark.parametrize("month", ["Foo", "13"])
def test_unknown_months_are_no_times(month):
    assert times.bsd(month, "1", "10:00:00", TOKYO, 0) is None
    assert times.dated("2026", month, "1", "10:00:00", TOKYO) is None
