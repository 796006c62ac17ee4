"""What is sealed of crossings: a batch by the digest of its rows, later events one by one.

A body has thousands of mails a day. One entry a mail would make the ledger mostly mail; one entry a
batch says as much, because the digest can be computed again from the rows (decision 0017).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256

from sekisho.ledger import JsonValue, canonical_bytes
from sekisho.web.evidence import actions as evidence
from sekisho.web.evidence.actions import utc_text
from sekisho.web.transfers.models import Crossing, Parcel, ParcelFile

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
SPECIAL = "parcel.handed-in-specially"
FETCHED = "parcel.fetched-specially"
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


def special_facts(parcel: Parcel) -> dict[str, JsonValue]:
    """Return what the ledger says of a parcel by a special permit: ids and zones, no names."""
    return {
        "permit": parcel.permit_id,
        "from_zone": parcel.from_zone,
        "to_zone": parcel.to_zone,
        "applicant": str(parcel.by.opaque_id),
    }


def seal_special(parcel: Parcel) -> None:
    """Seal that somebody handed files in by a special permit."""
    evidence.seal(
        kind=SPECIAL,
        subject=f"parcel:{parcel.pk}",
        at=parcel.at,
        by=str(parcel.by.opaque_id),
        body=special_facts(parcel),
    )


def seal_fetched(file: ParcelFile, at: datetime) -> None:
    """Seal that a file of such a parcel was taken by who handed it in."""
    evidence.seal(
        kind=FETCHED,
        subject=f"parcel:{file.parcel_id}",
        at=at,
        by=str(file.parcel.by.opaque_id),
        body={**special_facts(file.parcel), "number": file.number},
    )
