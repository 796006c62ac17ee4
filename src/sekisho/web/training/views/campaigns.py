"""Running training: campaigns and progress, starting and ending one, the courses there are."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sekisho.catalogue import load, load_courses
from sekisho.web.organization.access import MemberRequest
from sekisho.web.organization.kinds import kind_title
from sekisho.web.organization.models import Unit
from sekisho.web.organization.views.form_page import form_page, given
from sekisho.web.training import actions, queries
from sekisho.web.training.access import MANAGE
from sekisho.web.training.forms import CampaignForm, EndForm
from sekisho.web.training.models import Campaign
from sekisho.web.ui.access import requires
from sekisho.web.ui.errors import Refused
from sekisho.web.ui.paging import page_of
from sekisho.web.ui.words import worded

NONE = queries.Progress(0, 0, 0)


@require_safe
@requires(MANAGE)
def campaigns(request: MemberRequest) -> HttpResponse:
    """Show campaigns, the newest first, with how far each has come."""
    today = timezone.localdate()
    page = page_of(request, Campaign.objects.all())
    progress = queries.progress_of(page.object_list, today)
    context = {
        "page": page,
        "lines": [(each, each.lesson, progress.get(each.pk, NONE)) for each in page],
        "joiners": Campaign.objects.running().filter(standing=True).exists(),
    }
    return render(request, "training/campaigns.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def campaign_add(request: MemberRequest) -> HttpResponse:
    """Start a campaign."""
    form = CampaignForm(given(request), initial={"course": request.GET.get("course", "")})
    if form.is_valid():
        try:
            row = actions.start_campaign(by=request.person, at=timezone.now(), **form.values())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("研修を始めました。対象の人に知らせました。"))
            return redirect("training:campaign", row.pk)
    back = reverse("training:campaigns")
    return form_page(request, form, heading=_("研修を始める"), submit=_("始める"), back=back)


@require_safe
@requires(MANAGE)
def campaign(request: MemberRequest, pk: int) -> HttpResponse:
    """Show one campaign: progress by unit, and who is still to complete it."""
    row = get_object_or_404(Campaign.objects.select_related("started_by", "ended_by"), pk=pk)
    today = timezone.localdate()
    units = queries.progress_by_unit(row, today)
    left = queries.asked_in(row, today).filter(completed_at=None)
    context = {
        "row": row,
        "lesson": row.lesson,
        "audience": _audience(row),
        "units": units,
        "sessions": row.sessions.all(),
        "total": queries.progress_of([row], today).get(row.pk, NONE),
        "page": page_of(request, left.select_related("person__unit"), size=50),
        "today": today,
    }
    return render(request, "training/campaign.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def campaign_end(request: MemberRequest, pk: int) -> HttpResponse:
    """End a campaign."""
    row = get_object_or_404(Campaign, pk=pk)
    form = EndForm(given(request))
    if form.is_valid():
        try:
            actions.end_campaign(
                campaign=row, by=request.person, at=timezone.now(), **form.cleaned_data
            )
        except Refused as refusal:
            form.add_error("reason", str(refusal))
        else:
            messages.success(request, _("研修を終えました。"))
            return redirect("training:campaign", pk)
    heading = _("研修を終える（%(title)s）") % {"title": row.title}
    back = reverse("training:campaign", args=[pk])
    note = _("終えると、修了していない人に求めなくなります。修了の記録は残ります。")
    return form_page(
        request, form, heading=heading, submit=_("終える"), back=back, note=note, danger=True
    )


@require_safe
@requires(MANAGE)
def courses(request: MemberRequest) -> HttpResponse:
    """Show the courses there are."""
    return render(request, "training/courses.html", {"courses": load_courses().values()})


@require_safe
@requires(MANAGE)
def material(request: MemberRequest, key: str) -> HttpResponse:
    """Show a whole course with its questions and right answers, to choose or to teach from it."""
    course = load_courses().get(key)
    if course is None:
        raise Http404
    questions = [(each, each.choices[each.answer]) for each in course.questions]
    context = {"lesson": course, "questions": questions}
    return render(request, "training/material.html", context)


def _audience(row: Campaign) -> list[str]:
    """Say whom the campaign is for."""
    if row.everyone:
        return [_("適用対象者の全員")]
    roles = load().roles
    return [
        *Unit.objects.filter(pk__in=row.units).values_list("name", flat=True),
        *(kind_title(each) for each in row.categories),
        *(worded(roles[each].title) if each in roles else each for each in row.roles),
    ]
