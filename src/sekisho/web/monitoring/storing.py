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
    """Delete files no record stands for any more; return how many.

    A reading records its partitions before its segments go: what stopped in between is still there
    to be read. Files that were merged go once the merged one is there, and no sooner.
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
            name = f"{each}/{path.relative_to(root_of(each))}"
            if name not in known and _stands_elsewhere(name):
                path.unlink()
                gone += 1
    return gone


def _stands_elsewhere(path: str) -> bool:
    """Say whether a file may go: what it was merged into, if it was, is there as it was sealed."""
    row = Partition.objects.filter(path=path).select_related("merged_into").first()
    merged = row.merged_into if row else None
    if merged is None or merged.destroyed_at is not None:
        return True
    return store_of(merged.log_class).place(file_of(merged))


def drop_unsealed() -> None:
    """Delete merged files that were never recorded; the one writer calls it before it begins."""
    for each in LogClass.values:
        store = store_of(each)
        for below in store.waiting():
            if not Partition.objects.filter(path=f"{each}/{below}").exists():
                store.drop(below)


def altered(rows: Iterable[Partition]) -> Iterator[Partition]:
    """Yield the partitions that are gone or no longer what was sealed; reads every byte."""
    for row in rows:
        if store_of(row.log_class).altered([file_of(row)]):
            yield row
