"""One application: its boxes, its history, and what the reader may do about it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sekisho.web.approvals import access, actions, deciding, kinds, permit_kinds, subjects
from sekisho.web.approvals.errors import AlreadyClosedError
from sekisho.web.approvals.forms import DecisionForm
from sekisho.web.approvals.labels import Answer, answers_of
from sekisho.web.approvals.models import Application, ApplicationQuerySet, PermitRequest, Seat, Step
from sekisho.web.approvals.numbering import number_text
from sekisho.web.approvals.papers import decision_sheet
from sekisho.web.approvals.queries import boxes_of, history_of, vacant
from sekisho.web.approvals.seating import Rule, Sitter
from sekisho.web.approvals.standing_in import Stead, in_stead, steads_of
from sekisho.web.approvals.views.lines import sitter_in
from sekisho.web.organization.access import MemberRequest
from sekisho.web.ui.access import signed_in
from sekisho.web.ui.errors import Refused
from sekisho.web.ui.papers.answer import paper_answer


@require_safe
@signed_in
def detail(request: MemberRequest, pk: int) -> HttpResponse:
    """Show one application."""
    return _page(request, _visible(request, pk), DecisionForm())


@require_POST
@signed_in
def approve(request: MemberRequest, pk: int) -> HttpResponse:
    """Agree, or decide in favour."""
    return _decide(request, pk, deciding.approve)


@require_POST
@signed_in
def give_back(request: MemberRequest, pk: int) -> HttpResponse:
    """Send back to the applicant."""
    return _decide(request, pk, deciding.give_back)


@require_POST
@signed_in
def withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    """Take one's own application back."""
    application = _visible(request, pk)
    try:
        deciding.withdraw(application=application, by=request.person, at=timezone.now())
    except Refused as refusal:
        return _page(request, _visible(request, pk), DecisionForm(), str(refusal))
    messages.success(request, _("取り下げました。"))
    return redirect("approvals:detail", pk)


@require_POST
@signed_in
def seen(request: MemberRequest, pk: int, step: int) -> HttpResponse:
    """Note that I looked at what was decided in my stead (後閲)."""
    application = _visible(request, pk)
    row = get_object_or_404(Step, pk=step, application=application)
    try:
        actions.see_afterwards(step=row, by=request.person, at=timezone.now())
    except Refused as refusal:
        return _page(request, application, DecisionForm(), str(refusal))
    messages.success(request, _("後閲を記録しました。"))
    return redirect("approvals:detail", pk)


@require_safe
@signed_in
def sheet(request: MemberRequest, pk: int, form: str = "pdf") -> HttpResponse:
    """Hand out the application as a 起案用紙 with its decision boxes."""
    application = _visible(request, pk)
    paper = decision_sheet(application, _answers(application), _about(application))
    return paper_answer(request, paper, f"application-{pk}", form)


def _decide(request: MemberRequest, pk: int, action: Callable[..., Application]) -> HttpResponse:
    application = _visible(request, pk)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _page(request, application, form)
    standing_in = request.POST.get("standing_in") == "1"
    try:
        row = action(
            application=application,
            by=request.person,
            at=timezone.now(),
            standing_in=standing_in,
            **form.cleaned_data,
        )
    except AlreadyClosedError as refusal:  # the form is gone from the page: say it at the top
        return _page(request, _visible(request, pk), form, str(refusal))
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, _visible(request, pk), form, str(refusal))
    messages.success(request, _done(row))
    return redirect("approvals:detail", pk)


def _done(row: Application) -> str:
    if row.is_returned:
        return _("差し戻しました。")
    if row.is_waiting:
        return _("同意を記録し、次の人に回しました。")
    return _("決裁しました。")


def _visible(request: MemberRequest, pk: int) -> Application:
    sitter = sitter_in(request)
    rows: ApplicationQuerySet = access.visible_to(request.person, sitter).with_people()
    found = rows.filter(pk=pk).first()
    if found is None and in_stead(sitter, timezone.now(), application=pk):
        found = Application.objects.with_people().get(pk=pk)
    if found is None:
        raise Http404
    return found


def _page(
    request: MemberRequest, application: Application, form: DecisionForm, refusal: str = ""
) -> HttpResponse:
    """Answer with the application's page; 422 when something was refused."""
    sitter, at = sitter_in(request), timezone.now()
    behind = set(application.behind.values_list("pk", flat=True))
    boxes = boxes_of(application)
    open_seats = [box.seat for box in boxes if box.open]
    mine = [] if request.person.pk in behind else _own(open_seats, sitter)
    context = {
        "application": application,
        "kind": kinds.label_of(application.kind),
        "number": number_text(application),
        "days": application.days_waited(timezone.localdate(at)),
        "answers": _answers(application),
        "about": _about(application),
        "request_row": _request_of(application),
        "permit": getattr(application, "permit", None),
        "boxes": boxes,
        "history": history_of(application),
        "earlier": _earlier(request, sitter, application),
        "form": form,
        "refusal": refusal,
        "may_act": bool(mine),
        "act": mine[0].act if mine else "",
        "stead": None if mine else _stead(open_seats, sitter),
        "nobody": vacant(open_seats, behind, at),
        "may_withdraw": access.may_withdraw(application, request.person),
        "own": request.person.pk in {application.applicant_id, application.prepared_by_id},
        "again": application.is_returned and _request_of(application) is not None,
        "person": request.person,
    }
    status = 422 if refusal or form.errors else 200
    return render(request, "approvals/application.html", context, status=status)


def _own(seats: list[Seat], sitter: Sitter) -> list[Seat]:
    return [seat for seat in seats if sitter.sits(Rule.of(seat), seat.reading)]


def _stead(seats: list[Seat], sitter: Sitter) -> Stead | None:
    return next(iter(steads_of(seats, sitter, timezone.now())), None)


def _earlier(
    request: MemberRequest, sitter: Sitter, application: Application
) -> ApplicationQuerySet:
    """Return other applications about the same that the reader may see."""
    rows = access.visible_to(request.person, sitter).filter(
        kind=application.kind, subject=application.subject
    )
    others = rows.exclude(pk=application.pk).with_people()
    return others.order_by("-submitted_at", "-pk")[:20]


def _request_of(application: Application) -> PermitRequest | None:
    return getattr(application, "permit_request", None)


def _answers(application: Application) -> list[Answer]:
    asked = _request_of(application)
    return answers_of(permit_kinds.known(asked.kind), asked.answers) if asked else []


def _about(application: Application) -> str:
    """Return what a permit is asked for, in words."""
    asked = _request_of(application)
    if asked is None:
        return ""
    names = [*subjects.labels_of(asked.subjects).values(), asked.subject_words]
    return _("、").join(name for name in names if name)
