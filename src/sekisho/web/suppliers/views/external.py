"""External services: the list, one service, its terms, its end."""

from functools import partial

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
from sekisho.web.suppliers.access import LOOK, MANAGE
from sekisho.web.suppliers.external import permits_by_service, regime_of, wanting
from sekisho.web.suppliers.forms.external import ServiceEndForm, ServiceForm, TermsForm
from sekisho.web.suppliers.models import Service
from sekisho.web.suppliers.registered import SERVICES
from sekisho.web.suppliers.usage import LOOKED_BACK, Standing, usage
from sekisho.web.suppliers.views.pages import attempt, form_page, grade_title
from sekisho.web.ui.access import requires
from sekisho.web.ui.errors import Refused
from sekisho.web.ui.paging import page_of

OTHERS = 50  # hosts of no known service on the page of use


@require_safe
@requires(LOOK, MANAGE)
def services(request: MemberRequest) -> HttpResponse:
    """Show the services, and which of them may be used today."""
    rows = Service.objects.select_related("unit", "administrator")
    page = page_of(request, rows.order_by("ended_on", "name"))
    permits = permits_by_service(timezone.now())
    context = {
        "page": page,
        "lines": [
            (each, grade_title(each.grade), len(permits.get(each.pk, ())), len(wanting(each)))
            for each in page
        ],
        "stray": permits.get(0, []),
        "register": SERVICES,
        "may_manage": MANAGE in request.rights,
    }
    return render(request, "suppliers/external.html", context)


@require_safe
@requires(LOOK, MANAGE)
def service(request: MemberRequest, pk: int) -> HttpResponse:
    """Show one service: what may be put there, its terms, its permits, its end."""
    row = _service(pk)
    questions = load_suppliers().terms_for(row.grade)
    context = {
        "row": row,
        "grade": grade_title(row.grade),
        "regime": regime_of(row.grade),
        "lines": [(each, row.answers.get(each.id, "")) for each in questions],
        "wanting": wanting(row),
        "permits": permits_by_service(timezone.now()).get(row.pk, []),
        "may_manage": MANAGE in request.rights,
        "me": request.person,
    }
    return render(request, "suppliers/service.html", context)


@require_safe
@requires(MANAGE)
def service_use(request: MemberRequest) -> HttpResponse:
    """Show what proxies say was used: without leave, with leave, and what nobody knows."""
    today = timezone.localdate()
    found = usage(today - LOOKED_BACK, today)
    others = found.of(Standing.OTHER)
    context = {
        "usage": found,
        "permitted": found.of(Standing.PERMITTED),
        "others": others[:OTHERS],
        "more": max(len(others) - OTHERS, 0),
    }
    return render(request, "suppliers/use.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def service_add(request: MemberRequest) -> HttpResponse:
    """Enter a service."""
    initial = {
        "unit": request.person.unit_id,
        "administrator": request.person.pk,
        "hosts": request.GET.get("host", "")[:253],
    }
    form = ServiceForm(given(request), today=timezone.localdate(), initial=initial)
    if row := attempt(request, form, actions.record_service, form.entry):
        messages.success(request, _("外部サービスを登録しました。次に、条件を確かめてください。"))
        return redirect("suppliers:terms", row.pk)
    back = reverse("suppliers:services")
    return form_page(
        request, form, heading=_("外部サービスの登録"), submit=_("登録する"), back=back
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def service_change(request: MemberRequest, pk: int) -> HttpResponse:
    """Correct a service."""
    row = _service(pk)
    form = ServiceForm(given(request), today=timezone.localdate(), service=row)
    if attempt(request, form, partial(actions.record_service, service=row), form.entry):
        messages.success(request, _("外部サービスの記載を改めました。"))
        return redirect("suppliers:service", pk)
    back = reverse("suppliers:service", args=[pk])
    return form_page(
        request, form, heading=_("外部サービスの変更"), submit=_("変更する"), back=back
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def terms(request: MemberRequest, pk: int) -> HttpResponse:
    """Record what the terms of a service say."""
    row = _service(pk)
    questions = load_suppliers().terms_for(row.grade)
    form = TermsForm(given(request), questions=questions, service=row)
    if attempt(request, form, partial(actions.assess_service, service=row), form.answers):
        messages.success(request, _("条件を確かめたことを記録しました。"))
        return redirect("suppliers:service", pk)
    heading = _("条件の確認（%(name)s）") % {"name": row.name}
    back = reverse("suppliers:service", args=[pk])
    note = _("必須の条件が「はい」でないサービスは、利用を申請できません。")
    return form_page(request, form, heading=heading, submit=_("記録する"), back=back, note=note)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def service_end(request: MemberRequest, pk: int) -> HttpResponse:
    """Record the end of a service's use."""
    row = _service(pk)
    initial = {"ended_on": timezone.localdate()}
    form = ServiceEndForm(given(request), request.FILES or None, initial=initial)
    if attempt(request, form, partial(actions.end_service, service=row), form.values):
        messages.success(request, _("利用の終了を記録しました。ほかの人の確認を待っています。"))
        return redirect("suppliers:service", pk)
    heading = _("利用の終了（%(name)s）") % {"name": row.name}
    back = reverse("suppliers:service", args=[pk])
    return form_page(request, form, heading=heading, submit=_("記録する"), back=back, danger=True)


@require_POST
@requires(MANAGE)
def service_erased(request: MemberRequest, pk: int) -> HttpResponse:
    """Confirm that information and accounts at a service are gone."""
    try:
        actions.confirm_erased(service=_service(pk), by=request.person, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("消去を確かめたことを記録しました。"))
    return redirect("suppliers:service", pk)


def _service(pk: int) -> Service:
    rows = Service.objects.select_related(
        "unit", "administrator", "assessed_by", "ended_by", "erased_by"
    )
    return get_object_or_404(rows, pk=pk)
