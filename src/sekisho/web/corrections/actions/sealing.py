"""How every change of this room is sealed: ids and figures, never a name or the words found."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Model

from sekisho.ledger import JsonValue
from sekisho.web.corrections.agreement import TABLES
from sekisho.web.corrections.models import Correction, FollowUp
from sekisho.web.evidence import actions as evidence
from sekisho.web.evidence.changes import values_of
from sekisho.web.evidence.queries import EvidenceView
from sekisho.web.organization.models import Person

_SHOWN = ("title", "detail", "source", "grade", "unit", "due_on", "action", "result")


def said(row: Correction) -> dict[str, str]:
    """Return what the row says now, to be compared with what it says later."""
    owner = f"person:{row.owner.opaque_id}" if row.owner else ""
    return values_of(row, _SHOWN, owner=owner)


def seal(  # noqa: PLR0913  # the columns of an entry
    kind: str,
    row: Correction,
    *,
    by: Person | None,
    at: datetime,
    rows: Sequence[Model] = (),
    files: Sequence[evidence.File] = (),
    **body: JsonValue,
) -> EvidenceView:
    """Seal what somebody did to a correction, and how it and the `rows` written stand now."""
    told = {**body, **TABLES.stands(kind, (row, *rows))}
    actor = str(by.opaque_id) if by else ""
    return evidence.seal(
        kind=kind, subject=f"correction:{row.pk}", at=at, by=actor, body=told, files=files
    )


def step(  # noqa: PLR0913  # the columns of a step
    row: Correction,
    kind: FollowUp.Kind,
    text: str,
    *,
    by: Person,
    at: datetime,
    files: Sequence[evidence.File] = (),
    changed: Sequence[evidence.File] = (),
    **body: JsonValue,
) -> FollowUp:
    """Write down a step and seal it; a file of the person's is found by the step's entry."""
    made = FollowUp.objects.create(correction=row, kind=kind, text=text.strip(), by=by, at=at)
    sealed = _KINDS[kind]
    entry = seal(sealed, row, by=by, at=at, rows=[made], files=(*files, *changed), **body)
    if files:
        made.entry = entry.index
        made.save(update_fields=["entry"])
    return made


_KINDS = {
    FollowUp.Kind.NOTE: "correction.noted",
    FollowUp.Kind.PLANNED: "correction.planned",
    FollowUp.Kind.AGREED: "correction.agreed",
    FollowUp.Kind.PUT_OFF: "correction.put-off",
    FollowUp.Kind.REPORTED: "correction.reported",
    FollowUp.Kind.RETURNED: "correction.returned",
    FollowUp.Kind.CONFIRMED: "correction.confirmed",
    FollowUp.Kind.WITHDRAWN: "correction.withdrawn",
    FollowUp.Kind.HANDED_OVER: "correction.handed-over",
}
