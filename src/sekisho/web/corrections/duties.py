"""What this room knows to be due: corrections, for who mends them."""

from collections.abc import Iterable
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sekisho.web.corrections.access import MANAGE
from sekisho.web.corrections.models import Correction
from sekisho.web.yearplan.duties import Duty


class Corrections:
    """Corrections not withdrawn, by number: what was found is read on their pages alone."""

    id = "corrections"
    title = gettext_lazy("是正措置")

    def between(self, first: date, last: date, at: datetime) -> Iterable[Duty]:
        """Yield corrections, those seen to be done among them; one query."""
        del at
        rows = Correction.objects.filter(withdrawn_at=None, due_on__gte=first, due_on__lte=last)
        for row in rows:
            yield Duty(
                key=f"correction-{row.pk}",
                day=row.due_on,
                title=_("是正措置（%(number)s）の期限") % {"number": row.number},
                plain=_("直すことの期限"),
                url=reverse("corrections:detail", args=[row.pk]),
                people=frozenset({row.owner_id} if row.owner_id else ()),
                acting=frozenset() if row.owner_id else frozenset({MANAGE}),
                done=row.confirmed_at is not None,
            )


DUTIES = (Corrections(),)
