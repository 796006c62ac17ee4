"""The entry log on the desk: passages, looking into one, days without entries, visitors."""

from functools import partial

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sekisho.web.organization.access import MemberRequest
from sekisho.web.organization.models import Person
from sekisho.web.organization.views.form_page import attempt, form_page, given
from sekisho.web.premises import actions
from sekisho.web.premises.access import MANAGE, READ_EVIDENCE, RECORD
from sekisho.web.premises.checks.entries import LOOKED_BACK
from sekisho.web.premises.entering import unrightful
from sekisho.web.premises.forms.areas import ErasureForm, ExplanationForm, PeriodForm, VisitForm
from sekisho.web.premises.forms.log import LogFilterForm
from sekisho.web.premises.models import Area, Passage, Visit
from sekisho.web.premises.passages import MOST, passages_found
from sekisho.web.premises.registered import PASSAGES, VISITS
from sekisho.web.premises.registered.passages import narrowed
from sekisho.web.ui.access import requires
from sekisho.web.ui.errors import Refused
from sekisho.web.ui.paging import PARAMETER, page_of

_SIZE = 50


@require_safe
@requires(MANAGE, RECORD, READ_EVIDENCE)
def log(request: MemberRequest, pk: int) -> HttpResponse:
    """Show an area's passages, newest first, of a day or by words; `?shown=wrong`: no right."""
    area = get_object_or_404(Area, pk=pk)
    form = LogFilterForm(request.GET)
    shown = request.GET.get("shown", "")
    since = timezone.now() - LOOKED_BACK
    page = _page(request, area, form)
    told = Passage.objects.filter(unrightful(), pk__in=[each.pk for each in page], at__gt=since)
    wrong = set(told.order_by().values_list("pk", flat=True))
    context = {
        "area": area,
        "page": page,
        "form": form,
        "shown": shown,
        "full": len(form.sought()) > 0 and page.paginator.count >= MOST,
        "lines": [(each, each.pk in wrong) for each in page],
        "may_manage": MANAGE in request.rights,
        "register": PASSAGES,
    }
    return render(request, "premises/log.html", context)


def _page(request: MemberRequest, area: Area, form: LogFilterForm) -> Page[Passage]:
    """Return the page asked for; by words only the newest `MOST` are found."""
    within = narrowed({**request.GET.dict(), "area": str(area.pk)})
    if words := form.sought():
        found = passages_found(words, within)
        return Paginator(found, _SIZE).get_page(request.GET.get(PARAMETER))
    rows = Passage.objects.filter(within)
    return page_of(request, rows.select_related("person", "visit__host", "explained_by"))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def explain(request: MemberRequest, pk: int) -> HttpResponse:
    """Write down what was found about an entry."""
    row = get_object_or_404(Passage.objects.select_related("area", "person", "visit"), pk=pk)
    form = ExplanationForm(given(request), initial={"explanation": row.explanation})
    if attempt(request, form, partial(actions.explain, passage=row)):
        messages.success(request, _("調べた結果を記録しました。"))
        return redirect("premises:log", row.area_id)
    return form_page(
        request,
        form,
        heading=_("入室の調査（%(area)s・%(who)s）") % {"area": row.area.name, "who": row.who},
        submit=_("記録する"),
        back=reverse("premises:log", args=[row.area_id]),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(RECORD)
def confirm_log(request: MemberRequest, pk: int) -> HttpResponse:
    """Say that the log of some days is complete."""
    area = get_object_or_404(Area.objects.in_use(), pk=pk)
    form = PeriodForm(given(request))
    if attempt(request, form, partial(actions.confirm_log, area=area)):
        messages.success(request, _("入退室記録がそろっていることを記録しました。"))
        return redirect("premises:area", pk)
    return form_page(
        request,
        form,
        heading=_("入退室記録の確認（%(name)s）") % {"name": area.name},
        submit=_("そろっていると記録する"),
        back=reverse("premises:area", args=[pk]),
        note=_(
            "手書きや入口のタブレットの記録を見て、抜けがないことを確かめた期間を入れてください。"
        ),
    )


@require_safe
@requires(MANAGE, RECORD, READ_EVIDENCE)
def visits(request: MemberRequest) -> HttpResponse:
    """Show visitors, those inside first."""
    rows = Visit.objects.select_related("area", "host", "escort")
    page = page_of(request, rows.filter(out_at__isnull=False))
    context = {
        "page": page,
        "inside": rows.inside(),
        "areas": Area.objects.in_use(),
        "may_record": RECORD in request.rights,
        "may_manage": MANAGE in request.rights,
        "register": VISITS,
    }
    return render(request, "premises/visits.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(RECORD)
def visit_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Receive a visitor of an area."""
    area = get_object_or_404(Area.objects.in_use(), pk=pk)
    people = Person.objects.present(timezone.localdate())
    form = VisitForm(given(request), people=people)
    if receive(request, form, area):
        messages.success(request, _("来訪者を受け付けました。"))
        return redirect("premises:visits")
    heading = _("来訪者の受付（%(name)s）") % {"name": area.name}
    back = reverse("premises:visits")
    return form_page(request, form, heading=heading, submit=_("受け付ける"), back=back)


def receive(request: MemberRequest, form: VisitForm, area: Area) -> bool:
    """Receive whom the form names; a refusal becomes the form's error."""
    if not form.is_valid():
        return False
    try:
        actions.receive(area=area, by=request.person, at=timezone.now(), **form.values())
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


@require_POST
@requires(RECORD)
def visit_out(request: MemberRequest, pk: int) -> HttpResponse:
    """Let a visitor out."""
    row = get_object_or_404(Visit, pk=pk)
    try:
        actions.let_out(visit=row, by=request.person, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("退室を記録しました。"))
    return redirect("premises:visits")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def visit_erase(request: MemberRequest, pk: int) -> HttpResponse:
    """Erase who a visitor was."""
    row = get_object_or_404(Visit.objects.select_related("area"), pk=pk)
    form = ErasureForm(given(request))
    if attempt(request, form, partial(actions.erase_visit, visit=row)):
        messages.success(request, _("来訪者の個人情報を消去しました。来訪の記録は残ります。"))
        return redirect("premises:visits")
    return form_page(
        request,
        form,
        heading=_("来訪者の個人情報の消去"),
        submit=_("消去する"),
        back=reverse("premises:visits"),
        note=_("氏名・会社・用件・機器の記載を消します。元に戻せません。"),
        danger=True,
    )
