"""A report: anybody says what happened; the clock runs from when they noticed."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sekisho.catalogue import load_response_rules
from sekisho.web.incidents.actions.allowing import refuse_future
from sekisho.web.incidents.actions.sealing import seal
from sekisho.web.incidents.actions.telling import tell_incidents
from sekisho.web.incidents.errors import IncidentRefusedError
from sekisho.web.incidents.models import Entry, Incident
from sekisho.web.organization.models import Person, Unit

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that is taken for another on the telephone
_HALF = 4


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody says. `noticed_at` None: just now."""

    kind: str
    words: str
    place: str = ""
    occurred_at: datetime | None = None
    noticed_at: datetime | None = None
    contact: str = ""
    unit: Unit | None = None


@transaction.atomic
def report_incident(*, report: Report, by: Person | None, at: datetime) -> Incident:
    """Take a report in, of somebody known or of nobody; the desk is told at once.

    The body counts as knowing from when the reporter noticed, the earlier reading, until somebody
    sets it otherwise. Raises IncidentRefusedError for a kind nobody knows, nothing said, or times
    that cannot be.
    """
    noticed = report.noticed_at or at
    _refuse_unusable(report, noticed, at)
    row = Incident.objects.create(
        kind=report.kind,
        words=report.words.strip(),
        place=report.place.strip(),
        occurred_at=report.occurred_at,
        noticed_at=noticed,
        known_at=noticed,
        reported_at=at,
        reporter=by,
        contact="" if by else report.contact.strip(),
        unit=report.unit or (by.unit if by else None),
        receipt=_receipt(),
    )
    entry = Entry.objects.create(
        incident=row,
        what=Entry.What.HAPPENED,
        at=noticed,
        words=row.words,
        noted_at=at,
        noted_by=by,
    )
    seal(
        "incident.reported",
        row,
        by=by,
        at=at,
        rows=[row, entry],
        kind=row.kind,
        named=by is not None,
    )
    tell_incidents(at=at)
    return row


def _refuse_unusable(report: Report, noticed: datetime, at: datetime) -> None:
    if report.kind not in load_response_rules().kinds:
        raise IncidentRefusedError(_("何があったかを選んでください。"))
    if not report.words.strip():
        raise IncidentRefusedError(_("何があったかを、分かる範囲で書いてください。"))
    refuse_future(noticed, at)
    if report.occurred_at and report.occurred_at > noticed:
        raise IncidentRefusedError(_("起きた日時は、気付いた日時より前です。"))


def _receipt() -> str:
    """Return a number nobody can guess, short enough to be said on the telephone."""
    half = ["".join(secrets.choice(_LETTERS) for _ in range(_HALF)) for _ in range(2)]
    return "-".join(half)
