"""Permitted flows: asked for, looked at, ended."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sekisho.web.approvals import subjects
from sekisho.web.approvals.models import Application
from sekisho.web.evidence import queries as evidence
from sekisho.web.organization.access import MemberRequest
from sekisho.web.ui.access import requires
from sekisho.web.ui.errors import Refused
from sekisho.web.ui.trying import attempt, given
from sekisho.web.zones import access, actions
from sekisho.web.zones.forms import FlowForm
from sekisho.web.zones.models import PermittedFlow
from sekisho.web.zones.queries import flow_of
from sekisho.web.zones.views.board import what_of
from sekisho.web.zones.views.form_page import form_page


@require_safe
@requires(*access.LOOK)
def flow(request: MemberRequest, pk: int) -> HttpResponse:
    """Show one flow: what it permits, who decided it, and what happened to it."""
    row = get_object_or_404(PermittedFlow.objects.with_names(), pk=pk)
    about = f"zone-flow:{row.pk}"
    context = {
        "flow": row,
        "what": what_of(flow_of(row)),
        "carries": list(subjects.labels_of(row.carries).values()),
        "in_force": row.is_in_force(timezone.now()),
        "waiting": row.decided_at is None and row.ended_at is None,
        "application": Application.objects.filter(subject=about).order_by("-pk").first(),
        "history": evidence.history(about, 20),
        "may_manage": access.MANAGE in request.rights,
        "may_read_evidence": "evidence.read" in request.rights,
    }
    return render(request, "zones/flow.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(access.MANAGE)
def ask(request: MemberRequest) -> HttpResponse:
    """Ask for a flow."""
    form = FlowForm(
        given(request),
        person=request.person,
        rights=request.rights,
        initial={"starts": timezone.localdate(), "protocol": "tcp"},
    )
    asked: list[PermittedFlow] = []
    if attempt(
        form,
        lambda: asked.append(
            actions.ask_flow(entry=form.entry(), by=request.person, at=timezone.now())
        ),
    ):
        messages.success(request, _("申請しました。別の人が決裁すると、許可になります。"))
        return redirect("zones:flow", asked[0].pk)
    return form_page(
        request,
        form=form,
        heading=_("領域の間の通信の申請"),
        submit=_("申請する"),
        back=reverse("zones:map"),
        note=_("マイナンバー事務系との通信は、決裁の画面から「特定通信」として申請してください。"),
    )


@require_POST
@requires(access.MANAGE)
def end(request: MemberRequest, pk: int) -> HttpResponse:
    """End a flow now."""
    row = get_object_or_404(PermittedFlow, pk=pk)
    try:
        actions.end_flow(flow=row, by=request.person, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("この通信の許可を終えました。"))
    return redirect("zones:flow", pk)
