"""The shared parts of a page, as template tags: each fills one template of `ui/`."""

from datetime import date, datetime
from typing import Any

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.templatetags.static import static
from django.utils.translation import get_language

from sekisho.catalogue import Text
from sekisho.web.ui import dates, words

register = template.Library()
Shown = dict[str, Any]


@register.simple_tag
def asset(path: str) -> str:
    """Return the address of a static file, with its fingerprint when the files were collected.

    Before `collectstatic` ran there are no fingerprints; the plain name keeps the page alive.
    """
    try:
        return static(path)
    except ValueError:
        return f"{settings.STATIC_URL}{path}"


@register.inclusion_tag("ui/badge.html")
def status_badge(status: object) -> Shown:
    """Show a clause status: in-force, weak, failing, stale, not-covered, no-demand."""
    return {"sign": words.clause_status(status)}


@register.inclusion_tag("ui/badge.html")
def verdict_badge(verdict: object) -> Shown:
    """Show what a check found: holds, weak, fails."""
    return {"sign": words.verdict(verdict)}


@register.filter
def wareki(day: date | datetime | None) -> str:
    """Write a date in both calendars; in English the western date comes first."""
    if not day:  # a missing row hands in the empty string
        return ""
    local = dates.local_day(day)
    return dates.wareki_english(local) if _english() else dates.wareki(local)


@register.filter
def wareki_time(at: datetime | None) -> str:
    """Write a moment in both calendars, local time to the minute."""
    if not at:
        return ""
    return f"{wareki(at)}{' ' if _english() else ''}{dates.clock(at)}"


@register.filter
def fiscal_year(day: date | datetime | None) -> str:
    """Write the fiscal year a day lies in: 令和8年度; in English the year it began in."""
    if day is None:
        return ""
    local = dates.local_day(day)
    if _english():
        return f"fiscal year {dates.fiscal_year(local)}"
    return dates.fiscal_year_name(local)


@register.inclusion_tag("ui/pagination.html", takes_context=True)
def pagination(context: template.Context, page: Page[Any]) -> Shown:
    """Link to the other pages of a list, keeping the rest of the query string."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return {"page": page, "numbers": tuple(numbers), "query": context["request"].GET}


@register.inclusion_tag("ui/field.html")
def field(bound: BoundField) -> Shown:
    """Show a form's field: label, help, error, control."""
    check = getattr(bound.field.widget, "input_type", "") == "checkbox" and not bound.use_fieldset
    return {"field": bound, "check": check}


@register.inclusion_tag("ui/form_errors.html")
def form_errors(form: BaseForm) -> Shown:
    """Show what is wrong with a form as a whole, and link to each wrong field."""
    wrong = tuple(form[name] for name in form.errors if name in form.fields)
    return {"form": form, "wrong": wrong}


@register.inclusion_tag("ui/banner.html")
def banner(kind: str, text: str) -> Shown:
    """Tell something: kind is info, success, warning or error."""
    return {"sign": words.BANNER[kind], "kind": kind, "text": text}


@register.inclusion_tag("ui/crumb.html")
def crumb(url: str, text: str) -> Shown:
    """One step of the breadcrumbs; an empty address is the page itself."""
    return {"url": url, "text": text}


@register.inclusion_tag("ui/empty_state.html")
def empty_state(text: str) -> Shown:
    """Say that a list has nothing to show, and what to do."""
    return {"text": text}


@register.inclusion_tag("ui/steps.html")
def steps(names: tuple[str, ...], current: int) -> Shown:
    """Show where something stands among its steps; `current` counts from 1."""
    return {"steps": tuple(enumerate(names, start=1)), "current": int(current)}


@register.inclusion_tag("ui/meter.html")
def meter(done: int, total: int, label: str) -> Shown:
    """Show progress as a bar and in figures."""
    return {"done": done, "total": total, "label": label, "percent": percent(done, total)}


@register.inclusion_tag("ui/tile.html")
def status_tile(status: object, count: int, url: str = "") -> Shown:
    """Show how many clauses have a status, linked to them."""
    return {"sign": words.clause_status(status), "count": count, "url": url}


def percent(done: int, total: int) -> int:
    """Return whole percent, rounded down: 100 is shown only when all is done."""
    return done * 100 // total if total else 0


def _english() -> bool:
    return (get_language() or "").startswith("en")


@register.filter
def worded(text: Text) -> str:
    """Write catalogue words in the reader's language."""
    return words.worded(text)
