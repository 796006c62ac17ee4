"""Running drills: the list with its comparison, planning one, its figures, cancelling it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sekisho.catalogue import DrillLetter, load_drill_letters
from sekisho.web.maildrills import actions, queries
from sekisho.web.maildrills.access import MANAGE
from sekisho.web.maildrills.charting import chart
from sekisho.web.maildrills.forms import DrillForm
from sekisho.web.maildrills.models import Drill
from sekisho.web.maildrills.words import HARDNESS, STATES
from sekisho.web.organization.access import MemberRequest
from sekisho.web.organization.models import Unit
from sekisho.web.organization.views.form_page import form_page, given
from sekisho.web.ui.access import requires
from sekisho.web.ui.dates import wareki_only
from sekisho.web.ui.errors import Refused
from sekisho.web.ui.paging import page_of
from sekisho.web.ui.trying import attempt


@require_safe
@requires(MANAGE)
def drills(request: MemberRequest) -> HttpResponse:
    """Show drills, the newest first, and how the last ones compare."""
    page = page_of(request, Drill.objects.all())
    newest = queries.newest_closed(timezone.localdate())
    lines = [(each, STATES[each.state], _hardness(each), _shares(each)) for each in page]
    context = {"page": page, "lines": lines, "chart": _chart(newest) if newest else None}
    return render(request, "maildrills/drills.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def drill_add(request: MemberRequest) -> HttpResponse:
    """Plan a drill."""
    form = DrillForm(given(request))
    if attempt(form, lambda: actions.plan(by=request.person, at=timezone.now(), **form.values())):
        messages.success(request, _("訓練を予定しました。送る日に自動で始まります。"))
        return redirect("maildrills:list")
    back = reverse("maildrills:list")
    note = _("対象の人には知らせません。誰が開いたか、誰が報告したかは、担当者にも分かりません。")
    return form_page(
        request, form, heading=_("標的型メール訓練を計画する"), submit=_("予定する"), back=back,
        note=note,
    )  # fmt: skip


@require_safe
@requires(MANAGE)
def drill(request: MemberRequest, pk: int) -> HttpResponse:
    """Show a drill: its letter; its figures once it has closed."""
    row = get_object_or_404(Drill.objects.select_related("planned_by"), pk=pk)
    closed = row.state == "closed"
    context = {
        "row": row,
        "state": STATES[row.state],
        "letter": row.wording,
        "hardness": _hardness(row),
        "body": _body(row.wording) if row.wording else "",
        "audience": _audience(row),
        "waiting": row.waiting.count(),
        "units": queries.lines_of(row) if closed else (),
        "shares": _shares(row),
        "chart": _chart(row) if closed else None,
    }
    return render(request, "maildrills/drill.html", context)


@require_POST
@requires(MANAGE)
def drill_cancel(request: MemberRequest, pk: int) -> HttpResponse:
    """Cancel a drill that has not begun."""
    row = get_object_or_404(Drill, pk=pk)
    try:
        actions.cancel(drill=row, by=request.person, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("訓練を取りやめました。"))
    return redirect("maildrills:drill", pk)


@require_safe
@requires(MANAGE)
def letters(request: MemberRequest) -> HttpResponse:
    """Show the letters there are, to choose from."""
    known = load_drill_letters().values()
    found = [(each, HARDNESS[each.hardness], _body(each)) for each in known]
    return render(request, "maildrills/letters.html", {"letters": found})


def _chart(row: Drill) -> object:
    drills = [(wareki_only(each.send_on), each.figures) for each in queries.earlier(row)]
    return chart(drills)


def _shares(row: Drill) -> tuple[int, int] | None:
    """Return what percentage opened and reported, once the drill has closed."""
    found = row.figures
    if row.state != "closed" or not found.sent:
        return None
    return queries.share(found.opened, found.sent), queries.share(found.reported, found.sent)


def _body(letter: DrillLetter) -> str:
    """Return the words of a letter, with what stands where each person has a link of their own."""
    return letter.written(_("［受け取る人ごとに異なるリンク］"))


def _hardness(row: Drill) -> object:
    return HARDNESS[row.wording.hardness] if row.wording else ""


def _audience(row: Drill) -> list[str]:
    if row.everyone:
        return [_("適用対象者の全員")]
    return list(Unit.objects.filter(pk__in=row.units).values_list("name", flat=True))
