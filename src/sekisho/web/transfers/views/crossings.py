"""What crossed: the list, one crossing, the months."""

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from sekisho.web.evidence import queries as evidence
from sekisho.web.organization.access import MemberRequest
from sekisho.web.transfers import access, actions, originals, queries, words
from sekisho.web.transfers.charting import chart
from sekisho.web.transfers.forms import CrossingFilterForm
from sekisho.web.transfers.models import Crossing, Release
from sekisho.web.ui.access import requires, signed_in
from sekisho.web.ui.paging import page_of


@require_safe
@signed_in
def crossings(request: MemberRequest) -> HttpResponse:
    """Show what crossed, the newest first: one's own, or all by right."""
    form = CrossingFilterForm(request.GET)
    all_of_it = bool(request.rights & frozenset(access.LOOK))
    subjects = access.MANAGE in request.rights or not all_of_it
    visible = access.visible_to(request.person, request.rights)
    rows = queries.sought(visible, form.sought(), subjects=subjects)
    page = page_of(request, rows.with_people())
    context = {
        "form": form,
        "page": page,
        "lines": [_line(each, request) for each in page],
        "all_of_it": all_of_it,
        "waiting": visible.waiting().count() if all_of_it else 0,
        "sought": any(request.GET.get(name) for name in form.fields),
    }
    return render(request, "transfers/crossings.html", context)


def _line(row: Crossing, request: MemberRequest) -> dict[str, object]:
    return {
        "row": row,
        "sign": words.outcome(row),
        "state": words.STATES.get(row.state),
        "readable": access.may_read_subject(row, request.person, request.rights),
        "recipients": list(row.recipients.all()),
    }


@require_safe
@signed_in
def crossing(request: MemberRequest, pk: int) -> HttpResponse:
    """Show one crossing: for whom, what became of it, what was taken out."""
    visible = access.visible_to(request.person, request.rights).with_people()
    row = get_object_or_404(visible.select_related("batch"), pk=pk)
    recipients, at = list(row.recipients.all()), timezone.now()
    context = {
        "row": row,
        "sign": words.outcome(row),
        "state": words.STATES.get(row.state),
        "readable": access.may_read_subject(row, request.person, request.rights),
        "recipients": recipients,
        "why": words.why_waiting(row, (each.fate for each in recipients)),
        "way": words.way_of(row.report),
        "removals": words.removals(row.report),
        "changes": row.report.get("changes", ()),
        "flags": row.report.get("flags", ()),
        "inside": words.inside(row.report.get("children", ())),
        "may_open": row.way == Crossing.Way.MAIL
        and actions.wants_password(row)
        and any(each.person_id == request.person.pk for each in recipients),
        "may_close": access.MANAGE in request.rights and row.state == Crossing.State.HELD,
        "may_send": access.MANAGE in request.rights
        and row.state == Crossing.State.HELD
        and actions.may_be_sent(row),
        "original": originals.original(row.number, originals.undecided(at)),
        "releases": _releases(row, request, at),
        "sealed_at": row.batch.at,
        "history": (
            *evidence.history(f"crossing:{row.pk}", 20),
            *evidence.history(f"crossings:{row.batch_id}", 1),
        ),
        "may_read_evidence": "evidence.read" in request.rights,
    }
    return render(request, "transfers/crossing.html", context)


def _releases(row: Crossing, request: MemberRequest, at: datetime) -> list[dict[str, object]]:
    """Return the releases of an original: one's own, or all for who may read all."""
    rows = Release.objects.filter(crossing=row).select_related("asked_by", "decided_by")
    if not request.rights & frozenset(access.LOOK):
        rows = rows.filter(asked_by=request.person)
    return [
        {"row": each, "takeable": each.may_be_taken(at) and each.asked_by == request.person}
        for each in rows
    ]


@require_safe
@requires(*access.LOOK)
def months(request: MemberRequest) -> HttpResponse:
    """Show how many crossings there were month by month, as a table and a chart."""
    found = queries.months(at=timezone.now())
    context = {"months": tuple(reversed(found)), "chart": chart(found)}
    return render(request, "transfers/months.html", context)
