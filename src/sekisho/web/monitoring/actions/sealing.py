"""How every change of this room is sealed: ids and figures, never what a log says."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Model

from sekisho.ledger import JsonValue
from sekisho.web.evidence import actions as evidence
from sekisho.web.monitoring.agreement import TABLES
from sekisho.web.organization.models import Person


def seal(
    kind: str,
    subject: str,
    /,
    *,
    by: Person | None = None,
    at: datetime,
    rows: Iterable[Model] = (),
    **body: JsonValue,
) -> None:
    """Seal what was done, and how the `rows` it wrote stand now; nobody: the machine."""
    actor = str(by.opaque_id) if by else ""
    told = body | TABLES.stands(kind, rows)
    evidence.seal(kind=kind, subject=subject, at=at, by=actor, body=told)
