"""What a reader of one kind of log is: how it knows its kind, and a session over one delivery.

A session reads one unit after the other (a line, a datagram, a whole document) and may remember
(headers of Zeek, templates of IPFIX). It returns the events of a unit; none for what carries no
event (a comment, an empty line); it raises `NotUnderstoodError` for everything else.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from enum import StrEnum
from typing import Protocol

from sekisho.detection.envelope import Line
from sekisho.detection.limits import DEFAULT_LIMITS, Limits
from sekisho.detection.schema import Fields
from sekisho.detection.times import TOKYO
from sekisho.detection.values import decoded

Carried = Callable[[Line, "Context"], Fields | None]


class Framing(StrEnum):
    """How a delivery is cut into units."""

    LINES = "lines"
    NETFLOW5 = "netflow5"  # datagrams one after the other, each by its own count
    NETFLOW9 = "netflow9"
    IPFIX = "ipfix"  # RFC 5655
    DOCUMENT = "document"  # one file is one record


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of a delivery beside its bytes.

    `received_us` is when it arrived (nothing in it can be later), `written_us` when its last line
    was written, as far as that is known. `carried` are the readers of what syslog carries.
    """

    received_us: int
    written_us: int
    zone: tzinfo = TOKYO
    mapping: "Mapping | None" = None
    limits: Limits = DEFAULT_LIMITS
    carried: tuple[Carried, ...] = ()


@dataclass(frozen=True, slots=True)
class Mapping:
    """How the columns of a table become columns of an event.

    `columns`: heading → column of the schema. `time`: the headings that together are the time.
    """

    columns: dict[str, str] = field(default_factory=dict)
    time: tuple[str, ...] = ()
    delimiter: str = ","
    dataset: str = "csv"


class Session(Protocol):
    """Reads the units of one delivery in their order."""

    def read(self, untrusted_unit: bytes) -> Sequence[Fields]:
        """Return the events of a unit; raises `NotUnderstoodError`."""
        ...


@dataclass(frozen=True, slots=True)
class Reader:
    """One kind of log.

    `recognises` says from the first bytes how sure it is, 0 to 1. `carried` reads the kind where
    syslog carries it: None means that the line is of another kind.
    """

    kind: str
    label: str
    recognises: Callable[[bytes], float]
    open: Callable[[Context], Session]
    framing: Framing = Framing.LINES
    carried: Carried | None = None


@dataclass(frozen=True, slots=True)
class ByLine:
    """A session that remembers nothing: every line stands for itself."""

    context: Context
    line: Callable[[str, Context], Fields | None]

    def read(self, untrusted_unit: bytes) -> Sequence[Fields]:
        """Return the event of a line; none for an empty line or a comment."""
        from_line = self.line(decoded(untrusted_unit), self.context)
        return () if from_line is None else (from_line,)


def by_line(line: Callable[[str, Context], Fields | None]) -> Callable[[Context], Session]:
    """Return the `open` of a kind whose lines stand for themselves."""
    return lambda context: ByLine(context, line)
