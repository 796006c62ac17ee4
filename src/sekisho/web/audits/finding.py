"""What of this room can be found: self-inspections; plans, audits and findings within reach."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sekisho.web.audits.access import INSPECT, SEE_AUDITS, VISIT, audits_visible_to
from sekisho.web.audits.models import Audit, AuditPlan, Finding, Inspection
from sekisho.web.organization.access import MemberRequest
from sekisho.web.search.columns import ByColumns
from sekisho.web.search.sources import Hit
from sekisho.web.search.words import Words, standing_in
from sekisho.web.ui.access import RightsRequest
from sekisho.web.ui.dates import wareki_only

SEERS = frozenset({INSPECT, "evidence.read"})


class Inspections:
    """Self-inspections by their title."""

    id = "inspections"
    label = _("自己点検")

    def found(self, request: RightsRequest, words: Words) -> QuerySet[Inspection]:
        """Return those in whose title the words stand, for who may see results."""
        if not SEERS & request.rights:
            return Inspection.objects.none()
        return Inspection.objects.filter(standing_in(words, "title"))

    def hit(self, row: Inspection) -> Hit:
        """Return one with its day."""
        return Hit(
            url=reverse("inspections:result", args=[row.pk]),
            title=row.title,
            text=wareki_only(row.due_on),
        )


def _visible(request: MemberRequest) -> QuerySet[Audit]:
    return audits_visible_to(request.person, request.rights, timezone.localdate())


def _findings(request: MemberRequest) -> QuerySet[Finding]:
    return Finding.objects.filter(audit__in=_visible(request)).select_related("audit__unit")


def _plan(row: AuditPlan) -> Hit:
    url = reverse("audits:plan", args=[row.pk])
    return Hit(url=url, title=row.title, text=row.purpose, place=row.get_kind_display())


def _audit(row: Audit) -> Hit:
    url = reverse("audits:audit", args=[row.pk])
    return Hit(url=url, title=row.title, text=row.purpose, place=row.unit.name)


def _finding(row: Finding) -> Hit:
    url = reverse("audits:audit", args=[row.audit_id])
    return Hit(url=url, title=row.title, text=row.detail, place=row.audit.unit.name)


SOURCES = (
    Inspections(),
    ByColumns(
        id="audit-plans",
        label=_("監査計画"),
        readers=frozenset(SEE_AUDITS),
        rows=lambda _request: AuditPlan.objects.all(),
        columns=("title", "purpose"),
        hit=_plan,
    ),
    ByColumns(
        id="audits",
        label=_("監査"),
        readers=frozenset({*SEE_AUDITS, VISIT}),
        rows=_visible,
        columns=("title", "purpose", "unit__name"),
        hit=_audit,
    ),
    ByColumns(
        id="audit-findings",
        label=_("監査の指摘"),
        readers=frozenset({*SEE_AUDITS, VISIT}),
        rows=_findings,
        columns=("title", "detail", "advice", "action"),
        hit=_finding,
    ),
)
