"""What this room knows to be due: moves of people, on their day."""

from collections.abc import Iterable
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sekisho.web.personnel.access import MANAGE
from sekisho.web.personnel.models import Move
from sekisho.web.yearplan.duties import Duty


class Moves:
    """人事異動, for the desk."""

    id = "moves"
    title = gettext_lazy("人事異動")

    def between(self, first: date, last: date, at: datetime) -> Iterable[Duty]:
        """Yield moves not given up; one query."""
        del at
        rows = Move.objects.exclude(state=Move.State.DROPPED).filter(on__gte=first, on__lte=last)
        for row in rows:
            yield Duty(
                key=f"move-{row.pk}",
                day=row.on,
                title=row.title,
                plain=_("人事異動の期限"),
                url=reverse("personnel:move", args=[row.pk]),
                acting=frozenset({MANAGE}),
                needs=frozenset({MANAGE}),
                done=row.state == Move.State.APPLIED,
            )


DUTIES = (Moves(),)
