"""How every change of this room is sealed: figures, never a person who was sent a letter."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Model

from sekisho.ledger import JsonValue
from sekisho.web.evidence import actions as evidence
from sekisho.web.maildrills.agreement import TABLES
from sekisho.web.maildrills.models import Drill
from sekisho.web.organization.models import Person


def seal(
    kind: str,
    drill: Drill,
    /,
    *,
    by: Person | None,
    at: datetime,
    rows: Iterable[Model] = (),
    **body: JsonValue,
) -> None:
    """Seal what became of a drill, and how it and `rows` stand now; nobody: the machine."""
    body |= TABLES.stands(kind, [drill, *rows])
    actor = str(by.opaque_id) if by else ""
    evidence.seal(kind=kind, subject=f"maildrill:{drill.pk}", at=at, by=actor, body=body)
