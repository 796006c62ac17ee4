"""Events kept in append-only Parquet, a folder per dataset and day; sealed, retained, destroyed.

`root/<dataset>/<day>/<number>.parquet`; the day is that of `ts_us` in Asia/Tokyo. A partition is
written beside, flushed and renamed: it is there whole or not at all, and never changed. Its
SHA-256 is returned for the caller to seal. One writer at a time; readers need no lock.

Partitions of a day can be merged into one. It lies beside, unseen by readers, as
`<number>.merged`, until the caller has sealed it and has it placed.
"""

import hashlib
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate, chain, zip_longest
from pathlib import Path

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow.dataset import dataset

from sekisho.detection.errors import DetectionError
from sekisho.detection.schema import COLUMNS, Fields, Type
from sekisho.detection.times import TOKYO, moment

_ARROW = {
    Type.INTEGER: pa.int64(),
    Type.TEXT: pa.string(),
    Type.BYTES: pa.binary(),
    Type.BOOLEAN: pa.bool_(),
    Type.MAP: pa.map_(pa.string(), pa.string()),
}
SCHEMA = pa.schema([(name, _ARROW[column.type]) for name, column in COLUMNS.items()])
_DATASET = re.compile(r"[a-z0-9][a-z0-9-]{0,62}\Z")
_BATCH = 200_000  # rows handed on together
_MERGED = ".merged"
_NUMBERED = frozenset({".parquet", _MERGED})
_OTHER = "other"  # the folder of datasets whose name is no name of a folder


@dataclass(frozen=True, slots=True)
class Partition:
    """One file: what is in it, and the digest the ledger seals."""

    path: str  # below the root
    dataset: str
    day: date
    rows: int
    first_us: int
    last_us: int
    bytes: int
    sha256: str


def arrow(rows: Sequence[Fields]) -> pa.Table:
    """Return events as a table of the schema; a column nobody filled is empty."""
    said = set().union(*rows)
    columns = [
        _column(rows, name) if name in said else pa.nulls(len(rows), SCHEMA.field(name).type)
        for name in COLUMNS
    ]
    return pa.Table.from_arrays(columns, schema=SCHEMA)


def _column(rows: Sequence[Fields], name: str) -> pa.Array:
    values = [row.get(name) for row in rows]
    if COLUMNS[name].type is Type.MAP:
        return _maps([each if isinstance(each, dict) else None for each in values])
    return pa.array(values, SCHEMA.field(name).type)


def _maps(values: list[dict[str, str] | None]) -> pa.Array:
    """Return maps from their keys and their values one after the other; an absent one is null."""
    known = [each or {} for each in values]
    ends = list(accumulate(map(len, known), initial=0))
    begins = [None if each is None else end for each, end in zip(values, ends[:-1], strict=True)]
    return pa.MapArray.from_arrays(
        pa.array([*begins, ends[-1]], pa.int32()),
        pa.array(list(chain.from_iterable(known)), pa.string()),
        pa.array(list(chain.from_iterable(each.values() for each in known)), pa.string()),
    )


def day_of(us: int) -> date:
    """Return the day of a time in Asia/Tokyo."""
    return moment(us).astimezone(TOKYO).date()


class Kept:
    """The events below some folders, as they are asked."""

    def __init__(self, *roots: Path) -> None:
        self._roots = roots

    def table(
        self, since: date | None = None, until: date | None = None, *, memory: str = "1GB"
    ) -> ibis.Table:
        """Return the events of some days (both included) as a table to ask by Ibis, on DuckDB."""
        paths = self._paths(since, until)
        connection = ibis.duckdb.connect(memory_limit=memory, threads=2)
        if not paths:
            return connection.create_table(
                "events", schema=ibis.Schema.from_pyarrow(SCHEMA), temp=True
            )
        return connection.read_parquet(
            paths, table_name="events", hive_partitioning=False, union_by_name=True
        )

    def batches(
        self, since: date, until: date, columns: Sequence[str], rows: int = _BATCH
    ) -> Iterator[pa.Table]:
        """Yield some columns of the events of some days (both included), in bounded memory."""
        paths = self._paths(since, until)
        if paths:
            kept = dataset(paths, schema=SCHEMA, format="parquet")
            for batch in kept.to_batches(columns=list(columns), batch_size=rows):
                yield pa.Table.from_batches([batch])

    def _paths(self, since: date | None, until: date | None) -> list[str]:
        return [
            str(path)
            for root in self._roots
            for path in sorted(root.glob("*/*/*.parquet"))
            if (since is None or path.parts[-2] >= since.isoformat())
            and (until is None or path.parts[-2] <= until.isoformat())
        ]


class Store(Kept):
    """The partitions below one folder."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self._root = root

    def append(self, rows: Iterable[Fields]) -> tuple[Partition, ...]:
        """Write events, a new file per dataset and day; return the files."""
        parts: defaultdict[tuple[str, date], list[Fields]] = defaultdict(list)
        for row in rows:
            parts[_folder(row), day_of(_time(row))].append(row)
        return tuple(self._written(*key, part) for key, part in sorted(parts.items()))

    def _written(self, dataset: str, day: date, rows: list[Fields]) -> Partition:
        path = self._next(self._root / dataset / day.isoformat())
        beside = path.with_suffix(".part")
        times = [_time(row) for row in rows]
        pq.write_table(arrow(rows), beside, compression="zstd")
        _flushed(beside)
        digest, size = _sha256(beside), beside.stat().st_size
        beside.rename(path)
        _flushed(path.parent)
        below = str(path.relative_to(self._root))
        return Partition(below, dataset, day, len(rows), min(times), max(times), size, digest)

    def _next(self, folder: Path) -> Path:
        """Return the next place in a folder; a merged partition that waits keeps its number."""
        folder.mkdir(parents=True, exist_ok=True)
        taken = [int(each.stem) for each in folder.iterdir() if each.suffix in _NUMBERED]
        return folder / f"{1 + max(taken, default=0):06d}.parquet"

    def merged(self, partitions: Sequence[Partition]) -> Partition:
        """Write the rows of partitions of one dataset and day, in order, beside as one.

        Nobody reads it until `place`. It is read back and held against them, value by value. Raises
        `DetectionError` when one is not what was sealed.
        """
        if altered := self.altered(partitions):
            raise DetectionError(f"{altered[0]}: 封印した時と違うため、まとめられません。")
        first, sources = partitions[0], [self._inside(each.path) for each in partitions]
        path = self._next(sources[0].parent)
        beside = path.with_suffix(_MERGED)
        with pq.ParquetWriter(beside, SCHEMA, compression="zstd") as writer:
            for table in _gathered(sources):
                writer.write_table(table, row_group_size=table.num_rows)
        _flushed(beside)
        _flushed(path.parent)
        if not _holds(beside, _gathered(sources)):
            raise DetectionError(f"{first.path}: まとめた記録が元の記録と合いません。")
        return Partition(
            str(path.relative_to(self._root)), first.dataset, first.day,
            sum(each.rows for each in partitions),
            min(each.first_us for each in partitions), max(each.last_us for each in partitions),
            beside.stat().st_size, _sha256(beside),
        )  # fmt: skip

    def place(self, merged: Partition) -> bool:
        """Have a merged partition read from now on; say whether it is there as it was sealed."""
        path = self._inside(merged.path)
        beside = path.with_suffix(_MERGED)
        if beside.is_file() and _sha256(beside) == merged.sha256:
            beside.rename(path)
            _flushed(path.parent)
        return self._digest(merged.path) == merged.sha256

    def waiting(self) -> tuple[str, ...]:
        """Return the paths of merged partitions that were not placed, as they would be."""
        found = sorted(self._root.glob(f"*/*/*{_MERGED}"))
        return tuple(str(each.with_suffix(".parquet").relative_to(self._root)) for each in found)

    def drop(self, below: str) -> None:
        """Delete a merged partition that was not placed."""
        self._inside(below).with_suffix(_MERGED).unlink(missing_ok=True)

    def partitions(self) -> tuple[Partition, ...]:
        """Return every partition as it is now: its digest is computed from the file."""
        return tuple(map(self._found, sorted(self._root.glob("*/*/*.parquet"))))

    def _found(self, path: Path) -> Partition:
        times = pq.read_table(path, columns=["ts_us"])["ts_us"].to_pylist()
        return Partition(
            str(path.relative_to(self._root)),
            path.parts[-3],
            date.fromisoformat(path.parts[-2]),
            len(times),
            min(times, default=0),
            max(times, default=0),
            path.stat().st_size,
            _sha256(path),
        )

    def altered(self, sealed: Iterable[Partition]) -> tuple[str, ...]:
        """Return the paths of partitions that are gone or no longer what was sealed."""
        return tuple(each.path for each in sealed if self._digest(each.path) != each.sha256)

    def _digest(self, below: str) -> str:
        path = self._inside(below)
        return _sha256(path) if path.is_file() else ""

    def destroy(self, partitions: Iterable[Partition]) -> tuple[Partition, ...]:
        """Delete partitions; return those that were there, for the evidence of destruction."""
        gone = []
        for each in partitions:
            path = self._inside(each.path)
            if path.is_file():
                path.unlink()
                _flushed(path.parent)
                gone.append(each)
        return tuple(gone)

    def _inside(self, below: str) -> Path:
        """Return a partition's place; raises `DetectionError` for one outside the store."""
        path = (self._root / below).resolve()
        if not path.is_relative_to(self._root.resolve()):
            raise DetectionError(f"{below}: 記録の保管場所の外です。")
        return path


def _gathered(paths: Iterable[Path]) -> Iterator[pa.Table]:
    """Yield the rows of files in order, many at once: small row groups are slow to read."""
    kept: list[pa.RecordBatch] = []
    for path in paths:
        for batch in dataset(path, schema=SCHEMA, format="parquet").to_batches():
            kept.append(batch)
            if sum(each.num_rows for each in kept) >= _BATCH:
                yield pa.Table.from_batches(kept)
                kept = []
    if kept:
        yield pa.Table.from_batches(kept)


def _holds(path: Path, tables: Iterable[pa.Table]) -> bool:
    """Say whether a file has just these tables, each as one row group."""
    with pq.ParquetFile(path) as file:
        groups = range(file.num_row_groups)
        pairs = zip_longest(map(file.read_row_group, groups), tables)
        return all(one is not None and one.cast(SCHEMA).equals(other) for one, other in pairs)


def due(
    partitions: Iterable[Partition], days: Mapping[str, int], other: int, on: date
) -> tuple[Partition, ...]:
    """Return the partitions kept long enough on a day: `days` by dataset, else `other`."""
    return tuple(
        each for each in partitions if each.day + timedelta(days=days.get(each.dataset, other)) < on
    )


def _folder(row: Fields) -> str:
    dataset = str(row.get("event_dataset", ""))
    return dataset if _DATASET.match(dataset) else _OTHER


def _time(row: Fields) -> int:
    at = row["ts_us"]
    assert isinstance(at, int)  # noqa: S101  # the schema says so
    return at


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _flushed(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
