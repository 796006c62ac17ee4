"""Reads that need thought, as frozen values."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

import ibis
import pyarrow as pa
from django.db.models import Q, Sum
from django.utils import timezone

from sekisho.detection.times import TOKYO, moment
from sekisho.web.monitoring import storing
from sekisho.web.monitoring.models import Alert, Gap, Hour, LogClass, LogSource

HOURS = 24
MOST = 200
_PLAIN = frozenset(map(chr, range(32, 127))) - set("\\'\"")
_COLUMNS = (
    "ts_us", "log_source", "event_dataset", "host_name", "event_type", "source_ip", "source_port",
    "destination_ip", "destination_port", "destination_domain", "user_name", "message",
    "event_original", "error_message",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Span:
    """A gap as it lies within a time looked at."""

    source: LogSource
    begun_at: datetime
    ended_at: datetime | None

    def hours(self, at: datetime) -> float:
        """Return how long it was, or has been."""
        return round(((self.ended_at or at) - self.begun_at).total_seconds() / 3_600, 1)


@dataclass(frozen=True, slots=True)
class Watched:
    """What can be said of a time: what was required, what was missing, what came of alerts.

    `answer_minutes`: the median time to an answer; None: nothing was answered.
    """

    since: datetime
    until: datetime
    required: int
    gaps: tuple[Span, ...]
    events: int
    not_understood: int
    alerts: int
    waiting: int
    answer_minutes: int | None

    @property
    def whole(self) -> bool:
        """Whether every required source was heard all the time; without one nothing can be said."""
        return self.required > 0 and not self.gaps


def watched(since: datetime, until: datetime) -> Watched:
    """Return what can be said of a time; five queries."""
    required = list(LogSource.objects.required())
    hours = Hour.objects.filter(hour__gt=since - timedelta(hours=1), hour__lte=until)
    sums = hours.aggregate(events=Sum("events"), not_understood=Sum("not_understood"))
    rows = list(Alert.objects.filter(found_at__gt=since, found_at__lte=until).only(
        "state", "found_at", "answered_at"))  # fmt: skip
    took = [
        (row.answered_at - row.found_at).total_seconds() / 60 for row in rows if row.answered_at
    ]
    return Watched(
        since, until, len(required), gaps_of(required, since, until), sums["events"] or 0,
        sums["not_understood"] or 0, len(rows),
        sum(row.state == Alert.State.OPEN for row in rows),
        round(median(took)) if took else None,
    )  # fmt: skip


def gaps_of(sources: Iterable[LogSource], since: datetime, until: datetime) -> tuple[Span, ...]:
    """Return the gaps of sources within a time, those that have only begun among them."""
    wanted = {row.pk: row for row in sources}
    rows = Gap.objects.filter(source__in=wanted, begun_at__lt=until).filter(
        Q(ended_at=None) | Q(ended_at__gt=since)
    )
    found = [Span(wanted[row.source_id], row.begun_at, row.ended_at) for row in rows]
    known = {each.source.pk for each in found if each.ended_at is None}
    now = [
        Span(row, row.heard_at or row.registered_at or until, None)
        for row in wanted.values()
        if row.pk not in known and row.silent_at(until)
    ]
    return tuple(sorted((*found, *now), key=lambda each: each.begun_at))


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source with its last day."""

    source: LogSource
    silent: bool
    events: int
    not_understood: int
    hours: tuple[int, ...]


def source_lines(at: datetime) -> tuple[SourceLine, ...]:
    """Return each source in use with its records by hour; two queries."""
    first = (at - timedelta(hours=HOURS - 1)).replace(minute=0, second=0, microsecond=0)
    counted = {(row.source_id, row.hour): row for row in Hour.objects.filter(hour__gte=first)}
    steps = [first + timedelta(hours=each) for each in range(HOURS)]
    lines = []
    for source in LogSource.objects.in_use():
        rows = [counted.get((source.pk, each)) for each in steps]
        events = tuple(row.events if row else 0 for row in rows)
        unread = sum(row.not_understood for row in rows if row)
        lines.append(SourceLine(source, source.silent_at(at), sum(events), unread, events))
    return tuple(lines)


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for among events; every part narrows."""

    first: date
    last: date
    source: str = ""
    words: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One event found."""

    at: datetime
    source: str
    dataset: str
    host: str
    ends: str
    text: str


def events_found(sought: Sought) -> tuple[tuple[Event, ...], int]:
    """Return the newest events found and how many there are in all."""
    found: list[dict[str, object]] = []
    total = 0
    for each in LogClass.values:
        table = _narrowed(storing.store_of(each).table(sought.first, sought.last), sought)
        total += int(table.count().to_pyarrow().as_py())
        newest = table.order_by(ibis.desc("ts_us")).limit(MOST).select(_COLUMNS)
        found += newest.to_pyarrow().to_pylist()
    found.sort(key=lambda row: -int(row["ts_us"]))  # type: ignore[call-overload]  # an integer
    return tuple(map(_event, found[:MOST])), total


def _narrowed(table: ibis.Table, sought: Sought) -> ibis.Table:
    if sought.source:
        table = table.filter(table.log_source == sought.source)
    if sought.address:
        ends = (table.source_ip, table.destination_ip, table.host_name, table.destination_domain)
        table = table.filter(_any(each == sought.address for each in ends))
    for word in sought.words.lower().split():
        original = table.event_original.cast("string").lower().contains(_as_cast(word))
        texts = (each.lower().contains(word) for each in (table.message, table.user_name))
        table = table.filter(_any((original, *texts)))
    return table


def _any(tests: Iterable[ibis.expr.types.BooleanValue]) -> ibis.expr.types.BooleanValue:
    return ibis.or_(*(each.fill_null(ibis.literal(value=False)) for each in tests))


def _as_cast(word: str) -> str:
    r"""Return a word as bytes look that were made text: all but plain ASCII as `\xe3`."""
    return "".join(chr(byte) if chr(byte) in _PLAIN else f"\\x{byte:02x}" for byte in word.encode())


def _event(row: dict[str, object]) -> Event:
    original = row["event_original"]
    text = original.decode("utf-8", "replace") if isinstance(original, bytes) else ""
    return Event(
        moment(int(str(row["ts_us"]))).astimezone(TOKYO),
        str(row["log_source"] or ""),
        str(row["event_dataset"] or ""),
        str(row["host_name"] or ""),
        _ends(row),
        text or str(row["message"] or row["error_message"] or ""),
    )


def _ends(row: dict[str, object]) -> str:
    if not row["source_ip"] and not row["destination_ip"]:
        return ""
    source, destination = (
        f"{row[f'{end}_ip'] or '?'}{f':{port}' if (port := row[f'{end}_port']) else ''}"
        for end in ("source", "destination")
    )
    return f"{source} → {destination}"


def today(at: datetime) -> datetime:
    """Return when the day began (Asia/Tokyo)."""
    return timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)


@dataclass(frozen=True, slots=True)
class AskedHost:
    """A host asked for through a proxy: by how many, how often, and when.

    `users` counts names; where the proxy asks nobody's name it is 0. `terminals` counts addresses.
    """

    host: str
    users: int
    terminals: int
    events: int
    refused: int
    first_at: datetime
    last_at: datetime


def hosts_asked(first: date, last: date) -> tuple[AskedHost, ...]:
    """Return every host proxies were asked for on some days (both included), the busiest first."""
    parts = [_asked(storing.store_of(each).table(first, last)) for each in LogClass.values]
    whole = ibis.memtable(pa.concat_tables(parts))
    found = whole.group_by("host").agg(
        users=whole.user.nunique(),
        terminals=whole.terminal.nunique(),
        events=whole.events.sum(),
        refused=whole.refused.sum(),
        first=whole["first"].min(),
        last=whole["last"].max(),
    )
    rows = found.order_by([ibis.desc("events"), "host"]).to_pyarrow().to_pylist()
    return tuple(
        AskedHost(
            row["host"], row["users"], row["terminals"], row["events"], row["refused"],
            moment(row["first"]).astimezone(TOKYO), moment(row["last"]).astimezone(TOKYO),
        )
        for row in rows
    )  # fmt: skip


def _asked(events: ibis.Table) -> pa.Table:
    """Return hosts by user and terminal, of requests that are no repetition of others."""
    found = events.filter(
        (events.event_category == "web")
        & ~ibis.coalesce(events.duplicate, ibis.literal(value=False))
    )
    found = found.select(
        host=ibis.coalesce(found.destination_domain, found.destination_ip).lower(),
        user=found.user_name.lower(),
        terminal=ibis.coalesce(found.source_ip, found.host_name),
        refused=ibis.coalesce(found.event_type == "denied", ibis.literal(value=False)),
        at=found.ts_us,
    )
    found = found.filter(found.host.notnull() & (found.host != ""))
    return (
        found.group_by(["host", "user", "terminal"])
        .agg(
            events=found.count(),
            refused=found.refused.sum(),
            first=found["at"].min(),
            last=found["at"].max(),
        )
        .to_pyarrow()
    )
