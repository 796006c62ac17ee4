"""What this room knows to be due: meetings of the committee, and what it decided."""

from collections.abc import Iterable
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sekisho.web.governance.models import Decision, Meeting
from sekisho.web.yearplan.duties import Duty


class Meetings:
    """Meetings called and held, for their members."""

    id = "meetings"
    title = gettext_lazy("委員会")

    def between(self, first: date, last: date, at: datetime) -> Iterable[Duty]:
        """Yield meetings not called off; two queries."""
        del at
        rows = Meeting.objects.exclude(state=Meeting.State.CANCELLED)
        rows = rows.filter(at__date__gte=first, at__date__lte=last)
        for row in rows.prefetch_related("attendances"):
            yield Duty(
                key=f"meeting-{row.pk}",
                day=timezone.localdate(row.at),
                title=row.title,
                plain=_("情報セキュリティの会議"),
                url=reverse("governance:meeting", args=[row.pk]),
                people=frozenset(each.person_id for each in row.attendances.all()),
                done=row.state == Meeting.State.HELD,
            )


class Decisions:
    """Decisions of the committee with a day, for their owners."""

    id = "committee-decisions"
    title = gettext_lazy("委員会の決定")

    def between(self, first: date, last: date, at: datetime) -> Iterable[Duty]:
        """Yield decisions to be carried out; one query."""
        del at
        for row in Decision.objects.filter(due_on__gte=first, due_on__lte=last):
            if row.due_on is not None and row.owner_id is not None:
                yield Duty(
                    key=f"committee-decision-{row.pk}",
                    day=row.due_on,
                    title=row.text,
                    plain=_("会議で決まったことの期限"),
                    url=reverse("governance:meeting", args=[row.meeting_id]),
                    people=frozenset({row.owner_id}),
                    done=row.done_at is not None,
                )


DUTIES = (Meetings(), Decisions())
