"""How every change of this room is sealed: ids and figures, never a name."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Model

from sekisho.ledger import JsonValue
from sekisho.web.evidence import actions as evidence
from sekisho.web.evidence.actions import File
from sekisho.web.evidence.queries import EvidenceView
from sekisho.web.organization.models import Person
from sekisho.web.suppliers.agreement import TABLES


def seal(  # noqa: PLR0913  # the columns of an entry
    kind: str,
    subject: str,
    /,
    *,
    by: Person | None,
    at: datetime,
    files: tuple[File, ...] = (),
    rows: Iterable[Model] = (),
    **body: JsonValue,
) -> EvidenceView:
    """Seal what somebody did, and how the `rows` it wrote stand now; nobody: an outsider."""
    body |= TABLES.stands(kind, rows)
    actor = str(by.opaque_id) if by else ""
    return evidence.seal(kind=kind, subject=subject, at=at, by=actor, body=body, files=files)


def day(value: date | None) -> str | None:
    """Return a day as it is sealed."""
    return value.isoformat() if value else None
