"""Pages of applications: waiting, decided, one application with its decision."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sekisho.web.approvals import access, deciding, kinds
from sekisho.web.approvals.errors import AlreadyClosedError
from sekisho.web.approvals.forms import DecisionForm
from sekisho.web.approvals.models import Application, ApplicationQuerySet
from sekisho.web.organization.access import MemberRequest
from sekisho.web.ui.access import signed_in
from sekisho.web.ui.errors import Refused
from sekisho.web.ui.paging import page_of


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list."""

    application: Application
    kind: str | Promise
    days: int


@require_safe
@signed_in
def waiting(request: MemberRequest) -> HttpResponse:
    """Show what waits for my decision, and what I asked for that still waits."""
    theirs = access.to_decide(request.person, request.rights)
    page = page_of(request, theirs.with_people(), size=50)
    mine = Application.objects.waiting().filter(applicant=request.person).with_people()
    context = {"page": page, "to_decide": _lines(page), "mine": _lines(mine)}
    return render(request, "approvals/waiting.html", context)


@require_safe
@signed_in
def decided(request: MemberRequest) -> HttpResponse:
    """Show the decided and withdrawn applications the reader may see."""
    rows = access.visible_to(request.person, request.rights).closed().with_people()
    page = page_of(request, rows, size=50)
    return render(request, "approvals/decided.html", {"page": page, "lines": _lines(page)})


@require_safe
@signed_in
def detail(request: MemberRequest, pk: int) -> HttpResponse:
    """Show one application."""
    return _page(request, _visible(request, pk), DecisionForm())


@require_POST
@signed_in
def approve(request: MemberRequest, pk: int) -> HttpResponse:
    """Decide in favour."""
    return _decide(request, pk, deciding.approve, _("決裁しました。"))


@require_POST
@signed_in
def give_back(request: MemberRequest, pk: int) -> HttpResponse:
    """Send back to the applicant."""
    return _decide(request, pk, deciding.give_back, _("差し戻しました。"))


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


def _decide(
    request: MemberRequest, pk: int, action: Callable[..., Application], done: str
) -> HttpResponse:
    application = _visible(request, pk)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _page(request, application, form)
    try:
        action(application=application, by=request.person, at=timezone.now(), **form.cleaned_data)
    except AlreadyClosedError as refusal:  # the form is gone from the page: say it at the top
        return _page(request, _visible(request, pk), form, str(refusal))
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, _visible(request, pk), form, str(refusal))
    messages.success(request, done)
    return redirect("approvals:detail", pk)


def _visible(request: MemberRequest, pk: int) -> Application:
    rows: ApplicationQuerySet = access.visible_to(request.person, request.rights).with_people()
    return get_object_or_404(rows, pk=pk)


def _page(
    request: MemberRequest, application: Application, form: DecisionForm, refusal: str = ""
) -> HttpResponse:
    """Answer with the application's page; 422 when something was refused."""
    earlier = (
        access.visible_to(request.person, request.rights)
        .filter(kind=application.kind, subject=application.subject)
        .exclude(pk=application.pk)
    )
    context = {
        "application": application,
        "kind": kinds.label_of(application.kind),
        "days": application.days_waited(timezone.localdate()),
        "form": form,
        "refusal": refusal,
        "may_decide": access.may_decide(application, request.person, request.rights),
        "may_withdraw": access.may_withdraw(application, request.person),
        "earlier": earlier.with_people().order_by("-submitted_at", "-pk")[:20],
    }
    status = 422 if refusal or form.errors else 200
    return render(request, "approvals/application.html", context, status=status)


def _lines(rows: Iterable[Application]) -> list[Line]:
    today = timezone.localdate()
    return [Line(row, kinds.label_of(row.kind), row.days_waited(today)) for row in rows]
