"""Reads what the receiver stored: events into partitions, alerts out of them, everything counted.

The order keeps every record once: files of an earlier reading that was never recorded are deleted;
partitions are written; rows and the ledger are committed together; only then the segments go.
"""

import gzip
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc
from django.db import transaction

from sekisho.collect import Sealed, sealed_segments
from sekisho.detection import Counts, Delivery, Log, LogError, Seen
from sekisho.detection import LogSource as Writer
from sekisho.detection.alerts import Alert as Found
from sekisho.detection.schema import Fields
from sekisho.detection.storing import SCHEMA, arrow, day_of
from sekisho.detection.storing import Partition as File
from sekisho.detection.times import moment
from sekisho.web.monitoring import consequences, judging, storing
from sekisho.web.monitoring.actions.alerting import raise_alerts
from sekisho.web.monitoring.actions.listening import heard
from sekisho.web.monitoring.actions.sealing import seal
from sekisho.web.monitoring.actions.telling import tell_alerts
from sekisho.web.monitoring.models import (
    Gap,
    Hour,
    LogClass,
    LogSource,
    Partition,
    Reading,
)

AT_ONCE_BYTES = 16 << 20
_WAITED = timedelta(seconds=10)
_GZIP = b"\x1f\x8b"
_ANY = "syslog"  # reads a log nobody knows: what it does not understand is kept
_seen: dict[str, Seen] = {}  # by channel, for as long as this worker lives


@dataclass(frozen=True, slots=True)
class Taken:
    """What one reading took in."""

    segments: int = 0
    events: int = 0
    not_understood: int = 0
    alerts: int = 0


@dataclass(slots=True)
class Work:
    """What is read so far; nothing of it is recorded yet."""

    segments: int
    events: defaultdict[str, list[Fields]] = field(default_factory=lambda: defaultdict(list))
    counts: Counts = field(default_factory=Counts)
    hours: Counter[tuple[int, datetime, bool]] = field(default_factory=Counter)
    altered: int = 0


def logs_wait(spool: Path, at: datetime) -> bool:
    """Say whether a sealed segment has waited for so long that it should be read now."""
    first = next(iter(sealed_segments(spool)), None)
    return first is not None and at - moment(first.last_us) >= _WAITED


def take_in(*, spool: Path, at: datetime) -> Taken:
    """Read the sealed segments of a spool, the oldest first, as many as are read at once."""
    segments = list(_some(sealed_segments(spool)))
    if not segments:
        return Taken()
    storing.forget_unrecorded()
    with transaction.atomic(durable=True):
        taken = record(segments=segments, at=at)
    forget(segments)
    if taken.alerts:
        tell_alerts(at=at)
    return taken


def _some(segments: Iterable[Sealed]) -> Iterable[Sealed]:
    size = 0
    for each in segments:
        yield each
        size += each.bytes
        if size >= AT_ONCE_BYTES:
            return


def forget(segments: Iterable[Sealed]) -> None:
    """Remove segments whose reading is recorded."""
    for each in segments:
        each.path.unlink(missing_ok=True)
        each.path.with_suffix(".json").unlink(missing_ok=True)


@transaction.atomic
def record(*, segments: Sequence[Sealed], at: datetime) -> Taken:
    """Read segments, store their events, raise alerts and seal it; the segments stay."""
    sources = _sources(segments, at)
    work = Work(segments=len(segments))
    for each in segments:
        _read_one(each, sources[each.channel], work)
    return settled(work, _listened(segments, sources), at)


def settled(work: Work, gaps: Sequence[Gap], at: datetime) -> Taken:
    """Store what was read, hold it against everything, and seal it. The caller's transaction."""
    files = {
        log_class: storing.store_of(log_class).append(rows)
        for log_class, rows in work.events.items()
    }
    table = arrow([row for rows in work.events.values() for row in rows])
    found, policy, rules = _judged(table, at)
    reading = Reading.objects.create(
        at=at,
        segments=work.segments,
        events=work.counts.events,
        not_understood=work.counts.not_understood,
        duplicates=work.counts.duplicates,
        implausible=work.counts.implausible,
        altered=work.altered,
        policy_sha256=policy,
        rules_sha256=rules,
    )
    partitions = _record(reading, files)
    _count_hours(work.hours)
    alerts = raise_alerts(found, lambda each: judging.originals(table, each), reading, at)
    seal("logs.read", f"log-reading:{reading.pk}", at=at,
         rows=[reading, *partitions, *gaps, *alerts],
         events=reading.events, not_understood=reading.not_understood, altered=reading.altered,
         alerts=len(alerts), policy_sha256=policy, rules_sha256=rules,
         partitions={each.path: each.sha256 for each in partitions})  # fmt: skip
    return Taken(work.segments, reading.events, reading.not_understood, len(alerts))


def _sources(segments: Sequence[Sealed], at: datetime) -> dict[str, LogSource]:
    """Return the source of each channel; one nobody registered is made, unregistered."""
    channels = {each.channel for each in segments}
    found = {row.channel: row for row in LogSource.objects.filter(channel__in=channels)}
    for channel in sorted(channels - found.keys()):
        row = found[channel] = LogSource.objects.create(name=channel, channel=channel)
        seal("log-source.found", f"log-source:{row.pk}", at=at, rows=[row])
    return found


def _read_one(segment: Sealed, source: LogSource, work: Work) -> None:
    """Read one segment."""
    work.altered += _digest(segment.path) != segment.sha256
    delivery = Delivery(f"{segment.channel}/{segment.path.stem}", segment.last_us, segment.last_us)
    with _opened(segment.path) as stream:
        read_stream(stream, delivery, source, work)


def read_stream(stream: BinaryIO, delivery: Delivery, source: LogSource, work: Work) -> None:
    """Read one delivery; a log of no kind we know is read as any, so that all of it is kept."""
    seen = _seen.setdefault(source.channel, Seen())
    try:
        log = Log(stream, delivery, Writer(source.name, source.kind), seen=seen)
    except LogError:
        stream.seek(0)
        log = Log(stream, delivery, Writer(source.name, _ANY), seen=seen)
    hour = moment(delivery.received_us).replace(minute=0, second=0, microsecond=0)
    for batch in log.batches():
        work.events[source.log_class] += [*batch.events, *batch.not_understood]
    counts = log.counts
    work.hours[source.pk, hour, True] += counts.events
    work.hours[source.pk, hour, False] += counts.not_understood
    work.counts.events += counts.events
    work.counts.not_understood += counts.not_understood
    work.counts.duplicates += counts.duplicates
    work.counts.implausible += counts.implausible


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _opened(path: Path) -> BinaryIO:
    with path.open("rb") as file:
        packed = file.read(2) == _GZIP
    return gzip.open(path, "rb") if packed else path.open("rb")  # type: ignore[return-value]


def _judged(table: pa.Table, at: datetime) -> tuple[list[Found], str, str]:
    """Return what was found, and the fingerprints of what it was held against."""
    policy = consequences.policy_at(at)
    texts = judging.rules_asked()
    found: list[Found] = []
    if policy is not None:
        found += judging.against_zones(table, policy.policy, _before(table))
    found += judging.against_rules(table, texts)[0]
    return found, policy.sha256 if policy else "", judging.fingerprint(texts)


def _before(table: pa.Table) -> pa.Table | None:
    """Return the one-way flows of the day before, when there are one-way flows to judge."""
    one_way = table.filter(pc.fill_null(table["one_way"], False))  # noqa: FBT003
    if not one_way.num_rows:
        return None
    first = day_of(pc.min(one_way["ts_us"]).as_py())
    last = day_of(pc.max(one_way["ts_us"]).as_py())
    mine = set(pc.unique(table["log_delivery"]).to_pylist())
    earlier = [
        _one_way(storing.store_of(each).table(first - timedelta(days=1), last))
        for each in LogClass.values
    ]
    whole = pa.concat_tables(each.cast(SCHEMA) for each in earlier)
    return whole.filter(pc.invert(pc.is_in(whole["log_delivery"], value_set=pa.array(mine))))


def _one_way(events: ir.Table) -> pa.Table:
    return events.filter(events.one_way).select(SCHEMA.names).to_pyarrow()


def _record(reading: Reading, files: dict[str, tuple[File, ...]]) -> list[Partition]:
    rows = [
        Partition(
            reading=reading, path=f"{log_class}/{each.path}", log_class=log_class,
            dataset=each.dataset, day=each.day, rows=each.rows, first_us=each.first_us,
            last_us=each.last_us, size=each.bytes, sha256=each.sha256,
        )
        for log_class, all_of_it in files.items()
        for each in all_of_it
    ]  # fmt: skip
    return Partition.objects.bulk_create(rows)


def _listened(segments: Sequence[Sealed], sources: dict[str, LogSource]) -> list[Gap]:
    changed: list[Gap] = []
    for channel, source in sources.items():
        spans = sorted(
            (_moment(each.first_us), _moment(each.last_us))
            for each in segments
            if each.channel == channel
        )
        changed += heard(source, spans)
        source.save(update_fields=["heard_at"])
    return changed


def _moment(us: int) -> datetime:
    return moment(us).astimezone(UTC)


def _count_hours(hours: Counter[tuple[int, datetime, bool]]) -> None:
    for (source, hour, understood), number in hours.items():
        row, _new = Hour.objects.get_or_create(source_id=source, hour=hour)
        row.events += number if understood else 0
        row.not_understood += 0 if understood else number
        row.save()
