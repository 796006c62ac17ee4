"""Sealing what happens to a row of this room: the whole row as it stands after it."""

from datetime import datetime

from sekisho.web.evidence import actions as evidence
from sekisho.web.organization.models import Person
from sekisho.web.zones.sealed import Row, facts_of, subject_of


def seal(kind: str, row: Row, *, by: Person | None, at: datetime) -> None:
    """Seal one event about a row; without `by` the machine did it."""
    evidence.seal(
        kind=kind,
        subject=subject_of(row),
        at=at,
        by=str(by.opaque_id) if by else "",
        body=facts_of(row),
    )
