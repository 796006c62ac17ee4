"""Alerts of monitoring that are part of an incident."""

import json
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.web.evidence.actions import File
from sekisho.web.incidents.actions.allowing import locked
from sekisho.web.incidents.actions.keeping import add_evidence
from sekisho.web.incidents.errors import IncidentRefusedError
from sekisho.web.incidents.models import Incident
from sekisho.web.monitoring import access
from sekisho.web.monitoring.actions import join_case
from sekisho.web.monitoring.consequences import Opened
from sekisho.web.monitoring.models import Alert
from sekisho.web.monitoring.sentences import told
from sekisho.web.organization.access import rights_of
from sekisho.web.organization.models import Person

_NAME, _WORDS = "events.json", 500


@transaction.atomic
def add_alert(*, incident: Incident, alert: Alert, by: Person, at: datetime) -> Alert:
    """Make an alert part of an incident: it is answered by it, and its events become evidence.

    Raises IncidentRefusedError for who may not read alerts, MonitoringRefusedError for one that
    belongs to another incident.
    """
    row = locked(incident, by, at)
    if not rights_of(by, timezone.localdate(at)) & set(access.LOOK):
        raise IncidentRefusedError(_("監視の警報を見る権限がありません。"))
    found = join_case(alert=alert, opened=Opened(url_of(row), str(row)), by=by, at=at)
    events = json.dumps(found.events, ensure_ascii=False, indent=1).encode()
    file = File(_NAME, "application/json", events)
    words = told(found).what[:_WORDS]
    add_evidence(incident=row, file=file, words=words, taken_at=at, by=by, at=at)
    return found


def url_of(incident: Incident) -> str:
    """Return where an incident is, as its alerts name it."""
    return reverse("incidents:incident", args=[incident.pk])
