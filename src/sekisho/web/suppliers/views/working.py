"""Workers of a contract, media handed over, findings: a page each, and their forms."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sekisho.web.assets import places
from sekisho.web.assets.access import visible_to
from sekisho.web.organization.access import MemberRequest
from sekisho.web.organization.models import Person
from sekisho.web.organization.views.form_page import given
from sekisho.web.suppliers import actions, mending
from sekisho.web.suppliers.access import LOOK, MANAGE
from sekisho.web.suppliers.actions.working import RESIDENT
from sekisho.web.suppliers.forms.contracts import LastDayForm
from sekisho.web.suppliers.forms.working import (
    FindingForm,
    HandoverForm,
    MendForm,
    ReturnForm,
    WipedForm,
    WorkerForm,
)
from sekisho.web.suppliers.models import Contract, Finding, Handover, Worker
from sekisho.web.suppliers.views.pages import attempt, form_page, grade_title
from sekisho.web.ui.access import requires
from sekisho.web.ui.errors import Refused
from sekisho.web.ui.paging import page_of

CONFIRMATIONS = 10  # the newest, on the page of findings


@require_safe
@requires(MANAGE)
def people(request: MemberRequest, pk: int) -> HttpResponse:
    """Show who works for the contractor, and the areas they may enter."""
    row = _contract(pk)
    labels = {each.reference: each.label for each in places.areas()}
    page = page_of(request, row.workers.select_related("subcontract__firm", "person"))
    context = {
        "row": row,
        "page": page,
        "lines": [(each, [labels.get(one, one) for one in each.areas]) for each in page],
        "today": timezone.localdate(),
        "open": not hasattr(row, "ending"),
    }
    return render(request, "suppliers/people.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def worker_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Enter somebody on the list."""
    row, today = _contract(pk), timezone.localdate()
    residents = Person.objects.present(today).filter(category=RESIDENT, erased_at=None)
    form = WorkerForm(
        given(request), contract=row, residents=residents, initial={"from_date": today}
    )
    action = partial(actions.list_worker, contract=row)
    words = (_("従事者の登録"), _("登録する"), _("従事者を登録しました。"))
    return _formed(request, row, form, action, "people", words)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def worker_end(request: MemberRequest, pk: int) -> HttpResponse:
    """Record the last day of somebody's work."""
    line = get_object_or_404(Worker.objects.select_related("contract"), pk=pk)
    form = LastDayForm(given(request), initial={"on": timezone.localdate()})
    action = partial(actions.end_worker, worker=line)
    words = (_("従事者の登録を終える"), _("終える"), _("従事者の終了日を記録しました。"))
    return _formed(request, line.contract, form, action, "people", words)


@require_POST
@requires(MANAGE)
def people_confirm(request: MemberRequest, pk: int) -> HttpResponse:
    """Say that the list agrees with the contractor's newest one."""
    try:
        actions.confirm_workers(contract=_contract(pk), by=request.person, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("名簿を確かめたことを記録しました。"))
    return redirect("suppliers:people", pk)


@require_safe
@requires(LOOK, MANAGE)
def media(request: MemberRequest, pk: int) -> HttpResponse:
    """Show what was handed over, what is back, what is wiped."""
    row, today = _contract(pk), timezone.localdate()
    page = page_of(request, row.handovers.select_related("handed_by", "returned_by", "wiped_by"))
    context = {
        "row": row,
        "page": page,
        "lines": [(each, grade_title(each.grade), each.is_overdue(today)) for each in page],
        "may_manage": MANAGE in request.rights,
        "open": not hasattr(row, "ending"),
        "me": request.person,
    }
    return render(request, "suppliers/media.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def handover_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Record what was handed over."""
    row, today = _contract(pk), timezone.localdate()
    media = visible_to(request.rights).filter(sort="medium", covered=True)
    initial = {"grade": row.grade, "handed_on": today}
    form = HandoverForm(given(request), media=media, initial=initial)
    action = partial(actions.hand_over, contract=row)
    words = (_("媒体と資料の引渡し"), _("記録する"), _("引渡しを記録しました。"))
    return _formed(request, row, form, action, "media", words, form.handed)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def handover_return(request: MemberRequest, pk: int) -> HttpResponse:
    """Record that something came back."""
    line = get_object_or_404(Handover.objects.select_related("contract"), pk=pk)
    form = ReturnForm(given(request), initial={"on": timezone.localdate()})
    words = (_("返却（%(what)s）") % {"what": line.what}, _("記録する"), _("返却を記録しました。"))
    action = partial(actions.take_return, handover=line)
    return _formed(request, line.contract, form, action, "media", words)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def handover_wiped(request: MemberRequest, pk: int) -> HttpResponse:
    """Confirm that nothing is left at the contractor."""
    line = get_object_or_404(Handover.objects.select_related("contract"), pk=pk)
    form = WipedForm(given(request), initial={"on": timezone.localdate()})
    heading = _("消去の確認（%(what)s）") % {"what": line.what}
    words = (heading, _("記録する"), _("消去を確かめたことを記録しました。"))
    action = partial(actions.confirm_wiped, handover=line)
    return _formed(request, line.contract, form, action, "media", words)


@require_safe
@requires(LOOK, MANAGE)
def findings(request: MemberRequest, pk: int) -> HttpResponse:
    """Show what falls short at a contractor and what became of it."""
    row, today = _contract(pk), timezone.localdate()
    page = page_of(request, row.findings.select_related("found_by", "mended_by"))
    found = mending.mendings([each.pk for each in page])
    context = {
        "row": row,
        "page": page,
        "lines": [(each, each.is_overdue(today), found.get(each.pk)) for each in page],
        "confirmations": [
            (each, each.is_overdue(today)) for each in row.confirmations.all()[:CONFIRMATIONS]
        ],
        "may_manage": MANAGE in request.rights,
        "open": not hasattr(row, "ending"),
    }
    return render(request, "suppliers/findings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def finding_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Record what falls short."""
    row, today = _contract(pk), timezone.localdate()
    form = FindingForm(given(request), initial={"found_on": today})
    action = partial(actions.note_finding, contract=row)
    words = (_("指摘の登録"), _("登録する"), _("指摘を登録しました。"))
    return _formed(request, row, form, action, "findings", words)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def finding_mend(request: MemberRequest, pk: int) -> HttpResponse:
    """Record that it was mended."""
    line = get_object_or_404(Finding.objects.select_related("contract"), pk=pk)
    form = MendForm(given(request), initial={"on": timezone.localdate()})
    words = (_("改善の確認"), _("記録する"), _("改善を記録しました。"))
    action = partial(actions.mend_finding, finding=line)
    return _formed(request, line.contract, form, action, "findings", words)


@require_POST
@requires(MANAGE)
def finding_correct(request: MemberRequest, pk: int) -> HttpResponse:
    """Begin the mending of a finding nobody mends."""
    line = get_object_or_404(Finding, pk=pk)
    try:
        actions.correct_finding(finding=line, by=request.person, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("是正措置を開きました。"))
    return redirect("suppliers:findings", line.contract_id)


def _formed(  # noqa: PLR0913, PLR0917  # a form of a contract's page: what it does and says
    request: MemberRequest,
    row: Contract,
    form: Form,
    action: Callable[..., Any],
    page: str,
    words: tuple[str, str, str],
    values: Callable[[], dict[str, Any]] | None = None,
) -> HttpResponse:
    """Do the action and go back to a page of the contract, or show the form again."""
    heading, submit, done = words
    if attempt(request, form, action, values):
        messages.success(request, done)
        return redirect(f"suppliers:{page}", row.pk)
    back = reverse(f"suppliers:{page}", args=[row.pk])
    return form_page(request, form, heading=heading, submit=submit, back=back, note=row.title)


def _contract(pk: int) -> Contract:
    rows = Contract.objects.select_related("firm", "workers_seen_by", "ending")
    return get_object_or_404(rows, pk=pk)
