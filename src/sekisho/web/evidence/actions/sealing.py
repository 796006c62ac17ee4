"""Appending one entry to the ledger."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class File:
    """Personal or bulky data to keep outside the tree; only its salted commitment is sealed."""

    name: str
    media_type: str
    content: bytes


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
    salts = [secrets.token_bytes(_HASH) for _ in files]
    commitments = [commit(file.content, salt) for file, salt in zip(files, salts, strict=True)]
    sealed: dict[str, JsonValue] = {
        "subject": subject,
        "actor": by,
        "verdict": verdict.value if verdict else "",
        "valid_until": utc_text(valid_until),
        "files": [each.hex() for each in commitments],
        "body": dict(body or {}),
    }
    data = entry_bytes(Entry(head.size, kind, at, sealed))
    leaf = _append(head, data)
    record = Record.objects.create(
        leaf=leaf,
        kind=kind,
        subject=subject,
        actor=by,
        at=at,
        verdict=verdict.value if verdict else "",
        valid_until=valid_until,
    )
    Attachment.objects.bulk_create(
        Attachment(
            record=record,
            name=file.name[:200],
            media_type=file.media_type[:100],  # as the browser said it
            salt=salt,
            content=file.content,
            commitment=commitment,
        )
        for file, salt, commitment in zip(files, salts, commitments, strict=True)
    )
    return view_of(record)


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


def _append(head: LedgerHead, data: bytes) -> Leaf:
    """Write the leaf and move the head."""
    appended = frontier_of(head).append(leaf_hash(data))
    leaf = Leaf.objects.create(
        index=appended.index, data=data, hash=appended.leaf, finished=appended.packed
    )
    head.size = appended.frontier.size
    head.peaks = b"".join(appended.frontier.peaks)
    head.save()
    return leaf
