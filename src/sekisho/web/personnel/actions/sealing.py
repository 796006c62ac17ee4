"""How every change of this room is sealed: ids and figures, never a name."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Model

from sekisho.ledger import JsonValue
from sekisho.web.evidence import actions as evidence
from sekisho.web.organization.models import Person
from sekisho.web.personnel.agreement import TABLES
from sekisho.web.personnel.models import Move


def seal(  # noqa: PLR0913  # the columns of an entry
    kind: str,
    move: Move,
    /,
    *,
    by: Person | None,
    at: datetime,
    rows: Iterable[Model] = (),
    gone: Iterable[str] = (),
    **body: JsonValue,
) -> None:
    """Seal what somebody did with a move, and how the rows it wrote stand now."""
    body |= TABLES.stands(kind, rows, gone)
    actor = str(by.opaque_id) if by else ""
    evidence.seal(kind=kind, subject=f"move:{move.pk}", at=at, by=actor, body=body)
