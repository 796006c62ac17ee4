"""The day of a moment in the body's time zone, computed by the database itself.

Django's own truncation calls back into Python for every row on SQLite; over a log of years that is
what takes the time. Law: the same day as `django.utils.timezone.localdate` (a test holds them
against each other). SQLite knows no time zones, so the zone's distance from UTC must not change:
Japan has had no summer time since 1951, and a zone that has is refused.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import DateField, Func
from django.db.models.sql.compiler import SQLCompiler
from django.utils import timezone


class LocalDay(Func):
    """The day of a column of moments; NULL for none."""

    arity = 1
    output_field = DateField()

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, Any]:
        """Return SQLite's words for it; its `date` rounds up the last half millisecond of a day."""
        template = f"date(substr(%(expressions)s, 1, 19), '{_seconds_from_utc():+d} seconds')"
        return self.as_sql(compiler, connection, template=template, **context)

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, Any]:
        """Return PostgreSQL's words for it."""
        zone = timezone.get_default_timezone_name()
        template = f"(%(expressions)s AT TIME ZONE '{zone}')::date"
        return self.as_sql(compiler, connection, template=template, **context)


def _seconds_from_utc() -> int:
    """Return how far the body's clocks are from UTC. Raises ImproperlyConfigured: not always."""
    zone = timezone.get_default_timezone()
    distances = {zone.utcoffset(datetime(2026, month, 1, tzinfo=UTC).replace(tzinfo=None))
                 for month in range(1, 13)}  # fmt: skip
    distance = distances.pop()
    if distances or distance is None:
        raise ImproperlyConfigured("TIME_ZONE has summer time; days are computed without it")
    return distance // timedelta(seconds=1)
