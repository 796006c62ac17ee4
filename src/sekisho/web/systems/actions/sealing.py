"""Sealing what happens to systems: ids and figures, never an account's or a person's name."""

from datetime import datetime

from sekisho.ledger import JsonValue
from sekisho.web.evidence import actions as evidence
from sekisho.web.organization.models import Person


def seal(event: str, subject: str, *, by: Person | None, at: datetime, **body: JsonValue) -> None:
    """Seal one event; without `by` it was a machine's."""
    evidence.seal(kind=event, subject=subject, at=at, by=str(by.opaque_id) if by else "", body=body)
