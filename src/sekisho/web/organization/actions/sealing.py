"""Sealing a change of this room: who did it, to whom; opaque ids, dates and figures only."""

from collections.abc import Mapping
from datetime import date, datetime

from sekisho.ledger import JsonValue
from sekisho.web.evidence import actions as evidence
from sekisho.web.organization.models import Person


def seal_about(
    person: Person, kind: str, *, by: Person | None, at: datetime, **body: JsonValue
) -> None:
    """Seal something that happened to a person."""
    seal_change(kind, f"person:{person.opaque_id}", by=by, at=at, body=body)


def seal_change(
    kind: str, subject: str, *, by: Person | None, at: datetime, body: Mapping[str, JsonValue]
) -> None:
    """Seal a change; without `by` it was made at the terminal when the instance was set up."""
    actor = str(by.opaque_id) if by else ""
    evidence.seal(kind=kind, subject=subject, at=at, by=actor, body=body)


def day(value: date | None) -> str | None:
    """Return a day as it is sealed."""
    return value.isoformat() if value else None
