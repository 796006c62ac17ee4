"""How every change of this room is sealed: ids and figures, never a name or what was written."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Model

from sekisho.ledger import JsonValue
from sekisho.web.evidence import actions as evidence
from sekisho.web.organization.models import Person
from sekisho.web.risks.agreement import TABLES


def seal(
    kind: str,
    subject: str,
    /,
    *,
    by: Person,
    at: datetime,
    rows: Iterable[Model],
    **body: JsonValue,
) -> None:
    """Seal what somebody did, and how the rows it wrote stand now."""
    body |= TABLES.stands(kind, rows)
    evidence.seal(kind=kind, subject=subject, at=at, by=str(by.opaque_id), body=body)
