"""Taking in what the mail gateway finished: each message once, whatever happens in between.

The law: a record's file is put away only when its row is committed. Cut short anywhere, the next
run finds the file again, sees by its digest that it was taken, and only puts it away.
"""

import fcntl
import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from sekisho.mailgate.spool import ORDERS, TAKEN
from sekisho.quarantine.durable import write_whole
from sekisho.web.evidence import actions as evidence
from sekisho.web.organization.models import Person
from sekisho.web.transfers.actions.recording import NewCrossing, record_crossings
from sekisho.web.transfers.models import Crossing, Recipient
from sekisho.web.transfers.records import (
    ADDRESS,
    Record,
    UnreadableRecordError,
    columns_of,
    direction_of,
    read_record,
)
from sekisho.web.transfers.sealed import event_facts, subject_of

_log = logging.getLogger(__name__)
BATCH = 200  # messages of one transaction
KEPT = timedelta(days=35)  # put-away records, for a database brought back from a copy


@dataclass(frozen=True, slots=True)
class Taken:
    """What a run did: messages new to us, those that moved on, files that are no records."""

    new: int = 0
    moved: int = 0
    unreadable: int = 0


def take_in(*, spool: Path, domains: Sequence[str], at: datetime) -> Taken:
    """Take in finished and held messages of the spool; return what was done.

    Held ones stay in the spool, where the gateway needs them. Raises what the database raises,
    with nothing put away that is not committed. Does nothing while another program takes them in.
    """
    with _alone(spool) as ours:
        return _take_in(spool, domains, at) if ours else Taken()


@contextmanager
def _alone(spool: Path) -> Iterator[bool]:
    """Whether this program is the only one to take in from the spool, as long as it lasts."""
    spool.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (spool / ".taking").open("wb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def _take_in(spool: Path, domains: Sequence[str], at: datetime) -> Taken:
    new = moved = unreadable = 0
    paths = [*sorted((spool / "records").glob("*.json")), *sorted((spool / "held").glob("*.json"))]
    for chunk in chunks(paths):
        records, wrong = _read(chunk)
        unreadable += wrong
        with transaction.atomic(durable=True):
            added, changed = take_records(records, domains=domains, at=at)
        new, moved = new + added, moved + changed
        _put_away(spool, records)
        _carry_out(spool, records)
    forget_old(spool / "records", at)
    return Taken(new, moved, unreadable)


def chunks(paths: Sequence[Path]) -> Iterator[Sequence[Path]]:
    """Give the files in portions of one transaction."""
    return (paths[start : start + BATCH] for start in range(0, len(paths), BATCH))


def _read(paths: Iterable[Path]) -> tuple[list[Record], int]:
    """Read the files; of one number in both folders the finished one, read first, counts."""
    found: dict[str, Record] = {}
    wrong = 0
    for path in paths:
        try:
            record = read_record(path)
        except FileNotFoundError:
            continue  # it moved on while we looked
        except UnreadableRecordError:
            _log.warning("%s is no record of a message", path.name)
            wrong += 1
            continue
        found.setdefault(record.number, record)
    return list(found.values()), wrong


@transaction.atomic
def take_records(
    records: Sequence[Record], *, domains: Sequence[str], at: datetime
) -> tuple[int, int]:
    """Record messages new to us and what became of those that moved on; return how many of each."""
    known = Crossing.objects.select_for_update().filter(
        number__in=[each.number for each in records]
    )
    rows = {row.number: row for row in known}
    fresh = [each for each in records if each.number not in rows]
    changed = [
        each
        for each in records
        if each.number in rows and rows[each.number].record_sha256 != each.sha256
    ]
    people = _people((each for record in fresh for each in _addresses(record)), at)
    record_crossings([_new(each, domains, people) for each in fresh], at=at)
    for each in changed:
        _move_on(rows[each.number], each, at)
    return len(fresh), len(changed)


def _new(record: Record, domains: Sequence[str], people: dict[str, Person]) -> NewCrossing:
    columns = columns_of(record.row)
    row = Crossing(
        **columns,
        direction=direction_of(record.row, domains),
        sender_person=people.get(record.row.envelope.sender.lower()),
        record_sha256=record.sha256,
        state=record.state,
    )
    recipients = [
        Recipient(address=who[:ADDRESS], person=people.get(who.lower()), fate=str(fate))
        for who, fate in record.row.fates.items()
    ]
    return NewCrossing(row, recipients)


def _move_on(row: Crossing, record: Record, at: datetime) -> None:
    """Take what became of a message since it was taken; one closed by a person stays closed."""
    row.record_sha256 = record.sha256
    if row.state != Crossing.State.CLOSED:
        row.state = record.state
        row.held_at = at if row.state == Crossing.State.HELD else None
    row.save(update_fields=["record_sha256", "state", "held_at"])
    for who, fate in record.row.fates.items():
        row.recipients.filter(address=who[:ADDRESS]).update(fate=str(fate))
    evidence.seal(kind="crossing.settled", subject=subject_of(row), at=at, body=event_facts(row))


def _addresses(record: Record) -> Iterator[str]:
    yield record.row.envelope.sender
    yield from record.row.envelope.recipients


def _people(addresses: Iterable[str], at: datetime) -> dict[str, Person]:
    """Return who is there now under each address, in small letters; one query.

    An address two people have names nobody: neither may read the other's mail.
    """
    wanted = {each.lower() for each in addresses if each}
    found: dict[str, list[Person]] = {}
    for person in Person.objects.present(timezone.localdate(at)).exclude(email=""):
        if person.email.lower() in wanted:
            found.setdefault(person.email.lower(), []).append(person)
    return {address: people[0] for address, people in found.items() if len(people) == 1}


def _put_away(spool: Path, records: Iterable[Record]) -> None:
    """Move the files of finished messages aside; their rows are committed."""
    finished = spool / "records"
    put_away(finished, (each.path for each in records if each.path.parent == finished))


def put_away(folder: Path, paths: Iterable[Path]) -> None:
    """Move records aside whose rows are committed; one already moved is fine."""
    taken = folder / TAKEN
    for path in paths:
        taken.mkdir(mode=0o700, exist_ok=True)
        with suppress(FileNotFoundError):
            path.replace(taken / path.name)


def _carry_out(spool: Path, records: Iterable[Record]) -> None:
    """Bring to the gateway what people decided about held messages; done again while it is owed.

    An order stands for a message that is still held as it was when the order was given.
    """
    held = {each.number: each for each in records if each.path.parent.name == "held"}
    rows = Crossing.objects.filter(number__in=held)
    for row in rows.filter(state__in=(Crossing.State.CLOSED, Crossing.State.SENDING)):
        if row.state == Crossing.State.CLOSED:
            _clear(spool, held[row.number])
        elif row.record_sha256 == held[row.number].sha256:
            orders = spool / ORDERS
            orders.mkdir(mode=0o700, exist_ok=True)
            write_whole(orders / f"{row.number}.resend", [row.record_sha256.encode()])


def _clear(spool: Path, record: Record) -> None:
    """Take a closed message out of the spool; its record is put away with the finished ones."""
    (spool / "held" / f"{record.number}.out").unlink(missing_ok=True)
    folder = spool / "records" / TAKEN
    folder.mkdir(mode=0o700, exist_ok=True)
    record.path.replace(folder / record.path.name)


def forget_old(folder: Path, at: datetime) -> None:
    """Remove put-away records older than a copy of the database may be."""
    folder /= TAKEN
    if not folder.is_dir():
        return
    oldest = (at - KEPT).timestamp()
    for path in folder.glob("*.json"):
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
