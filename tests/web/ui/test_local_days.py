"""The day of a moment as the database computes it: that of the body's clocks."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Value
from django.utils import timezone
from tests.web.factories import make_unit

from sekisho.web.organization.models import Unit
from sekisho.web.ui.local_days import LocalDay

MIDNIGHT = datetime(2026, 5, 31, 15, tzinfo=UTC)  # in Tokyo
LEAP = datetime(2028, 2, 28, 15, tzinfo=UTC)
YEAR = datetime(2026, 12, 31, 15, tzinfo=UTC)


@pytest.mark.django_db
@pytest.mark.parametrize("edge", [MIDNIGHT, LEAP, YEAR])
@pytest.mark.parametrize(
    "away",
    [timedelta(0), timedelta(microseconds=-1), timedelta(microseconds=1), timedelta(hours=9)],
)
def test_it_is_the_day_python_tells(edge, away):
    make_unit()
    (found,) = Unit.objects.values_list(LocalDay(Value(edge + away)), flat=True)
    assert found == timezone.localdate(edge + away)


@pytest.mark.django_db
def test_no_moment_has_no_day():
    make_unit()
    assert list(Unit.objects.values_list(LocalDay(Value(None)), flat=True)) == [None]


def test_a_zone_with_summer_time_is_refused_rather_than_wrong(monkeypatch):
    from sekisho.web.ui import local_days

    monkeypatch.setattr(timezone, "get_default_timezone", lambda: ZoneInfo("Europe/Berlin"))
    with pytest.raises(ImproperlyConfigured):
        local_days._seconds_from_utc()
