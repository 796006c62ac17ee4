"""The status board: by clause, by threat, by zone, and what is due next."""

from collections import Counter
from datetime import timedelta
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from sekisho.web.assets.models import Zone
from sekisho.web.controls import access, queries
from sekisho.web.controls.status import Status
from sekisho.web.controls.tree import board_branches
from sekisho.web.controls.upcoming import coming
from sekisho.web.organization.access import MemberRequest
from sekisho.web.policies.agreement import unlike_the_ledger
from sekisho.web.policies.models import Edition
from sekisho.web.ui.access import requires, signed_in

_SOON = timedelta(days=30)
_SHOWN = [status for status in Status if status is not Status.NO_DEMAND]


@require_safe
@signed_in
def board(request: MemberRequest) -> HttpResponse:
    """The document in force, clause by clause. Whoever may not read it sees their own duties."""
    if access.READ not in request.rights:
        return render(request, "controls/welcome.html")
    editions = queries.editions_in_force(request.rights)
    edition = _chosen(editions, request.GET.get("edition", ""))
    if edition is None:
        return render(request, "controls/nothing.html")
    at = timezone.now()
    found = queries.board(edition, at, queries.states(at))
    wanted = request.GET.get("status", "")
    rows = [row for row in found.rows if not wanted or row.state.own == wanted]
    context = {
        "board": found,
        "choices": _named(editions),
        "branches": board_branches(rows, flat=bool(wanted)),
        "tiles": _tiles(found),
        "wanted": wanted,
        "altered": bool(unlike_the_ledger([edition])),
    }
    return render(request, "controls/board.html", context)


@require_safe
@requires(access.READ)
def board_json(request: MemberRequest) -> HttpResponse:
    """The board in the form of the command contract, for other programs."""
    edition = _chosen(queries.editions_in_force(request.rights), request.GET.get("edition", ""))
    if edition is None:
        raise Http404
    at = timezone.now()
    return JsonResponse(queries.board_as_json(queries.board(edition, at, queries.states(at))))


@require_safe
@requires(access.READ)
def threats(request: MemberRequest) -> HttpResponse:
    """Each named threat with the controls that answer it."""
    context = {"families": queries.threats(queries.states(timezone.now()))}
    return render(request, "controls/threats.html", context)


@require_safe
@requires(access.READ)
def zones(request: MemberRequest) -> HttpResponse:
    """Each zone with the controls that must hold in it."""
    labels = list(Zone.objects.values_list("key", "label"))
    groups = queries.zones(queries.states(timezone.now()), labels)
    return render(request, "controls/zones.html", {"groups": groups})


@require_safe
@requires(access.READ)
def due(request: MemberRequest) -> HttpResponse:
    """What comes due: by its day, and what must be attested next."""
    at = timezone.now()
    roles = request.standing.roles if request.standing else ()
    dues = queries.due_checks(at, _SOON, queries.states(at).values())
    context = {
        "comings": coming(request.rights, at, _SOON),
        "dues": [(each, access.may_attest(roles, each.control.control)) for each in dues],
    }
    return render(request, "controls/due.html", context)


def _tiles(found: queries.Board) -> list[tuple[Status, int, str]]:
    """Return each status with its count and the address that shows only those clauses."""
    here = f"{reverse('controls:board')}?edition={found.edition.pk}"
    counts = found.counts
    return [(s, counts[s], f"{here}&{urlencode({'status': s.value})}") for s in _SHOWN]


def _named(editions: list[Edition]) -> list[tuple[Edition, str]]:
    """Name each document by its kind; several of one kind by their titles."""
    kinds = Counter(each.document.kind for each in editions)
    return [
        (e, e.document.get_kind_display() if kinds[e.document.kind] == 1 else e.title)
        for e in editions
    ]


def _chosen(editions: list[Edition], wanted: str) -> Edition | None:
    """Return the edition asked for; without a wish the basic policy."""
    for edition in editions:
        if str(edition.pk) == wanted:
            return edition
    if wanted:
        raise Http404
    return editions[0] if editions else None
