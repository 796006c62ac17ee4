"""Log sources over days, and what goes wrong with them, told by a label: outages, clocks, repeats.

Every source writes at random, more in working hours; what it wrote is delivered every quarter of an
hour, as a collector does. The faults are put into the records before they are read.
"""

import io
from dataclasses import dataclass, field

import numpy as np
from tests.engines.detection.traffic import HOUR, MONDAY

from sekisho.detection import Delivery, Log, LogSource, Seen
from sekisho.detection.storing import arrow
from sekisho.detection.times import SECOND, TOKYO, moment

SOURCES = {"fw1": 40, "proxy": 90, "dns": 60}  # seconds between records, in working hours
EVERY = HOUR // 4
DAY_SECONDS = 24 * HOUR


@dataclass
class Faults:
    """What is put in: source, from and to in seconds; `shift` is that of a clock."""

    outages: list = field(default_factory=list)
    clocks: list = field(default_factory=list)
    repeats: list = field(default_factory=list)  # source and the number of a delivery


def _times(chance, mean, days):
    found = []
    for hour in range(days * 24):
        day, clock = divmod(hour, 24)
        busy = day % 7 < 5 and 7 <= clock < 21
        count = chance.poisson(HOUR / (mean if busy else mean * 6))
        found.append(hour * HOUR + chance.uniform(0, HOUR, count))
    return np.sort(np.concatenate(found))


def _line(seconds, source, number):
    at = moment(MONDAY + int(seconds * SECOND)).astimezone(TOKYO)
    return f"<13>1 {at.isoformat()} {source} app 1 - - event {number}\n"


def heard(seed, days, faults=None):
    """Return the events of all sources as a table, read as they were delivered."""
    chance, faults, rows = np.random.default_rng(seed), faults or Faults(), []
    for source, mean in SOURCES.items():
        seen = Seen()
        times = _times(chance, mean, days)
        for number in range(days * DAY_SECONDS // EVERY):
            end = (number + 1) * EVERY
            kept = [
                at
                for at in times[(times >= end - EVERY) & (times < end)]
                if not _in(faults.outages, source, at)
            ]
            text = "".join(
                _line(at + _shift(faults.clocks, source, at), source, f"{at:.3f}") for at in kept
            )
            names = [f"{source}-{number}"] + [f"{source}-{number}-again"] * (
                (source, number) in faults.repeats
            )
            for name in names if text else ():
                rows += _read(text, source, name, MONDAY + end * SECOND, seen)
    return arrow(rows)


def _in(stretches, source, at):
    return any(source == name and begin <= at < end for name, begin, end, *_ in stretches)


def _shift(clocks, source, at):
    return sum(shift for name, begin, end, shift in clocks if name == source and begin <= at < end)


def _read(text, source, name, at, seen):
    log = Log(
        io.BytesIO(text.encode()), Delivery(name, at, at), LogSource(source, "syslog"), seen=seen
    )
    return [event for batch in log.batches() for event in batch.events]
