"""The plan of the fiscal year."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from sekisho.web.organization.access import MemberRequest
from sekisho.web.ui.access import signed_in
from sekisho.web.yearplan import queries
from sekisho.web.yearplan.duties import State
from sekisho.web.yearplan.models import Feed


@require_safe
@signed_in
def plan(request: MemberRequest) -> HttpResponse:
    """Show every duty of the year by month; one's own first, all for who may read the status."""
    now = timezone.now()
    today = timezone.localdate(now)
    year = queries.year_of(request.GET.get("year", ""), today)
    may_all = queries.READ_ALL in request.rights
    mine = not may_all or request.GET.get("whose") == "mine"
    reader = queries.Reader(request.person.pk, request.rights)
    months = queries.year_plan(year, reader, now, mine=mine)
    planned = [each for month in months for each in month.planned]
    context = {
        "months": months,
        "year": year,
        "first": months[0].first,
        "before": year - 1,
        "after": year + 1,
        "mine": mine,
        "may_all": may_all,
        "counts": {state.value: sum(each.state == state for each in planned) for state in State},
        "feed": Feed.objects.filter(person=request.person, withdrawn_at=None).first(),
        "today": today,
    }
    return render(request, "yearplan/plan.html", context)
