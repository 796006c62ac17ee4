"""Originals in quarantine: the list, asking for one, taking it once it was decided."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sekisho.catalogue import original_classes
from sekisho.web.organization.access import MemberRequest
from sekisho.web.transfers import access, actions, queries
from sekisho.web.transfers import originals as kept
from sekisho.web.transfers.forms import OriginalFilterForm, ReasonForm
from sekisho.web.transfers.models import Crossing, Release
from sekisho.web.transfers.originals import Original
from sekisho.web.ui.access import requires, signed_in
from sekisho.web.ui.errors import Refused
from sekisho.web.ui.paging import PARAMETER
from sekisho.web.ui.trying import attempt, form_page, given

_SIZE = 50


@require_safe
@requires(*access.LOOK)
def originals(request: MemberRequest) -> HttpResponse:
    """Show the originals kept, the newest first, as their store vouches for them."""
    form = OriginalFilterForm(request.GET)
    words = form.sought()
    numbers = kept.numbers()
    if words.words:
        subjects = access.MANAGE in request.rights
        rows = queries.sought(Crossing.objects.all(), words, subjects=subjects)
        found = set(rows.values_list("number", flat=True))
        numbers = [each for each in numbers if each in found]
    page = Paginator(numbers, _SIZE).get_page(request.GET.get(PARAMETER))
    at = timezone.now()
    rows = Crossing.objects.filter(number__in=list(page)).with_people()
    crossings = {row.number: row for row in rows}
    releases = Release.objects.open(at).select_related("asked_by", "crossing")
    context = {
        "form": form,
        "page": page,
        "total": len(numbers),
        "lines": [_line(each, crossings) for each in kept.originals(page, at)],
        "releases": [(each, each.may_be_taken(at)) for each in releases],
        "sought": bool(words.words),
    }
    return render(request, "transfers/originals.html", context)


def _line(original: Original, crossings: dict[str, Crossing]) -> dict[str, object]:
    found = original.kept and original_classes().get(original.kept.kind)
    return {
        "original": original,
        "title": found.title if found else None,
        "row": crossings.get(original.number),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def ask(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask for the original of a crossing the person may see."""
    row = get_object_or_404(access.visible_to(request.person, request.rights), pk=pk)
    form = ReasonForm(given(request))
    if attempt(
        form,
        lambda: actions.ask_release(
            crossing=row,
            reason=form.cleaned_data["reason"],
            by=request.person,
            at=timezone.now(),
        ),
    ):
        messages.success(request, _("元のファイルの取出しを申請しました。二人の判断を待ちます。"))
        return redirect("transfers:crossing", pk)
    return form_page(
        request,
        form,
        template="transfers/form.html",
        heading=_("元のファイルの取出しの申請（受付番号 %(number)s）") % {"number": row.number},
        submit=_("申請する"),
        back=reverse("transfers:crossing", args=[pk]),
        note=_(
            "元のファイルは無害化していないので、開くと危険なことがあります。"
            "二人が認めると、申請した本人だけが一度だけ受け取れます。"
        ),
    )


@require_POST
@signed_in
def take(request: MemberRequest, pk: int) -> HttpResponse:
    """Hand the original to who asked for it, once; all others find nothing here."""
    row = get_object_or_404(
        Release.objects.select_related("crossing"), pk=pk, asked_by=request.person
    )
    try:
        data = actions.take_original(release=row, by=request.person, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("transfers:crossing", row.crossing_id)
    answer = HttpResponse(data, content_type="application/octet-stream")
    # The ending opens with no program: whoever opens it has to mean it.
    name = f"{row.crossing.number}.quarantined"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
