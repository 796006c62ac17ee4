"""Destroying originals whose time is over: the evidence is durable before the first of them goes.

The law: a destruction cut short is taken up again by the next run, which destroys what is recorded
and still there without recording it a second time.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db import transaction

from sekisho.catalogue import original_days
from sekisho.ledger import JsonValue, canonical_bytes
from sekisho.quarantine import Destroyed, Store, expired
from sekisho.web.evidence import actions as evidence
from sekisho.web.transfers import originals
from sekisho.web.transfers.models import DestroyedOriginal, Destruction

DESTROYED, ROTATED = "destroyed", "rotated"  # beginnings of the commands' evidence files


def expire_originals(*, at: datetime, held: frozenset[str] = frozenset()) -> int:
    """Destroy the originals whose time is over; return how many.

    What somebody still has to decide about stays, and what the caller knows to be `held`. Raises
    what the database or the store raises.
    """
    store = originals.store()
    keep = originals.undecided(at) | held
    over = list(expired(store, original_days(), at=at, keep=keep))
    with transaction.atomic(durable=True):
        record_destroyed(over, at=at)
    return destroy_recorded(store, over)


def destroy_recorded(store: Store, over: Sequence[Destroyed]) -> int:
    """Destroy what was recorded; return how many."""
    for each in over:
        store.destroy(each.kept.number)
    return len(over)


@transaction.atomic
def record_destroyed(over: Sequence[Destroyed], *, at: datetime) -> Destruction | None:
    """Record and seal a destruction; None when all of it is recorded already."""
    numbers = [each.kept.number for each in over]
    known = set(
        DestroyedOriginal.objects.filter(number__in=numbers).values_list("number", flat=True)
    )
    fresh = sorted(
        (each for each in over if each.kept.number not in known), key=lambda e: e.kept.number
    )
    if not fresh:
        return None
    digest = rows_sha256(_facts(each) for each in fresh)
    row = Destruction.objects.create(at=at, originals=len(fresh), rows_sha256=digest)
    DestroyedOriginal.objects.bulk_create(
        DestroyedOriginal(
            destruction=row,
            number=each.kept.number,
            kind=each.kept.kind,
            kept_at=each.kept.kept_at,
            sha256=each.kept.sha256,
            size=each.kept.size,
            days=each.days,
            destroyed_at=each.destroyed_at,
        )
        for each in fresh
    )
    body: dict[str, JsonValue] = {"originals": len(fresh), "rows_sha256": digest}
    evidence.seal(kind="originals.destroyed", subject=f"destruction:{row.pk}", at=at, body=body)
    return row


def rows_sha256(rows: Any) -> str:
    """Return the digest of a destruction's rows, in the order of their numbers."""
    return sha256(b"\n".join(canonical_bytes(each) for each in rows)).hexdigest()


def row_facts(row: DestroyedOriginal) -> list[JsonValue]:
    """Return what the digest says of one original, read from its row."""
    return _listed(
        row.number, row.kind, row.kept_at, row.sha256, row.size, row.days, row.destroyed_at
    )


def _facts(each: Destroyed) -> list[JsonValue]:
    kept = each.kept
    return _listed(
        kept.number, kept.kind, kept.kept_at, kept.sha256, kept.size, each.days, each.destroyed_at
    )


def _listed(  # noqa: PLR0913, PLR0917  # the columns of a row
    number: str,
    kind: str,
    kept_at: datetime,
    digest: str,
    size: int,
    days: int,
    destroyed_at: datetime,
) -> list[JsonValue]:
    utc = evidence.utc_text
    return [number, kind, utc(kept_at), digest, size, days, utc(destroyed_at)]


def take_in_commands(*, folder: Path, at: datetime) -> int:
    """Take in what `sekisho quarantine` wrote down of destructions and new keys; return how many.

    A file is removed only when its row or entry is committed.
    """
    paths = sorted(folder.glob("*.json")) if folder.is_dir() else []
    found = [(path, json.loads(path.read_bytes())) for path in paths]
    with transaction.atomic(durable=True):
        record_destroyed([_destroyed(each) for _, each in found if "kept_at" in each], at=at)
        for each in (each for _, each in found if "rotated_at" in each):
            _seal_rotation(each)
    for path, _ in found:
        path.unlink()
    return len(found)


def _destroyed(found: Mapping[str, Any]) -> Destroyed:
    return Destroyed.from_json(found)


def _seal_rotation(found: Mapping[str, Any]) -> None:
    evidence.seal(
        kind="originals.rekeyed",
        subject="quarantine-keys:1",
        at=datetime.fromisoformat(found["rotated_at"]),
        body={"originals": int(found["originals"])},
    )
