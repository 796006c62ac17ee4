"""Telling who watches of alerts that wait and of sources that fell silent."""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from sekisho.web.monitoring.access import MANAGE
from sekisho.web.monitoring.models import Alert, Gap
from sekisho.web.monitoring.sentences import told
from sekisho.web.notices.actions import Telling, tell_standing
from sekisho.web.organization.access import holders_of
from sekisho.web.organization.models import Person

ALERT, SILENT = "log-alert", "log-silent"
_MOST = 20  # alerts told one by one; a flood is told by the page
_GRAVE = 2  # medium and up


def tell_alerts(*, at: datetime) -> None:
    """Make the open notices of this room what stands now."""
    with translation.override(settings.LANGUAGE_CODE):  # stored, and read by others
        people = list(holders_of(MANAGE, timezone.localdate(at)))
        tell_standing(topic=ALERT, tellings=list(_alerts(people)), at=at)
        tell_standing(topic=SILENT, tellings=list(_silent(people)), at=at)


def _alerts(people: list[Person]) -> Iterator[Telling]:
    rows = Alert.objects.open().filter(gravity__gte=_GRAVE).ranked()[:_MOST]
    for row in rows:
        for person in people:
            url = reverse("monitoring:alert", args=[row.pk])
            title = _("監視の警報: %(what)s") % {"what": told(row).what[:80]}
            yield Telling(person, f"{ALERT}:{row.pk}", title, url, None)


def _silent(people: list[Person]) -> Iterator[Telling]:
    rows = Gap.objects.filter(ended_at=None, source__required=True).select_related("source")
    for row in rows:
        title = _("記録が途絶えています: %(name)s") % {"name": row.source.name}
        for person in people:
            yield Telling(person, f"{SILENT}:{row.pk}", title, reverse("monitoring:sources"), None)
