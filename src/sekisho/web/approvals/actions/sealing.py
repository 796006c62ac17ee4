"""Sealing what happens to applications: ids and figures; people's words stay outside."""

from collections.abc import Mapping
from datetime import datetime

from sekisho.ledger import JsonValue
from sekisho.web.approvals import kinds
from sekisho.web.approvals.models import Application
from sekisho.web.evidence import actions as evidence
from sekisho.web.organization.models import Person


def seal_application(
    row: Application,
    event: str,
    *,
    by: Person,
    at: datetime,
    words: str = "",
    **more: JsonValue,
) -> int:
    """Seal the event; the person's own words stay outside the tree, where they can be erased.

    Whoever reads evidence can open them, so those of a confidential kind are not handed over.
    """
    body: dict[str, JsonValue] = {
        "kind": row.kind,
        "subject": row.subject,
        "applicant": str(row.applicant.opaque_id),
        "submitted_at": row.submitted_at.isoformat(),
        **more,
    }
    subject = f"application:{row.pk}"
    kind = kinds.known(row.kind)
    sealable = words if kind is None or not kind.permission_to_read else ""
    return seal(f"application.{event}", subject, by=by, at=at, body=body, words=sealable)


def seal(  # noqa: PLR0913  # the columns of an entry
    event: str,
    subject: str,
    *,
    by: Person | None,
    at: datetime,
    body: Mapping[str, JsonValue],
    words: str = "",
) -> int:
    """Seal an event of this room and return the entry's number; `by` None: the system itself."""
    return evidence.seal(
        kind=event,
        subject=subject,
        at=at,
        by=str(by.opaque_id) if by else "",
        body=body,
        files=(evidence.File("words.txt", "text/plain", words.encode()),) if words else (),
    ).index
