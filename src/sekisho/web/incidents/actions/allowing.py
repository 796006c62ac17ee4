"""Who may handle incidents, whichever way they came; which incidents can still be changed."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.web.incidents.access import MANAGE
from sekisho.web.incidents.errors import IncidentRefusedError
from sekisho.web.incidents.models import Incident
from sekisho.web.organization.access import rights_of
from sekisho.web.organization.models import Person


def require_manage(by: Person, at: datetime) -> None:
    """Raise IncidentRefusedError for somebody who may not handle incidents on the day."""
    if MANAGE not in rights_of(by, timezone.localdate(at)):
        raise IncidentRefusedError(
            _("インシデントを扱う権限がありません。CSIRTに連絡してください。")
        )


def locked(incident: Incident, by: Person, at: datetime) -> Incident:
    """Return the row locked, for somebody who may change it. Raises IncidentRefusedError."""
    require_manage(by, at)
    row = Incident.objects.select_for_update(of=("self",)).get(pk=incident.pk)
    if row.closed_at is not None:
        raise IncidentRefusedError(_("このインシデントは終結しています。"))
    return row


def refuse_future(moment: datetime | None, at: datetime) -> None:
    """Raise IncidentRefusedError for a moment that has not come yet."""
    if moment is not None and moment > at:
        raise IncidentRefusedError(_("日時には、今より前の日時を入力してください。"))
