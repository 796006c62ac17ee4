"""What this room knows to be due: drills planned, and one every fiscal year."""

from collections.abc import Iterable
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sekisho.web.maildrills.access import MANAGE
from sekisho.web.maildrills.models import Drill
from sekisho.web.maildrills.queries import held_in_year
from sekisho.web.ui.dates import fiscal_year, fiscal_year_end
from sekisho.web.yearplan.duties import Duty

_OWN = frozenset({MANAGE})


class MailDrills:
    """The days letters go out, and the last day of a year without a drill.

    Only who runs them may know: a drill that is announced tries nobody.
    """

    id = "maildrills"
    title = gettext_lazy("標的型メール訓練")

    def between(self, first: date, last: date, at: datetime) -> Iterable[Duty]:
        """Yield drills planned and held, and the yearly duty; a flat number of queries."""
        del at
        rows = Drill.objects.filter(cancelled_at=None, send_on__gte=first, send_on__lte=last)
        for row in rows:
            yield Duty(
                key=f"maildrill-{row.pk}",
                day=row.send_on,
                title=_("標的型メール訓練（%(title)s）") % {"title": row.title},
                plain=_("訓練"),
                url=reverse("maildrills:drill", args=[row.pk]),
                acting=_OWN,
                needs=_OWN,
                done=row.started_at is not None,
            )
        end = fiscal_year_end(last)
        if first <= end <= last:
            yield Duty(
                key=f"maildrill-year-{fiscal_year(end)}",
                day=end,
                title=_("今年度の標的型メール訓練を行う"),
                plain=_("訓練"),
                url=reverse("maildrills:list"),
                acting=_OWN,
                needs=_OWN,
                done=held_in_year(end),
            )


DUTIES = (MailDrills(),)
