"""What this room knows to be due: reports the law asks for, tasks, drills of the response plan."""

from collections.abc import Iterable
from datetime import date, datetime, time

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sekisho.web.incidents.access import MANAGE, READ
from sekisho.web.incidents.models import Drill, Task
from sekisho.web.incidents.models import Duty as Owed
from sekisho.web.incidents.words import duty_name
from sekisho.web.yearplan.duties import Duty


class Reports:
    """Reports and notifications owed; only who may read of incidents knows of them."""

    id = "incident-reports"
    title = gettext_lazy("インシデントの報告と通知")

    def between(self, first: date, last: date, at: datetime) -> Iterable[Duty]:
        """Yield what is owed by the present facts; one query."""
        del at
        rows = Owed.objects.filter(owed=True, due_at__range=_span(first, last))
        for row in rows.select_related("incident"):
            yield Duty(
                key=f"incident-duty-{row.pk}",
                day=timezone.localdate(row.due_at),
                title=_("%(duty)s（受付番号 %(receipt)s）")
                % {"duty": duty_name(row), "receipt": row.incident.receipt},
                plain=_("報告の期限"),
                url=reverse("incidents:incident", args=[row.incident_id]),
                people=frozenset({row.incident.handler_id} if row.incident.handler_id else ()),
                acting=frozenset({MANAGE}),
                needs=frozenset({READ}),
                done=row.done_at is not None,
            )


class Tasks:
    """Tasks of incidents, for who is to do them; called by the number of the receipt."""

    id = "incident-tasks"
    title = gettext_lazy("インシデントの対応作業")

    def between(self, first: date, last: date, at: datetime) -> Iterable[Duty]:
        """Yield tasks of incidents that are not closed, and those done; one query."""
        del at
        rows = Task.objects.filter(due_at__range=_span(first, last)).select_related("incident")
        for row in rows:
            if row.done_at is None and row.incident.closed_at is not None:
                continue
            yield Duty(
                key=f"incident-task-{row.pk}",
                day=timezone.localdate(row.due_at),
                title=_("対応作業（受付番号 %(receipt)s）") % {"receipt": row.incident.receipt},
                plain=_("作業の期限"),
                url=reverse("incidents:incident", args=[row.incident_id]),
                people=frozenset({row.assignee_id} if row.assignee_id else ()),
                acting=frozenset() if row.assignee_id else frozenset({MANAGE}),
                needs=frozenset() if row.assignee_id else frozenset({READ}),
                done=row.done_at is not None,
            )


class Drills:
    """Drills of the response plan."""

    id = "response-drills"
    title = gettext_lazy("緊急時対応の訓練")

    def between(self, first: date, last: date, at: datetime) -> Iterable[Duty]:
        """Yield drills planned and held; one query."""
        del at
        for row in Drill.objects.filter(planned_on__gte=first, planned_on__lte=last):
            yield Duty(
                key=f"response-drill-{row.pk}",
                day=row.planned_on,
                title=_("緊急時対応の訓練"),
                plain=_("訓練"),
                url=reverse("incidents:plan"),
                acting=frozenset({MANAGE}),
                needs=frozenset({READ}),
                done=row.held_on is not None,
            )


DUTIES = (Reports(), Tasks(), Drills())


def _span(first: date, last: date) -> tuple[datetime, datetime]:
    """Return the first and the last moment of the days."""
    zone = timezone.get_default_timezone()
    return datetime.combine(first, time.min, zone), datetime.combine(last, time.max, zone)
