"""Evidence: taking it in, its custody, and the file as it came."""

from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sekisho.web.incidents import actions
from sekisho.web.incidents.access import LOOK, MANAGE
from sekisho.web.incidents.actions.keeping import content_of
from sekisho.web.incidents.forms import CustodyForm, EvidenceForm
from sekisho.web.incidents.models import Evidence, Incident
from sekisho.web.organization.access import MemberRequest
from sekisho.web.ui.access import requires
from sekisho.web.ui.trying import attempt, form_page, given

FORM = "incidents/form.html"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def evidence_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Keep a file as evidence."""
    row = get_object_or_404(Incident, pk=pk)
    files = request.FILES if request.method == "POST" else None
    form = EvidenceForm(given(request), files, initial={"taken_at": timezone.localtime()})
    if attempt(
        form,
        lambda: actions.add_evidence(
            incident=row, by=request.person, at=timezone.now(), **form.cleaned_data
        ),
    ):
        messages.success(request, _("証拠を保全し、指紋を封印しました。"))
        return redirect("incidents:incident", pk)
    return form_page(
        request, form, template=FORM, heading=_("証拠を加える"), submit=_("保全する"),
        back=reverse("incidents:incident", args=[pk]),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*LOOK)
def evidence(request: MemberRequest, pk: int) -> HttpResponse:
    """Show a piece of evidence and who had it; add a line to its custody."""
    rows = Evidence.objects.defer("content").select_related("incident", "added_by")
    row = get_object_or_404(rows, pk=pk)
    may = MANAGE in request.rights and row.incident.closed_at is None
    form = CustodyForm(given(request) if may else None, initial={"when": timezone.localtime()})
    if attempt(
        form,
        lambda: actions.add_custody(
            evidence=row, by=request.person, at=timezone.now(), **form.cleaned_data
        ),
    ):
        messages.success(request, _("引継ぎを記録しました。"))
        return redirect("incidents:evidence", pk)
    context = {
        "row": row,
        "custody": row.custody.select_related("noted_by"),
        "form": form if may else None,
    }
    refused = request.method == "POST"
    status = 403 if refused and not may else 422 if refused else 200
    return render(request, "incidents/evidence.html", context, status=status)


@require_safe
@never_cache
@requires(MANAGE)
def evidence_file(_request: MemberRequest, pk: int) -> HttpResponse:
    """Give the file as it came; one that was changed is not given."""
    row = get_object_or_404(Evidence, pk=pk)
    try:
        data = content_of(row)
    except ValueError as error:  # another key, or other bytes than were sealed
        raise Http404 from error
    answer = HttpResponse(data, content_type="application/octet-stream")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(row.name, safe='')}"
    return answer
