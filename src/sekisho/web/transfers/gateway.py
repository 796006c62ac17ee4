"""What the gateways say of themselves, read from their folders: what waits, how it is confined."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sekisho.mailgate import Row
from sekisho.mailgate.rows import Envelope
from sekisho.mailgate.standing import Standing
from sekisho.sandbox import REQUIRED
from sekisho.web.transfers.downloads import read_download
from sekisho.web.transfers.records import UnreadableRecordError, read_record

STOPPED_AFTER = timedelta(minutes=10)
_DAY = len("20260601")


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits in a spool: messages on their way, and records nobody has taken in."""

    waiting: int
    oldest: timedelta | None  # how long the oldest message has waited
    records: int  # finished, not taken in yet
    oldest_record: timedelta | None
    unreadable: int  # files that are no records
    damaged: int  # messages set aside because their row cannot be read


def queue(spool: Path, downloads: Path, at: datetime) -> Queue:
    """Return what waits; of the messages on their way only those of the first day are opened.

    Records are those of mail and those of downloads together.
    """
    on_the_way = {path.stem for path in (*spool.glob("*.in"), *spool.glob("*.row"))}
    mails, files = list((spool / "records").glob("*.json")), list(downloads.glob("*.json"))
    records = [*mails, *files]
    times = [_modified(path) for path in records]
    first = min(times, default=None)
    return Queue(
        waiting=len(on_the_way),
        oldest=_age(min(_received(spool, on_the_way), default=None), at),
        records=len(records),
        oldest_record=at - datetime.fromtimestamp(first, at.tzinfo) if first else None,
        unreadable=sum(not _readable(path, read_record) for path in mails[:_LOOKED_AT])
        + sum(not _readable(path, read_download) for path in files[:_LOOKED_AT]),
        damaged=sum(1 for _ in (spool / "held").glob("*.damaged")),
    )


_LOOKED_AT = 1000


def _received(spool: Path, numbers: set[str]) -> Iterator[datetime]:
    """Give when the messages of the first day arrived; a number begins with its day."""
    first = min((number[:_DAY] for number in numbers), default="")
    for number in numbers:
        if number[:_DAY] == first:
            envelope = _envelope(spool, number)
            if envelope is not None:
                yield datetime.fromisoformat(envelope.received_at)


def _envelope(spool: Path, number: str) -> Envelope | None:
    """Return a message's envelope; None when it moved on or cannot be read."""
    try:
        return Row.from_bytes((spool / f"{number}.row").read_bytes()).envelope
    except FileNotFoundError:
        pass
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    try:
        with (spool / f"{number}.in").open("rb") as file:
            return Envelope.from_line(file.readline())
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


def _age(moment: datetime | None, at: datetime) -> timedelta | None:
    return at - moment if moment else None


def _modified(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # taken in while we looked
        return float("inf")


def _readable(path: Path, read: Callable[[Path], object]) -> bool:
    try:
        read(path)
    except FileNotFoundError:
        return True
    except UnreadableRecordError:
        return False
    return True


def missing(standing: Standing) -> dict[str, frozenset[str]]:
    """Return, by profile, the required layers it runs without; a profile without any has none."""
    return {
        name: lacking
        for name, layers in standing.layers.items()
        if (lacking := frozenset(str(group[0]) for group in REQUIRED if _lacks(layers, group)))
    }


def _lacks(layers: frozenset[str], group: tuple[object, ...]) -> bool:
    return layers.isdisjoint(str(each) for each in group)
