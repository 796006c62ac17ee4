"""The small files of a day that is over are put together into one, which the ledger ties to them.

The order loses nothing, wherever it stops: the merged file is written beside, unseen by readers;
the database and the ledger say in one commit that it stands for the small ones; only then it gets
its name, and the small ones go. What stopped in between is finished by `storing.forget_unrecorded`.
"""

import logging
from collections.abc import Iterator
from datetime import date, datetime
from itertools import groupby

from django.db import transaction
from django.utils import timezone

from sekisho.detection.errors import DetectionError
from sekisho.detection.storing import Partition as File
from sekisho.web.monitoring import storing
from sekisho.web.monitoring.actions.sealing import seal
from sekisho.web.monitoring.models import Partition

_log = logging.getLogger(__name__)
_SMALL = 64 << 20  # bytes; what is larger stays as it is
_LARGEST = 256 << 20  # of what is put together


def compact_logs(*, at: datetime) -> int:
    """Put the small files of days that are over together; return how many files came of it.

    Files one of which is not what was sealed stay as they are, for the check that tells of it.
    """
    storing.drop_unsealed()
    storing.forget_unrecorded()
    made = 0
    for rows in _together(timezone.localdate(at)):
        try:
            _compact(rows, at)
        except DetectionError as error:
            _log.warning("files of logs are not put together: %s", error)
        else:
            made += 1
    return made


def _together(today: date) -> Iterator[list[Partition]]:
    """Yield the small files of a class, dataset and day that are put together, two at least."""
    rows = Partition.objects.filter(destroyed_at=None, day__lt=today, size__lt=_SMALL)
    rows = rows.order_by("log_class", "dataset", "day", "path")
    for _place, mine in groupby(rows, lambda row: (row.log_class, row.dataset, row.day)):
        yield from (some for some in _portions(mine) if len(some) > 1)


def _portions(rows: Iterator[Partition]) -> Iterator[list[Partition]]:
    some: list[Partition] = []
    for row in rows:
        if sum(each.size for each in some) + row.size > _LARGEST:
            yield some
            some = []
        some.append(row)
    yield some


def _compact(rows: list[Partition], at: datetime) -> None:
    store = storing.store_of(rows[0].log_class)
    merged = store.merged([storing.file_of(row) for row in rows])
    with transaction.atomic(durable=True):
        new = _recorded(rows, merged, at)
    if store.place(storing.file_of(new)):
        store.destroy(storing.file_of(row) for row in rows)


def _recorded(rows: list[Partition], merged: File, at: datetime) -> Partition:
    log_class = rows[0].log_class
    new = Partition.objects.create(
        path=f"{log_class}/{merged.path}", log_class=log_class, dataset=merged.dataset,
        day=merged.day, rows=merged.rows, first_us=merged.first_us, last_us=merged.last_us,
        size=merged.bytes, sha256=merged.sha256,
    )  # fmt: skip
    for row in rows:
        row.destroyed_at, row.merged_into = at, new
    Partition.objects.bulk_update(rows, ["destroyed_at", "merged_into"])
    seal("logs.compacted", f"log-class:{log_class}", at=at, rows=[new, *rows],
         partitions={row.path: row.sha256 for row in rows}, into={new.path: new.sha256},
         events=new.rows)  # fmt: skip
    return new
