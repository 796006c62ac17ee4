"""Asking for a permit: choose what for, answer its questions, send."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sekisho.catalogue import PermitKind
from sekisho.web.approvals import access, actions, kinds, permit_kinds, routes
from sekisho.web.approvals.forms import PREFIX, PermitForm
from sekisho.web.approvals.labels import act_of
from sekisho.web.approvals.models import Application, Permit, PermitRequest
from sekisho.web.approvals.views.lines import sitter_in
from sekisho.web.organization.access import MemberRequest
from sekisho.web.ui.access import signed_in
from sekisho.web.ui.errors import Refused


@require_safe
@signed_in
def choose(request: MemberRequest) -> HttpResponse:
    """Show the kinds of permits, each with what it is for."""
    return render(request, "approvals/choose.html", {"kinds": permit_kinds.all_kinds().values()})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def apply(request: MemberRequest, kind: str) -> HttpResponse:
    """Ask for a permit of one kind; `?again=` mends a returned one, `?extends=` follows one."""
    found = permit_kinds.known(kind)
    if found is None:
        raise Http404
    revises, extends = _revised(request, found), _extended(request, found)
    form = PermitForm(
        request.POST if request.method == "POST" else None,
        kind=found,
        person=request.person,
        rights=request.rights,
        today=timezone.localdate(),
        initial=_initial(revises, extends),
    )
    if form.is_bound and form.is_valid():
        try:
            application = actions.ask_permit(
                wanted=form.wanted(revises, extends),
                applicant=form.cleaned_data["applicant"],
                by=request.person,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("申請しました。決裁されるとお知らせします。"))
            return redirect("approvals:detail", application.pk)
    context = {"kind": found, "form": form, "revises": revises, "extends": extends}
    context |= {"route": _route(found), "depends": _depends(found)}
    return render(request, "approvals/apply.html", context, status=422 if form.errors else 200)


def _route(kind: PermitKind) -> list[str]:
    """Return the acts of the route in words, for the applicant to know what follows."""
    route = routes.route_of(kinds.find(kind.id))
    acts = dict.fromkeys(stage.act for stage in route.stages)
    return [str(act_of(act)) for act in ("review", "consult", "decide") if act in acts]


def _depends(kind: PermitKind) -> bool:
    """Whether some stages count for some answers only."""
    return any(stage.when for stage in routes.route_of(kinds.find(kind.id)).stages)


def _revised(request: MemberRequest, kind: PermitKind) -> Application | None:
    """Return the returned application to mend; 404 for one that is not the reader's."""
    number = request.GET.get("again", "")
    if not number:
        return None
    rows = Application.objects.asked_by(request.person).filter(kind=kind.id, state="returned")
    return get_object_or_404(rows, pk=int(number) if number.isdecimal() else 0)


def _extended(request: MemberRequest, kind: PermitKind) -> Permit | None:
    """Return the permit to be followed by a new one; 404 for one the reader may not see."""
    number = request.GET.get("extends", "")
    if not number:
        return None
    rows = access.permits_of(request.person, sitter_in(request)).filter(kind=kind.id)
    return get_object_or_404(rows, pk=int(number) if number.isdecimal() else 0)


def _initial(revises: Application | None, extends: Permit | None) -> dict[str, object]:
    """Return what the form begins with: the answers given before, without the days."""
    source = revises or (extends.application if extends else None)
    asked = PermitRequest.objects.filter(application=source).first() if source else None
    if asked is None:
        return {}
    found: dict[str, object] = {f"{PREFIX}{name}": value for name, value in asked.answers.items()}
    found["about"] = asked.subjects or asked.subject_words
    found |= {"carried": asked.subjects, "about_words": asked.subject_words}
    if source is not None:
        found["applicant"] = source.applicant_id
    if revises is not None and asked.starts >= timezone.localdate():
        found |= {"starts": asked.starts, "ends": asked.ends}
    return found
