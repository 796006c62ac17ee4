"""Who is away, so that another can stand in."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sekisho.web.approvals import access, actions
from sekisho.web.approvals.forms import AbsenceForm
from sekisho.web.approvals.models import Absence, AbsenceQuerySet
from sekisho.web.organization.access import MemberRequest
from sekisho.web.ui.access import signed_in
from sekisho.web.ui.errors import Refused
from sekisho.web.ui.paging import page_of


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def absences(request: MemberRequest) -> HttpResponse:
    """Record that I am away (or another, for who manages people); see what is recorded."""
    form = AbsenceForm(
        request.POST if request.method == "POST" else None,
        person=request.person,
        others=access.RECORD_ABSENCES in request.rights,
        today=timezone.localdate(),
    )
    if form.is_bound and form.is_valid():
        try:
            actions.record_absence(by=request.person, at=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("不在を登録しました。"))
            return redirect("approvals:absences")
    page = page_of(request, _rows(request).select_related("person"), size=50)
    context = {"form": form, "page": page, "today": timezone.localdate()}
    return render(request, "approvals/absences.html", context, status=422 if form.errors else 200)


@require_POST
@signed_in
def back(request: MemberRequest, pk: int) -> HttpResponse:
    """Record that the person is back."""
    row = get_object_or_404(_rows(request), pk=pk)
    try:
        actions.end_absence(absence=row, by=request.person, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("不在を終えました。"))
    return redirect("approvals:absences")


def _rows(request: MemberRequest) -> AbsenceQuerySet:
    """Return the absences the reader may see: their own, or all by right."""
    if access.RECORD_ABSENCES in request.rights:
        return Absence.objects.all()
    mine = Q(person=request.person) | Q(recorded_by=request.person)
    return Absence.objects.filter(mine)
