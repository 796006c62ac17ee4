"""The catalogue in force, one control, and what people do about it."""

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sekisho.catalogue import CheckSpec, Control, Role, load
from sekisho.verdicts import Verdict
from sekisho.web.approvals.access import READ_PERMITS
from sekisho.web.controls import access, actions, exceptions, queries
from sekisho.web.controls.faults import standing_fault
from sekisho.web.controls.forms import AttestationForm, SetAsideForm
from sekisho.web.controls.models import CheckRun, SetAside
from sekisho.web.controls.status import ControlState, check_status
from sekisho.web.evidence import queries as evidence
from sekisho.web.evidence.actions import File
from sekisho.web.organization.access import MemberRequest
from sekisho.web.ui.access import requires
from sekisho.web.ui.dates import fiscal_year_end
from sekisho.web.ui.errors import Refused


@require_safe
@requires(access.READ)
def catalogue(request: MemberRequest) -> HttpResponse:
    """All controls by chapter, each with its state."""
    known = queries.states(timezone.now())
    chapters = [
        (chapter, [known[c.id] for c in load().controls_of_chapter(chapter.id)])
        for chapter in load().chapters.values()
    ]
    return render(request, "controls/catalogue.html", {"chapters": chapters})


@require_safe
@requires(access.READ)
def control(request: MemberRequest, control_id: str) -> HttpResponse:
    """One control: what it asks, its checks with their evidence, its exemption."""
    found = _control(control_id)
    at = timezone.now()
    context = _control_context(found, at) | {
        "may_attest": access.may_attest(_roles(request), found),
        "may_run": access.ATTEST in request.rights,
        "may_adopt": access.ADOPT in request.rights,
        "may_read_evidence": access.EVIDENCE in request.rights,
        "may_read_permits": READ_PERMITS in request.rights,
        "set_aside_form": SetAsideForm(initial={"until": fiscal_year_end(timezone.localdate(at))}),
    }
    return render(request, "controls/control.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(access.ATTEST)
def attest(request: MemberRequest, control_id: str, check_id: str) -> HttpResponse:
    """Say, by name and for a limited time, whether an attested check holds.

    Only for those who answer for the control or coordinate the measures.
    """
    found, spec = _check(control_id, check_id)
    if not access.may_attest(_roles(request), found):
        raise PermissionDenied
    posted = request.method == "POST"  # an empty form posted is still a form posted
    form = AttestationForm(request.POST, request.FILES) if posted else AttestationForm()
    if posted and form.is_valid():
        try:
            _attest(request, spec, form)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("確認を記録しました。証跡として封印されています。"))
            return redirect("controls:control", control_id)
    fault = standing_fault(spec.id, timezone.now())
    closed = fault is not None and not fault.mendable_with(_roles(request), found)
    context = {"control": found, "spec": spec, "form": form, "closed": closed}
    context["role"] = load().roles[found.role]
    return render(request, "controls/attest.html", context, status=422 if form.errors else 200)


def _roles(request: MemberRequest) -> tuple[Role, ...]:
    return request.standing.roles if request.standing else ()


def _attest(request: MemberRequest, spec: CheckSpec, form: AttestationForm) -> None:
    file = form.cleaned_data["file"]
    files = (
        [File(file.name, file.content_type or "application/octet-stream", file.read())]
        if file
        else []
    )
    actions.attest(
        check_id=spec.id,
        verdict=Verdict(form.cleaned_data["verdict"]),
        statement=form.cleaned_data["statement"],
        files=files,
        by=request.person,
        at=timezone.now(),
    )


@require_POST
@requires(access.ATTEST)
def run(request: MemberRequest, control_id: str) -> HttpResponse:
    """Run the control's automatic checks now."""
    for spec in _control(control_id).checks:
        if (
            spec.mode == "automatic"
            and actions.run_check(check_id=spec.id, at=timezone.now()) is None
        ):
            messages.error(
                request, _("確認を実行できませんでした。前回の証跡は期限で無効になります。")
            )
    return redirect("controls:control", control_id)


@require_POST
@requires(access.ADOPT)
def set_aside(request: MemberRequest, control_id: str) -> HttpResponse:
    """Ask that the control not be applied for a time; somebody else decides."""
    form = SetAsideForm(request.POST)
    found = _control(control_id)
    if form.is_valid():
        try:
            actions.ask_set_aside(
                control=control_id, by=request.person, at=timezone.now(), **form.cleaned_data
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("適用除外を起案しました。決裁されるまで適用は続きます。"))
            return redirect("controls:control", control_id)
    context = _control_context(found, timezone.now()) | {"set_aside_form": form, "may_adopt": True}
    return render(request, "controls/control.html", context, status=422)


@require_POST
@requires(access.ADOPT)
def apply_again(request: MemberRequest, control_id: str) -> HttpResponse:
    """End the control's exemption before its day."""
    row = get_object_or_404(SetAside, control=control_id, ended_at=None, decided_at__isnull=False)
    actions.end_set_aside(row=row, by=request.person, at=timezone.now())
    messages.success(request, _("適用除外を終えました。"))
    return redirect("controls:control", control_id)


def _control(control_id: str) -> Control:
    found = load().controls.get(control_id)
    if found is None:
        raise Http404
    return found


def _check(control_id: str, check_id: str) -> tuple[Control, CheckSpec]:
    found = _control(control_id)
    spec = next((c for c in found.checks if c.id == check_id and c.mode == "attested"), None)
    if spec is None:
        raise Http404
    return found, spec


def _control_context(found: Control, at: datetime) -> dict[str, object]:
    catalogue_ = load()
    newest = evidence.newest(check.id for check in found.checks)
    known = [check.id for check in found.checks]
    runs = {row.check_id: row for row in CheckRun.objects.filter(check_id__in=known)}
    state: ControlState = queries.states(at)[found.id]
    return {
        "control": found,
        "state": state,
        "checks": [
            (spec, check_status(newest.get(spec.id), at), newest.get(spec.id), runs.get(spec.id))
            for spec in found.checks
        ],
        "topics": [catalogue_.topics[topic] for topic in found.topics],
        "threats": [catalogue_.threats[threat] for threat in found.threats],
        "zones": [catalogue_.zones[zone] for zone in found.zones],
        "role": catalogue_.roles[found.role],
        "standards": catalogue_.standards,
        "exemption": _exemption(found, at),
        "exceptions": exceptions.in_force(at).get(found.id, []),
    }


def _exemption(found: Control, at: datetime) -> SetAside | None:
    """Return the exemption that counts or waits for its decision; one that ran out is neither."""
    rows = SetAside.objects.filter(control=found.id, ended_at=None)
    return rows.filter(until_date__gte=timezone.localdate(at)).first()
