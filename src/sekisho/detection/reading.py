"""A delivery of records read: events in batches, what was not understood beside them, all counted.

The law: every unit either gave events, or carried none (a comment, an empty line), or was not
understood; the three counts add up to the units. What was not understood is handed on as it came.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import BinaryIO

from sekisho.detection.cutting import Source as _Stream
from sekisho.detection.cutting import Unit, units
from sekisho.detection.errors import NotUnderstoodError
from sekisho.detection.limits import DEFAULT_LIMITS, Limits
from sekisho.detection.readers import (
    BY_KIND,
    CARRIED,
    Context,
    Mapping,
    Reader,
    Session,
    recognised,
)
from sekisho.detection.schema import Fields
from sekisho.detection.seen import Seen
from sekisho.detection.times import TOKYO

NOT_UNDERSTOOD = "not-understood"  # the dataset of what was not understood
_LEAST_US = 631_152_000_000_000  # 1990: a clock that says less has not been set


@dataclass(frozen=True, slots=True)
class LogSource:
    """Who writes a log. `kind` empty: known by the first bytes; `zone`: of times without one."""

    name: str
    kind: str = ""
    zone: tzinfo = TOKYO
    mapping: Mapping | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """What came at once: a file, the records of a connection.

    Nothing in it can be later than `received_us`. `written_us` is when its last record was
    written as far as known, and becomes the time of records that have none.
    """

    name: str
    received_us: int
    written_us: int


@dataclass(slots=True)
class Counts:
    """What became of the units of a delivery. `units = read + silent + not_understood`."""

    units: int = 0
    read: int = 0
    silent: int = 0
    not_understood: int = 0
    events: int = 0
    duplicates: int = 0  # events that came before
    implausible: int = 0  # events whose clock is ahead of their arrival, or was never set
    untimed: int = 0  # events that state no time
    codes: Counter[str] = field(default_factory=Counter)  # why not understood


@dataclass(frozen=True, slots=True)
class Batch:
    """Events, and what was not understood, as rows of the schema."""

    events: tuple[Fields, ...]
    not_understood: tuple[Fields, ...]


class Log:
    """One delivery being read; `counts` are whole when `batches` has ended."""

    def __init__(
        self,
        untrusted_stream: BinaryIO,
        delivery: Delivery,
        source: LogSource,
        *,
        seen: Seen | None = None,
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        """Look at the beginning; raises `LogError` when no reader knows it."""
        self._stream = _Stream(untrusted_stream)
        self.reader: Reader = (
            BY_KIND[source.kind] if source.kind else recognised(self._stream.head, delivery.name)
        )
        self.delivery = delivery
        self.source = source
        self.counts = Counts()
        self._seen = seen or Seen(limits.seen)
        self._limits = limits
        self._salt = hashlib.sha256(source.name.encode("utf-8", "replace") + b"\0")

    def batches(self) -> Iterator[Batch]:
        """Yield everything once, in order."""
        session = self._session()
        events: list[Fields] = []
        unread: list[Fields] = []
        size = 0
        for unit in units(self._stream, self.reader.framing, self._limits):
            self.counts.units += 1
            size += len(unit.data)
            self._read(session, unit, events, unread)
            if len(events) + len(unread) >= self._limits.batch or size >= self._limits.batch_bytes:
                yield Batch(tuple(events), tuple(unread))
                events, unread, size = [], [], 0
        if events or unread:
            yield Batch(tuple(events), tuple(unread))

    def _session(self) -> Session:
        return self.reader.open(
            Context(
                self.delivery.received_us,
                self.delivery.written_us,
                self.source.zone,
                self.source.mapping,
                self._limits,
                CARRIED,
            )
        )

    def _read(
        self, session: Session, unit: Unit, events: list[Fields], unread: list[Fields]
    ) -> None:
        if unit.cut:
            unread.append(self._kept(unit, "too-long"))
            return
        try:
            found = session.read(unit.data)
        except NotUnderstoodError as error:
            unread.append(self._kept(unit, error.code))
        except Exception:  # noqa: BLE001  # a fault of a reader must not lose the record nor those after it
            unread.append(self._kept(unit, "reader-failed"))
        else:
            self.counts.read += bool(found)
            self.counts.silent += not found
            if found:
                events.extend(self._settled(unit, found))

    def _kept(self, unit: Unit, code: str) -> Fields:
        self.counts.not_understood += 1
        self.counts.codes[code] += 1
        told = f"{code} ({unit.length} bytes)" if unit.cut else code
        at = self.delivery.written_us
        return {
            **self._place(unit),
            "ts_us": at,
            "time_quality": "received",
            "event_dataset": NOT_UNDERSTOOD,
            "error_message": told,
            "event_original": unit.data,
        }

    def _settled(self, unit: Unit, found: Sequence[Fields]) -> Iterator[Fields]:
        place = self._place(unit)
        repeats = self._seen.repeats(self.delivery.name, bytes.fromhex(str(place["digest"])))
        original = unit.data
        for fields in found:
            self.counts.events += 1
            self.counts.duplicates += repeats
            self._timed(fields)
            fields.update(place)
            fields["duplicate"] = repeats
            if original:  # of a datagram the first event keeps it for all
                fields["event_original"], original = original, b""
            yield fields

    def _timed(self, fields: Fields) -> None:
        """Settle when an event happened: what it states, unless that cannot be."""
        stated = fields.get("stated_us")
        if not isinstance(stated, int):
            self.counts.untimed += 1
            fields["ts_us"], fields["time_quality"] = self.delivery.written_us, "received"
        elif not _LEAST_US <= stated <= self.delivery.received_us + self._limits.ahead_us:
            self.counts.implausible += 1
            fields["ts_us"], fields["time_quality"] = self.delivery.written_us, "implausible"
        else:
            fields["ts_us"] = stated

    def _place(self, unit: Unit) -> Fields:
        digest = self._salt.copy()
        digest.update(unit.data)
        return {
            "received_us": self.delivery.received_us,
            "log_source": self.source.name,
            "log_delivery": self.delivery.name,
            "log_position": self.counts.units,
            "digest": digest.hexdigest()[:32],
        }
