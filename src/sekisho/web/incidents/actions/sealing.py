"""How every change of this room is sealed: ids and figures, never a name or what was written."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Model

from sekisho.ledger import JsonValue
from sekisho.web.evidence import actions as evidence
from sekisho.web.incidents.agreement import TABLES
from sekisho.web.incidents.models import Drill, Incident, PlanEdition
from sekisho.web.organization.models import Person


def seal(
    kind: str,
    incident: Incident | None,
    /,
    *,
    by: Person | None,
    at: datetime,
    rows: Iterable[Model] = (),
    **body: JsonValue,
) -> None:
    """Seal what somebody did, and how the `rows` it wrote stand now; nobody: an unnamed report."""
    subject = f"incident:{incident.pk}" if incident else "incident-body:1"
    actor = str(by.opaque_id) if by else ""
    evidence.seal(
        kind=kind, subject=subject, at=at, by=actor, body=body | TABLES.stands(kind, rows)
    )


def seal_plan(
    kind: str,
    row: PlanEdition | Drill,
    /,
    *others: PlanEdition,
    by: Person,
    at: datetime,
    **body: JsonValue,
) -> None:
    """Seal what somebody did with an edition of the plan or a drill; `others` changed with it."""
    word = "drill" if isinstance(row, Drill) else "response-plan"
    evidence.seal(
        kind=kind,
        subject=f"{word}:{row.pk}",
        at=at,
        by=str(by.opaque_id),
        body=body | TABLES.stands(kind, [row, *others]),
    )
