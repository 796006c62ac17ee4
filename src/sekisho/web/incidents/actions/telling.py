"""Telling the desk of reports nobody has looked at, and who handles an incident of what is due."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from sekisho.catalogue import load_breach_rules
from sekisho.web.incidents.access import MANAGE
from sekisho.web.incidents.models import Duty, Incident, Task
from sekisho.web.notices.actions import Telling, tell_standing
from sekisho.web.organization.access import holders_of
from sekisho.web.organization.models import Person
from sekisho.web.ui.words import worded

NEW, DUTY, SOON, TASK = "incident-new", "incident-duty", "incident-soon", "incident-task"
SOON_BEFORE = timedelta(hours=48)


def tell_incidents(*, at: datetime) -> None:
    """Make the open notices of this room what stands now.

    Two days before a duty is due it is told anew, so that a mail goes out once more. All of it is
    urgent: no digest and no quiet hours hold it back. Run by every change and each hour.
    """
    with translation.override(settings.LANGUAGE_CODE):  # stored, and read by others
        managers = list(holders_of(MANAGE, timezone.localdate(at)))
        tell_standing(topic=NEW, tellings=list(_new(managers)), at=at)
        duties = list(_owed())
        soon = [each for each in duties if each.due_at <= at + SOON_BEFORE]
        tell_standing(topic=DUTY, tellings=list(_duties(duties, managers, DUTY)), at=at)
        tell_standing(topic=SOON, tellings=list(_duties(soon, managers, SOON)), at=at)
        tell_standing(topic=TASK, tellings=list(_tasks()), at=at)


def _new(managers: list[Person]) -> Iterable[Telling]:
    for row in Incident.objects.waiting():
        words = _("報告がありました。内容を確かめてください（受付番号 %(receipt)s）")
        for person in managers:
            yield Telling(
                person,
                f"{NEW}:{row.pk}",
                words % {"receipt": row.receipt},
                reverse("incidents:incident", args=[row.pk]),
                timezone.localdate(row.triage_until()),
                urgent=True,
            )


def _owed() -> Iterable[Duty]:
    rows = Duty.objects.owed().filter(incident__closed_at=None)
    return rows.exclude(incident__severity="none").select_related("incident__handler")


def _duties(rows: Iterable[Duty], managers: list[Person], topic: str) -> Iterable[Telling]:
    for row in rows:
        title = _title(row)
        people = [row.incident.handler] if row.incident.handler and topic == DUTY else managers
        for person in people:
            yield Telling(
                person,
                f"{topic}:{row.pk}",
                title,
                reverse("incidents:incident", args=[row.incident_id]),
                timezone.localdate(row.due_at),
                urgent=True,
            )


def _title(row: Duty) -> str:
    rules = load_breach_rules()
    if row.law is None:
        return row.rule
    return _("インシデント「%(title)s」: %(to)s %(what)s") % {
        "title": row.incident.title,
        "to": worded(rules.recipients[row.law.recipient].title),
        "what": worded(row.law.title),
    }


def _tasks() -> Iterable[Telling]:
    rows = Task.objects.filter(done_at=None, incident__closed_at=None).exclude(assignee=None)
    for row in rows.exclude(incident__severity="none").select_related("incident", "assignee"):
        if row.assignee is not None:
            yield Telling(
                row.assignee,
                f"{TASK}:{row.pk}",
                _("インシデント「%(title)s」: %(words)s")
                % {"title": row.incident.title, "words": row.words},
                reverse("incidents:incident", args=[row.incident_id]),
                timezone.localdate(row.due_at),
                urgent=True,
            )
