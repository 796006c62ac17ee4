"""The pages of this room."""

from datetime import UTC, datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sekisho.web.browsing import access, hosts, terms
from sekisho.web.browsing.errors import BrowsingRefusedError
from sekisho.web.browsing.models import Happening
from sekisho.web.organization.access import MemberRequest
from sekisho.web.organization.models import Person
from sekisho.web.ui.access import requires, signed_in
from sekisho.web.ui.clients import address_of
from sekisho.web.ui.paging import page_of


@require_safe
@signed_in
def mine(request: MemberRequest) -> HttpResponse:
    """What one may open, what one has open, and what one had."""
    at = timezone.now()
    found, zone = hosts.standings(at), terms.zone_at(address_of(request))
    guarded = zone == terms.GUARDED
    running = None if guarded else hosts.running_of(request.person, found)
    lines = [
        {"grant": each, "running": hosts.running_of(request.person, found, each.key)}
        for each in terms.grants_of(request.person, at)
    ]
    context = {
        "there": bool(found),
        "able": any(not each.away and each.free > 0 for each in found),
        "guarded": guarded,
        "running": running,
        "opened_at": _moment(running.opened) if running else None,
        "lines": lines,
        "page": page_of(request, Happening.objects.of(request.person).opened()),
    }
    return render(request, "browsing/mine.html", context)


@require_POST
@signed_in
def screen(request: MemberRequest) -> HttpResponse:
    """The session itself: its ticket is good once, so this page is an answer and no address."""
    at, address = timezone.now(), address_of(request)
    try:
        held = terms.grants_of(request.person, at)
        on = terms.terms(terms.zone_at(address), _permit_of(request), held)
        opening = hosts.opening(request.person, on, address=address, at=at)
    except BrowsingRefusedError as refusal:
        messages.error(request, str(refusal))
        return redirect("browsing:mine")
    return render(request, "browsing/screen.html", {"opening": opening, "grant": on.grant})


@require_POST
@signed_in
def end(request: MemberRequest) -> HttpResponse:
    """End one's own session: the ordinary one, or the one on a permit."""
    at, permit = timezone.now(), _permit_of(request)
    on = f"permit:{permit}" if permit is not None else ""
    running = hosts.running_of(request.person, hosts.standings(at), on)
    if running is None:
        messages.info(request, _("開いているセッションはありません。"))
    else:
        _end(request, running, at)
    return redirect("browsing:mine")


@require_safe
@requires(*access.LOOK)
def sessions(request: MemberRequest) -> HttpResponse:
    """All sessions: those that run on each host, and those that were."""
    found = hosts.standings(timezone.now())
    people = _people([each.person for host in found for each in host.running])
    lines = [
        {"running": each, "person": people.get(each.person), "opened_at": _moment(each.opened)}
        for host in found
        for each in host.running
    ]
    context = {
        "hosts": found,
        "lines": lines,
        "may_end": access.MANAGE in request.rights,
        "page": page_of(request, Happening.objects.opened().select_related("person")),
    }
    return render(request, "browsing/sessions.html", context)


@require_POST
@requires(access.MANAGE)
def end_of(request: MemberRequest, session: UUID) -> HttpResponse:
    """End somebody's session."""
    at = timezone.now()
    running = [each for host in hosts.standings(at) for each in host.running]
    found = next((each for each in running if each.session == str(session)), None)
    if found is None:
        messages.info(request, _("そのセッションは、もう終わっています。"))
    else:
        _end(request, found, at)
    return redirect("browsing:sessions")


@require_safe
@signed_in
def session(request: MemberRequest, pk: int) -> HttpResponse:
    """One session: when, from where, and which hosts it went to."""
    visible = access.visible_to(request.person, request.rights)
    row = get_object_or_404(visible.opened().select_related("person", "batch"), pk=pk)
    within = visible.filter(session=row.session)
    context = {
        "row": row,
        "visits": page_of(request, within.filter(kind=Happening.Kind.VISIT)),
        "files": within.filter(kind=Happening.Kind.FILE)[:100],
    }
    return render(request, "browsing/session.html", context)


def _end(request: HttpRequest, running: hosts.Running, at: datetime) -> None:
    try:
        hosts.end(running, at=at)
        messages.success(request, _("セッションを終えました。中のものは全て消えました。"))
    except BrowsingRefusedError as refusal:
        messages.error(request, str(refusal))


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _people(ids: list[str]) -> dict[str, Person]:
    return {str(row.opaque_id): row for row in Person.objects.filter(opaque_id__in=ids)}


def _permit_of(request: HttpRequest) -> int | None:
    """Return the permit that was chosen, None for the ordinary browsing."""
    typed = request.POST.get("permit", "")
    return int(typed) if typed.isdecimal() and typed.isascii() else None
