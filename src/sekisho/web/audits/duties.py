"""What this room knows to be due: answers to self-inspections, audits and their reports."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sekisho.web.audits.access import AUDIT
from sekisho.web.audits.models import Audit, Inspection, Sheet
from sekisho.web.yearplan.duties import Duty


class Inspections:
    """Answers to self-inspections, for everybody asked; done when everybody has answered."""

    id = "inspections"
    title = gettext_lazy("自己点検")

    def between(self, first: date, last: date, at: datetime) -> Iterable[Duty]:
        """Yield inspections; two queries."""
        here = Q(person__left_on=None) | Q(person__left_on__gte=timezone.localdate(at))
        rows = list(Inspection.objects.filter(due_on__gte=first, due_on__lte=last))
        open_: dict[int, set[int]] = defaultdict(set)
        left = Sheet.objects.filter(here, inspection__in=rows, answered_at=None).order_by()
        for inspection, person in left.values_list("inspection", "person"):
            open_[inspection].add(person)
        for row in rows:
            yield Duty(
                key=f"inspection-{row.pk}",
                day=row.due_on,
                title=_("自己点検「%(title)s」の回答") % {"title": row.title},
                plain=_("自己点検の期限"),
                url=reverse("inspections:mine"),
                people=frozenset(open_[row.pk]),
                done=not open_[row.pk],
            )


class Audits:
    """Audits until their report, for who carries them out; only auditors know of them."""

    id = "audits"
    title = gettext_lazy("監査")

    def between(self, first: date, last: date, at: datetime) -> Iterable[Duty]:
        """Yield audits by their last day; two queries."""
        del at
        rows = Audit.objects.filter(until_date__gte=first, until_date__lte=last)
        for row in rows.prefetch_related("members"):
            yield Duty(
                key=f"audit-{row.pk}",
                day=row.until_date,
                title=_("監査の報告（%(title)s）") % {"title": row.title},
                plain=_("報告の期限"),
                url=reverse("audits:audit", args=[row.pk]),
                people=frozenset(each.person_id for each in row.members.all()),
                needs=frozenset({AUDIT}),
                done=row.reported_at is not None,
            )


DUTIES = (Inspections(), Audits())
