"""What this room knows to be due: permits that end, for their holders."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sekisho.web.approvals import permit_kinds
from sekisho.web.approvals.models import Permit
from sekisho.web.ui.words import worded
from sekisho.web.yearplan.duties import Duty


class PermitEnds:
    """Permits on their last day: ask again, or bring the thing back."""

    id = "permits"
    title = gettext_lazy("許可")

    def between(self, first: date, last: date, at: datetime) -> Iterable[Duty]:
        """Yield permits not ended before their day; done when nothing is owed; one query."""
        rows = Permit.objects.filter(Q(ended_at=None) | Q(ended_at__gt=at))
        for row in rows.filter(ends__gte=first, ends__lte=last):
            kind = permit_kinds.known(row.kind)
            yield Duty(
                key=f"permit-{row.pk}",
                day=row.ends,
                title=_("許可の終わり: %(kind)s（%(decision)s）")
                % {
                    "kind": worded(kind.title) if kind else row.kind,
                    "decision": row.decision,
                },
                plain=_("許可の期限"),
                url=reverse("approvals:permit", args=[row.pk]),
                people=frozenset({row.holder_id}),
                done=row.is_over(at) and not (row.owes_return or row.owes_wipe),
            )


DUTIES = (PermitEnds(),)
