"""Assets and how far their risks are judged; judging them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sekisho.catalogue import load, load_risk_rules
from sekisho.web.assets import access as assets_access
from sekisho.web.assets.grading import chosen
from sekisho.web.assets.models import Asset, AssetQuerySet
from sekisho.web.controls import queries as controls
from sekisho.web.organization.access import MemberRequest
from sekisho.web.risks import access, actions, queries
from sekisho.web.risks.forms import JudgementForm
from sekisho.web.risks.models import Risk
from sekisho.web.risks.proposing import proposals
from sekisho.web.risks.registered import RISKS
from sekisho.web.ui.access import requires
from sekisho.web.ui.paging import PARAMETER
from sekisho.web.ui.trying import attempt, given

SIZE = 50


@require_safe
@requires(access.LOOK, access.MANAGE)
def assets(request: MemberRequest) -> HttpResponse:
    """Show the assets of the scope: those that must be judged first, and what is missing."""
    today = timezone.localdate()
    found = queries.standings(_known(request).select_related("zone", "unit"))
    must = [each for each in found if each.must]
    left = [each for each in must if not each.is_current(today)]
    shown = request.GET.get("show", "left" if left else "must")
    rows = {"left": left, "must": must, "all": found}.get(shown, found)
    lines = [(each, each.is_current(today)) for each in rows]
    context = {
        "page": Paginator(lines, SIZE).get_page(request.GET.get(PARAMETER)),
        "shown": shown,
        "counts": {"left": len(left), "must": len(must), "all": len(found)},
        "rules": load_risk_rules(),
        "may_manage": access.MANAGE in request.rights,
        "register": RISKS,
    }
    return render(request, "risks/assets.html", context)


@require_safe
@requires(access.LOOK, access.MANAGE)
def asset(request: MemberRequest, pk: int) -> HttpResponse:
    """Show the risks of one asset as they are left."""
    row, at = _asset(request, pk), timezone.now()
    risks = access.visible_to(request.rights).filter(asset=row).with_assets()
    context = {
        "asset": row,
        "found": queries.assessed(risks, controls.states(at), timezone.localdate(at)),
        "standing": queries.standings([row])[0],
        "rules": load_risk_rules(),
        "may_manage": access.MANAGE in request.rights,
    }
    return render(request, "risks/asset.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(access.MANAGE)
def judge(request: MemberRequest, pk: int) -> HttpResponse:
    """Judge every threat to an asset, and give others like it the same judgement."""
    row = _asset(request, pk)
    alike = queries.alike(row, _known(request).exclude(pk=pk))
    form = JudgementForm(
        given(request),
        proposed=proposals(row, chosen()),
        judged={each.threat: each for each in Risk.objects.filter(asset=row)},
        alike=alike,
    )

    def judged() -> None:
        together = [row, *(each for each in alike if each.pk in form.others())]
        actions.judge(
            assets=together, judgements=form.judgements(), by=request.person, at=timezone.now()
        )

    if attempt(form, judged):
        messages.success(request, _("リスクの評価を記録しました。"))
        return redirect("risks:asset", pk)
    context = {"asset": row, "form": form, "rules": load_risk_rules(), "families": load().families}
    return render(request, "risks/judge.html", context, status=422 if form.is_bound else 200)


def _known(request: MemberRequest) -> AssetQuerySet:
    return assets_access.visible_to(request.rights).filter(covered=True)


def _asset(request: MemberRequest, pk: int) -> Asset:
    return get_object_or_404(_known(request).select_related("zone", "unit"), pk=pk)
