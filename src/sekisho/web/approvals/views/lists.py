"""Lists of applications: what waits for me, what I asked for, what was decided."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from sekisho.web.approvals import access
from sekisho.web.approvals.models import Application, Step
from sekisho.web.approvals.standing_in import in_stead
from sekisho.web.approvals.views.lines import lines_of, sitter_in
from sekisho.web.organization.access import MemberRequest
from sekisho.web.ui.access import signed_in
from sekisho.web.ui.paging import page_of


@require_safe
@signed_in
def waiting(request: MemberRequest) -> HttpResponse:
    """Show what waits for me, what I could decide in another's stead, and what I asked for."""
    sitter = sitter_in(request)
    theirs = access.to_decide(request.person, sitter)
    page = page_of(request, theirs.with_people(), size=50)
    mine = Application.objects.waiting().filter(applicant=request.person).with_people()
    context = {
        "page": page,
        "to_decide": lines_of(page),
        "in_stead": lines_of(in_stead(sitter, timezone.now())),
        "afterwards": _afterwards(request),
        "mine": lines_of(mine),
        "sees_routes": not request.rights.isdisjoint(access.SEE_ROUTES),
    }
    return render(request, "approvals/waiting.html", context)


@require_safe
@signed_in
def mine(request: MemberRequest) -> HttpResponse:
    """Show everything I asked for or entered for others, the newest first."""
    rows = Application.objects.asked_by(request.person).with_people()
    page = page_of(request, rows.order_by("-submitted_at", "-pk"), size=50)
    return render(request, "approvals/mine.html", {"page": page, "lines": lines_of(page)})


@require_safe
@signed_in
def decided(request: MemberRequest) -> HttpResponse:
    """Show the decided and withdrawn applications the reader may see."""
    rows = access.visible_to(request.person, sitter_in(request)).closed().with_people()
    page = page_of(request, rows, size=50)
    return render(request, "approvals/decided.html", {"page": page, "lines": lines_of(page)})


def _afterwards(request: MemberRequest) -> list[Step]:
    """Return what was decided in my stead and I have not looked at."""
    rows = Step.objects.filter(instead_of=request.person, seen_at=None)
    return list(rows.select_related("application", "person"))
