"""What the gateways say of themselves, read from their folders: what waits, how it is confined."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sekisho.icap import STANDING
from sekisho.mailgate import Row
from sekisho.mailgate.rows import Envelope
from sekisho.sandbox import REQUIRED
from sekisho.web.transfers.downloads import read_download
from sekisho.web.transfers.records import UnreadableRecordError, read_record

_DAY = len("20260601")


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits in the folders of a gateway."""

    waiting: int = 0  # messages on their way
    oldest_at: datetime | None = None  # when the oldest of them arrived
    records: int = 0  # finished, and nobody has taken them in
    oldest_record_at: datetime | None = None
    unreadable: int = 0  # files that are no records, messages whose row cannot be read


def mail_queue(spool: Path, at: datetime) -> Queue:
    """Return what waits in a spool; of messages on their way only the first day's are opened."""
    on_the_way = {path.stem for path in (*spool.glob("*.in"), *spool.glob("*.row"))}
    records = list((spool / "records").glob("*.json"))
    return Queue(
        waiting=len(on_the_way),
        oldest_at=min(_received(spool, on_the_way), default=None),
        records=len(records),
        oldest_record_at=_oldest(records, at),
        unreadable=_unreadable(records, read_record)
        + sum(1 for _ in (spool / "held").glob("*.damaged")),
    )


def download_queue(downloads: Path, at: datetime) -> Queue:
    """Return what the ICAP service wrote down and nobody has taken in."""
    records = list(downloads.glob("*.json"))
    return Queue(
        records=len(records),
        oldest_record_at=_oldest(records, at),
        unreadable=_unreadable(records, read_download),
    )


def told_in(downloads: Path) -> Path:
    """Return where the ICAP service says how it stands: among its rows it would be one."""
    return downloads / STANDING


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


def _oldest(records: Sequence[Path], at: datetime) -> datetime | None:
    times = [time for path in records if (time := _modified(path)) is not None]
    return datetime.fromtimestamp(min(times), at.tzinfo) if times else None


def _unreadable(records: Sequence[Path], read: Callable[[Path], object]) -> int:
    return sum(not _readable(path, read) for path in records[:_LOOKED_AT])


def _modified(path: Path) -> float | None:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # taken in while we looked
        return None


def _readable(path: Path, read: Callable[[Path], object]) -> bool:
    try:
        read(path)
    except FileNotFoundError:
        return True
    except UnreadableRecordError:
        return False
    return True


def missing(layers: Mapping[str, Iterable[str]]) -> dict[str, frozenset[str]]:
    """Return, by profile, the required layers it runs without; a profile without any has none."""
    return {
        name: lacking
        for name, found in layers.items()
        if (lacking := frozenset(str(group[0]) for group in REQUIRED if _lacks(found, group)))
    }


def _lacks(layers: Iterable[str], group: tuple[object, ...]) -> bool:
    return frozenset(layers).isdisjoint(str(each) for each in group)
