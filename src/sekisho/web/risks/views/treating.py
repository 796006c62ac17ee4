"""One risk: how what is left of it was computed, and what is done about it."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sekisho.catalogue import load, load_risk_rules
from sekisho.web.controls import queries as controls
from sekisho.web.organization.access import MemberRequest
from sekisho.web.organization.views.form_page import form_page
from sekisho.web.risks import access, actions, queries
from sekisho.web.risks.forms import TreatmentForm
from sekisho.web.risks.models import Risk
from sekisho.web.risks.weighing import answering
from sekisho.web.ui.access import requires
from sekisho.web.ui.trying import attempt, given
from sekisho.web.ui.words import worded


@require_safe
@requires(access.LOOK, access.MANAGE)
def risk(request: MemberRequest, pk: int) -> HttpResponse:
    """Show a risk: judgement, the controls that lower it, treatments."""
    row, at = _risk(request, pk), timezone.now()
    states = controls.states(at)
    treatments = row.treatments.select_related("asked_by", "decided_by")
    rules = load_risk_rules()
    context = {
        "found": queries.assessed([row], states, timezone.localdate(at))[0],
        "likelihood": rules.likelihoods[row.likelihood],
        "impact": rules.impacts[row.impact],
        "lowers": rules.threats[row.threat].lowers,
        "answering": answering(states, row.threat, queries.zone_of(row)),
        "treatments": [(each, rules.treatments.get(each.way)) for each in treatments],
        "waits": any(each.waits for each in treatments),
        "rules": rules,
        "today": timezone.localdate(at),
        "may_manage": access.MANAGE in request.rights,
    }
    return render(request, "risks/risk.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(access.MANAGE)
def treat(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask for the decision on a treatment."""
    row = _risk(request, pk)
    others = _alike(request, row)
    until = timezone.localdate() + timedelta(days=load_risk_rules().accepted_days)
    form = TreatmentForm(given(request), others=others, initial={"until": until})

    def asked() -> None:
        given_ = form.cleaned_data
        together = [row, *(each for each in others if each.pk in form.chosen())]
        actions.ask_treatment(
            risks=together, way=given_["way"], plan=given_["plan"], until=given_["until"],
            by=request.person, at=timezone.now(),
        )  # fmt: skip

    if attempt(form, asked):
        messages.success(request, _("対応の決裁を申請しました。"))
        return redirect("risks:risk", pk)
    threat = load().threats[row.threat]
    return form_page(
        request,
        form,
        heading=_("リスクへの対応を決める: %(threat)s（%(asset)s）")
        % {"threat": worded(threat.title), "asset": row.asset.name},
        submit=_("決裁を申請する"),
        back=reverse("risks:risk", args=[pk]),
        note=_(
            "対応は、起案した人とは別の人が決裁します。低減は、決裁されると是正措置になります。"
        ),
    )


def _alike(request: MemberRequest, risk: Risk) -> list[Risk]:
    """Return the other risks of the same threat and zone for which nothing is decided or asked."""
    rows = access.visible_to(request.rights).filter(threat=risk.threat).exclude(pk=risk.pk)
    found = queries.weighed_now(
        rows.filter(asset__zone=risk.asset.zone).with_assets(), timezone.now()
    )
    return [each.risk for each in found if each.is_bare]


def _risk(request: MemberRequest, pk: int) -> Risk:
    return get_object_or_404(access.visible_to(request.rights).with_assets(), pk=pk)
