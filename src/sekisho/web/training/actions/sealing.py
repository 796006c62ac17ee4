"""How every change of this room is sealed: ids and figures, never a name."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Model

from sekisho.ledger import JsonValue
from sekisho.web.evidence import actions as evidence
from sekisho.web.organization.models import Person
from sekisho.web.training.agreement import TABLES


def seal(  # noqa: PLR0913  # the columns of an entry
    kind: str,
    subject: str,
    /,
    *,
    by: Person | None,
    at: datetime,
    rows: Iterable[Model] = (),
    files: Sequence[evidence.File] = (),
    **body: JsonValue,
) -> None:
    """Seal what somebody did, and how the `rows` it wrote stand now; nobody: the machine."""
    body |= TABLES.stands(kind, rows)
    actor = str(by.opaque_id) if by else ""
    evidence.seal(kind=kind, subject=subject, at=at, by=actor, body=body, files=files)
