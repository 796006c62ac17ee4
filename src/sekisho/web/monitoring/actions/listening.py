"""Silence: a source that was not heard for longer than it may be has a gap, while it lasts."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from sekisho.web.monitoring.actions.sealing import seal
from sekisho.web.monitoring.models import Gap, LogSource


@transaction.atomic
def mind_silence(*, at: datetime) -> int:
    """Begin the gaps of sources that are silent now; return how many began."""
    silent = [
        row for row in LogSource.objects.in_use().exclude(registered_at=None) if row.silent_at(at)
    ]
    known = set(Gap.objects.filter(ended_at=None).values_list("source_id", flat=True))
    begun = [
        Gap.objects.create(source=row, begun_at=since)
        for row in silent
        if row.pk not in known and (since := row.heard_at or row.registered_at)
    ]
    for gap in begun:
        seal("log-gap.noted", f"log-gap:{gap.pk}", at=at, rows=[gap], source=gap.source_id)
    return len(begun)


def heard(source: LogSource, spans: Iterable[tuple[datetime, datetime]]) -> list[Gap]:
    """Take when records of a source came, in order; return the gaps that were begun or ended.

    `spans` are the first and last arrivals of what came together. The caller saves the source.
    """
    changed: list[Gap] = []
    for first, last in spans:
        since = source.heard_at or source.registered_at
        if since is not None and source.registered_at is not None and first > since:
            changed += _between(source, since, first)
        source.heard_at = max(last, source.heard_at or last)
    return changed


def _between(source: LogSource, since: datetime, until: datetime) -> list[Gap]:
    gap = Gap.objects.filter(source=source, ended_at=None).first()
    if gap is None:
        if until - since <= timedelta(minutes=source.silent_minutes):
            return []
        gap = Gap(source=source, begun_at=since)
    gap.ended_at = until
    gap.save()
    return [gap]
