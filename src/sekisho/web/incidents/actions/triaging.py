"""Looking at a report: what it is, how grave, who handles it; the plan's tasks begin."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from sekisho.catalogue import load_response_rules
from sekisho.web.incidents.actions.allowing import locked
from sekisho.web.incidents.actions.assessing import sync_duties
from sekisho.web.incidents.actions.sealing import seal
from sekisho.web.incidents.actions.telling import tell_incidents
from sekisho.web.incidents.errors import IncidentRefusedError
from sekisho.web.incidents.models import Incident, Task
from sekisho.web.organization.models import Person
from sekisho.web.ui.words import worded


@transaction.atomic
def triage(  # noqa: PLR0913  # what is decided about a report
    *,
    incident: Incident,
    title: str,
    kind: str,
    severity: str,
    handler: Person,
    by: Person,
    at: datetime,
) -> Incident:
    """Decide what a report is; again, when more is known.

    The first time, the plan's tasks of its kind are given to the handler, their hours counted from
    when it was known, and what the law may ask is set up, unsure as it is. Found to be none, tasks
    and duties are not begun. Raises IncidentRefusedError.
    """
    rules = load_response_rules()
    if kind not in rules.kinds or severity not in rules.severities or not title.strip():
        raise IncidentRefusedError(_("件名、種類、重さを入力してください。"))
    row = locked(incident, by, at)
    first = row.triaged_at is None
    row.title, row.kind, row.severity, row.handler = title.strip(), kind, severity, handler
    row.triaged_at, row.triaged_by = row.triaged_at or at, row.triaged_by or by
    row.save()
    tasks = [] if row.is_none else _begin(row)
    duties = sync_duties(row, by, at) if not row.is_none else []
    seal(
        "incident.triaged", row, by=by, at=at, rows=[row, *tasks, *duties],
        kind=kind, severity=severity, first=first, tasks=len(tasks),
    )  # fmt: skip
    tell_incidents(at=at)
    return row


def _begin(row: Incident) -> list[Task]:
    """Give the tasks of the plan that are not there yet."""
    known = set(Task.objects.filter(incident=row).values_list("measure", flat=True))
    with translation.override(settings.LANGUAGE_CODE):  # stored, and read by others
        return [
            Task.objects.create(
                incident=row,
                measure=each.id,
                words=worded(each.words),
                due_at=row.known_at + timedelta(hours=each.hours),
                assignee=row.handler,
            )
            for each in load_response_rules().measures_for(row.kind)
            if each.id not in known
        ]
