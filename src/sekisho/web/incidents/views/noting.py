"""Adding lines, tasks, people concerned, and links to what other rooms know."""

from typing import cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sekisho.web.incidents import actions
from sekisho.web.incidents.access import MANAGE
from sekisho.web.incidents.forms import (
    AffectedForm,
    LinkForm,
    NoteForm,
    ResultForm,
    TaskForm,
    ToldForm,
)
from sekisho.web.incidents.models import Affected, Incident, Task
from sekisho.web.organization.access import MemberRequest, holders_of
from sekisho.web.search.sources import Hit, sources
from sekisho.web.search.words import words_of
from sekisho.web.ui.access import RightsRequest, requires
from sekisho.web.ui.errors import Refused
from sekisho.web.ui.trying import attempt, form_page, given

FORM = "incidents/form.html"
_SHOWN = 5  # hits of one source


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def note(request: MemberRequest, pk: int) -> HttpResponse:
    """Add a line to the timeline."""
    row = get_object_or_404(Incident, pk=pk)
    first = {"what": request.GET.get("what", "done"), "when": timezone.localtime()}
    form = NoteForm(given(request), initial=first)
    if attempt(
        form,
        lambda: actions.note(
            incident=row, by=request.person, at=timezone.now(), **form.cleaned_data
        ),
    ):
        messages.success(request, _("経過に加えました。"))
        return redirect("incidents:incident", pk)
    return form_page(
        request, form, template=FORM, heading=_("経過に加える"), submit=_("加える"), back=_back(pk),
        note=_("加えた行は、後から直したり消したりできません。誤りは、新しい行で正してください。"),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def task_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Add a task."""
    row = get_object_or_404(Incident, pk=pk)
    people = holders_of(MANAGE, timezone.localdate())
    form = TaskForm(given(request), people=people)
    if attempt(
        form,
        lambda: actions.add_task(
            incident=row, by=request.person, at=timezone.now(), **form.cleaned_data
        ),
    ):
        messages.success(request, _("作業を加えました。"))
        return redirect("incidents:incident", pk)
    return form_page(
        request, form, template=FORM, heading=_("作業を加える"), submit=_("加える"), back=_back(pk)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def task_done(request: MemberRequest, pk: int) -> HttpResponse:
    """Record that a task is done."""
    row = get_object_or_404(Task.objects.select_related("incident"), pk=pk)
    form = ResultForm(given(request))
    if attempt(
        form,
        lambda: actions.finish_task(
            task=row, by=request.person, at=timezone.now(), **form.cleaned_data
        ),
    ):
        messages.success(request, _("作業の結果を記録しました。"))
        return redirect("incidents:incident", row.incident_id)
    return form_page(
        request, form, template=FORM, heading=row.words, submit=_("済んだと記録する"),
        back=_back(row.incident_id),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def affected_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Record a group of people concerned."""
    row = get_object_or_404(Incident, pk=pk)
    form = AffectedForm(given(request))
    if attempt(
        form,
        lambda: actions.add_affected(
            incident=row, by=request.person, at=timezone.now(), **form.cleaned_data
        ),
    ):
        messages.success(request, _("対象となった人を加えました。"))
        return redirect("incidents:incident", pk)
    return form_page(
        request, form, template=FORM, heading=_("対象となった人"), submit=_("加える"),
        back=_back(pk),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def affected_told(request: MemberRequest, pk: int) -> HttpResponse:
    """Record that a group was told."""
    row = get_object_or_404(Affected.objects.select_related("incident"), pk=pk)
    form = ToldForm(given(request), initial={"told_on": timezone.localdate()})
    if attempt(
        form,
        lambda: actions.tell_affected(
            affected=row, by=request.person, at=timezone.now(), **form.cleaned_data
        ),
    ):
        messages.success(request, _("知らせたことを記録しました。"))
        return redirect("incidents:incident", row.incident_id)
    return form_page(
        request, form, template=FORM, heading=_("本人に知らせた（%(who)s）") % {"who": row.who},
        submit=_("記録する"), back=_back(row.incident_id),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def link_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Find what the incident is about in the rooms the reader may look into, and note it.

    What is sent names a source and an address; both must be among what is found for these words.
    """
    row = get_object_or_404(Incident, pk=pk)
    asked = request.POST if request.method == "POST" else request.GET
    words = asked.get("q", "")
    found = _found(request, words)
    if request.method == "POST":
        chosen = _chosen(found, asked.get("source", ""), asked.get("url", ""))
        if chosen is not None:
            return _link(request, row, *chosen)
    context = {"row": row, "form": LinkForm(asked or None), "found": found, "words": words}
    status = 422 if request.method == "POST" else 200
    return render(request, "incidents/links.html", context, status=status)


def _link(request: MemberRequest, row: Incident, source: str, hit: Hit) -> HttpResponse:
    try:
        actions.add_link(incident=row, source=source, hit=hit, by=request.person, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("関係するものに加えました。"))
    return redirect("incidents:incident", row.pk)


Found = list[tuple[str, object, list[Hit]]]  # the id and the label of a source, and its hits


def _found(request: MemberRequest, untrusted_words: str) -> Found:
    words, reader = words_of(untrusted_words), cast("RightsRequest", request)
    if not words:
        return []
    found = [
        (each.id, each.label, [each.hit(row) for row in each.found(reader, words)[:_SHOWN]])
        for each in sources()
    ]
    return [each for each in found if each[2]]


def _chosen(found: Found, source: str, url: str) -> tuple[str, Hit] | None:
    for name, _label, hits in found:
        for hit in hits:
            if (name, hit.url) == (source, url):
                return name, hit
    return None


def _back(pk: int) -> str:
    return reverse("incidents:incident", args=[pk])
