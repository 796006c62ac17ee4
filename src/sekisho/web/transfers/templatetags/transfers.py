"""How months are written."""

from datetime import date

from django import template
from django.utils.translation import get_language

from sekisho.web.ui import dates

register = template.Library()


@register.filter
def month(first: date) -> str:
    """Write a month in both calendars: 令和8年4月（2026-04）."""
    western = f"{first:%Y-%m}"
    if (get_language() or "").startswith("en"):
        return western
    return f"{dates.era_year(first)}{first.month}月（{western}）"
