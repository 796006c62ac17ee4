"""Taking in what the ICAP service wrote down: each download once, whatever happens in between.

The law is that of mail: a record's file is put away only when its row is committed; taken again it
is known by its number. A download never moves on: other words under a known number are no record.
"""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from sekisho.web.organization.models import Person
from sekisho.web.transfers.actions.recording import NewCrossing, record_crossings
from sekisho.web.transfers.actions.taking import Taken, chunks, forget_old, put_away
from sekisho.web.transfers.downloads import (
    DownloadRecord,
    columns_of,
    read_download,
    receiver_of,
)
from sekisho.web.transfers.models import Crossing, Recipient
from sekisho.web.transfers.records import UnreadableRecordError

_log = logging.getLogger(__name__)


def take_in_downloads(*, folder: Path, at: datetime) -> Taken:
    """Take in the downloads of the folder; return what was done.

    Raises what the database raises, with nothing put away that is not committed.
    """
    new = unreadable = 0
    for chunk in chunks(sorted(folder.glob("*.json"))):
        records, wrong = _read(chunk)
        with transaction.atomic(durable=True):
            taken, strange = take_downloads(records, at=at)
        new, unreadable = new + len(taken), unreadable + wrong + len(strange)
        put_away(folder, (each.path for each in records if each.number not in strange))
    forget_old(folder, at)
    return Taken(new, 0, unreadable)


def _read(paths: Iterable[Path]) -> tuple[list[DownloadRecord], int]:
    found: list[DownloadRecord] = []
    wrong = 0
    for path in paths:
        try:
            found.append(read_download(path))
        except FileNotFoundError:
            continue  # somebody moved it while we looked
        except UnreadableRecordError:
            _log.warning("%s is no record of a download", path.name)
            wrong += 1
    return found, wrong


@transaction.atomic
def take_downloads(
    records: Sequence[DownloadRecord], *, at: datetime
) -> tuple[list[str], frozenset[str]]:
    """Record downloads new to us.

    Returns the numbers that are new, and those known with other words: they are not taken.
    """
    rows = Crossing.objects.filter(number__in=[each.number for each in records])
    known = dict(rows.values_list("number", "record_sha256"))
    strange = frozenset(
        each.number for each in records if known.get(each.number, each.sha256) != each.sha256
    )
    fresh = [each for each in records if each.number not in known]
    people = _people({each.download.user for each in fresh}, at)
    record_crossings([_new(each, people) for each in fresh], at=at)
    return [each.number for each in fresh], strange


def _new(record: DownloadRecord, people: dict[str, Person]) -> NewCrossing:
    row = Crossing(**columns_of(record.download), record_sha256=record.sha256)
    fate = Recipient.Fate.DELIVERED if record.crosses else Recipient.Fate.TOLD
    receiver = Recipient(
        address=receiver_of(record.download),
        person=people.get(record.download.user.lower()),
        fate=fate,
    )
    return NewCrossing(row, [receiver])


def _people(users: Iterable[str], at: datetime) -> dict[str, Person]:
    """Return who is there now under each sign-in name, in small letters; one query.

    A name two people have but for its letters' size names nobody.
    """
    wanted = {each.lower() for each in users if each}
    if not wanted:
        return {}
    found: dict[str, list[Person]] = {}
    rows = Person.objects.present(timezone.localdate(at)).exclude(account=None)
    for person in rows.select_related("account"):
        name = person.account.username.lower() if person.account else ""
        if name in wanted:
            found.setdefault(name, []).append(person)
    return {name: people[0] for name, people in found.items() if len(people) == 1}
