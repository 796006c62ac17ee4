"""Pages of one's own notices."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sekisho.web.notices import actions
from sekisho.web.notices.forms import WishForm
from sekisho.web.notices.models import Notice, Wish
from sekisho.web.organization.access import MemberRequest
from sekisho.web.ui.access import signed_in
from sekisho.web.ui.errors import Refused
from sekisho.web.ui.paging import page_of
from sekisho.web.ui.trying import given


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list."""

    notice: Notice
    overdue: bool


@require_safe
@signed_in
def mine(request: MemberRequest) -> HttpResponse:
    """Show what I am told and have not done."""
    page = page_of(request, Notice.objects.open().filter(person=request.person), size=50)
    today = timezone.localdate()
    lines = [Line(notice, notice.is_overdue(today)) for notice in page]
    return render(request, "notices/mine.html", {"page": page, "lines": lines})


@require_safe
@signed_in
def closed(request: MemberRequest) -> HttpResponse:
    """Show what I was told and have done."""
    page = page_of(request, Notice.objects.closed().filter(person=request.person), size=50)
    return render(request, "notices/closed.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def settings(request: MemberRequest) -> HttpResponse:
    """Show and change how I am mailed."""
    known = Wish.objects.filter(person=request.person).first()
    initial = {"way": "daily" if known and known.daily else "at-once"}
    form = WishForm(given(request), initial=initial | {"quiet": bool(known and known.quiet)})
    if form.is_bound and form.is_valid():
        actions.wish(
            daily=form.cleaned_data["way"] == "daily",
            quiet=form.cleaned_data["quiet"],
            by=request.person,
            at=timezone.now(),
        )
        messages.success(request, _("メールの受取り方を変えました。"))
        return redirect("notices:settings")
    context = {"form": form, "address": request.person.email}
    status = 422 if form.is_bound else 200
    return render(request, "notices/settings.html", context, status=status)


@require_POST
@signed_in
def finish(request: MemberRequest, pk: int) -> HttpResponse:
    """Note that a notice without a page of its own is done."""
    notice = get_object_or_404(Notice, pk=pk, person=request.person)
    try:
        actions.finish(notice=notice, by=request.person, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("済みにしました。"))
    return redirect("notices:mine")
