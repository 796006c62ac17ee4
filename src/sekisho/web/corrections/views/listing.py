"""The list of corrections, one of them, and opening one by hand."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sekisho.catalogue import load, load_correction_rules
from sekisho.web.corrections import access, actions, queries
from sekisho.web.corrections.forms import FindingForm
from sekisho.web.corrections.models import Correction, CorrectionQuerySet, State
from sekisho.web.corrections.registered import CORRECTIONS
from sekisho.web.corrections.views.steps import open_steps
from sekisho.web.evidence.changes import Told, changes_page, plain_words
from sekisho.web.organization.access import MemberRequest
from sekisho.web.ui.access import requires, signed_in
from sekisho.web.ui.paging import page_of
from sekisho.web.ui.trying import attempt, form_page, given
from sekisho.web.ui.words import worded

KINDS = (
    "correction.opened", "correction.changed", "correction.own", "correction.planned",
    "correction.put-off", "correction.reported", "correction.handed-over",
)  # fmt: skip
STEPS = (State.OPEN, State.PLANNED, State.AGREED, State.REPORTED, State.CONFIRMED)


@require_safe
@signed_in
def board(request: MemberRequest) -> HttpResponse:
    """Show the corrections the reader may know of, the nearest day first."""
    rows = access.visible_to(request.person, request.rights)
    shown, today = request.GET.get("show", "open"), timezone.localdate()
    page = page_of(request, _shown(rows, shown).with_names())
    may_manage = access.MANAGE in request.rights
    context = {
        "page": page,
        "grades": load_correction_rules().grades,
        "today": today,
        "shown": shown,
        "counts": {"open": rows.open().count(), "late": rows.overdue(today).count()},
        "register": CORRECTIONS,
        "may_export": bool(set(CORRECTIONS.look) & request.rights),
        "may_manage": may_manage,
        "failing": queries.failing_checks(timezone.now()) if may_manage else (),
    }
    return render(request, "corrections/list.html", context)


def _shown(rows: CorrectionQuerySet, shown: str) -> CorrectionQuerySet:
    if shown == "late":
        return rows.overdue(timezone.localdate())
    if shown == "closed":
        closed = rows.exclude(confirmed_at=None) | rows.exclude(withdrawn_at=None)
        return closed.order_by("-due_on", "-pk")
    return rows.open()


@require_safe
@signed_in
def detail(request: MemberRequest, pk: int) -> HttpResponse:
    """Show one correction with its steps, and what the reader may do next."""
    row = correction_of(request, pk)
    context = {
        "row": row,
        "grade": load_correction_rules().grades.get(row.grade),
        "late": row.is_overdue(timezone.localdate()),
        "steps": row.steps.select_related("by"),
        "next": open_steps(row, request.person, request.rights),
        "names": tuple(str(each.label) for each in STEPS),
        "place": STEPS.index(row.state) + 1 if row.state in STEPS else 0,
        "may_read_evidence": access.EVIDENCE in request.rights,
    }
    return render(request, "corrections/correction.html", context)


def correction_of(request: MemberRequest, pk: int) -> Correction:
    """Return one the reader may know of, or answer 404."""
    rows = access.visible_to(request.person, request.rights).with_names()
    return get_object_or_404(rows.select_related("opened_by", "confirmed_by"), pk=pk)


@require_safe
@signed_in
def changes(request: MemberRequest, pk: int) -> HttpResponse:
    """Show from what to what a correction was changed."""
    row = correction_of(request, pk)
    back = reverse("corrections:detail", args=[pk])
    told = Told(f"correction:{pk}", row.title, back, KINDS, Correction, _words())
    return changes_page(request, told, request.rights)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(access.MANAGE)
def add(request: MemberRequest) -> HttpResponse:
    """Open a correction; `?check=` names the failing check that asks for it."""
    initial, ref = _of_check(request.GET.get("check", ""))
    form = FindingForm(given(request), initial=initial)
    made: list[Correction] = []
    if attempt(form, lambda: made.append(_opened(request, form, ref))):
        messages.success(request, _("是正措置を登録し、直す人に知らせました。"))
        return redirect("corrections:detail", made[0].pk)
    return form_page(
        request, form, template="corrections/form.html", heading=_("是正措置の登録"),
        submit=_("登録する"), back=reverse("corrections:list"),
    )  # fmt: skip


def _opened(request: MemberRequest, form: FindingForm, ref: str) -> Correction:
    return actions.open_correction(
        source=form.cleaned_data["source"], finding=form.finding(ref),
        by=request.person, at=timezone.now(),
    )  # fmt: skip


def _of_check(check: str) -> tuple[dict[str, Any], str]:
    """Return what a form begins with for a failing check. Raises Http404 for one unknown."""
    if not check:
        return {}, ""
    spec = load().checks.get(check)
    if spec is None:
        raise Http404
    title = _("不適合を直す: %(title)s") % {"title": worded(spec.title)}
    return {"source": "check", "title": title}, queries.check_ref(check)


def _words() -> Any:
    plain, grades = plain_words(Correction), load_correction_rules().grades

    def word(name: str, text: str) -> str:
        if name == "grade" and text in grades:
            return worded(grades[text].title)
        return plain(name, text)

    return word
