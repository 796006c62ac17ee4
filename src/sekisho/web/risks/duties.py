"""What this room knows to be due: treatments, on the day they end."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sekisho.catalogue import load_risk_rules
from sekisho.web.risks.access import MANAGE
from sekisho.web.risks.models import Treatment
from sekisho.web.ui.words import worded
from sekisho.web.yearplan.duties import Duty


class Treatments:
    """Treatments in force; by the asset's number: some readers may not know more."""

    id = "risk-treatments"
    title = gettext_lazy("リスクへの対応")

    def between(self, first: date, last: date, at: datetime) -> Iterable[Duty]:
        """Yield one duty a treatment; one query."""
        del at
        rows = Treatment.objects.filter(
            decided_at__isnull=False, ended_at=None, until__range=(first, last)
        )
        ways = load_risk_rules().treatments
        for row in rows.select_related("risk__asset"):
            yield Duty(
                key=f"risk-treatment-{row.pk}",
                day=row.until,
                title=_("リスクの%(way)sの期限: %(asset)s")
                % {"way": worded(ways[row.way].title), "asset": row.risk.asset.number},
                plain=_("リスクへの対応の期限"),
                url=row.risk.get_absolute_url(),
                acting=frozenset({MANAGE}),
            )


DUTIES = (Treatments(),)
