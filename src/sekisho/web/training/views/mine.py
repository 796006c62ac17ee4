"""My training: what I am asked to complete, reading it, the quiz, the certificate."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sekisho.catalogue import Course
from sekisho.web.organization.access import MemberRequest
from sekisho.web.training import actions, queries
from sekisho.web.training.access import MANAGE, own_or_404
from sekisho.web.training.actions.learning import pages_read
from sekisho.web.training.forms import answers_of
from sekisho.web.training.models import Assignment, Attempt
from sekisho.web.training.papers import certificate_paper
from sekisho.web.training.quiz import marked, shown
from sekisho.web.ui.access import signed_in
from sekisho.web.ui.errors import Refused
from sekisho.web.ui.paging import page_of
from sekisho.web.ui.papers.answer import paper_answer


@require_safe
@signed_in
def mine(request: MemberRequest) -> HttpResponse:
    """Show what I am asked to complete, the nearest day first, and what I completed."""
    today = timezone.localdate()
    rows = Assignment.objects.filter(person=request.person).select_related("campaign")
    open_ = [row for row in rows.counting(today) if row.campaign.lesson]
    context = {
        "open": [(row, row.campaign.lesson, row.is_overdue(today)) for row in open_],
        "done": rows.completed().order_by("-completed_at"),
        "may_manage": MANAGE in request.rights,
        "heads": bool(queries.headed_units(request.person, today)),
    }
    return render(request, "training/mine.html", context)


@require_safe
@signed_in
def unit(request: MemberRequest) -> HttpResponse:
    """Show a head what is overdue in the units they head; nobody else has such a page."""
    today = timezone.localdate()
    units = queries.headed_units(request.person, today)
    if not units:
        raise Http404
    context = {"page": page_of(request, queries.overdue_in(units, today), size=50)}
    return render(request, "training/unit.html", context)


@require_safe
@signed_in
def course(request: MemberRequest, pk: int) -> HttpResponse:
    """Show one course I am asked to complete: how long it takes and how far I have come."""
    row = own_or_404(request, pk)
    lesson = _lesson_or_404(row)
    have = len(lesson.pages) if row.completed_at else pages_read(row, lesson)
    context = {
        "row": row,
        "lesson": lesson,
        "have": have,
        "next": min(have + 1, len(lesson.pages)),
        "read": have == len(lesson.pages),
        "pages": [
            (number, each.title, number <= have) for number, each in enumerate(lesson.pages, 1)
        ],
        "overdue": row.is_overdue(timezone.localdate()),
        "tried": row.attempts.last(),
    }
    return render(request, "training/course.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def page(request: MemberRequest, pk: int, number: int) -> HttpResponse:
    """Show a page of the course; sent on, it counts as read and the next one follows."""
    row = own_or_404(request, pk)
    lesson = _lesson_or_404(row)
    if not 1 <= number <= len(lesson.pages):
        raise Http404
    if request.method == "POST" and row.completed_at is None:
        try:
            actions.read_page(assignment=row, page=number, by=request.person, at=timezone.now())
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("training:course", pk)
    if request.method == "POST":
        return _after(pk, number, lesson, done=row.completed_at is not None)
    if row.completed_at is None and number > pages_read(row, lesson) + 1:
        return redirect("training:course", pk)
    context = {
        "row": row,
        "lesson": lesson,
        "number": number,
        "shown": lesson.pages[number - 1],
        "last": number == len(lesson.pages),
    }
    return render(request, "training/page.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def quiz(request: MemberRequest, pk: int) -> HttpResponse:
    """Show the quiz, in another order at each try; mark what was sent."""
    row = own_or_404(request, pk)
    lesson = _lesson_or_404(row)
    if row.completed_at is not None:
        return redirect("training:course", pk)
    if pages_read(row, lesson) < len(lesson.pages):
        messages.error(request, _("全部のページを読んでから、小テストに進んでください。"))
        return redirect("training:course", pk)
    if request.method != "POST":
        return _quiz_page(request, row, lesson)
    answers = answers_of(request.POST, lesson)
    edition = request.POST.get("edition", "")
    try:
        actions.try_quiz(
            assignment=row, answers=answers, edition=edition, by=request.person, at=timezone.now()
        )
    except Refused as refusal:
        return _quiz_page(request, row, lesson, answers=answers, refusal=str(refusal))
    return redirect("training:result", pk)


@require_safe
@signed_in
def result(request: MemberRequest, pk: int) -> HttpResponse:
    """Show the newest try: the score, and each question with its explanation."""
    row = own_or_404(request, pk)
    lesson = _lesson_or_404(row)
    tried = row.attempts.last()
    if tried is None:
        raise Http404
    same = tried.digest == lesson.digest  # of another edition, only the score is known
    context = {
        "row": row,
        "lesson": lesson,
        "tried": tried,
        "marked": marked(lesson, tried.answers) if same else (),
        "needed": lesson.needed,
    }
    return render(request, "training/result.html", context)


@require_safe
@never_cache
@signed_in
def certificate(request: MemberRequest, pk: int, form: str = "pdf") -> HttpResponse:
    """Give the certificate of a course I completed."""
    row = own_or_404(request, pk)
    if row.completed_at is None:
        raise Http404
    paper = certificate_paper(row, row.campaign.lesson, settings.BODY_NAME)
    return paper_answer(request, paper, f"training-certificate-{row.pk}", form)


def _quiz_page(
    request: MemberRequest,
    row: Assignment,
    lesson: Course,
    *,
    answers: dict[str, int] | None = None,
    refusal: str = "",
) -> HttpResponse:
    tries = Attempt.objects.filter(assignment=row).count()
    asked = shown(lesson, f"{row.pk}/{tries}")
    given = answers or {}
    context = {
        "row": row,
        "lesson": lesson,
        "again": tries > 0,
        "refusal": refusal,
        "asked": [
            (
                each.question,
                [
                    (place, words, given.get(each.question.id) == place)
                    for place, words in each.choices
                ],
                bool(refusal) and each.question.id not in given,
            )
            for each in asked
        ],
    }
    status = 422 if refusal else 200
    return render(request, "training/quiz.html", context, status=status)


def _after(pk: int, number: int, lesson: Course, *, done: bool) -> HttpResponse:
    if number < len(lesson.pages):
        return redirect("training:page", pk, number + 1)
    return redirect("training:course" if done else "training:quiz", pk)


def _lesson_or_404(row: Assignment) -> Course:
    lesson = row.campaign.lesson
    if lesson is None:
        raise Http404
    return lesson
