"""The routes in force, kind by kind, and asking for another."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sekisho.catalogue import Route, Stage
from sekisho.web.approvals import access, actions, kinds, routes
from sekisho.web.approvals.forms import (
    MAX_STAGES,
    NEED_WORDS,
    ReasonForm,
    StageForm,
    post_choices,
    seat_choices,
)
from sekisho.web.approvals.labels import act_of, condition_words, kind_label, when_words
from sekisho.web.approvals.models import BodyRoute
from sekisho.web.organization.access import MemberRequest
from sekisho.web.ui.access import requires
from sekisho.web.ui.errors import Refused

StageForms = forms.formset_factory(StageForm, extra=0, min_num=MAX_STAGES, max_num=MAX_STAGES)


@dataclass(frozen=True, slots=True)
class StageLine:
    """One stage in words."""

    act: str | Promise
    who: str
    when: str
    conditional: bool


@dataclass(frozen=True, slots=True)
class RouteLine:
    """One kind with its route in words; `own`: the body decided it for itself."""

    kind: str
    label: str
    stages: tuple[StageLine, ...]
    own: bool


@require_safe
@requires(*access.SEE_ROUTES)
def all_routes(request: MemberRequest) -> HttpResponse:
    """Show every kind with the route that counts."""
    decided = BodyRoute.objects.filter(decided_at__isnull=False)
    own = set(decided.values_list("kind", flat=True))
    lines = [_line(kind, kind in own) for kind in kinds.known_ids()]
    context = {"lines": lines, "may_change": access.CHANGE_ROUTES in request.rights}
    return render(request, "approvals/routes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*access.SEE_ROUTES)
def route(request: MemberRequest, kind: str) -> HttpResponse:
    """Show one route; who may assign roles asks here for another, and somebody else decides."""
    if kinds.known(kind) is None:
        raise Http404
    may_change = access.CHANGE_ROUTES in request.rights and kind != kinds.ROUTE
    posted = request.method == "POST"
    stages = StageForms(
        request.POST if posted else None,
        initial=_initial(kind),
        form_kwargs={"conditions": _conditions(kind), "posts": post_choices()},
    )
    reason = ReasonForm(request.POST if posted else None)
    refusal = ""
    if posted and may_change and stages.is_valid() and reason.is_valid():
        try:
            application = actions.propose_route(
                kind=kind,
                stages=[given for form in stages if (given := form.stage())],
                by=request.person,
                at=timezone.now(),
                **reason.cleaned_data,
            )
        except Refused as refused:
            refusal = str(refused)
        else:
            messages.success(request, _("経路の変更を起案しました。決裁されると効力を持ちます。"))
            return redirect("approvals:detail", application.pk)
    context = {
        "line": _line(kind, BodyRoute.objects.filter(kind=kind, decided_at__isnull=False).exists()),
        "stages": stages,
        "reason": reason,
        "refusal": refusal,
        "may_change": may_change,
    }
    return render(request, "approvals/route.html", context, status=422 if posted else 200)


def _line(kind: str, own: bool) -> RouteLine:  # noqa: FBT001  # a column of the line
    found = routes.route_of(kinds.find(kind))
    return RouteLine(
        kind, kind_label(kind), tuple(_stage(kind, each) for each in found.stages), own
    )


def _stage(kind: str, stage: Stage) -> StageLine:
    titles = dict(seat_choices())
    names = [str(titles.get(seat, _seat(seat))) for seat in stage.seats]
    who = _("、").join(names)
    if len(names) > 1:
        who = _("%(who)s（%(need)s）") % {"who": who, "need": NEED_WORDS[stage.need]}
    return StageLine(
        act_of(stage.act), who, when_words(kind, stage.when), conditional=stage.when is not None
    )


def _seat(seat: str) -> str:
    word, _colon, name = seat.partition(":")
    return name if word == "post" else _("決裁権限のある役割")


def _conditions(kind: str) -> list[tuple[str, str]]:
    """Return the conditions a stage of the kind can have: those of its routes, in words."""
    found = kinds.find(kind)
    stages = [*routes.route_of(found).stages, *routes.default_route(found).stages]
    known = {condition_words(stage.when): when_words(kind, stage.when) for stage in stages}
    return sorted(known.items())


def _initial(kind: str) -> list[dict[str, object]]:
    """Return the stages of the route in force, for the form."""
    found: Route = routes.route_of(kinds.find(kind))
    return [
        {
            "act": stage.act,
            "need": stage.need,
            "seats": list(stage.seats),
            "when": condition_words(stage.when),
        }
        for stage in found.stages[:MAX_STAGES]
    ]
