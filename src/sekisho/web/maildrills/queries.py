"""Reads of drills for pages and checks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.web.maildrills.folding import Figures
from sekisho.web.maildrills.models import Drill
from sekisho.web.organization.models import Unit
from sekisho.web.ui.dates import fiscal_year_start


@dataclass(frozen=True, slots=True)
class UnitLine:
    """Figures of one unit, or of small ones together."""

    name: str
    figures: Figures


def lines_of(drill: Drill) -> tuple[UnitLine, ...]:
    """Return the figures of a closed drill by unit; two queries."""
    results = list(drill.results.all())
    names = dict(
        Unit.objects.filter(pk__in=[pk for each in results for pk in each.units]).values_list(
            "pk", "name"
        )
    )
    return tuple(
        UnitLine(_named(each.units, names), Figures(each.sent, each.opened, each.reported))
        for each in results
    )


def earlier(drill: Drill, number: int = 6) -> list[Drill]:
    """Return the closed drills up to this one, the oldest first; one query."""
    rows = Drill.objects.closed().filter(send_on__lte=drill.send_on).order_by("-send_on", "-pk")
    return list(rows[:number])[::-1]


def newest_closed(on: date) -> Drill | None:
    """Return the drill closed last before or on a day; one query."""
    rows = Drill.objects.closed().filter(closes_on__lte=on)
    return rows.order_by("-closes_on", "-pk").first()


def last_held(on: date) -> date | None:
    """Return the day letters of a drill last went out; one query."""
    rows = Drill.objects.filter(started_at__isnull=False).order_by("-started_at")
    days = (timezone.localdate(at) for at in rows.values_list("started_at", flat=True))
    return next((day for day in days if day <= on), None)


def held_in_year(on: date) -> bool:
    """Whether letters went out in the fiscal year of a day, until that day; one query."""
    last = last_held(on)
    return last is not None and last >= fiscal_year_start(on)


def share(part: int, whole: int) -> int:
    """Return the percentage, cut off: 49.9 % does not reach 50."""
    return part * 100 // whole if whole else 0


def _named(units: Iterable[int], names: dict[int, str]) -> str:
    known = [names.get(each, _("なくなった所属")) for each in units]
    if len(known) == 1:
        return known[0]
    return _("人数の少ない所属（%(names)s）") % {"names": "、".join(known)}
