"""The four quarters of the cycle (計画・実施・点検・見直し) in figures, this year and the last.

Every figure counts rows by the moment they were done. Procedures are in none: the page is for many.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sekisho.web.approvals.models import Permit
from sekisho.web.audits.models import Audit, AuditPlan, Finding, Sheet
from sekisho.web.corrections.models import Correction
from sekisho.web.governance.models import Meeting
from sekisho.web.incidents.models import Incident
from sekisho.web.policies.models import Document, Edition, Pledge
from sekisho.web.reviews.models import Review
from sekisho.web.training.models import Assignment
from sekisho.web.ui.dates import fiscal_year

Rows = QuerySet[Any, Any]
_YEAR_BEGINS = (4, 1)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a quarter: this year until now, and the whole year before."""

    label: str | Promise
    now: int
    before: int

    @property
    def moved(self) -> int:
        """By how much it moved."""
        return self.now - self.before


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter of the cycle with its figures."""

    id: str
    title: str | Promise
    figures: tuple[Figure, ...]


def window(year: int) -> tuple[datetime, datetime]:
    """Return the first moment of a fiscal year, and the first after it."""
    days = date(year, *_YEAR_BEGINS), date(year + 1, *_YEAR_BEGINS)
    first, after = (timezone.make_aware(datetime.combine(day, time())) for day in days)
    return first, after


def quarters(at: datetime) -> tuple[Quarter, ...]:
    """Return the quarters for the fiscal year of a moment; two queries a figure."""
    year = fiscal_year(timezone.localdate(at))
    spans = window(year), window(year - 1)
    return tuple(
        Quarter(key, title, tuple(_figure(*each, spans) for each in counted()))
        for key, title, counted in _QUARTERS
    )


Counted = tuple[Promise, Rows, str]
Span = tuple[datetime, datetime]


def _figure(label: Promise, rows: Rows, field: str, spans: tuple[Span, Span]) -> Figure:
    now, before = (
        rows.filter(**{f"{field}__gte": first, f"{field}__lt": after}).count()
        for first, after in spans
    )
    return Figure(label, now, before)


def _planned() -> tuple[Counted, ...]:
    public = Edition.objects.exclude(document__kind=Document.Kind.PROCEDURE)
    return (
        (_("施行した文書の版"), public, "published_at"),
        (_("承認した監査計画"), AuditPlan.objects.all(), "approved_at"),
        (_("開いた委員会"), Meeting.objects.held(), "at"),
    )


def _done() -> tuple[Counted, ...]:
    return (
        (_("遵守の確認"), Pledge.objects.all(), "confirmed_at"),
        (_("修了した研修"), Assignment.objects.all(), "completed_at"),
        (_("期限付きの許可"), Permit.objects.all(), "decided_at"),
    )


def _checked() -> tuple[Counted, ...]:
    return (
        (_("自己点検の回答"), Sheet.objects.all(), "answered_at"),
        (_("報告した監査"), Audit.objects.all(), "reported_at"),
        (_("監査の指摘"), Finding.objects.all(), "audit__reported_at"),
        (_("受け付けた異常の報告"), Incident.objects.all(), "reported_at"),
    )


def _improved() -> tuple[Counted, ...]:
    return (
        (_("始めた是正措置"), Correction.objects.all(), "opened_at"),
        (_("完了した是正措置"), Correction.objects.all(), "confirmed_at"),
        (_("決定した見直し"), Review.objects.all(), "concluded_at"),
    )


_QUARTERS: tuple[tuple[str, Promise, Callable[[], tuple[Counted, ...]]], ...] = (
    ("plan", _("計画"), _planned),
    ("do", _("実施"), _done),
    ("check", _("点検"), _checked),
    ("act", _("見直しと改善"), _improved),
)
