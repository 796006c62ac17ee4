"""The lines of a move: who joins, moves, leaves, and what becomes of what they hold."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sekisho.web.organization.access import MemberRequest
from sekisho.web.organization.views.form_page import form_page, given
from sekisho.web.personnel import actions, queries
from sekisho.web.personnel.access import MANAGE
from sekisho.web.personnel.forms import HandoverForm, LineForm
from sekisho.web.personnel.models import Line, Move
from sekisho.web.ui.access import requires
from sekisho.web.ui.errors import Refused
from sekisho.web.ui.trying import attempt


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def line_add(request: MemberRequest, pk: int, kind: str) -> HttpResponse:
    """Enter a person into the move."""
    if kind not in Line.Kind.values:
        raise Http404
    row = get_object_or_404(Move.objects.prefetch_related("lines__person"), pk=pk)
    form = LineForm(given(request), move=row, kind=kind)
    if _put(request, form, row, None):
        messages.success(request, _("人事異動に加えました。"))
        return redirect("personnel:move", pk)
    return _form(request, form, Line.Kind(kind).label, reverse("personnel:move", args=[pk]))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def line_change(request: MemberRequest, pk: int) -> HttpResponse:
    """Correct a line."""
    row = _line(pk)
    form = LineForm(given(request), move=row.move, kind=row.kind, line=row)
    if _put(request, form, row.move, row):
        messages.success(request, _("変更しました。"))
        return redirect("personnel:line", pk)
    return _form(request, form, row.called, reverse("personnel:line", args=[pk]))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def line(request: MemberRequest, pk: int) -> HttpResponse:
    """Show what a person holds, and take what becomes of each thing."""
    row = _line(pk)
    open_ = row.move.state == Move.State.DRAFT
    state = queries.state_of(row)
    form = HandoverForm(given(request), state=state)
    if attempt(form, lambda: _decide(request, row, form)):
        messages.success(request, _("引継ぎを記入しました。"))
        return redirect("personnel:move", row.move_id)
    context = {"row": row, "state": state, "form": form, "open": open_}
    return render(request, "personnel/line.html", context, status=422 if form.is_bound else 200)


@require_POST
@requires(MANAGE)
def line_all(request: MemberRequest, pk: int) -> HttpResponse:
    """Decide everything undecided: to the successor, else it ends."""
    row = _line(pk)
    try:
        actions.hand_all(line=row, by=request.person, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("引継ぎを記入しました。"))
    return redirect("personnel:line", pk)


@require_POST
@requires(MANAGE)
def line_remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a person out of the move."""
    row = _line(pk)
    try:
        actions.remove_line(line=row, by=request.person, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("人事異動から外しました。"))
    return redirect("personnel:move", row.move_id)


def _line(pk: int) -> Line:
    rows = Line.objects.select_related("move", "person__unit", "person__post", "unit", "post")
    return get_object_or_404(rows, pk=pk)


def _put(request: MemberRequest, form: LineForm, move: Move, row: Line | None) -> bool:
    return attempt(
        form,
        lambda: actions.put_line(
            move=move, entry=form.entry(row), line=row, by=request.person, at=timezone.now()
        ),
    )


def _decide(request: MemberRequest, row: Line, form: HandoverForm) -> None:
    actions.decide(line=row, choices=form.choices(), by=request.person, at=timezone.now())


def _form(request: MemberRequest, form: LineForm, heading: object, back: str) -> HttpResponse:
    return form_page(request, form, heading=str(heading), submit=_("記入する"), back=back)
