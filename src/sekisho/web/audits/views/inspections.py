"""Self-inspections: answering, confirming as the head, and the results."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sekisho.catalogue import InspectionQuestion, load, load_inspection
from sekisho.web.audits import actions, results
from sekisho.web.audits.access import INSPECT, confirmers
from sekisho.web.audits.asking import Answers, open_questions, unreasoned
from sekisho.web.audits.forms.inspections import InspectionForm, ReturnForm, answers_of
from sekisho.web.audits.models import Inspection, Sheet
from sekisho.web.audits.models.inspections import Answer
from sekisho.web.audits.registered import ANSWERS
from sekisho.web.organization.access import MemberRequest
from sekisho.web.ui.access import requires, signed_in
from sekisho.web.ui.errors import Refused
from sekisho.web.ui.trying import attempt, form_page, given

SEE = (INSPECT, "evidence.read")


@dataclass(frozen=True, slots=True)
class Line:
    """A question as a page shows it: what was said, and what is wrong with it."""

    question: InspectionQuestion
    answer: str
    reason: str
    missing: bool = False
    unreasoned: bool = False

    @property
    def word(self) -> str:
        """The answer in words."""
        return str(Answer(self.answer).label) if self.answer in Answer else ""


@require_safe
@signed_in
def mine(request: MemberRequest) -> HttpResponse:
    """Show what I am asked to answer, and what I answered."""
    rows = Sheet.objects.filter(person=request.person).with_names().order_by("-inspection", "pk")
    context = {
        "open": [(row, _audience(row)) for row in rows if row.answered_at is None],
        "done": [(row, _audience(row)) for row in rows if row.answered_at is not None],
        "today": timezone.localdate(),
        "tabs": _tabs(request),
    }
    return render(request, "audits/inspections_mine.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def sheet(request: MemberRequest, pk: int) -> HttpResponse:
    """Answer my own sheet; confirmed ones are only shown."""
    rows = Sheet.objects.filter(person=request.person).with_names()
    row = get_object_or_404(rows, pk=pk)
    asked = load_inspection().asked(row.audience)
    said: Answers = {each.control: row.answer(each.control) for each in asked}
    refusal = ""
    if request.method == "POST":
        said = answers_of(request.POST, asked)
        try:
            actions.answer_sheet(sheet=row, answers=said, by=request.person, at=timezone.now())
        except Refused as refused:
            refusal = str(refused)
        else:
            messages.success(request, _("回答を提出しました。所属長が確認します。"))
            return redirect("inspections:mine")
    context = {
        "row": row,
        "audience": _audience(row),
        "lines": _lines(asked, said, marked=bool(refusal)),
        "choices": Answer.choices,
        "refusal": refusal,
    }
    return render(request, "audits/inspection_sheet.html", context, status=422 if refusal else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def confirm(request: MemberRequest) -> HttpResponse:
    """Confirm the answers of my unit: what is not yes stands in sight, the rest folded."""
    waiting = _waiting(request)
    if request.method == "POST":
        chosen = set(request.POST.getlist("sheet"))
        sheets = [row for row in waiting if str(row.pk) in chosen]
        if not sheets:
            messages.warning(request, _("確認する回答を選んでください。"))
            return redirect("inspections:confirm")
        count = actions.confirm_sheets(sheets=sheets, by=request.person, at=timezone.now())
        messages.success(request, _("回答を%(count)d件確認しました。") % {"count": count})
        return redirect("inspections:confirm")
    context = {
        "sheets": [(row, _audience(row), *_parted(row)) for row in waiting],
        "tabs": _tabs(request),
    }
    return render(request, "audits/inspections_confirm.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def give_back(request: MemberRequest, pk: int) -> HttpResponse:
    """Give answers back to whoever gave them."""
    known = {row.pk: row for row in _waiting(request)}
    row = get_object_or_404(Sheet.objects.filter(pk__in=known), pk=pk)
    form = ReturnForm(given(request))
    if attempt(
        form,
        lambda: actions.return_sheet(
            sheet=row, by=request.person, at=timezone.now(), **form.cleaned_data
        ),
    ):
        messages.success(request, _("回答を差し戻しました。本人に知らせました。"))
        return redirect("inspections:confirm")
    heading = _("回答の差戻し: %(name)s") % {"name": known[pk].person.name}
    return form_page(
        request, form, template="audits/inspection_form.html", heading=heading,
        submit=_("差し戻す"), back=reverse("inspections:confirm"),
    )  # fmt: skip


@require_safe
@requires(*SEE)
def board(request: MemberRequest) -> HttpResponse:
    """Show the self-inspections there were, the newest first, and how far each has come."""
    today = timezone.localdate()
    rows = [
        (row, sum(each.asked for each in units), sum(each.answered for each in units),
         sum(each.confirmed for each in units))
        for row in Inspection.objects.all()[:10]
        for units in (results.by_unit(row, timezone.now()),)
    ]  # fmt: skip
    context = {
        "rows": rows,
        "running": any(row.due_on >= today for row, *_counts in rows),
        "register": ANSWERS,
        "tabs": _tabs(request),
        "may_manage": INSPECT in request.rights,
    }
    return render(request, "audits/inspections.html", context)


@require_safe
@requires(*SEE)
def result(request: MemberRequest, pk: int) -> HttpResponse:
    """Show the results of one: by question beside last year and the checks, and by unit."""
    row = get_object_or_404(Inspection, pk=pk)
    found, at = load_inspection(), timezone.now()
    questions = results.by_question(row, at)
    context = {
        "row": row,
        "before": results.before(row),
        "groups": [
            (audience, [each for each in questions if each.question.audience == audience.id])
            for audience in found.audiences.values()
        ],
        "contradicted": [each for each in questions if each.contradicted],
        "units": results.by_unit(row, at),
        "controls": load().controls,
        "tabs": _tabs(request),
    }
    return render(request, "audits/inspection_result.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(INSPECT)
def start(request: MemberRequest) -> HttpResponse:
    """Start a self-inspection."""
    form = InspectionForm(given(request))
    if attempt(
        form,
        lambda: actions.start_inspection(by=request.person, at=timezone.now(), **form.cleaned_data),
    ):
        messages.success(request, _("自己点検を始めました。対象の人に知らせました。"))
        return redirect("inspections:board")
    return form_page(
        request, form, template="audits/inspection_form.html", heading=_("自己点検を始める"),
        submit=_("始める"), back=reverse("inspections:board"),
        note=_("適用対象者の全員に職員用の問いを、役割のある人には管理者用と情報システム担当用の問いも送ります。"),
    )  # fmt: skip


def _waiting(request: MemberRequest) -> list[Sheet]:
    """Return the answered sheets the reader confirms; three queries."""
    today = timezone.localdate()
    heads = confirmers(today)
    rows = Sheet.objects.filter(confirmed_at=None).exclude(answered_at=None).with_names()
    return [row for row in rows if heads.of(row) == request.person]


def _tabs(request: MemberRequest) -> dict[str, int | bool]:
    return {"waiting": len(_waiting(request)), "see": bool(set(SEE) & request.rights)}


def _audience(row: Sheet) -> object:
    return load_inspection().audiences.get(row.audience)


def _lines(
    asked: tuple[InspectionQuestion, ...], said: Answers, *, marked: bool = False
) -> list[Line]:
    missing = {each.control for each in open_questions(asked, said)} if marked else set[str]()
    lacking = set(unreasoned(asked, said)) if marked else set[str]()
    return [
        Line(each, *said.get(each.control, ("", "")), each.control in missing,
             each.control in lacking)
        for each in asked
    ]  # fmt: skip


def _parted(row: Sheet) -> tuple[list[Line], list[Line]]:
    """Return what is not yes, and what is."""
    asked = load_inspection().asked(row.audience)
    lines = _lines(asked, {each.control: row.answer(each.control) for each in asked})
    return (
        [each for each in lines if each.answer and each.answer != Answer.YES],
        [each for each in lines if each.answer == Answer.YES],
    )
