"""How every change of this room is sealed: ids and figures, never a name or a number."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Model

from sekisho.ledger import JsonValue
from sekisho.web.evidence import actions as evidence
from sekisho.web.governance.agreement import TABLES
from sekisho.web.organization.models import Person


def seal(  # noqa: PLR0913  # the columns of an entry
    kind: str,
    subject: str,
    /,
    *,
    by: Person,
    at: datetime,
    rows: Iterable[Model] = (),
    gone: Iterable[str] = (),
    files: Iterable[evidence.File] = (),
    **body: JsonValue,
) -> None:
    """Seal what somebody did, and how the rows it wrote stand now."""
    body |= TABLES.stands(kind, rows, gone)
    evidence.seal(
        kind=kind, subject=subject, at=at, by=str(by.opaque_id), body=body, files=tuple(files)
    )
