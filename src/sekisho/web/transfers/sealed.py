"""What is sealed of crossings: a batch by the digest of its rows, later events one by one.

A body has thousands of mails a day. One entry a mail would make the ledger mostly mail; one entry a
batch says as much, because the digest can be computed again from the rows (decision 0017).
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256

from sekisho.ledger import JsonValue, canonical_bytes
from sekisho.web.evidence.actions import utc_text
from sekisho.web.transfers.models import Crossing

BATCH = "crossings.taken"
DESTROYED = "originals.destroyed"
RELEASES = ("release.asked", "release.decided", "release.returned", "release.taken")
SENDINGS = (
    "sending.asked",
    "sending.looked-through",
    "sending.decided",
    "sending.returned",
    "sending.taken",
)
EVENTS = ("crossing.settled", "crossing.resent", "crossing.closed")


def words_digest(row: Crossing, addresses: Iterable[str]) -> str:
    """Return the fingerprint of what names people: sender, subject, recipients in order."""
    words: list[JsonValue] = [row.sender, row.subject, *addresses]
    return sha256(row.salt.encode() + canonical_bytes(words)).hexdigest()


def row_digest(row: Crossing) -> str:
    """Return the digest of everything of a row that never changes."""
    columns: list[JsonValue] = [
        row.number,
        row.way,
        row.direction,
        utc_text(row.at),
        row.outcome,
        row.sha256_in,
        row.sha256_out,
        row.report,
        row.size,
        row.taken_state,
        row.words_sha256,
    ]
    return sha256(canonical_bytes(columns)).hexdigest()


def rows_digest(digests: Iterable[str]) -> str:
    """Return the digest of a batch, its rows' digests in the order of their numbers."""
    return sha256("\n".join(digests).encode("ascii")).hexdigest()


def batch_facts(rows: Sequence[Crossing], digest: str) -> dict[str, JsonValue]:
    """Return what the ledger says of a batch: figures, no names."""
    return {
        "rows": len(rows),
        "rows_sha256": digest,
        **{
            str(outcome).replace("-", "_"): sum(row.outcome == outcome for row in rows)
            for outcome in Crossing.Outcome.values
        },
    }


def event_facts(row: Crossing) -> dict[str, JsonValue]:
    """Return what the ledger says of a row that went on after its batch."""
    return {
        "state": row.state,
        "closed_at": utc_text(row.closed_at),
        "closed_by": str(row.closed_by.opaque_id) if row.closed_by else "",
        "reason_sha256": sha256((row.salt + row.close_reason).encode()).hexdigest(),
    }


def subject_of(row: Crossing) -> str:
    """Return what the ledger calls a row."""
    return f"crossing:{row.pk}"
