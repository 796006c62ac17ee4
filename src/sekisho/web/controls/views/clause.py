"""One clause in force: its words, its status, and the controls it demands."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from sekisho.catalogue import load
from sekisho.web.controls import access, exceptions, queries
from sekisho.web.organization.access import MemberRequest
from sekisho.web.ui.access import requires


@require_safe
@requires(access.READ)
def clause(request: MemberRequest, edition: int, clause_id: str) -> HttpResponse:
    """Show the clause with the topics confirmed for it and each control's state."""
    at = timezone.now()
    found = [e for e in queries.editions_in_force(request.rights) if e.pk == edition]
    if not found:
        raise Http404
    board = queries.board(found[0], at, queries.states(at))
    row = next((each for each in board.rows if each.clause.clause_id == clause_id), None)
    if row is None:
        raise Http404
    topics = [load().topics[topic] for topic in row.topics if topic in load().topics]
    let_go = exceptions.in_force(at)
    lines = [(state, len(let_go.get(state.control.id, ()))) for state in row.state.controls]
    context = {"edition": found[0], "row": row, "lines": lines, "topics": topics, "at": at}
    return render(request, "controls/clause.html", context)
