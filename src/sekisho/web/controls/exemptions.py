"""Controls set aside, as they stand on the board of everything in force."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sekisho.catalogue import load
from sekisho.web.approvals.exemptions import Exemption
from sekisho.web.approvals.models import Application
from sekisho.web.approvals.numbering import number_text
from sekisho.web.controls.actions.setting_aside import KIND
from sekisho.web.controls.models import SetAside
from sekisho.web.ui.words import worded


def set_asides_in_force(at: datetime) -> Iterable[Exemption]:
    """Return the controls set aside at that moment; two queries."""
    rows = list(SetAside.objects.in_force(timezone.localdate(at)).select_related("asked_by__unit"))
    subjects = {f"set-aside:{row.pk}": row.pk for row in rows}
    decided = Application.objects.filter(kind=KIND, subject__in=subjects, state="approved")
    numbers = {subjects[each.subject]: number_text(each) for each in decided}
    return [_exemption(row, numbers.get(row.pk, "")) for row in rows]


def _exemption(row: SetAside, number: str) -> Exemption:
    control = load().controls.get(row.control)
    return Exemption(
        kind=KIND,
        label=_("対策の適用除外"),
        about=worded(control.title) if control else row.control,
        holder=row.asked_by,
        unit=row.asked_by.unit.name,
        starts=timezone.localdate(row.decided_at or row.asked_at),
        ends=row.until_date,
        decision=number,
        url=reverse("controls:control", args=[row.control]),
    )
