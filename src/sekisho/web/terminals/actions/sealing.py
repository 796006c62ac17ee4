"""Sealing what happens to terminals: ids and figures, never a host's or a person's name."""

from datetime import datetime

from sekisho.ledger import JsonValue
from sekisho.web.evidence import actions as evidence
from sekisho.web.organization.models import Person


def seal(kind: str, subject: str, *, by: Person | None, at: datetime, **body: JsonValue) -> None:
    """Seal one event; without `by` it was a machine's."""
    evidence.seal(kind=kind, subject=subject, at=at, by=str(by.opaque_id) if by else "", body=body)
