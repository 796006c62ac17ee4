"""Document numbers of decisions (文書番号): one series a fiscal year, without a gap."""

from datetime import date, datetime

from django.utils import timezone

from sekisho.web.approvals.models import Application, DecisionSeries
from sekisho.web.ui.dates import fiscal_year, fiscal_year_name


def take_number(at: datetime) -> tuple[int, int]:
    """Return the next (fiscal year, number) of the moment's day; in the decision's transaction.

    The series' row stays locked until the decision stands: a decision undone gives its number back.
    """
    year = fiscal_year(timezone.localdate(at))
    DecisionSeries.objects.get_or_create(year=year)
    series = DecisionSeries.objects.select_for_update().get(year=year)
    series.last += 1
    series.save(update_fields=["last"])
    return year, series.last


def number_text(application: Application) -> str:
    """Return the number as papers carry it (令和8年度第12号); nothing before the decision."""
    if application.year is None or application.number is None:
        return ""
    return f"{fiscal_year_name(date(application.year, 4, 1))}第{application.number}号"
