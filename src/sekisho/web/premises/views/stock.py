"""Stock-taking: the campaigns on the desk, the count on a phone, its differences."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sekisho.web.organization.access import MemberRequest
from sekisho.web.organization.views.form_page import attempt, form_page, given
from sekisho.web.premises import actions
from sekisho.web.premises.access import LOOK, MANAGE, READ_MYNUMBER, RECORD
from sekisho.web.premises.actions.stocktaking import DIFFERENCES
from sekisho.web.premises.forms.stock import SeeForm, SettlementForm, TakingForm
from sekisho.web.premises.models import StockLine, StockTaking
from sekisho.web.ui.access import requires
from sekisho.web.ui.dates import fiscal_year_end
from sekisho.web.ui.errors import Refused
from sekisho.web.ui.paging import page_of

State = StockLine.State


@require_safe
@requires(LOOK, MANAGE, RECORD)
def takings(request: MemberRequest) -> HttpResponse:
    """Show the campaigns, open ones first."""
    seen = Count("lines", filter=~Q(lines__state=State.OPEN))
    different = Count("lines", filter=Q(lines__state__in=DIFFERENCES))
    rows = StockTaking.objects.annotate(total=Count("lines"), seen=seen, different=different)
    context = {
        "page": page_of(request, rows.order_by("-opened_at", "-pk"), size=20),
        "today": timezone.localdate(),
        "may_manage": MANAGE in request.rights,
        "may_record": RECORD in request.rights,
    }
    return render(request, "premises/takings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def taking_open(request: MemberRequest) -> HttpResponse:
    """Begin a count."""
    initial = {"due_on": fiscal_year_end(timezone.localdate())}
    form = TakingForm(given(request), initial=initial)
    if row := attempt(request, form, actions.open_stocktaking):
        messages.success(request, _("棚卸を始めました。携帯端末で番号を読み取ってください。"))
        return redirect("premises:taking", row.pk)
    back = reverse("premises:takings")
    return form_page(request, form, heading=_("棚卸を始める"), submit=_("始める"), back=back)


@require_safe
@requires(MANAGE, RECORD, "evidence.read")
def taking(request: MemberRequest, pk: int) -> HttpResponse:
    """Show one count: its lines, `?state=` narrows; hidden ones only to who may know of them."""
    row = get_object_or_404(StockTaking.objects.select_related("closed_by"), pk=pk)
    rows = visible(row.lines.select_related("unit", "seen_by", "settled_by"), request.rights)
    counted = dict.fromkeys(State.values, 0)
    for state in rows.order_by().values_list("state", flat=True):
        counted[state] += 1
    state = request.GET.get("state", "")
    if state in State.values:
        rows = rows.filter(state=state)
    context = {
        "row": row,
        "units": row.units.all(),
        "page": page_of(request, rows, size=100),
        "state": state,
        "states": [(each.value, each.label, counted[each.value]) for each in State],
        "differences": {each.value for each in DIFFERENCES},
        "hidden": row.lines.count() - sum(counted.values()),
        "may_manage": MANAGE in request.rights,
        "may_record": RECORD in request.rights and row.closed_at is None,
    }
    return render(request, "premises/taking.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(RECORD)
def count(request: MemberRequest, pk: int) -> HttpResponse:
    """Take one number after another on a phone, by its camera or typed."""
    row = get_object_or_404(StockTaking.objects.open(), pk=pk)
    form = SeeForm(given(request))
    line, place = None, ""
    if form.is_valid():
        place = form.cleaned_data["place"]
        line = _see(request, form, row)
        if line:
            form = SeeForm(initial={"place": place})
    total = row.lines.exclude(state=State.UNKNOWN).count()
    context = {
        "row": row,
        "form": form,
        "line": line,
        "may_read": line is None or not line.hidden or READ_MYNUMBER in request.rights,
        "done": row.lines.exclude(state__in=[State.OPEN, State.UNKNOWN]).count(),
        "total": total,
        "places": _places(row, request.rights),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "premises/count.html", context, status=status)


def _places(row: StockTaking, rights: frozenset[str]) -> list[str]:
    """Return where the things of a count are registered, for choosing instead of typing."""
    known = visible(row.lines.exclude(place=""), rights)
    return sorted(set(known.order_by().values_list("place", flat=True)))


def _see(request: MemberRequest, form: SeeForm, row: StockTaking) -> StockLine | None:
    try:
        return actions.see(taking=row, by=request.person, at=timezone.now(), **form.cleaned_data)
    except Refused as refusal:
        form.add_error("scanned", str(refusal))
        return None


@require_POST
@requires(MANAGE)
def taking_close(request: MemberRequest, pk: int) -> HttpResponse:
    """End a count."""
    row = get_object_or_404(StockTaking, pk=pk)
    try:
        actions.close_stocktaking(taking=row, by=request.person, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, _("棚卸を終え、結果を封印しました。差異の始末を記録してください。")
        )
    return redirect("premises:taking", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def settle(request: MemberRequest, pk: int) -> HttpResponse:
    """Write down what became of a difference."""
    lines = visible(StockLine.objects.all(), request.rights)
    row = get_object_or_404(lines.select_related("taking"), pk=pk)
    form = SettlementForm(given(request), initial={"settlement": row.settlement})
    if attempt(request, form, partial(actions.settle_difference, line=row)):
        messages.success(request, _("差異の始末を記録しました。"))
        return redirect("premises:taking", row.taking_id)
    return form_page(
        request,
        form,
        heading=_("差異の始末（%(number)s）") % {"number": row.number},
        submit=_("記録する"),
        back=reverse("premises:taking", args=[row.taking_id]),
        note=f"{row.name or _('登録にないもの')}：{row.get_state_display()}",
    )


def visible(rows: QuerySet[StockLine, Any], rights: frozenset[str]) -> QuerySet[StockLine, Any]:
    """Return the lines the reader may know of."""
    return rows if READ_MYNUMBER in rights else rows.filter(hidden=False)
