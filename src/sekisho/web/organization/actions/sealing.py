"""Sealing a change of this room: who did it, to whom; opaque ids, dates and figures only."""

from collections.abc import Mapping
from datetime import date, datetime

from sekisho.ledger import JsonValue
from sekisho.web.evidence import actions as evidence
from sekisho.web.organization.models import Person


def seal_about(
    person: Person, kind: str, *, by: Person | None, at: datetime, **body: JsonValue
) -> int:
    """Seal something that happened to a person; return the entry's number."""
    return seal_change(kind, f"person:{person.opaque_id}", by=by, at=at, body=body)


def seal_change(
    kind: str, subject: str, *, by: Person | None, at: datetime, body: Mapping[str, JsonValue]
) -> int:
    """Seal a change and return the entry's number; without `by` it was made at the terminal."""
    actor = str(by.opaque_id) if by else ""
    return evidence.seal(kind=kind, subject=subject, at=at, by=actor, body=body).index


def day(value: date | None) -> str | None:
    """Return a day as it is sealed."""
    return value.isoformat() if value else None
