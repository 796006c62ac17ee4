"""How every change of this room is sealed: ids and figures, never a word somebody wrote."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Model

from sekisho.ledger import JsonValue
from sekisho.web.evidence import actions as evidence
from sekisho.web.organization.models import Person
from sekisho.web.reviews.agreement import TABLES
from sekisho.web.reviews.models import Review


def seal(  # noqa: PLR0913  # the columns of an entry
    kind: str,
    row: Review,
    /,
    *,
    by: Person,
    at: datetime,
    rows: Iterable[Model] = (),
    gone: Iterable[str] = (),
    files: Iterable[evidence.File] = (),
    **body: JsonValue,
) -> None:
    """Seal what somebody did to a review, and how the rows it wrote stand now."""
    evidence.seal(
        kind=kind,
        subject=f"review:{row.pk}",
        at=at,
        by=str(by.opaque_id),
        body=body | TABLES.stands(kind, rows, gone),
        files=tuple(files),
    )
