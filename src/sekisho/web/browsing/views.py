"""The pages of this room."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sekisho.screen.texts import READ
from sekisho.verdicts import Verdict
from sekisho.web.browsing import access, checks, enclosed, hosts, lending, terms, texts
from sekisho.web.browsing.errors import BrowsingRefusedError
from sekisho.web.browsing.models import Happening
from sekisho.web.browsing.records import address_in
from sekisho.web.organization.access import MemberRequest
from sekisho.web.organization.models import Person
from sekisho.web.ui.access import requires, signed_in
from sekisho.web.ui.clients import address_of
from sekisho.web.ui.errors import Refused
from sekisho.web.ui.paging import PARAMETER, page_of

_ROWS = 50  # terminals of one page, and refused tickets


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
        "lendable": [] if guarded else lending.lendable(request.person, at),
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
def text(request: MemberRequest) -> HttpResponse:
    """The page of one's session as text, or what is selected in it: written down each time."""
    at, kind = timezone.now(), request.POST.get("kind", READ)
    running = _running(request, at)
    if running is None:
        return _texts(request, None, why=_("開いているセッションはありません。"))
    try:
        return _texts(request, running, lines=texts.text_of(running, kind, at=at), kind=kind)
    except BrowsingRefusedError as refusal:
        return _texts(request, running, why=str(refusal))


@require_POST
@signed_in
def text_in(request: MemberRequest) -> HttpResponse:
    """Type a text into one's session, where the settings allow it."""
    at, typed = timezone.now(), request.POST.get("text", "")
    running = _running(request, at)
    if running is None:
        return _texts(request, None, why=_("開いているセッションはありません。"))
    try:
        count = texts.put_in(running, typed, at=at)
    except BrowsingRefusedError as refusal:
        return _texts(request, running, why=str(refusal), typed=typed)
    done = _("%(count)s字を、セッションに入れました。") % {"count": count}
    return _texts(request, running, done=done)


@require_POST
@signed_in
def lend(request: MemberRequest) -> HttpResponse:
    """Take files whose sending out was decided into one's session."""
    at, key = timezone.now(), request.POST.get("sending", "")
    running = hosts.running_of(request.person, hosts.standings(at))
    try:
        if running is None or not (key.isdecimal() and key.isascii()):
            raise BrowsingRefusedError(_("先にブラウザーを開いてください。"))
        count = lending.lend(key=int(key), session=running, by=request.person, at=at)
        messages.success(
            request,
            _(
                "%(count)s個のファイルを渡しました。セッションの中の「送り出しの許可を受けたファイル」にあります。ファイルを選んでから「開く」を押してください。"
            )
            % {"count": count},
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("browsing:mine")


def _texts(  # noqa: PLR0913  # what the page shows
    request: MemberRequest,
    running: hosts.Running | None,
    *,
    lines: Sequence[texts.Line] = (),
    kind: str = "",
    why: str = "",
    done: str = "",
    typed: str = "",
) -> HttpResponse:
    """Show texts: a part of the session's page when that asks, else a page of its own."""
    context = {
        "allowed": running.texts if running else (),
        "permit": request.POST.get("permit", ""),
        "lines": lines,
        "kind": kind,
        "why": why,
        "done": done,
        "typed": typed,
        "most": texts.MOST,
    }
    name = "browsing/_text.html" if request.headers.get("HX-Request") else "browsing/text.html"
    return render(request, name, context, status=422 if why else 200)


def _running(request: MemberRequest, at: datetime) -> hosts.Running | None:
    """Return one's own session: the ordinary one, or the one on the permit that was chosen."""
    permit = _permit_of(request)
    on = f"permit:{permit}" if permit is not None else ""
    return hosts.running_of(request.person, hosts.standings(at), on)


@require_POST
@signed_in
def end(request: MemberRequest) -> HttpResponse:
    """End one's own session: the ordinary one, or the one on a permit."""
    at = timezone.now()
    running = _running(request, at)
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


@require_safe
@requires(*access.LOOK)
def terminals(request: MemberRequest) -> HttpResponse:
    """The terminals that browse by screen transfer alone, and what is proven of that."""
    at = timezone.now()
    found = checks.only_way_out(at)
    refused = Happening.objects.there().filter(kind=Happening.Kind.REFUSED)
    context = {
        "page": Paginator(enclosed.terminals(), _ROWS).get_page(request.GET.get(PARAMETER)),
        "figures": found.figures,
        "proven": found.verdict == Verdict.HOLDS,
        "days": checks.LOOKED_BACK.days,
        "refused": [
            {"at": row.at, "code": row.word, "address": address_in(bytes(row.said))}
            for row in refused.filter(at__gte=at - checks.LOOKED_BACK)[:_ROWS]
        ],
    }
    return render(request, "browsing/terminals.html", context)


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
        "lent": within.filter(kind=Happening.Kind.LENT)[:100],
        "texts": within.filter(kind=Happening.Kind.TEXT)[:100],
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
