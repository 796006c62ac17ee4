"""The end of an incident: cause and prevention are written, nothing is owed any more.

What prevents it becomes a corrective action (是正措置), which lives on after the incident.
"""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from sekisho.catalogue import load_correction_rules
from sekisho.web.corrections.actions import Finding, open_correction
from sekisho.web.incidents.actions.allowing import locked
from sekisho.web.incidents.actions.sealing import seal
from sekisho.web.incidents.actions.telling import tell_incidents
from sekisho.web.incidents.errors import IncidentRefusedError
from sekisho.web.incidents.models import Duty, Incident, Task
from sekisho.web.organization.models import Person


@transaction.atomic
def close_incident(  # noqa: PLR0913  # what is said at the end
    *,
    incident: Incident,
    cause: str,
    prevention: str,
    by: Person,
    at: datetime,
    owner: Person | None = None,
) -> Incident:
    """Close an incident that was looked at, with nothing owed and no task open.

    The prevention is opened as a correction, to be mended by `owner` or by somebody the unit
    names. What was found to be none needs a reason (`cause`) only. Raises IncidentRefusedError.
    """
    row = locked(incident, by, at)
    if row.triaged_at is None:
        raise IncidentRefusedError(_("先に、件名と重さを決めてください。"))
    if not cause.strip() or not (prevention.strip() or row.is_none):
        raise IncidentRefusedError(_("原因と、再発を防ぐためにすることを書いてください。"))
    if not row.is_none:
        _refuse_unfinished(row)
    row.cause, row.prevention = cause.strip(), prevention.strip()
    row.closed_at, row.closed_by = at, by
    row.save(update_fields=["cause", "prevention", "closed_at", "closed_by"])
    if not row.is_none:
        _open_correction(row, owner, by, at)
    seal("incident.closed", row, by=by, at=at, rows=[row], severity=row.severity)
    tell_incidents(at=at)
    return row


def _open_correction(row: Incident, owner: Person | None, by: Person, at: datetime) -> None:
    """Hand what prevents it to whoever mends it; the grave ones with the gravest grade."""
    grades = list(load_correction_rules().grades)
    heavy = row.weight is not None and row.weight.to_ciso
    with translation.override(settings.LANGUAGE_CODE):  # stored, and read by others
        title = _("再発防止: %(title)s") % {"title": row.title}
    finding = Finding(
        title=title,
        grade=grades[0] if heavy else grades[-1],
        unit=row.unit or by.unit,
        detail=f"{row.cause}\n{row.prevention}"[:4000],
        owner=owner,
        ref=f"incident:{row.pk}",
    )
    open_correction(source="incident", finding=finding, by=by, at=at)


def _refuse_unfinished(row: Incident) -> None:
    duties = Duty.objects.owed().filter(incident=row).count()
    tasks = Task.objects.filter(incident=row, done_at=None).count()
    if duties or tasks:
        raise IncidentRefusedError(
            _("まだ終えられません。報告・通知が%(duties)s件、作業が%(tasks)s件残っています。")
            % {"duties": duties, "tasks": tasks}
        )
