"""Sending files out: handing in, how it stands, and the page where the receiver takes them."""

import io
import zipfile
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sekisho.quarantine import QuarantineError
from sekisho.sanitize import Options
from sekisho.web.approvals import subjects
from sekisho.web.approvals.access import visible_to
from sekisho.web.approvals.seating import sitter_of
from sekisho.web.evidence import queries as evidence
from sekisho.web.organization.access import MemberRequest
from sekisho.web.transfers import access, actions, originals, queries, words
from sekisho.web.transfers.forms import CodeForm, SendingForm
from sekisho.web.transfers.models import ParcelFile, Sending
from sekisho.web.transfers.views.standing import standpoint
from sekisho.web.transfers.ways import OUTER, Way
from sekisho.web.ui.access import public, signed_in
from sekisho.web.ui.ciphering import UndecipherableError
from sekisho.web.ui.clients import address_of
from sekisho.web.ui.paging import page_of
from sekisho.web.ui.rates import within
from sekisho.web.ui.trying import attempt

_PER_HOUR = 30  # codes tried from one address


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def send(request: MemberRequest) -> HttpResponse:
    """Take files in that are to leave, and list one's own."""
    posted, at, stand = request.method == "POST", timezone.now(), standpoint(request)
    ways = queries.leaves(OUTER, stand, by=request.person, at=at)
    form = SendingForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        ways=[each.way for each in ways if each.open],
        person=request.person,
        rights=request.rights,
    )
    made: list[Sending] = []
    if attempt(
        form,
        lambda: made.append(
            actions.send_out(
                entry=form.entry(),
                files=form.handed_in(),
                uploads=form.uploads(),
                by=request.person,
                at=at,
                way=form.chosen(),
                stand=stand,
            )
        ),
    ):
        return redirect("transfers:sending", made[0].pk)
    rows = Sending.objects.filter(parcel__by=request.person).select_related("parcel")
    page = page_of(request, rows, size=20)
    context = {
        "largest": Options().limits.bytes,
        "form": form if form.ways_open else None,
        "closed": [(words.words_of(each.way), each.why) for each in ways if not each.open],
        "page": page,
        "lines": [(each, words.sending_state(each, timezone.now())) for each in page],
        "all_of_it": bool(request.rights & frozenset(access.LOOK)),
    }
    return render(request, "transfers/send.html", context, status=422 if posted else 200)


def _visible(request: MemberRequest, pk: int) -> Sending:
    """Return a sending its sender, its deciders and the desk may see; 404 for all others."""
    whole = Sending.objects.select_related(
        "parcel__by", "parcel__permit", "decided_by", "mail"
    ).filter(pk=pk)
    own = access.sendings_of(request.person, request.rights)
    row = whole.filter(pk__in=own).first()
    if row is None and _decides(request, pk):
        row = whole.first()
    if row is None:
        raise Http404
    return row


def _decides(request: MemberRequest, pk: int) -> bool:
    sitter = sitter_of(request.person, timezone.localdate(), request.rights)
    return visible_to(request.person, sitter).filter(subject=f"sending:{pk}").exists()


@require_safe
@signed_in
def sending(request: MemberRequest, pk: int) -> HttpResponse:
    """Show how a sending stands: its files, what was found in them, the page to take them."""
    row, at = _visible(request, pk), timezone.now()
    own = row.parcel.by_id == request.person.pk
    context = {
        "row": row,
        "state": words.sending_state(row, at),
        "carries": list(subjects.labels_of(row.carries).values()),
        "way": words.words_of(Way(row.parcel.from_zone, row.parcel.to_zone)),
        "files": [_file(each) for each in row.parcel.files.select_related("crossing")],
        "may_compare": own or _decides(request, pk),
        "mail": words.mail_state(row.mail) if own else "",
        "secrets": _secrets(row) if own and row.is_open(at) else None,
        "history": evidence.history(f"sending:{pk}", 20),
        "may_read_evidence": "evidence.read" in request.rights,
    }
    return render(request, "transfers/sending.html", context)


def _file(row: ParcelFile) -> dict[str, Any]:
    """Return a file with what became of it; that it left is said of the sending, never of it."""
    sign = words.outcome(row.crossing) if row.crossing else words.WORKING
    reasons = words.reasons(row.crossing.report) if row.crossing else []
    return {"row": row, "sign": sign, "reasons": reasons}


def _secrets(row: Sending) -> dict[str, str] | None:
    try:
        token, code = actions.secrets_of(row)
    except UndecipherableError:
        return None
    return {"url": actions.page_of(token), "code": code}


@require_safe
@signed_in
def sending_file(request: MemberRequest, pk: int, file: int, place: int) -> HttpResponse:
    """Hand a rebuilt file to who sends it or decides about it; the desk sees no contents."""
    row = _visible(request, pk)
    if row.parcel.by_id != request.person.pk and not _decides(request, pk):
        raise Http404
    why = queries.place_refuses(Way(row.parcel.from_zone, row.parcel.to_zone), standpoint(request))
    if why:
        messages.error(request, why)
        return redirect("transfers:sending", pk)
    found = get_object_or_404(row.parcel.files, pk=file)
    if place >= len(found.outputs):
        raise Http404
    name, number, _size = found.outputs[place]
    try:
        return _download(name, originals.store().get(number))
    except QuarantineError as error:
        raise Http404 from error


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@public
def receive(request: HttpRequest, token: str) -> HttpResponse:
    """Hand the files to whoever has the code, once; says nothing of them before."""
    at = timezone.now()
    row = actions.find_sending(token, at)
    context: dict[str, object] = {"form": None, "body_name": settings.BODY_NAME}
    if row is None:
        return render(request, "transfers/receive.html", context, status=404)
    context["until"] = row.until
    form = CodeForm(request.POST if request.method == "POST" else None)
    address = address_of(request)
    if form.is_bound and not within("sending", address, limit=_PER_HOUR, seconds=3600, at=at):
        messages.error(request, _("試した回数が多すぎます。1時間ほど待ってください。"))
        return render(request, "transfers/receive.html", context | {"form": CodeForm()}, status=429)
    files: list[tuple[str, bytes]] = []
    if attempt(
        form,
        lambda: files.extend(
            actions.take_sending(sending=row, code=form.cleaned_data["code"], at=at)
        ),
    ):
        return (
            _download(PurePath(files[0][0]).name, files[0][1])
            if len(files) == 1
            else _download("files.zip", _zip(files))
        )
    status = 422 if form.is_bound else 200
    return render(request, "transfers/receive.html", context | {"form": form}, status=status)


def _zip(files: list[tuple[str, bytes]]) -> bytes:
    """Pack the files in their tree."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in files:
            archive.writestr(path, data)
    return out.getvalue()


def _download(name: str, data: bytes) -> HttpResponse:
    answer = HttpResponse(data, content_type="application/octet-stream")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return answer
