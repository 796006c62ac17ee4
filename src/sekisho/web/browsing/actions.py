"""Every change of this room: what session hosts wrote down is taken in, sealed, and put away."""

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction

from sekisho.web.browsing.models import Batch, Happening
from sekisho.web.browsing.records import (
    Kept,
    Record,
    UnreadableRecordError,
    digest_of,
    read_record,
    rows_digest,
)
from sekisho.web.evidence import actions as evidence
from sekisho.web.organization.models import Person

BATCH, DESTROYED = "browsing.taken", "browsing.destroyed"
_AT_ONCE = 500
_EMPTIED = ("host", "session", "person", "word", "refused", "said", "said_sha256", "destroyed_at")
_log = logging.getLogger(__name__)
Hand = Callable[[Kept, Person, datetime], object]  # a file that came out, whose, when


def take_in(*, folder: Path, hand: Hand, at: datetime) -> int:
    """Take in what hosts wrote down; files that came out are handed on. Returns how many are new.

    A record's file goes only when its row is committed; taken again it is known by its name.
    """
    new = 0
    paths = sorted(folder.glob("*.json"))
    for start in range(0, len(paths), _AT_ONCE):
        records = _read(paths[start : start + _AT_ONCE])
        with transaction.atomic(durable=True):
            new += record(records, hand, at)
        for path in (each.path for each in records if each.path):
            path.unlink(missing_ok=True)
    return new


def _read(paths: Iterable[Path]) -> list[Record]:
    found = []
    for path in paths:
        try:
            found.append(read_record(path))
        except FileNotFoundError:
            continue  # somebody moved it while we looked
        except UnreadableRecordError:
            _log.warning("%s is no record of a session", path.name)
    return found


@transaction.atomic
def record(records: Sequence[Record], hand: Hand, at: datetime) -> int:
    """Save and seal what is new of these; return how many were."""
    names = [each.columns["name"] for each in records]
    known = set(Happening.objects.filter(name__in=names).values_list("name", flat=True))
    fresh = [each for each in records if each.columns["name"] not in known]
    if not fresh:
        return 0
    people = _people(each.person for each in fresh)
    digest = rows_digest((each.columns["name"], digest_of(each.columns["said"])) for each in fresh)
    batch = Batch.objects.create(at=at, rows=len(fresh), rows_sha256=digest)
    Happening.objects.bulk_create(
        Happening(batch=batch, person=people.get(each.person), **each.columns) for each in fresh
    )
    evidence.seal(
        kind=BATCH,
        subject=f"browsing:{batch.pk}",
        at=at,
        body={"rows": len(fresh), "rows_sha256": digest},
    )
    for each in fresh:
        whose = people.get(each.person)
        if each.kept is not None and whose is not None:
            hand(each.kept, whose, at)
    return len(fresh)


def destroy_old(*, at: datetime) -> int:
    """Destroy what is kept long enough, with evidence of how much of what; return how many rows."""
    gone = 0
    for kind in Happening.Kind.values:
        while rows := list(Happening.objects.due(at).filter(kind=kind)[:_AT_ONCE]):
            _destroy(kind, rows, at)
            gone += len(rows)
    return gone


@transaction.atomic
def _destroy(kind: str, rows: Sequence[Happening], at: datetime) -> None:
    """Empty rows of one kind and seal which they were by their digest."""
    for row in rows:
        row.said_sha256, row.said, row.destroyed_at = digest_of(bytes(row.said)), b"", at
        row.person, row.host, row.session, row.word, row.refused = None, "", "", "", ""
    Happening.objects.bulk_update(rows, _EMPTIED)
    evidence.seal(
        kind=DESTROYED,
        subject=f"browsing-{kind}:{rows[0].pk}",
        at=at,
        body={
            "rows": len(rows),
            "rows_sha256": rows_digest((row.name, row.said_sha256) for row in rows),
            "newest": evidence.utc_text(max(row.at for row in rows)),
        },
    )


def _people(ids: Iterable[str]) -> dict[str, Person]:
    wanted = set()
    for each in ids:
        try:
            wanted.add(UUID(each))
        except ValueError:
            continue  # a ticket that named nobody
    return {str(row.opaque_id): row for row in Person.objects.filter(opaque_id__in=wanted)}
