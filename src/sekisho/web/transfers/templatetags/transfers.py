"""How months are written."""

from datetime import date

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sekisho.web.ui import dates

register = template.Library()


@register.filter
def month(first: date) -> str:
    """Write a month in both calendars: 令和8年4月（2026-04）; in English the western one."""
    western = f"{first:%Y-%m}"
    if (get_language() or "").startswith("en"):
        return western
    words = {"year": dates.era_year(first), "month": first.month, "western": western}
    return _("%(year)s%(month)s月（%(western)s）") % words
