"""Alerts: all of them, one of them, and the three answers."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sekisho.web.monitoring import access, actions, consequences
from sekisho.web.monitoring.checks import answer_until
from sekisho.web.monitoring.errors import MonitoringRefusedError
from sekisho.web.monitoring.forms import ExplainForm, IncidentForm, SuppressForm
from sekisho.web.monitoring.models import Alert, Suppression
from sekisho.web.monitoring.sentences import told
from sekisho.web.organization.access import MemberRequest
from sekisho.web.ui.access import requires
from sekisho.web.ui.paging import page_of
from sekisho.web.ui.trying import attempt, form_page, given

_STATES = (*Alert.State.values, "")


@require_safe
@requires(*access.LOOK)
def all_of_them(request: MemberRequest) -> HttpResponse:
    """All alerts by what became of them."""
    shown = request.GET.get("show", "open")
    shown = shown if shown in _STATES else "open"
    rows = Alert.objects.filter(state=shown) if shown else Alert.objects.all()
    page = page_of(request, rows.ranked() if shown == "open" else rows)
    context = {
        "page": page,
        "lines": [{"row": row, "told": told(row)} for row in page],
        "shown": shown,
        "states": Alert.State.choices,
    }
    return render(request, "monitoring/alerts.html", context)


@require_safe
@requires(*access.LOOK)
def alert(request: MemberRequest, pk: int) -> HttpResponse:
    """One alert: what happened, why it matters, what to do first, and its records."""
    row = get_object_or_404(Alert.objects.select_related("answered_by", "reading"), pk=pk)
    context = {
        "row": row,
        "told": told(row),
        "until": answer_until(row),
        "suppressions": row.suppressions.select_related("made_by"),
        "now": timezone.now(),
        "may_manage": access.MANAGE in request.rights,
    }
    return render(request, "monitoring/alert.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(access.MANAGE)
def incident(request: MemberRequest, pk: int) -> HttpResponse:
    """An incident is opened with the alert's events, or the alert becomes part of one."""
    row, now = get_object_or_404(Alert, pk=pk), timezone.now()
    form = IncidentForm(given(request), cases=consequences.cases_open(request.person, now))

    def act() -> object:
        case, words = form.cleaned_data.get("case"), form.cleaned_data["words"]
        if case is not None:
            return consequences.join_case(row, case, request.person, now)
        return actions.open_case(alert=row, words=words, by=request.person, at=now)

    return _answer(request, row, form, act, _("インシデントにする"))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(access.MANAGE)
def explain(request: MemberRequest, pk: int) -> HttpResponse:
    """It is said why there is nothing to worry about."""
    row = get_object_or_404(Alert, pk=pk)
    form = ExplainForm(given(request))

    def act() -> object:
        return actions.explain(
            alert=row, words=form.cleaned_data["words"], by=request.person, at=timezone.now()
        )

    return _answer(request, row, form, act, _("説明を残す"))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(access.MANAGE)
def suppress(request: MemberRequest, pk: int) -> HttpResponse:
    """The same is not to alarm again until a day."""
    row = get_object_or_404(Alert, pk=pk)
    form = SuppressForm(given(request), at=timezone.now())

    def act() -> object:
        day = form.cleaned_data["ends_on"] + timedelta(days=1)
        return actions.suppress(
            alert=row,
            reason=form.cleaned_data["reason"],
            permit=form.cleaned_data["permit"],
            ends_at=datetime.combine(day, time(), timezone.get_default_timezone()),
            by=request.person,
            at=timezone.now(),
        )

    return _answer(request, row, form, act, _("期限を付けて抑制する"))


def _answer(
    request: MemberRequest, row: Alert, form: Form, act: Callable[[], object], heading: str
) -> HttpResponse:
    if attempt(form, act):
        messages.success(request, _("対応を記録しました。"))
        return redirect("monitoring:alert", row.pk)
    return form_page(
        request,
        form,
        template="monitoring/form.html",
        heading=heading,
        submit=heading,
        back=reverse("monitoring:alert", args=[row.pk]),
        note=told(row).what,
    )


@require_POST
@requires(access.MANAGE)
def lift(request: MemberRequest, pk: int) -> HttpResponse:
    """A suppression ends now."""
    row = get_object_or_404(Suppression, pk=pk)
    try:
        actions.lift(suppression=row, by=request.person, at=timezone.now())
        messages.success(request, _("抑制を解除しました。"))
    except MonitoringRefusedError as refusal:
        messages.error(request, str(refusal))
    return redirect("monitoring:alert", row.alert_id)
