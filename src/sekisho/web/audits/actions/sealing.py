"""How every change of this room is sealed: ids and figures, never a name or what somebody wrote."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Model

from sekisho.ledger import JsonValue
from sekisho.web.audits.agreement import TABLES
from sekisho.web.evidence import actions as evidence
from sekisho.web.evidence.queries import EvidenceView
from sekisho.web.organization.models import Person


def seal(  # noqa: PLR0913  # the columns of an entry
    kind: str,
    subject: str,
    *,
    by: Person | None,
    at: datetime,
    rows: Sequence[Model] = (),
    removed: Sequence[str] = (),
    files: Sequence[evidence.File] = (),
    **body: JsonValue,
) -> EvidenceView:
    """Seal what somebody did, and how the `rows` it wrote stand now; nobody: the machine."""
    told = {**body, **TABLES.stands(kind, rows, removed)}
    actor = str(by.opaque_id) if by else ""
    return evidence.seal(kind=kind, subject=subject, at=at, by=actor, body=told, files=files)
