"""Moves of people: the list, one move, preparing and settling it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sekisho.web.organization.access import MemberRequest
from sekisho.web.organization.views.form_page import attempt, form_page, given
from sekisho.web.personnel import actions, queries
from sekisho.web.personnel.access import ASSIGN, LOOK, MANAGE, may_settle
from sekisho.web.personnel.forms import MoveForm
from sekisho.web.personnel.models import Move
from sekisho.web.ui.access import requires
from sekisho.web.ui.dates import fiscal_year_end
from sekisho.web.ui.errors import Refused
from sekisho.web.ui.paging import page_of


@require_safe
@requires(*LOOK)
def moves(request: MemberRequest) -> HttpResponse:
    """Show all moves, the newest first."""
    page = page_of(request, Move.objects.prefetch_related("lines"))
    context = {"page": page, "drafting": Move.objects.drafts().exists()}
    return render(request, "personnel/moves.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def move_draw(request: MemberRequest) -> HttpResponse:
    """Begin to prepare a move, usually for the next 1 April."""
    end = fiscal_year_end(timezone.localdate())
    form = MoveForm(given(request), initial={"on": end.replace(month=4, day=1)})
    row = attempt(request, form, actions.draw_move)
    if row:
        return redirect("personnel:move", row.pk)
    back = reverse("personnel:moves")
    return form_page(request, form, heading=_("人事異動を作る"), submit=_("作る"), back=back)


@require_safe
@requires(*LOOK)
def move(request: MemberRequest, pk: int) -> HttpResponse:
    """Show one move: everybody in it, and what is not decided yet."""
    row = get_object_or_404(Move.objects.select_related("drawn_by", "settled_by"), pk=pk)
    states = queries.lines_of(row) if _open(row) else queries.lines_done(row)
    context = {
        "row": row,
        "states": states,
        "open": row.state == Move.State.DRAFT,
        "undecided": queries.undecided(states) if _open(row) else 0,
        "may_settle": may_settle(request.rights),
        "keeps": MANAGE in request.rights,
    }
    return render(request, "personnel/move.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def move_change(request: MemberRequest, pk: int) -> HttpResponse:
    """Change title and day."""
    row = get_object_or_404(Move, pk=pk)
    form = MoveForm(given(request), initial={"title": row.title, "on": row.on})
    if attempt(request, form, actions.change_move, move=row):
        messages.success(request, _("変更しました。"))
        return redirect("personnel:move", row.pk)
    back = reverse("personnel:move", args=[pk])
    return form_page(request, form, heading=_("件名と異動日"), submit=_("変更する"), back=back)


@require_POST
@requires(MANAGE)
def move_drop(request: MemberRequest, pk: int) -> HttpResponse:
    """Give a move up."""
    return _step(request, pk, actions.drop_move, _("人事異動を取りやめました。"))


@require_POST
@requires(ASSIGN)
def move_settle(request: MemberRequest, pk: int) -> HttpResponse:
    """Settle a move; on its day it is carried out."""
    return _step(request, pk, actions.settle, _("人事異動を確定しました。"))


@require_POST
@requires(ASSIGN)
def move_reopen(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a settled move back into preparation."""
    return _step(request, pk, actions.reopen, _("準備中に戻しました。"))


def _step(request: MemberRequest, pk: int, action: Callable[..., Move], done: str) -> HttpResponse:
    row = get_object_or_404(Move, pk=pk)
    try:
        action(move=row, by=request.person, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("personnel:move", pk)


def _open(row: Move) -> bool:
    return row.state in {Move.State.DRAFT, Move.State.SETTLED}
