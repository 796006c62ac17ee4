"""Sealing what happens to terminals: ids and figures, never a host's or a person's name."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Model

from sekisho.ledger import JsonValue
from sekisho.web.evidence import actions as evidence
from sekisho.web.organization.models import Person
from sekisho.web.terminals.agreement import TABLES


def seal(  # noqa: PLR0913  # the columns of an entry
    kind: str,
    subject: str,
    *,
    by: Person | None,
    at: datetime,
    rows: Iterable[Model] = (),
    removed: Iterable[str] = (),
    files: Sequence[evidence.File] = (),
    **body: JsonValue,
) -> None:
    """Seal one event, and how the `rows` it wrote stand now; without `by` it was a machine's."""
    if rows or removed:
        body |= TABLES.stands(kind, rows, removed)
    actor = str(by.opaque_id) if by else ""
    evidence.seal(kind=kind, subject=subject, at=at, by=actor, body=body, files=files)
