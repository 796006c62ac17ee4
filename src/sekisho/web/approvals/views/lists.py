"""Lists of applications: what waits for me, what I asked for, what was decided."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from sekisho.web.approvals import access
from sekisho.web.approvals.models import Application, Seat, Step
from sekisho.web.approvals.seating import Rule, Sitter
from sekisho.web.approvals.standing_in import stead_of
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
        "in_stead": lines_of(_in_stead(sitter)),
        "afterwards": _afterwards(request),
        "mine": lines_of(mine),
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


def _in_stead(sitter: Sitter) -> list[Application]:
    """Return what waits for people who are away and this person may stand in for.

    Costs a few queries for each seat the person could stand in for, which are few.
    """
    at = timezone.now()
    found: dict[int, Application] = {}
    rows = Seat.objects.open().exclude(stand_ins=[]).select_related("application__applicant__unit")
    for seat in rows.order_by("application__submitted_at", "pk"):
        if not any(sitter.sits(Rule.read(each), seat.reading) for each in seat.stand_ins):
            continue
        behind = set(seat.application.behind.values_list("pk", flat=True))
        if stead_of(seat, sitter, behind, at):
            found[seat.application_id] = seat.application
    return list(found.values())


def _afterwards(request: MemberRequest) -> list[Step]:
    """Return what was decided in my stead and I have not looked at."""
    rows = Step.objects.filter(instead_of=request.person, seen_at=None)
    return list(rows.select_related("application", "person"))
