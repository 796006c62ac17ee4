"""Writing new crossings down: rows and recipients, sealed together as one batch."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from sekisho.web.evidence import actions as evidence
from sekisho.web.transfers.models import Batch, Crossing, Recipient
from sekisho.web.transfers.sealed import (
    BATCH,
    batch_facts,
    row_digest,
    rows_digest,
    words_digest,
)


@dataclass(frozen=True, slots=True)
class NewCrossing:
    """A crossing not yet saved, and for whom it is."""

    row: Crossing
    recipients: list[Recipient] = field(default_factory=list)


@transaction.atomic
def record_crossings(new: Sequence[NewCrossing], *, at: datetime) -> Batch | None:
    """Save crossings and seal them as one batch; None for no crossings."""
    if not new:
        return None
    batch = Batch.objects.create(at=at, rows=len(new), rows_sha256="")
    for each in new:
        _complete(each, batch, at)
    Crossing.objects.bulk_create([each.row for each in new])
    Recipient.objects.bulk_create(_recipients(new))
    rows = sorted((each.row for each in new), key=lambda row: row.number)
    digest = rows_digest(row_digest(row) for row in rows)
    batch.rows_sha256 = digest
    batch.save(update_fields=["rows_sha256"])
    evidence.seal(
        kind=BATCH, subject=f"crossings:{batch.pk}", at=at, body=batch_facts(rows, digest)
    )
    return batch


def _complete(each: NewCrossing, batch: Batch, at: datetime) -> None:
    row = each.row
    row.batch, row.taken_state = batch, row.state
    row.held_at = at if row.state == Crossing.State.HELD else None
    row.words_sha256 = words_digest(row, (who.address for who in each.recipients))


def _recipients(new: Sequence[NewCrossing]) -> list[Recipient]:
    for each in new:
        for who in each.recipients:
            who.crossing = each.row
    return [who for each in new for who in each.recipients]
