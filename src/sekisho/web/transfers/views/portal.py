"""The portal: files handed in, what came of each, and the rebuilt ones to take."""

from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sekisho.quarantine import QuarantineError
from sekisho.sanitize import Options
from sekisho.web.organization.access import MemberRequest
from sekisho.web.transfers import access, actions, originals, packing, queries, words
from sekisho.web.transfers.forms import HandInForm, PasswordForm
from sekisho.web.transfers.models import Crossing, Parcel, ParcelFile
from sekisho.web.transfers.views.standing import standpoint
from sekisho.web.transfers.ways import INNER, Way
from sekisho.web.ui.access import signed_in
from sekisho.web.ui.errors import Refused
from sekisho.web.ui.paging import page_of
from sekisho.web.ui.trying import attempt, form_page, given


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def portal(request: MemberRequest) -> HttpResponse:
    """Take files in, and list one's own, the newest first."""
    posted, at, stand = request.method == "POST", timezone.now(), standpoint(request)
    ways = queries.leaves(INNER, stand, by=request.person, at=at)
    form = HandInForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        ways=[each.way for each in ways if each.open],
    )
    made: list[Parcel] = []
    if attempt(
        form,
        lambda: made.append(
            actions.hand_in(
                files=form.handed_in(),
                uploads=form.uploads(),
                by=request.person,
                at=at,
                way=form.chosen(),
                stand=stand,
            )
        ),
    ):
        return redirect("transfers:parcel", made[0].pk)
    rows = Parcel.objects.filter(by=request.person, sending=None).prefetch_related(
        "files__crossing"
    )
    page = page_of(request, rows, size=20)
    context = {
        "largest": Options().limits.bytes,
        "form": form if form.ways_open else None,
        "closed": [(words.words_of(each.way), each.why) for each in ways if not each.open],
        "page": page,
        "lines": [_summary(each) for each in page],
        "all_of_it": bool(request.rights & frozenset(access.LOOK)),
    }
    return render(request, "transfers/portal.html", context, status=422 if posted else 200)


def _summary(parcel: Parcel) -> dict[str, object]:
    files = [each for each in parcel.files.all() if not each.replaced]
    return {
        "parcel": parcel,
        "first": files[0].name if files else "",
        "count": len(files),
        "waiting": sum(each.crossing_id is None for each in files),
        "ready": sum(bool(each.outputs) for each in files),
    }


@require_safe
@signed_in
def parcel(request: MemberRequest, pk: int) -> HttpResponse:
    """Show what came of each file of one's own parcel."""
    row = get_object_or_404(Parcel, pk=pk, by=request.person)
    files = list(row.files.filter(replaced=False).select_related("crossing"))
    context = {
        "parcel": row,
        "way": words.words_of(_way(row)),
        "lines": [_line(each) for each in files],
        "waiting": sum(each.crossing_id is None for each in files),
        "many": sum(len(each.outputs) for each in files) > 1,
        "all_of_it": bool(request.rights & frozenset(access.LOOK)),
    }
    return render(request, "transfers/parcel.html", context)


def _way(parcel: Parcel) -> Way:
    return Way(parcel.from_zone, parcel.to_zone)


def _line(row: ParcelFile) -> dict[str, object]:
    crossing = row.crossing
    report = crossing.report if crossing else {}
    return {
        "file": row,
        "sign": words.OUTCOMES[crossing.outcome] if crossing else words.WORKING,
        "reasons": words.reasons(report),
        "removals": words.removals(report)[:_SHOWN],
        "layout": words.layout(report, crossing.outcome if crossing else ""),
        "may_compare": actions.may_be_pictured(row),
        "wants_password": crossing is not None and actions.wants_password(crossing),
    }


_SHOWN = 5


@require_safe
@signed_in
def output(request: MemberRequest, pk: int, place: int) -> HttpResponse:
    """Hand out a rebuilt file to who handed the original in; all others find nothing here."""
    rows = ParcelFile.objects.filter(parcel__by=request.person).select_related("parcel__by")
    row = get_object_or_404(rows, pk=pk)
    if place >= len(row.outputs):
        raise Http404
    try:
        actions.let_out(file=row, by=request.person, at=timezone.now(), stand=standpoint(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("transfers:parcel", row.parcel_id)
    name, number, _size = row.outputs[place]
    try:
        data = originals.store().get(number)
    except QuarantineError:
        messages.error(
            request, _("受取りの期限を過ぎたため、残っていません。もう一度出してください。")
        )
        return redirect("transfers:parcel", row.parcel_id)
    answer = HttpResponse(data, content_type="application/octet-stream")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return answer


@require_safe
@signed_in
def everything(request: MemberRequest, pk: int) -> HttpResponseBase:
    """Hand out all rebuilt files of one's own parcel as a ZIP of the tree they came in."""
    row = get_object_or_404(Parcel.objects.select_related("by"), pk=pk, by=request.person)
    files = list(row.files.filter(replaced=False).select_related("crossing", "parcel__by"))
    try:
        for each in files:
            actions.let_out(
                file=each, by=request.person, at=timezone.now(), stand=standpoint(request)
            )
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("transfers:parcel", pk)
    answer = StreamingHttpResponse(packing.packed(files), content_type="application/zip")
    name = quote(_("取り込んだファイル") + f"-{row.pk}.zip", safe="")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def password(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask for the password of a file one handed in."""
    rows = ParcelFile.objects.filter(parcel__by=request.person, replaced=False)
    row = get_object_or_404(rows.select_related("crossing"), pk=pk)
    form = PasswordForm(given(request))
    if attempt(
        form,
        lambda: actions.try_password(
            file=row,
            password=form.cleaned_data["password"],
            by=request.person,
            at=timezone.now(),
        ),
    ):
        return redirect("transfers:parcel", row.parcel_id)
    back = reverse("transfers:parcel", args=[row.parcel_id])
    return _password_page(request, form, row.name, back)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def open_mail(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask a recipient for the password of what a mail held back."""
    row = get_object_or_404(Crossing.objects.of(request.person), pk=pk)
    form = PasswordForm(given(request))
    made: list[Parcel] = []
    if attempt(
        form,
        lambda: made.append(
            actions.open_mail(
                crossing=row,
                password=form.cleaned_data["password"],
                by=request.person,
                at=timezone.now(),
                stand=standpoint(request),
            )
        ),
    ):
        return redirect("transfers:parcel", made[0].pk)
    return _password_page(request, form, row.number, reverse("transfers:crossing", args=[pk]))


def _password_page(
    request: MemberRequest, form: PasswordForm, name: str, back: str
) -> HttpResponse:
    return form_page(
        request,
        form,
        template="transfers/form.html",
        heading=_("パスワードの入力（%(name)s）") % {"name": name},
        submit=_("無害化して受け取る"),
        back=back,
        note=_(
            "送り主から知らされたパスワードを入力してください。"
            "隔離したまま開き、無害化したファイルを渡します。パスワードは、試した後すぐに消します。"
        ),
    )
