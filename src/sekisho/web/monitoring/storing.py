"""Where events lie: a store for each class of log, since classes are kept for different times."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings

from sekisho.detection.storing import Partition as File
from sekisho.detection.storing import Store
from sekisho.web.monitoring.models import LogClass, Partition


def store_of(log_class: str) -> Store:
    """Return the store of a class."""
    return Store(root_of(log_class))


def root_of(log_class: str) -> Path:
    """Return its folder."""
    folder: Path = settings.LOG_STORE / LogClass(log_class).value
    return folder


def file_of(row: Partition) -> File:
    """Return a partition as the store knows it."""
    return File(
        row.path.partition("/")[2], row.dataset, row.day, row.rows, row.first_us, row.last_us,
        row.size, row.sha256,
    )  # fmt: skip


def forget_unrecorded() -> int:
    """Delete files whose reading was never recorded: their segments are still there to be read.

    A reading records its partitions before its segments go; what stopped in between left these.
    """
    gone = 0
    for each in LogClass.values:
        paths = sorted(root_of(each).glob("*/*/*.parquet"))
        known = set(
            Partition.objects.filter(log_class=each, destroyed_at=None).values_list(
                "path", flat=True
            )
        )
        for path in paths:
            if f"{each}/{path.relative_to(root_of(each))}" not in known:
                path.unlink()
                gone += 1
    return gone


def altered(rows: Iterable[Partition]) -> Iterator[Partition]:
    """Yield the partitions that are gone or no longer what was sealed; reads every byte."""
    for row in rows:
        if store_of(row.log_class).altered([file_of(row)]):
            yield row
