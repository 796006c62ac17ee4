"""The emergency response plan and its drills; the plan on paper."""

from datetime import date

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sekisho.catalogue import load_plan_template
from sekisho.web.incidents import actions
from sekisho.web.incidents.access import LOOK, MANAGE
from sekisho.web.incidents.forms import DrillForm, DrillResultForm, SectionForm
from sekisho.web.incidents.models import Drill, PlanEdition
from sekisho.web.incidents.plan_paper import Section, plan_paper, sections_of
from sekisho.web.incidents.planning import Reader, whom_to_tell
from sekisho.web.organization.access import MemberRequest, roles_of
from sekisho.web.ui.access import requires
from sekisho.web.ui.errors import Refused
from sekisho.web.ui.papers import to_docx
from sekisho.web.ui.papers.answer import pdf_answer
from sekisho.web.ui.trying import attempt, form_page, given

FORM = "incidents/form.html"
_CALL_TREE = "call-tree"  # the kind of drill that tries the tree of contacts
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
@requires(*LOOK)
def plan(request: MemberRequest) -> HttpResponse:
    """Show the editions of the plan and the drills."""
    template = load_plan_template()
    context = {
        "current": PlanEdition.objects.in_force().select_related("decided_by").first(),
        "draft": PlanEdition.objects.draft().first(),
        "editions": PlanEdition.objects.select_related("decided_by"),
        "drills": [(each, template.drill_kinds.get(each.kind)) for each in Drill.objects.all()],
        "template": template,
        "may_manage": MANAGE in request.rights,
        "today": timezone.localdate(),
    }
    return render(request, "incidents/plan.html", context)


@require_safe
@requires(*LOOK)
def plan_edition(request: MemberRequest, pk: int) -> HttpResponse:
    """Show an edition whole, its tables filled as things stand today."""
    row = get_object_or_404(PlanEdition.objects.select_related("decided_by", "made_by"), pk=pk)
    context = {
        "row": row,
        "sections": sections_of(row, _today(), _reader(request)),
        "may_manage": MANAGE in request.rights,
        "is_draft": row.asked_at is None,
    }
    return render(request, "incidents/plan_edition.html", context)


@require_POST
@requires(MANAGE)
def plan_begin(request: MemberRequest) -> HttpResponse:
    """Begin an edition."""
    try:
        row = actions.begin_plan(by=request.person, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("incidents:plan")
    return redirect("incidents:plan-edition", row.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def plan_section(request: MemberRequest, pk: int, section: str) -> HttpResponse:
    """Write a section of a draft."""
    row = get_object_or_404(PlanEdition.objects.draft(), pk=pk)
    found = _section_or_404(request, row, section)
    form = SectionForm(given(request), initial={"words": found.words})
    if attempt(
        form,
        lambda: actions.write_section(
            edition=row, section=section, by=request.person, at=timezone.now(),
            **form.cleaned_data,
        ),
    ):  # fmt: skip
        messages.success(request, _("節を書き改めました。"))
        return redirect("incidents:plan-edition", pk)
    return form_page(
        request, form, template=FORM, heading=found.title, submit=_("書き改める"),
        back=reverse("incidents:plan-edition", args=[pk]),
    )  # fmt: skip


@require_POST
@requires(MANAGE)
def plan_ask(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask for the decision."""
    row = get_object_or_404(PlanEdition, pk=pk)
    try:
        actions.ask_plan(edition=row, by=request.person, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("起案しました。別の人の決裁を待ちます。"))
    return redirect("incidents:plan-edition", pk)


@require_POST
@requires(MANAGE)
def plan_review(request: MemberRequest, pk: int) -> HttpResponse:
    """Record that the plan was looked through."""
    row = get_object_or_404(PlanEdition, pk=pk)
    try:
        actions.review_plan(edition=row, by=request.person, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("見直しを記録しました。"))
    return redirect("incidents:plan")


@require_safe
@never_cache
@requires(*LOOK)
def plan_pdf(request: MemberRequest, pk: int) -> HttpResponse:
    """Give an edition on paper, to be kept where it can be read without any system."""
    row = get_object_or_404(PlanEdition, pk=pk)
    paper = plan_paper(row, settings.BODY_NAME, _today(), _reader(request))
    return pdf_answer(request, paper, f"response-plan-{row.number}.pdf")


@require_safe
@never_cache
@requires(*LOOK)
def plan_docx(request: MemberRequest, pk: int) -> HttpResponse:
    """Give an edition as .docx."""
    row = get_object_or_404(PlanEdition, pk=pk)
    data = to_docx(plan_paper(row, settings.BODY_NAME, _today(), _reader(request)))
    answer = HttpResponse(data, content_type=_DOCX)
    answer["Content-Disposition"] = f'attachment; filename="response-plan-{row.number}.docx"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def drill_add(request: MemberRequest) -> HttpResponse:
    """Plan a drill."""
    form = DrillForm(given(request))
    if attempt(
        form,
        lambda: actions.plan_drill(by=request.person, at=timezone.now(), **form.cleaned_data),
    ):
        messages.success(request, _("訓練を予定しました。"))
        return redirect("incidents:plan")
    return form_page(
        request, form, template=FORM, heading=_("訓練を予定する"), submit=_("予定する"),
        back=reverse("incidents:plan"),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def drill_held(request: MemberRequest, pk: int) -> HttpResponse:
    """Record what came of a drill."""
    row = get_object_or_404(Drill, pk=pk)
    form = DrillResultForm(
        given(request), initial={"held_on": _today(), "called": _called(request, row)}
    )
    if attempt(
        form,
        lambda: actions.record_drill(
            drill=row, by=request.person, at=timezone.now(), **form.cleaned_data
        ),
    ):
        messages.success(request, _("訓練の結果を記録しました。"))
        return redirect("incidents:plan")
    return form_page(
        request, form, template=FORM, heading=_("訓練の結果"), submit=_("記録する"),
        back=reverse("incidents:plan"), note=row.scenario,
    )  # fmt: skip


def _called(request: MemberRequest, row: Drill) -> int | None:
    """Return how many stand in the tree, for a test of it."""
    if row.kind != _CALL_TREE:
        return None
    return len(whom_to_tell(_today(), _reader(request)))


def _reader(request: MemberRequest) -> Reader:
    roles = frozenset(role.id for role in roles_of(request.person, _today()))
    return Reader(request.person, roles, request.rights)


def _section_or_404(request: MemberRequest, row: PlanEdition, identifier: str) -> Section:
    for each in sections_of(row, _today(), _reader(request)):
        if each.id == identifier:
            return each
    raise Http404


def _today() -> date:
    return timezone.localdate()
