"""Reviews: what calls for one, its preparation, its points, its conclusion and its papers."""

from datetime import date

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sekisho.web.organization.access import MemberRequest
from sekisho.web.reviews import actions, papers, queries
from sekisho.web.reviews.access import CONCLUDE, KEEP, LOOK
from sekisho.web.reviews.forms import AgendaForm, ConcludeForm, PointsForm, PrepareForm
from sekisho.web.reviews.models import Point, Review
from sekisho.web.reviews.triggers import KINDS, Trigger, unanswered
from sekisho.web.ui.access import requires
from sekisho.web.ui.errors import Refused
from sekisho.web.ui.paging import page_of
from sekisho.web.ui.papers.answer import paper_answer
from sekisho.web.ui.templatetags.ui import fiscal_year as told_year
from sekisho.web.ui.trying import attempt, form_page, given

FORM = "reviews/form.html"


@require_safe
@requires(*LOOK)
def board(request: MemberRequest) -> HttpResponse:
    """Show what calls for a review, and the reviews there were."""
    today = timezone.localdate()
    found = unanswered(timezone.now())
    context = {
        "kinds": _by_kind(found, today),
        "count": len(found),
        "prepared": Review.objects.prepared().first(),
        "page": page_of(request, Review.objects.concluded().select_related("concluded_by")),
        "may_keep": KEEP in request.rights,
    }
    return render(request, "reviews/board.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(KEEP)
def prepare(request: MemberRequest) -> HttpResponse:
    """Prepare a review."""
    today = timezone.localdate()
    title = _("%(year)s 情報セキュリティポリシーの見直し") % {"year": told_year(today)}
    form = PrepareForm(given(request), initial={"title": title})
    made: list[Review] = []
    if attempt(
        form,
        lambda: made.append(
            actions.prepare_review(by=request.person, at=timezone.now(), **form.cleaned_data)
        ),
    ):
        messages.success(request, _("議題の案を作りました。内容を確かめてください。"))
        return redirect("reviews:review", made[0].pk)
    return form_page(
        request, form, template=FORM, heading=_("見直しの準備"), submit=_("準備を始める"),
        back=reverse("reviews:board"),
        note=_("今あるきっかけを全て審議事項に取り入れ、議題の案を作ります。"),
    )  # fmt: skip


@require_safe
@requires(*LOOK)
def review(request: MemberRequest, pk: int) -> HttpResponse:
    """Show one review with its points and what follows from it."""
    row = _row(pk)
    found = _points(row)
    context = {
        "row": row,
        "points": [(each, KINDS[each.kind], _document(each, request)) for each in found],
        "open": sum(not each.outcome for each in found),
        "changes": queries.progress(row.amendments.all(), request.rights),
        "begun": row.meets_on <= timezone.localdate(),
        "may_keep": KEEP in request.rights and row.concluded_at is None,
        "may_conclude": _may_conclude(request, row),
        "may_draft": KEEP in request.rights,
    }
    return render(request, "reviews/review.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(KEEP)
def agenda(request: MemberRequest, pk: int) -> HttpResponse:
    """Change day, place and agenda."""
    row = get_object_or_404(Review.objects.prepared(), pk=pk)
    values = {name: getattr(row, name) for name in ("title", "meets_on", "place", "agenda")}
    form = AgendaForm(given(request), initial=values)
    if attempt(
        form,
        lambda: actions.change_review(
            review=row, by=request.person, at=timezone.now(), **form.cleaned_data
        ),
    ):
        messages.success(request, _("議題を改めました。"))
        return redirect("reviews:review", pk)
    back = reverse("reviews:review", args=[pk])
    return form_page(
        request, form, template=FORM, heading=_("議題を直す"), submit=_("保存する"), back=back
    )


@require_POST
@requires(KEEP)
def gather(request: MemberRequest, pk: int) -> HttpResponse:
    """Take up what arose since the review was prepared."""
    row = get_object_or_404(Review.objects.prepared(), pk=pk)
    count = actions.gather_points(review=row, by=request.person, at=timezone.now())
    if count:
        words = ngettext(
            "新しいきっかけ%(count)d件を審議事項に加えました。",
            "新しいきっかけ%(count)d件を審議事項に加えました。",
            count,
        ) % {"count": count}
    else:
        words = _("新しいきっかけはありません。")
    messages.success(request, words)
    return redirect("reviews:review", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(KEEP)
def points(request: MemberRequest, pk: int) -> HttpResponse:
    """Write what is proposed for the points."""
    row = get_object_or_404(Review.objects.prepared(), pk=pk)
    form = PointsForm(given(request), points=_points(row), rights=request.rights)
    if attempt(
        form,
        lambda: actions.answer_points(
            review=row, answers=form.answers(), by=request.person, at=timezone.now()
        ),
    ):
        messages.success(request, _("結論の案を保存しました。"))
        return redirect("reviews:review", pk)
    rows = [(*each, KINDS[each[0].kind]) for each in form.rows()]
    context = {"row": row, "form": form, "rows": rows}
    status = 422 if form.is_bound else 200
    return render(request, "reviews/points.html", context, status=status)


@require_POST
@requires(KEEP)
def drop(request: MemberRequest, pk: int) -> HttpResponse:
    """Drop a review that will not be held."""
    row = get_object_or_404(Review.objects.prepared(), pk=pk)
    try:
        actions.drop_review(review=row, by=request.person, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("reviews:review", pk)
    messages.success(request, _("見直しの準備を取りやめました。きっかけは残ります。"))
    return redirect("reviews:board")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(CONCLUDE)
def conclude(request: MemberRequest, pk: int) -> HttpResponse:
    """Conclude the review."""
    row = get_object_or_404(Review.objects.prepared(), pk=pk)
    form = ConcludeForm(given(request), review=row)
    if attempt(
        form,
        lambda: actions.conclude_review(
            review=row, by=request.person, at=timezone.now(), **form.cleaned_data
        ),
    ):
        messages.success(request, _("見直しを決定しました。"))
        return redirect("reviews:review", pk)
    back = reverse("reviews:review", args=[pk])
    return form_page(
        request, form, template=FORM, heading=_("見直しの決定"), submit=_("決定する"), back=back,
        note=_("改めないと決めた文書には、見直した日を記録します。決定は取り消せません。"),
    )  # fmt: skip


@require_safe
@requires(*LOOK)
def agenda_file(request: MemberRequest, pk: int, form: str) -> HttpResponse:
    """Hand out the agenda as PDF or .docx."""
    row = _row(pk)
    paper = papers.agenda_paper(row, _points(row), settings.BODY_NAME)
    return paper_answer(request, paper, f"review-agenda-{pk}", form)


@require_safe
@requires(*LOOK)
def result_file(request: MemberRequest, pk: int, form: str) -> HttpResponse:
    """Hand out the result as PDF or .docx, once it is concluded."""
    row = _row(pk)
    if row.concluded_at is None:
        raise Http404
    changes = queries.progress(row.amendments.all(), request.rights)
    paper = papers.result_paper(row, _points(row), changes, settings.BODY_NAME)
    return paper_answer(request, paper, f"review-result-{pk}", form)


def _row(pk: int) -> Review:
    return get_object_or_404(
        Review.objects.select_related("prepared_by", "concluded_by", "meeting"), pk=pk
    )


def _points(row: Review) -> list[Point]:
    return list(row.points.select_related("document"))


def _document(point: Point, request: MemberRequest) -> str:
    """Return what the document to be changed is called to this reader."""
    document = point.document
    if document is None:
        return ""
    hidden = document.restricted and "procedures.read" not in request.rights
    return queries.hidden_title(document.pk) if hidden else document.title


def _may_conclude(request: MemberRequest, row: Review) -> bool:
    mine = row.prepared_by_id == request.person.pk
    return CONCLUDE in request.rights and row.concluded_at is None and not mine


def _by_kind(found: list[Trigger], today: date) -> list[tuple[object, list[tuple[Trigger, int]]]]:
    return [
        (words, [(each, (today - each.arose_on).days) for each in found if each.kind == kind])
        for kind, words in KINDS.items()
        if any(each.kind == kind for each in found)
    ]
