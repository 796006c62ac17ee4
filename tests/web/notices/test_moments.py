"""When a mail may go: never by night or at the weekend to who wants quiet, never much later."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.web.notices.moments import is_quiet, next_moment

TOKYO = ZoneInfo("Asia/Tokyo")
MOMENTS = st.datetimes(
    datetime(2026, 1, 1),  # noqa: DTZ001  # Hypothesis adds the zone
    datetime(2030, 12, 31),  # noqa: DTZ001  # as above
    timezones=st.just(UTC),
)


def tokyo(*when):
    return datetime(*when, tzinfo=TOKYO)


FRIDAY = (2026, 6, 5)


@pytest.mark.parametrize(
    ("when", "quiet"),
    [
        (tokyo(*FRIDAY, 21, 59, 59), False),
        (tokyo(*FRIDAY, 22, 0), True),
        (tokyo(*FRIDAY, 6, 59, 59), True),
        (tokyo(*FRIDAY, 7, 0), False),
        (tokyo(2026, 6, 6, 12, 0), True),
        (tokyo(2026, 6, 7, 12, 0), True),
        (tokyo(2026, 6, 8, 12, 0), False),
    ],
)
def test_night_and_weekend_are_quiet(when, quiet):
    assert is_quiet(when) is quiet
    assert is_quiet(when.astimezone(UTC)) is quiet


@pytest.mark.parametrize(
    ("at", "daily", "quiet", "when"),
    [
        (tokyo(*FRIDAY, 23, 0), False, False, tokyo(*FRIDAY, 23, 0)),
        (tokyo(2026, 6, 4, 23, 0), False, True, tokyo(*FRIDAY, 7, 0)),
        (tokyo(*FRIDAY, 5, 0), False, True, tokyo(*FRIDAY, 7, 0)),
        (tokyo(*FRIDAY, 22, 0), False, True, tokyo(2026, 6, 8, 7, 0)),
        (tokyo(2026, 6, 6, 9, 0), False, True, tokyo(2026, 6, 8, 7, 0)),
        (tokyo(*FRIDAY, 10, 0), False, True, tokyo(*FRIDAY, 10, 0)),
        (tokyo(*FRIDAY, 7, 59), True, False, tokyo(*FRIDAY, 8, 0)),
        (tokyo(*FRIDAY, 8, 0), True, False, tokyo(*FRIDAY, 8, 0)),
        (tokyo(*FRIDAY, 8, 1), True, False, tokyo(2026, 6, 6, 8, 0)),
        (tokyo(*FRIDAY, 8, 1), True, True, tokyo(2026, 6, 8, 8, 0)),
    ],
)
def test_a_mail_goes_at_the_moment_wished_for(at, daily, quiet, when):
    assert next_moment(at, daily=daily, quiet=quiet) == when


@given(MOMENTS, st.booleans())
def test_who_wants_quiet_is_never_mailed_in_it(at, daily):
    assert not is_quiet(next_moment(at, daily=daily, quiet=True))


@given(MOMENTS, st.booleans(), st.booleans())
def test_nothing_goes_earlier_or_is_put_off_for_more_than_four_days(at, daily, quiet):
    assert at <= next_moment(at, daily=daily, quiet=quiet) <= at + timedelta(days=4)


@given(MOMENTS, st.booleans(), st.booleans())
def test_the_moment_found_is_its_own(at, daily, quiet):
    found = next_moment(at, daily=daily, quiet=quiet)
    assert next_moment(found, daily=daily, quiet=quiet) == found
