"""The committee: meetings, their notice and minutes, and what they decided."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sekisho.web.governance import actions, papers
from sekisho.web.governance.access import KEEP, LOOK
from sekisho.web.governance.forms import DECISIONS, MeetingForm, MinutesForm
from sekisho.web.governance.models import Decision, Meeting
from sekisho.web.organization.access import MemberRequest
from sekisho.web.organization.views.form_page import form_page, given
from sekisho.web.ui.access import requires, signed_in
from sekisho.web.ui.errors import Refused
from sekisho.web.ui.paging import page_of
from sekisho.web.ui.papers.answer import paper_answer
from sekisho.web.ui.trying import attempt


@require_safe
@requires(LOOK)
def meetings(request: MemberRequest) -> HttpResponse:
    """Show all meetings, and what is still to be carried out."""
    context = {
        "page": page_of(request, Meeting.objects.prefetch_related("decisions")),
        "open": Decision.objects.open().select_related("owner", "meeting").order_by("due_on"),
        "today": timezone.localdate(),
    }
    return render(request, "governance/meetings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(KEEP)
def meeting_call(request: MemberRequest) -> HttpResponse:
    """Call a meeting."""
    form = MeetingForm(given(request), initial={"title": _("情報セキュリティ委員会")})
    made: list[Meeting] = []
    if attempt(
        form,
        lambda: made.append(
            actions.call_meeting(by=request.person, at=timezone.now(), **form.values())
        ),
    ):
        messages.success(request, _("招集しました。委員に知らせました。"))
        return redirect("governance:meeting", made[0].pk)
    back = reverse("governance:meetings")
    return form_page(request, form, heading=_("委員会の招集"), submit=_("招集する"), back=back)


@require_safe
@requires(LOOK)
def meeting(request: MemberRequest, pk: int) -> HttpResponse:
    """Show one meeting."""
    row = get_object_or_404(Meeting.objects.select_related("called_by", "closed_by"), pk=pk)
    members = list(row.attendances.select_related("person__unit", "deputy"))
    context = {
        "row": row,
        "members": members,
        "there": sum(each.counts for each in members),
        "decisions": row.decisions.select_related("owner"),
        "begun": row.at <= timezone.now(),
        "today": timezone.localdate(),
    }
    return render(request, "governance/meeting.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(KEEP)
def meeting_close(request: MemberRequest, pk: int) -> HttpResponse:
    """Close the minutes."""
    row = get_object_or_404(Meeting, pk=pk)
    form = MinutesForm(given(request), meeting=row)
    if attempt(form, lambda: _close(request, row, form)):
        messages.success(request, _("議事録を確定しました。"))
        return redirect("governance:meeting", pk)
    members = [
        (form[f"member-{each.person_id}"], form[f"deputy-{each.person_id}"])
        for each in row.attendances.all()
    ]
    decisions = [
        (form[f"text-{n}"], form[f"owner-{n}"], form[f"due-{n}"]) for n in range(1, DECISIONS + 1)
    ]
    context = {"row": row, "form": form, "members": members, "decisions": decisions}
    status = 422 if form.is_bound else 200
    return render(request, "governance/minutes.html", context, status=status)


@require_POST
@requires(KEEP)
def meeting_cancel(request: MemberRequest, pk: int) -> HttpResponse:
    """Call a meeting off."""
    row = get_object_or_404(Meeting, pk=pk)
    try:
        actions.cancel_meeting(meeting=row, by=request.person, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("委員会を取りやめました。"))
    return redirect("governance:meeting", pk)


@require_safe
@requires(LOOK)
def notice(request: MemberRequest, pk: int, form: str) -> HttpResponse:
    """Hand out the notice as PDF or .docx."""
    row = get_object_or_404(Meeting, pk=pk)
    paper = papers.notice_paper(row, settings.BODY_NAME)
    return paper_answer(request, paper, f"committee-notice-{pk}", form)


@require_safe
@requires(LOOK)
def minutes(request: MemberRequest, pk: int, form: str) -> HttpResponse:
    """Hand out the minutes as PDF or .docx, once they are closed."""
    row = get_object_or_404(Meeting.objects.held(), pk=pk)
    paper = papers.minutes_paper(row, settings.BODY_NAME)
    return paper_answer(request, paper, f"committee-minutes-{pk}", form)


@require_POST
@signed_in
def decision_done(request: MemberRequest, pk: int) -> HttpResponse:
    """Note that a decision was carried out: by its owner, or by the desk."""
    row = get_object_or_404(Decision, pk=pk)
    if row.owner_id != request.person.pk and KEEP not in request.rights:
        raise PermissionDenied
    try:
        actions.carry_out(decision=row, by=request.person, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("実施済みとして記録しました。"))
    if LOOK in request.rights:
        return redirect("governance:meeting", row.meeting_id)
    return redirect("notices:mine")


def _close(request: MemberRequest, row: Meeting, form: MinutesForm) -> None:
    present, deputies = form.attended()
    actions.close_meeting(
        meeting=row,
        minutes=form.cleaned_data["minutes"],
        present=present,
        deputies=deputies,
        decided=form.decided(),
        by=request.person,
        at=timezone.now(),
    )
