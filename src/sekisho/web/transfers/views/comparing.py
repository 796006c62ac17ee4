"""Pages before and after, side by side: pictures made of pixels, for who may see the file."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sekisho.quarantine import QuarantineError
from sekisho.web.approvals.access import visible_to
from sekisho.web.approvals.seating import sitter_of
from sekisho.web.organization.access import MemberRequest
from sekisho.web.transfers import actions, originals, queries, words
from sekisho.web.transfers.models import ParcelFile, Sending
from sekisho.web.transfers.views.standing import standpoint
from sekisho.web.transfers.ways import Way
from sekisho.web.ui.access import signed_in


def _visible(request: MemberRequest, pk: int) -> ParcelFile:
    """Return a file of who handed it in, or of a sending one decides about; 404 for all others."""
    rows = ParcelFile.objects.filter(replaced=False).select_related("parcel", "crossing")
    row = get_object_or_404(rows, pk=pk)
    if row.parcel.by_id != request.person.pk and not _decides(request, row):
        raise Http404
    way = Way(row.parcel.from_zone, row.parcel.to_zone)
    if queries.place_refuses(way, standpoint(request)):
        raise Http404
    return row


def _decides(request: MemberRequest, row: ParcelFile) -> bool:
    sending = Sending.objects.filter(parcel=row.parcel_id).first()
    if sending is None:
        return False
    sitter = sitter_of(request.person, timezone.localdate(), request.rights)
    return visible_to(request.person, sitter).filter(subject=f"sending:{sending.pk}").exists()


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def compare(request: MemberRequest, pk: int) -> HttpResponse:
    """Show both sides; draw them first when they are asked for."""
    row = _visible(request, pk)
    if not actions.may_be_pictured(row):
        raise Http404
    if request.method == "POST":
        actions.ask_pictures(file=row, at=timezone.now())
        return redirect("transfers:compare", pk)
    found = row.pictures or {}
    before, after = found.get(actions.BEFORE, []), found.get(actions.AFTER, [])
    context = {
        "file": row,
        "pages": [_pair(before, after, at) for at in range(max(len(before), len(after)))],
        "drawn": row.pictures is not None,
        "waiting": row.pictures is None and row.pictures_asked_at is not None,
        "layout": words.layout(
            row.crossing.report if row.crossing else {},
            row.crossing.outcome if row.crossing else "",
        ),
        "sending": Sending.objects.filter(parcel=row.parcel_id).first(),
    }
    return render(request, "transfers/compare.html", context)


def _pair(before: list[list[object]], after: list[list[object]], at: int) -> dict[str, object]:
    return {
        "number": at + 1,
        "before": before[at] if at < len(before) else None,
        "after": after[at] if at < len(after) else None,
    }


@never_cache
@require_safe
@signed_in
def picture(request: MemberRequest, pk: int, side: str, place: int) -> HttpResponse:
    """Hand out one page's picture: a PNG of our own making, never a byte of the document."""
    row = _visible(request, pk)
    pages = (row.pictures or {}).get(side, []) if side in actions.SIDES else []
    if place >= len(pages):
        raise Http404
    try:
        data = originals.store().get(pages[place][0])
    except QuarantineError as error:
        raise Http404 from error
    answer = HttpResponse(data, content_type="image/png")
    answer["Content-Security-Policy"] = "default-src 'none'"
    return answer
