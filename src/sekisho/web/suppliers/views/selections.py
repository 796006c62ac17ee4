"""Selections: what is to be given out, the comparison sheet, and the firm that is proposed."""

from dataclasses import dataclass
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sekisho.catalogue import Criterion, CriterionAnswer, load_suppliers
from sekisho.web.organization.access import MemberRequest
from sekisho.web.organization.views.form_page import given
from sekisho.web.suppliers import actions
from sekisho.web.suppliers.access import LOOK, MANAGE
from sekisho.web.suppliers.forms.selections import CandidateForm, ProposalForm, SelectionForm
from sekisho.web.suppliers.models import Candidate, Selection
from sekisho.web.suppliers.scoring import Score, score_of
from sekisho.web.suppliers.views.pages import attempt, form_page, grade_title
from sekisho.web.ui.access import requires
from sekisho.web.ui.paging import page_of


@dataclass(frozen=True, slots=True)
class Column:
    """A firm of the comparison sheet."""

    row: Candidate
    score: Score


@dataclass(frozen=True, slots=True)
class Line:
    """A criterion of the comparison sheet, and each firm's answer to it."""

    criterion: Criterion
    answers: tuple[CriterionAnswer | None, ...]


@require_safe
@requires(LOOK, MANAGE)
def selections(request: MemberRequest) -> HttpResponse:
    """Show selections, the newest first, and where each stands."""
    rows = Selection.objects.select_related("unit", "chosen__firm").prefetch_related("candidates")
    context = {"page": page_of(request, rows), "may_manage": MANAGE in request.rights}
    return render(request, "suppliers/selections.html", context)


@require_safe
@requires(LOOK, MANAGE)
def selection(request: MemberRequest, pk: int) -> HttpResponse:
    """Show the comparison sheet (比較表) of one selection."""
    row = _selection(pk)
    criteria = load_suppliers().criteria_for(row.grade)
    firms = [
        Column(each, score_of(criteria, each.answers))
        for each in row.candidates.select_related("firm")
    ]
    lines = [
        Line(each, tuple(each.answer(one.row.answers.get(each.id, "")) for one in firms))
        for each in criteria
    ]
    context = {
        "row": row,
        "grade": grade_title(row.grade),
        "firms": firms,
        "lines": lines,
        "eligible": any(each.score.eligible for each in firms),
        "may_manage": MANAGE in request.rights and row.chosen_id is None,
    }
    return render(request, "suppliers/selection.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def selection_add(request: MemberRequest) -> HttpResponse:
    """Begin a selection."""
    form = SelectionForm(given(request), initial={"unit": request.person.unit_id})
    if row := attempt(request, form, actions.begin_selection):
        messages.success(request, _("選定を始めました。次に、比べる事業者を加えてください。"))
        return redirect("suppliers:selection", row.pk)
    back = reverse("suppliers:selections")
    return form_page(request, form, heading=_("選定の開始"), submit=_("始める"), back=back)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def candidate_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Enter a firm's answers."""
    row = _selection(pk)
    form = CandidateForm(given(request), criteria=load_suppliers().criteria_for(row.grade))
    return _compared(request, row, None, form)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def candidate_change(request: MemberRequest, pk: int) -> HttpResponse:
    """Correct a firm's answers."""
    one = get_object_or_404(Candidate.objects.select_related("firm", "selection"), pk=pk)
    criteria = load_suppliers().criteria_for(one.selection.grade)
    form = CandidateForm(given(request), criteria=criteria, candidate=one)
    return _compared(request, one.selection, one, form)


def _compared(
    request: MemberRequest, row: Selection, one: Candidate | None, form: CandidateForm
) -> HttpResponse:
    action = partial(actions.compare_firm, selection=row, candidate=one)
    if attempt(request, form, action, form.values):
        messages.success(request, _("事業者の答えを記録しました。"))
        return redirect("suppliers:selection", row.pk)
    heading = _("事業者を比べる（%(title)s）") % {"title": row.title}
    back = reverse("suppliers:selection", args=[row.pk])
    return form_page(request, form, heading=heading, submit=_("記録する"), back=back)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def propose(request: MemberRequest, pk: int) -> HttpResponse:
    """Propose a firm and ask for the decision."""
    row = _selection(pk)
    criteria = load_suppliers().criteria_for(row.grade)
    scored = [(score_of(criteria, each.answers), each) for each in row.candidates.all()]
    able = sorted((each for each in scored if each[0].eligible), key=lambda each: -each[0].percent)
    form = ProposalForm(given(request), candidates=[one for _score, one in able])
    if attempt(request, form, partial(actions.propose, selection=row)):
        messages.success(request, _("事業者を選び、委託の決裁を申請しました。"))
        return redirect("suppliers:selection", pk)
    heading = _("事業者を選ぶ（%(title)s）") % {"title": row.title}
    back = reverse("suppliers:selection", args=[pk])
    note = _("選べるのは、必須の基準を満たし、全ての基準に答えた事業者です。")
    return form_page(request, form, heading=heading, submit=_("申請する"), back=back, note=note)


def _selection(pk: int) -> Selection:
    rows = Selection.objects.select_related("unit", "chosen__firm", "proposed_by", "decided_by")
    return get_object_or_404(rows, pk=pk)
