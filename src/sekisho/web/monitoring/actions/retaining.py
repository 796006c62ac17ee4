"""Logs whose time is over are destroyed, with evidence of what was there."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from sekisho.web.monitoring import storing
from sekisho.web.monitoring.actions.sealing import seal
from sekisho.web.monitoring.models import KEPT_DAYS, LogClass, Partition

_AT_ONCE = 500


def expire_logs(*, at: datetime) -> int:
    """Destroy the partitions kept long enough; return how many.

    The file goes before the entry is committed: one that stopped in between is destroyed again.
    """
    gone = 0
    for each in LogClass:
        until = timezone.localdate(at) - timedelta(days=KEPT_DAYS[each])
        rows = Partition.objects.filter(log_class=each, day__lt=until, destroyed_at=None)
        while some := list(rows[:_AT_ONCE]):
            _destroy(some, at)
            gone += len(some)
    return gone


@transaction.atomic
def _destroy(rows: list[Partition], at: datetime) -> None:
    log_class = rows[0].log_class
    storing.store_of(log_class).destroy(storing.file_of(row) for row in rows)
    for row in rows:
        row.destroyed_at = at
    Partition.objects.bulk_update(rows, ["destroyed_at"])
    seal("logs.destroyed", f"log-class:{log_class}", at=at, rows=rows,
         partitions={row.path: row.sha256 for row in rows},
         events=sum(row.rows for row in rows))  # fmt: skip
