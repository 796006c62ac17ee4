"""What passes to a successor when its handler moves or leaves; `by` settled the move."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.web.incidents.access import MANAGE
from sekisho.web.incidents.actions.sealing import seal
from sekisho.web.incidents.actions.telling import tell_incidents
from sekisho.web.incidents.errors import IncidentRefusedError
from sekisho.web.incidents.models import Incident, Task
from sekisho.web.organization.access import rights_of
from sekisho.web.organization.models import Person


@transaction.atomic
def hand_incident(*, incident: Incident, to: Person, by: Person, at: datetime) -> Incident:
    """Give an open incident to another handler. Raises IncidentRefusedError for who may not."""
    _refuse(to, at)
    row = Incident.objects.select_for_update().get(pk=incident.pk)
    if row.closed_at is None:
        row.handler = to
        row.save(update_fields=["handler"])
        seal("incident.handed", row, by=by, at=at, rows=[row], handler=str(to.opaque_id))
        tell_incidents(at=at)
    return row


@transaction.atomic
def hand_tasks(
    *, incident: Incident, giver: Person, to: Person, by: Person, at: datetime
) -> list[Task]:
    """Give the tasks of one person not done to another. Raises IncidentRefusedError."""
    _refuse(to, at)
    rows = list(incident.tasks.select_for_update().filter(assignee=giver, done_at=None))
    for row in rows:
        row.assignee = to
    Task.objects.bulk_update(rows, ["assignee"])
    seal("incident.handed", incident, by=by, at=at, rows=rows, assignee=str(to.opaque_id))
    tell_incidents(at=at)
    return rows


def _refuse(to: Person, at: datetime) -> None:
    if MANAGE not in rights_of(to, timezone.localdate(at)):
        raise IncidentRefusedError(
            _("%(name)sはインシデントに対応する役割を持っていません。先に役割を渡してください。")
            % {"name": to.name}
        )
