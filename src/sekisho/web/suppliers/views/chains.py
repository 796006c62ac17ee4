"""The chain below a contract, and the end of a contract."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sekisho.web.organization.access import MemberRequest
from sekisho.web.organization.views.form_page import given
from sekisho.web.suppliers import actions
from sekisho.web.suppliers.access import MANAGE
from sekisho.web.suppliers.forms.contracts import (
    CompletionForm,
    EndingForm,
    LastDayForm,
    SubcontractForm,
)
from sekisho.web.suppliers.models import Contract, Ending, Subcontract
from sekisho.web.suppliers.views.pages import attempt, form_page
from sekisho.web.ui.access import requires
from sekisho.web.ui.errors import Refused


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def subcontract_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Enter a contractor's application for a subcontract, and ask for consent."""
    row = get_object_or_404(Contract.objects.select_related("firm"), pk=pk)
    initial = {"grade": row.grade, "starts": timezone.localdate()}
    form = SubcontractForm(given(request), contract=row, initial=initial)
    if attempt(request, form, partial(actions.ask_consent, contract=row), form.work):
        messages.success(request, _("再委託を登録し、承諾の決裁を申請しました。"))
        return redirect("suppliers:contract", pk)
    heading = _("再委託の申請（%(title)s）") % {"title": row.title}
    back = reverse("suppliers:contract", args=[pk])
    return form_page(request, form, heading=heading, submit=_("申請する"), back=back)


@require_POST
@requires(MANAGE)
def subcontract_again(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask again for consent that was refused."""
    row = get_object_or_404(Subcontract, pk=pk)
    done = _("承諾の決裁を、もう一度申請しました。")
    return _do(request, row, partial(actions.ask_consent_again, subcontract=row), done)


@require_POST
@requires(MANAGE)
def copy_seen(request: MemberRequest, pk: int) -> HttpResponse:
    """Note that a copy of the subcontract was seen."""
    row = get_object_or_404(Subcontract, pk=pk)
    done = _("契約の写しを確かめたことを記録しました。")
    return _do(request, row, partial(actions.see_copy, subcontract=row), done)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def subcontract_end(request: MemberRequest, pk: int) -> HttpResponse:
    """Record the last day of a firm's work."""
    row = get_object_or_404(Subcontract.objects.select_related("firm"), pk=pk)
    form = LastDayForm(given(request), initial={"on": timezone.localdate()})
    if attempt(request, form, partial(actions.end_subcontract, subcontract=row)):
        messages.success(request, _("再委託の終了を記録しました。"))
        return redirect("suppliers:contract", row.contract_id)
    return form_page(
        request,
        form,
        heading=_("再委託を終える（%(name)s）") % {"name": row.firm.name},
        submit=_("終える"),
        back=reverse("suppliers:contract", args=[row.contract_id]),
        note=_("この事業者がさらに再委託している先も、同じ日に終わります。"),
        danger=True,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def ending_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Record how a contract ended."""
    row = get_object_or_404(Contract, pk=pk)
    initial = {"ended_on": min(row.ends, timezone.localdate())}
    form = EndingForm(given(request), request.FILES or None, initial=initial)
    if attempt(request, form, partial(actions.record_ending, contract=row), form.values):
        messages.success(request, _("委託の終了を記録しました。ほかの人の確認を待っています。"))
        return redirect("suppliers:contract", pk)
    heading = _("委託の終了（%(title)s）") % {"title": row.title}
    back = reverse("suppliers:contract", args=[pk])
    return form_page(request, form, heading=heading, submit=_("記録する"), back=back, danger=True)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def ending_complete(request: MemberRequest, pk: int) -> HttpResponse:
    """Add the certificate, or that accounts are closed."""
    row = get_object_or_404(Ending.objects.select_related("contract"), contract=pk)
    initial = {"accounts_closed": row.accounts_closed}
    form = CompletionForm(given(request), request.FILES or None, initial=initial)
    if attempt(request, form, partial(actions.complete_ending, ending=row), form.values):
        messages.success(request, _("委託の終了の記録に加えました。"))
        return redirect("suppliers:contract", pk)
    heading = _("終了の記録に加える（%(title)s）") % {"title": row.contract.title}
    back = reverse("suppliers:contract", args=[pk])
    return form_page(request, form, heading=heading, submit=_("加える"), back=back)


@require_POST
@requires(MANAGE)
def ending_confirm(request: MemberRequest, pk: int) -> HttpResponse:
    """Confirm an ending somebody else recorded."""
    row = get_object_or_404(Ending, contract=pk)
    try:
        actions.confirm_ending(ending=row, by=request.person, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("返却と消去を確かめたことを記録しました。"))
    return redirect("suppliers:contract", pk)


def _do(
    request: MemberRequest, row: Subcontract, action: partial[Subcontract], done: str
) -> HttpResponse:
    try:
        action(by=request.person, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("suppliers:contract", row.contract_id)
