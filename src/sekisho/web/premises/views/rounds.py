"""Rounds on a phone: what is due, one round, one thing at a time; fixtures; faults to mend."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sekisho.catalogue import load_premises
from sekisho.web.organization.access import MemberRequest
from sekisho.web.organization.views.form_page import attempt, form_page, given
from sekisho.web.premises import actions
from sekisho.web.premises.access import LOOK, MANAGE, RECORD
from sekisho.web.premises.actions.rounds import fixtures_for, lines_for, unanswered
from sekisho.web.premises.forms.rounds import AnswerForm, FixtureForm, MendForm, PlanForm
from sekisho.web.premises.models import Fault, Fixture, Photo, Round
from sekisho.web.premises.registered import FIXTURES
from sekisho.web.premises.sheets import RoundSheet, sheets
from sekisho.web.ui.access import requires
from sekisho.web.ui.errors import Refused
from sekisho.web.ui.paging import page_of
from sekisho.web.ui.words import worded


@dataclass(frozen=True, slots=True)
class RoundRow:
    """A round as lists show it."""

    round: Round
    title: str
    overdue: bool


@dataclass(frozen=True, slots=True)
class FaultRow:
    """A fault as lists show it, with the question it answers."""

    fault: Fault
    question: str
    overdue: bool


@require_safe
@requires(LOOK, MANAGE, RECORD)
def rounds(request: MemberRequest) -> HttpResponse:
    """Show rounds to make, faults to mend, and rounds made."""
    today = timezone.localdate()
    rows = Round.objects.select_related("area", "done_by")
    waiting = rows.filter(done_at=None, ended_at=None, area__closed_at=None)
    page = page_of(request, rows.exclude(done_at=None).order_by("-done_at", "-pk"), size=20)
    faults = Fault.objects.open().select_related("fixture__area", "round")
    known = sheets()
    context = {
        "waiting": [_round_row(each, known) for each in waiting],
        "faults": [_fault_row(each, known) for each in faults],
        "page": page,
        "made": [_round_row(each, known) for each in page],
        "today": today,
        "may_manage": MANAGE in request.rights,
        "may_record": RECORD in request.rights,
    }
    return render(request, "premises/rounds.html", context)


@require_safe
@requires(MANAGE, RECORD)
def round_page(request: MemberRequest, pk: int) -> HttpResponse:
    """Show one round: each thing to look at, what was answered, the photographs."""
    row = get_object_or_404(Round.objects.select_related("area", "done_by"), pk=pk)
    fixtures = fixtures_for(row)
    found: dict[int, list[str]] = {}
    for fixture, state in row.answers.values_list("fixture", "found"):
        found.setdefault(fixture, []).append(state)
    photos = dict(row.photos.values_list("fixture", "pk"))
    left, known = len(unanswered(row)), sheets()
    context = {
        "row": _round_row(row, known),
        "lines": [(each, found.get(each.pk), photos.get(each.pk)) for each in fixtures],
        "faults": [
            _fault_row(each, known) for each in row.faults.select_related("fixture", "round")
        ],
        "left": left,
        "done": len(fixtures) - left,
        "may_record": RECORD in request.rights and row.is_open,
        "may_manage": MANAGE in request.rights and row.is_open,
    }
    return render(request, "premises/round.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(RECORD)
def answer(request: MemberRequest, pk: int, fixture_pk: int) -> HttpResponse:
    """Write down what was seen of one thing; leads on to the next that has no answers."""
    row = get_object_or_404(
        Round.objects.select_related("area"), pk=pk, done_at=None, ended_at=None
    )
    fixture = get_object_or_404(Fixture.objects.in_use(), pk=fixture_pk, area=row.area_id)
    lines = lines_for(row.sheet, fixture)
    known = dict(row.answers.filter(fixture=fixture).values_list("line", "found"))
    form = AnswerForm(given(request), request.FILES or None, lines=lines, known=known)
    if _answered(request, form, row, fixture):
        return _next(row)
    context = {
        "row": _round_row(row, sheets()),
        "fixture": fixture,
        "kind": worded(load_premises().fixture_kinds[fixture.kind].title),
        "form": form,
        "asked": form.asked(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "premises/answer.html", context, status=status)


def _answered(request: MemberRequest, form: AnswerForm, row: Round, fixture: Fixture) -> bool:
    if not form.is_valid():
        return False
    try:
        actions.answer_fixture(
            round=row, fixture=fixture, seen=form.seen(), by=request.person, at=timezone.now()
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("%(name)sを記入しました。") % {"name": fixture.name})
    return True


def _next(row: Round) -> HttpResponse:
    for fixture in unanswered(row):
        return redirect("premises:answer", row.pk, fixture.pk)
    return redirect("premises:round", row.pk)


@require_POST
@requires(RECORD)
def round_finish(request: MemberRequest, pk: int) -> HttpResponse:
    """Say that a round is made."""
    row = get_object_or_404(Round, pk=pk)
    try:
        actions.finish_round(round=row, by=request.person, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("premises:round", pk)
    messages.success(request, _("点検を終えました。次の点検の予定を立てました。"))
    return redirect("premises:rounds")


@require_POST
@requires(MANAGE)
def round_end(request: MemberRequest, pk: int) -> HttpResponse:
    """Give up the rounds of an area with a sheet."""
    row = get_object_or_404(Round, pk=pk)
    try:
        actions.end_rounds(round=row, by=request.person, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("点検の予定を終えました。"))
    return redirect("premises:rounds")


@require_safe
@requires(MANAGE, RECORD, "evidence.read")
def photo(request: MemberRequest, pk: int) -> HttpResponse:  # noqa: ARG001  # a view's signature
    """Hand out a photograph of a round: pixels drawn by us, shown and never run."""
    row = get_object_or_404(Photo, pk=pk)
    response = HttpResponse(bytes(row.content), content_type="image/jpeg")
    response["Content-Disposition"] = f'inline; filename="photo-{pk}.jpg"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def plan(request: MemberRequest) -> HttpResponse:
    """Begin regular rounds of an area."""
    form = PlanForm(given(request), initial={"due_on": timezone.localdate()})
    if attempt(request, form, actions.plan_rounds):
        messages.success(request, _("点検の予定を立てました。"))
        return redirect("premises:rounds")
    back = reverse("premises:rounds")
    return form_page(request, form, heading=_("点検の予定"), submit=_("予定を立てる"), back=back)


@require_safe
@requires(LOOK, MANAGE, RECORD)
def fixtures(request: MemberRequest) -> HttpResponse:
    """Show what is looked at on rounds."""
    page = page_of(request, Fixture.objects.in_use().select_related("area"))
    kinds = load_premises().fixture_kinds
    context = {
        "page": page,
        "lines": [(each, worded(kinds[each.kind].title)) for each in page],
        "may_manage": MANAGE in request.rights,
        "register": FIXTURES,
    }
    return render(request, "premises/fixtures.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def fixture_add(request: MemberRequest) -> HttpResponse:
    """Note that a thing with safeguards stands in an area."""
    form = FixtureForm(given(request), initial={"area": request.GET.get("area", "")})
    if row := attempt(request, form, actions.record_fixture):
        messages.success(request, _("設備を登録しました。"))
        return redirect(f"{reverse('premises:fixture-add')}?area={row.area_id}")
    back = reverse("premises:fixtures")
    return form_page(request, form, heading=_("設備の登録"), submit=_("登録する"), back=back)


@require_POST
@requires(MANAGE)
def fixture_remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Note that a thing stands there no more."""
    row = get_object_or_404(Fixture.objects.in_use(), pk=pk)
    try:
        actions.remove_fixture(fixture=row, by=request.person, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("設備の撤去を記録しました。"))
    return redirect("premises:fixtures")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE, RECORD)
def mend(request: MemberRequest, pk: int) -> HttpResponse:
    """Say that a fault is mended, and how."""
    row = get_object_or_404(Fault.objects.select_related("fixture", "round"), pk=pk)
    form = MendForm(given(request))
    if attempt(request, form, partial(actions.mend_fault, fault=row)):
        messages.success(request, _("不良を直したことを記録しました。"))
        return redirect("premises:rounds")
    return form_page(
        request,
        form,
        heading=_("不良の是正（%(name)s）") % {"name": row.fixture.name},
        submit=_("直したと記録する"),
        back=reverse("premises:rounds"),
        note=f"{_fault_row(row, sheets()).question}：{row.note}",
    )


def _round_row(row: Round, known: Mapping[str, RoundSheet]) -> RoundRow:
    sheet = known.get(row.sheet)
    title = sheet.title if sheet else row.sheet
    return RoundRow(row, title, row.is_overdue(timezone.localdate()))


def _fault_row(row: Fault, known: Mapping[str, RoundSheet]) -> FaultRow:
    sheet = known.get(row.round.sheet)
    overdue = row.mended_at is None and row.due_on < timezone.localdate()
    return FaultRow(row, sheet.question(row.line) if sheet else row.line, overdue)
