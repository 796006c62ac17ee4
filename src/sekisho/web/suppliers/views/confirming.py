"""Asking contractors to confirm, their links, and looking through what they answered."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sekisho.catalogue import load_suppliers
from sekisho.web.organization.access import MemberRequest
from sekisho.web.organization.views.form_page import given
from sekisho.web.suppliers import actions
from sekisho.web.suppliers.access import MANAGE
from sekisho.web.suppliers.answering import read
from sekisho.web.suppliers.forms.portal import AskForm
from sekisho.web.suppliers.models import Confirmation, Contract, Link, Worker
from sekisho.web.suppliers.views.pages import form_page
from sekisho.web.ui.access import requires
from sekisho.web.ui.ciphering import UndecipherableError
from sekisho.web.ui.errors import Refused


@dataclass(frozen=True, slots=True)
class Shown:
    """A link as who keeps contracts sees it; an empty code was used."""

    row: Link
    url: str
    code: str


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def confirmation_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask a contractor to confirm its measures."""
    row = get_object_or_404(Contract.objects.select_related("firm"), pk=pk)
    form = AskForm(given(request))
    if form.is_valid():
        try:
            made = actions.ask_confirmation(
                contract=row, by=request.person, at=timezone.now(), **form.cleaned_data
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("回答用のリンクと番号を作りました。"))
            return redirect("suppliers:confirmation", made.pk)
    heading = _("年次の確認を求める（%(name)s）") % {"name": row.firm.name}
    back = reverse("suppliers:findings", args=[pk])
    note = _("委託先は、アカウントなしでリンクを開いて回答します。")
    return form_page(request, form, heading=heading, submit=_("求める"), back=back, note=note)


@require_safe
@requires(MANAGE)
def confirmation(request: MemberRequest, pk: int) -> HttpResponse:
    """Show a confirmation: its link while it waits, its answers when they came."""
    row = get_object_or_404(
        Confirmation.objects.select_related("contract__firm", "asked_by", "reviewed_by"), pk=pk
    )
    answers = read(row.answers)
    questions = load_suppliers().yearly_for(row.contract.grade)
    context = {
        "row": row,
        "link": shown(row.links.filter(closed_at=None).first()),
        "lines": [(each, answers.get(each.id)) for each in questions] if row.answered_at else [],
        "overdue": row.is_overdue(timezone.localdate()),
    }
    return render(request, "suppliers/confirmation.html", context)


@require_POST
@requires(MANAGE)
def confirmation_review(request: MemberRequest, pk: int) -> HttpResponse:
    """Look through the answers; what is denied becomes findings."""
    row = get_object_or_404(Confirmation, pk=pk)
    try:
        found = actions.review_confirmation(confirmation=row, by=request.person, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("suppliers:confirmation", pk)
    if found:
        done = _("回答を確かめ、指摘を%(count)s件登録しました。") % {"count": len(found)}
    else:
        done = _("回答を確かめたことを記録しました。")
    messages.success(request, done)
    return redirect("suppliers:findings", row.contract_id)


@require_POST
@requires(MANAGE)
def confirmation_withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask no more."""
    row = get_object_or_404(Confirmation, pk=pk)
    try:
        actions.withdraw_confirmation(confirmation=row, by=request.person, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("確認を取り下げました。リンクは使えなくなりました。"))
    return redirect("suppliers:confirmation", pk)


@require_POST
@requires(MANAGE)
def confirmation_link(request: MemberRequest, pk: int) -> HttpResponse:
    """Make a new link, or a new code of the open one."""
    row = get_object_or_404(Confirmation, pk=pk)
    _renew(request, row, row.links.filter(closed_at=None).first())
    return redirect("suppliers:confirmation", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def worker_link(request: MemberRequest, pk: int) -> HttpResponse:
    """Show the link by which a resident promises to keep the policy; make one when sent."""
    row = get_object_or_404(
        Worker.objects.select_related("contract__firm").exclude(person=None), pk=pk
    )
    if request.method == "POST":
        _renew(request, row, row.links.filter(closed_at=None).first())
        return redirect("suppliers:worker-link", pk)
    context = {
        "row": row,
        "link": shown(row.links.filter(closed_at=None).first()),
        "promises": row.promises.all(),
    }
    return render(request, "suppliers/worker_link.html", context)


def shown(link: Link | None) -> Shown | None:
    """Return a link with its address and code; None when none can be shown."""
    if link is None or not link.is_open(timezone.now()):
        return None
    try:
        token, code = actions.secrets_of(link)
    except UndecipherableError:
        return None
    return Shown(link, settings.BASE_URL + reverse("suppliers:link", args=[token]), code)


def _renew(request: MemberRequest, row: Confirmation | Worker, link: Link | None) -> None:
    at = timezone.now()
    try:
        if link is not None and shown(link) is not None:
            actions.renew_code(link=link, by=request.person, at=at)
        else:
            actions.make_link(subject=row, by=request.person, at=at)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("新しい番号を作りました。"))
