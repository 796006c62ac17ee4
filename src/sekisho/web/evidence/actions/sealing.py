"""Appending to the ledger: one entry, or many of one moment."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db import transaction

from sekisho.ledger import (
    Entry,
    Frontier,
    JsonValue,
    commit,
    entry_bytes,
    leaf_hash,
)
from sekisho.verdicts import Result, Verdict
from sekisho.web.evidence.models import Attachment, Leaf, LedgerHead, Record, stored_bytes
from sekisho.web.evidence.queries import EvidenceView, view_of

_HASH = 32
_BATCH = 250  # rows written by one statement


@dataclass(frozen=True, slots=True)
class File:
    """Personal or bulky data to keep outside the tree; only its salted commitment is sealed."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Event:
    """What happened to one thing, to be sealed among others of the same moment and person."""

    kind: str
    subject: str
    body: Mapping[str, JsonValue] = field(default_factory=dict)
    files: Sequence[File] = ()


@transaction.atomic
def seal(  # noqa: PLR0913  # the columns of an entry
    *,
    kind: str,
    subject: str,
    at: datetime,
    by: str = "",
    body: Mapping[str, JsonValue] | None = None,
    verdict: Verdict | None = None,
    valid_until: datetime | None = None,
    files: Sequence[File] = (),
) -> EvidenceView:
    """Append one entry to the ledger, in the caller's transaction, and return it.

    `by` is a person's opaque id, empty for the machine. `body` holds ids and figures, never names:
    what is sealed can never be erased. Writers queue on the head row until the transaction ends.
    Raises `ledger.UnwritableError` for a body without canonical form (a float, a date object).
    """
    head = locked_head()
    beside = _beside(files)
    sealed = _sealed(Event(kind, subject, body or {}), by, beside) | {
        "verdict": verdict.value if verdict else "",
        "valid_until": utc_text(valid_until),
    }
    data = entry_bytes(Entry(head.size, kind, at, sealed))
    leaf, after = _leaf(frontier_of(head), data)
    leaf.save(force_insert=True)
    _move(head, after)
    record = Record.objects.create(
        leaf=leaf,
        kind=kind,
        subject=subject,
        actor=by,
        at=at,
        verdict=verdict.value if verdict else "",
        valid_until=valid_until,
    )
    for each in beside:
        each.record = record
    Attachment.objects.bulk_create(beside)
    return view_of(record)


@transaction.atomic
def seal_many(*, events: Sequence[Event], at: datetime, by: str = "") -> Sequence[int]:
    """Append an entry for each event, in order: the very entries `seal` would append one by one.

    Returns where each stands in the ledger. The number of queries does not grow with the events
    but by their batches; see `seal`.
    """
    head = locked_head()
    first = head.size
    frontier, leaves, records = frontier_of(head), [], []
    attached: list[Attachment] = []
    for event in events:
        beside = _beside(event.files)
        data = entry_bytes(Entry(frontier.size, event.kind, at, _sealed(event, by, beside)))
        leaf, frontier = _leaf(frontier, data)
        leaves.append(leaf)
        records.append(
            Record(leaf=leaf, kind=event.kind, subject=event.subject, actor=by, at=at, verdict="")
        )
        for each in beside:
            each.record = records[-1]
        attached += beside
    Leaf.objects.bulk_create(leaves, batch_size=_BATCH)
    Record.objects.bulk_create(records, batch_size=_BATCH)
    Attachment.objects.bulk_create(attached, batch_size=_BATCH)
    _move(head, frontier)
    return range(first, first + len(events))


def seal_result(*, check: str, result: Result, at: datetime, valid_until: datetime) -> EvidenceView:
    """Seal what an automatic check saw: verdict, message id, figures and the rows it read."""
    return seal(
        kind="check",
        subject=check,
        at=at,
        verdict=result.verdict,
        valid_until=valid_until,
        body={
            "message": result.message,
            "figures": dict(result.figures),
            "rows": [dict(row) for row in result.rows],
        },
    )


def utc_text(moment: datetime | None) -> str:
    """Return a time as it is sealed: UTC, or nothing. The columns are compared with it."""
    return moment.astimezone(UTC).isoformat() if moment else ""


def locked_head() -> LedgerHead:
    """Return the head row; other writers wait until this transaction ends.

    PostgreSQL locks the row; SQLite transactions take the write lock when they begin.
    """
    LedgerHead.objects.get_or_create(pk=1)
    return LedgerHead.objects.select_for_update().get(pk=1)


def frontier_of(head: LedgerHead) -> Frontier:
    """Return the head row's frontier."""
    packed = stored_bytes(head.peaks)
    peaks = (packed[at : at + _HASH] for at in range(0, len(packed), _HASH))
    return Frontier(head.size, tuple(peaks))


def _beside(files: Sequence[File]) -> list[Attachment]:
    """Return the files as rows to be kept beside an entry, each with its salted commitment."""
    salts = [secrets.token_bytes(_HASH) for _ in files]
    return [
        Attachment(
            name=file.name[:200],
            media_type=file.media_type[:100],  # as the browser said it
            salt=salt,
            content=file.content,
            commitment=commit(file.content, salt),
        )
        for file, salt in zip(files, salts, strict=True)
    ]


def _sealed(event: Event, by: str, beside: Sequence[Attachment]) -> dict[str, JsonValue]:
    """Return the content of an entry that has no verdict."""
    return {
        "subject": event.subject,
        "actor": by,
        "verdict": "",
        "valid_until": "",
        "files": [stored_bytes(each.commitment).hex() for each in beside],
        "body": dict(event.body),
    }


def _leaf(frontier: Frontier, data: bytes) -> tuple[Leaf, Frontier]:
    """Return the leaf after those of the frontier, unsaved, and the frontier with it."""
    appended = frontier.append(leaf_hash(data))
    leaf = Leaf(index=appended.index, data=data, hash=appended.leaf, finished=appended.packed)
    return leaf, appended.frontier


def _move(head: LedgerHead, frontier: Frontier) -> None:
    head.size, head.peaks = frontier.size, b"".join(frontier.peaks)
    head.save()
