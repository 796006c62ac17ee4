"""One's own confirmation, and how far everybody is."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sekisho.web.organization.access import MemberRequest
from sekisho.web.policies import actions, queries
from sekisho.web.policies.access import asked_edition_or_404, own_pledge_or_404, people_asked
from sekisho.web.policies.models import Pledge
from sekisho.web.policies.papers import promise
from sekisho.web.policies.public import public_branches, public_clauses
from sekisho.web.ui.access import requires, signed_in
from sekisho.web.ui.errors import Refused
from sekisho.web.ui.paging import page_of


@require_safe
@signed_in
def mine(request: MemberRequest) -> HttpResponse:
    """Show my confirmations of all documents, open ones first."""
    rows = Pledge.objects.readable(request.rights).filter(person=request.person)
    rows = rows.select_related("edition__document").defer("edition__source", "edition__tree")
    context = {
        "open": [row for row in rows if row.confirmed_at is None],
        "done": [row for row in rows if row.confirmed_at is not None],
        "today": timezone.localdate(),
        "may_manage": "pledges.manage" in request.rights,
        "may_record": "pledges.record" in request.rights,
    }
    return render(request, "policies/pledges_mine.html", context)


@require_safe
@signed_in
def pledge(request: MemberRequest, pk: int) -> HttpResponse:
    """Show the document, or what changed in it, with the button to confirm."""
    row = own_pledge_or_404(request, pk)
    context = {
        "pledge": row,
        "changes": queries.changes_for(row),
        "branches": public_branches(public_clauses(row.edition)),
        "promise": promise(row.edition.document),
    }
    return render(request, "policies/pledge.html", context)


@require_POST
@signed_in
def confirm(request: MemberRequest, pk: int) -> HttpResponse:
    """Confirm one's own pledge."""
    row = own_pledge_or_404(request, pk)
    try:
        actions.confirm_pledge(pledge=row, by=request.person, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("pledges:pledge", pk)
    messages.success(request, _("遵守を確認しました。"))
    return redirect("pledges:mine")


@require_safe
@requires("pledges.manage")
def progress(request: MemberRequest) -> HttpResponse:
    """Show, for one document, the progress of each unit and who is still to confirm."""
    editions, today = list(queries.editions_asked()), timezone.localdate()
    edition = asked_edition_or_404(request, editions)
    units = queries.progress(edition, today) if edition else []
    page = page_of(request, queries.open_pledges(people_asked(today), edition), size=50)
    context = {
        "editions": editions,
        "edition": edition,
        "units": units,
        "asked": sum(each.asked for each in units),
        "confirmed": sum(each.confirmed for each in units),
        "overdue": sum(each.overdue for each in units),
        "page": page,
        "today": today,
    }
    return render(request, "policies/pledges_progress.html", context)
