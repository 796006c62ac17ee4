"""Whether nothing was missed: gaps, clocks and repetitions of the sources that must be heard.

The law. "Monitored, N events, 0 unlawful" can be said of a period only when every required source
was heard through all of it. A source has a *gap* where nothing of it comes for longer than it may
be silent: a time given, or twice the longest silence of its past in the same part of the week
(where two parts meet, of the longer). Its *clock* is at fault where a record states a time more
than a minute ahead of its arrival, or more than a minute before the record that came before it:
then nobody can say when things happened. Records that could not be read may hide anything: more
than the share that is allowed is a fault as well. *Repeated* records are told and change nothing:
they are marked and counted once. A source of which no past is known and no time given is at
fault: `unknown`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
from ibis import coalesce, greatest, literal

from sekisho.detection.hours import part_of_week
from sekisho.detection.reading import NOT_UNDERSTOOD
from sekisho.detection.times import SECOND

_TOLERANCE = 60 * SECOND
_TIMES = 2  # the longest silence of the past may last so much longer
GAP, CLOCK, UNREAD, UNKNOWN, REPEATED = "gap", "clock", "unread", "unknown", "repeated"
REFUSING = frozenset({GAP, CLOCK, UNREAD, UNKNOWN})
Silences = Mapping[tuple[str, int], int]  # source and part of the week → the longest of the past


@dataclass(frozen=True, slots=True)
class Required:
    """A log source that must be heard. `longest_us` None: as its past tells."""

    name: str
    longest_us: int | None = None
    unread_permille: int = 1


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a source, from when to when, and with how many records."""

    kind: str
    source: str
    first_us: int
    last_us: int
    count: int = 0


@dataclass(frozen=True, slots=True)
class Coverage:
    """How whole the records of a period are."""

    since_us: int
    until_us: int
    events: int
    faults: tuple[Fault, ...]

    @property
    def whole(self) -> bool:
        """Whether it can be said that nothing was missed."""
        return not any(fault.kind in REFUSING for fault in self.faults)


def silences(events: ir.Table) -> dict[tuple[str, int], int]:
    """Return the longest silence of every source in every part of the week."""
    gaps = _gaps(events)
    gaps = gaps.mutate(part=part_of_week(gaps.ts_us))
    found = gaps.group_by(["log_source", "part"]).agg(longest=(gaps.ts_us - gaps.before).max())
    return {
        (row["log_source"], row["part"]): row["longest"] for row in found.to_pyarrow().to_pylist()
    }


def coverage(
    events: ir.Table,
    required: Sequence[Required],
    past: Silences,
    since_us: int,
    until_us: int,
) -> Coverage:
    """Return how whole the records of required sources are in a period (its end exclusive)."""
    sources = events.filter(events.log_source.isin([each.name for each in required]))
    happened = (sources.ts_us >= since_us) & (sources.ts_us < until_us)
    arrived = (sources.received_us >= since_us) & (sources.received_us < until_us)
    period = sources.filter(happened)
    faults = [
        *_unknown(required, past, since_us, until_us),
        *_silent(period, required, past, (since_us, until_us)),
        *_wrong_clocks(sources.filter(happened | coalesce(arrived, False))),
        *_unread(period, required),
        *_repeated(period),
    ]
    fresh = ~coalesce(period.duplicate, False) & (period.event_dataset != NOT_UNDERSTOOD)
    count = period.filter(coalesce(fresh, True)).count().to_pyarrow().as_py()
    ordered = sorted(faults, key=lambda each: (each.first_us, each.source, each.kind))
    return Coverage(since_us, until_us, count, tuple(ordered))


def _gaps(events: ir.Table) -> ir.Table:
    by_time = ibis.window(group_by="log_source", order_by="ts_us")
    times = events.select("log_source", "ts_us").distinct()
    gaps = times.mutate(before=times.ts_us.lag().over(by_time))
    return gaps.filter(gaps.before.notnull())


def _unknown(
    required: Sequence[Required], past: Silences, since_us: int, until_us: int
) -> Iterator[Fault]:
    known = {source for source, _ in past}
    for each in required:
        if each.longest_us is None and each.name not in known:
            yield Fault(UNKNOWN, each.name, since_us, until_us)


def _silent(
    period: ir.Table, required: Sequence[Required], past: Silences, ends: tuple[int, int]
) -> Iterator[Fault]:
    """Yield the gaps; the ends of the period stand for a record of every source."""
    allowed = ibis.memtable(
        _allowed(required, past),
        schema={"log_source": "string", "part": "int64", "longest": "int64"},
    )
    marks = [
        ibis.memtable(
            {"log_source": [each.name for each in required], "ts_us": [end] * len(required)},
            schema={"log_source": "string", "ts_us": "int64"},
        )
        for end in ends
    ]
    gaps = _gaps(ibis.union(period.select("log_source", "ts_us"), *marks))
    gaps = gaps.mutate(one=part_of_week(gaps.before), other=part_of_week(gaps.ts_us))
    for part in ("one", "other"):
        limit = allowed.select("log_source", **{part: allowed.part, f"{part}_may": allowed.longest})
        gaps = gaps.inner_join(limit, ["log_source", part])
    silent = gaps.filter(gaps.ts_us - gaps.before > greatest(gaps.one_may, gaps.other_may))
    for row in silent.to_pyarrow().to_pylist():
        yield Fault(GAP, row["log_source"], row["before"], row["ts_us"])


def _allowed(required: Sequence[Required], past: Silences) -> dict[str, list[object]]:
    """Return how long each source may be silent in each part of the week."""
    rows: list[tuple[str, int, int]] = []
    for each in required:
        longest = max((us for (name, _), us in past.items() if name == each.name), default=0)
        for part in range(3):
            learned = _TIMES * past.get((each.name, part), longest)
            rows.append((each.name, part, learned if each.longest_us is None else each.longest_us))
    return {
        name: [row[place] for row in rows]
        for place, name in enumerate(("log_source", "part", "longest"))
    }


def _wrong_clocks(period: ir.Table) -> Iterator[Fault]:
    """Yield stretches of records whose clock cannot be right, a fault a delivery."""
    stated = period.filter(period.stated_us.notnull() & ~coalesce(period.duplicate, False))
    written = greatest(stated.stated_us, coalesce(stated.end_us, stated.stated_us))
    arrival = ibis.window(
        group_by="log_source", order_by=["received_us", "log_delivery", "log_position"]
    )
    rows = stated.mutate(written=written)
    rows = rows.mutate(before=rows.written.lag().over(arrival))
    wrong = rows.filter(
        (rows.time_quality == "implausible")
        | (rows.written > rows.received_us + _TOLERANCE)
        | coalesce(rows.written < rows.before - _TOLERANCE, False)
    )
    yield from _told(wrong, CLOCK)


def _repeated(period: ir.Table) -> Iterator[Fault]:
    yield from _told(period.filter(coalesce(period.duplicate, False)), REPEATED)


def _told(rows: ir.Table, kind: str) -> Iterator[Fault]:
    found = rows.group_by(["log_source", "log_delivery"]).agg(
        first_us=rows.ts_us.min(), last_us=rows.ts_us.max(), records=rows.count()
    )
    for row in found.to_pyarrow().to_pylist():
        yield Fault(kind, row["log_source"], row["first_us"], row["last_us"], row["records"])


def _unread(period: ir.Table, required: Sequence[Required]) -> Iterator[Fault]:
    unread = coalesce(period.event_dataset == NOT_UNDERSTOOD, False)
    counts = period.mutate(unread=unread, one=literal(1, "int64"))
    counts = counts.group_by("log_source").agg(
        records=counts.one.sum(),
        unread=counts.unread.sum(),
        first_us=counts.ts_us.min(where=counts.unread),
        last_us=counts.ts_us.max(where=counts.unread),
    )
    limits = {each.name: each.unread_permille for each in required}
    for row in counts.to_pyarrow().to_pylist():
        if row["unread"] * 1_000 > row["records"] * limits[row["log_source"]]:
            source = row["log_source"]
            yield Fault(UNREAD, source, row["first_us"], row["last_us"], row["unread"])
