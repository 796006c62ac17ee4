"""Disposals: permitted, done with a certificate, confirmed by another."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sekisho.catalogue import load_premises
from sekisho.web.assets.access import visible_to
from sekisho.web.organization.access import MemberRequest
from sekisho.web.organization.views.form_page import form_page, given
from sekisho.web.premises import actions
from sekisho.web.premises.access import MANAGE, READ_EVIDENCE, RECORD, visible_disposals
from sekisho.web.premises.actions.disposals import level_of
from sekisho.web.premises.forms.stock import DisposalForm, DoneForm
from sekisho.web.premises.models import Disposal
from sekisho.web.premises.registered import DISPOSALS
from sekisho.web.ui.access import requires
from sekisho.web.ui.errors import Refused
from sekisho.web.ui.paging import page_of
from sekisho.web.ui.words import worded


@require_safe
@requires(MANAGE, RECORD, READ_EVIDENCE)
def disposals(request: MemberRequest) -> HttpResponse:
    """Show disposals, the newest first, and where each stands."""
    page = page_of(request, _visible(request))
    context = {
        "page": page,
        "lines": [_line(each) for each in page],
        "today": timezone.localdate(),
        "may_manage": MANAGE in request.rights,
        "may_record": RECORD in request.rights,
        "me": request.person,
        "register": DISPOSALS,
    }
    return render(request, "premises/disposals.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def disposal_plan(request: MemberRequest) -> HttpResponse:
    """Permit a disposal."""
    form = DisposalForm(given(request), assets=visible_to(request.rights))
    if form.is_valid():
        try:
            actions.plan_disposal(by=request.person, at=timezone.now(), **form.values())
        except Refused as refusal:
            form.add_error("method", str(refusal))
        else:
            messages.success(request, _("廃棄を許可しました。終えたら証明書を付けて記録します。"))
            return redirect("premises:disposals")
    back = reverse("premises:disposals")
    return form_page(request, form, heading=_("廃棄の許可"), submit=_("許可する"), back=back)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(RECORD)
def disposal_done(request: MemberRequest, pk: int) -> HttpResponse:
    """Record that a disposal was done."""
    row = get_object_or_404(_visible(request), pk=pk)
    form = DoneForm(
        given(request), request.FILES or None, initial={"done_on": timezone.localdate()}
    )
    if form.is_valid():
        try:
            actions.record_disposal(
                disposal=row,
                done_on=form.cleaned_data["done_on"],
                certificate=form.file(),
                by=request.person,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("廃棄を記録しました。ほかの人の確認を待っています。"))
            return redirect("premises:disposals")
    heading = _("廃棄の記録（%(name)s）") % {"name": row.name}
    back = reverse("premises:disposals")
    return form_page(request, form, heading=heading, submit=_("記録する"), back=back)


@require_POST
@requires(MANAGE, RECORD)
def disposal_confirm(request: MemberRequest, pk: int) -> HttpResponse:
    """Confirm a disposal somebody else recorded."""
    row = get_object_or_404(_visible(request), pk=pk)
    try:
        actions.confirm_disposal(disposal=row, by=request.person, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("証明書と現物を確認したことを記録しました。"))
    return redirect("premises:disposals")


def _visible(request: MemberRequest) -> QuerySet[Disposal, Any]:
    rows = visible_disposals(request.rights)
    return rows.select_related("unit", "planned_by", "done_by", "confirmed_by")


def _line(row: Disposal) -> tuple[Disposal, str, str, bool]:
    level = level_of(row.level)
    way = load_premises().disposal_methods.get(row.method)
    return (
        row,
        worded(level.title) if level else row.level,
        worded(way.title) if way else row.method,
        row.is_overdue(timezone.localdate()),
    )
