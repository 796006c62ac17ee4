"""The board of everything in force with days left, and one permit."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sekisho.web.approvals import access, actions, exemptions, permit_kinds, subjects
from sekisho.web.approvals.forms import EndPermitForm
from sekisho.web.approvals.labels import answers_of, chosen_words, kind_label
from sekisho.web.approvals.models import Permit, PermitQuerySet
from sekisho.web.approvals.seating import Sitter
from sekisho.web.approvals.table import PERMITS, of_lines
from sekisho.web.approvals.views.lines import sitter_in
from sekisho.web.organization.access import MemberRequest
from sekisho.web.registers import Reader
from sekisho.web.registers.views import file_response
from sekisho.web.ui.access import signed_in
from sekisho.web.ui.errors import Refused

SHOWN = ("in-force", "owed", "over")
_SIZE = 50
_SOON_DAYS = 14


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the board."""

    kind: str
    label: str
    about: str
    holder: str
    unit: str
    starts: date
    ends: date
    days_left: int
    decision: str
    url: str
    owed: bool

    @property
    def soon(self) -> bool:
        """Whether it ends within two weeks."""
        return 0 <= self.days_left <= _SOON_DAYS

    @property
    def days_over(self) -> int:
        """Days since its last day; 0 for one ended early."""
        return max(0, -self.days_left)


@require_safe
@signed_in
def board(request: MemberRequest) -> HttpResponse:
    """Show what is in force with days left, what is owed, or what is over (`?show=`, `?kind=`)."""
    at, sitter = timezone.now(), sitter_in(request)
    shown = request.GET.get("show", "")
    shown = shown if shown in SHOWN else SHOWN[0]
    kind = request.GET.get("kind", "")
    visible = access.permits_of(request.person, sitter)
    rows = _narrowed(visible, shown, at)
    others = _others(sitter, at) if shown == SHOWN[0] else []
    context = {
        "page": _board_page(request, rows, others, kind, at),
        "shown": shown,
        "kind": kind,
        "kinds": _kinds(rows, others),
        "owed": visible.over(at).owing().count(),
        "everything": access.READ_PERMITS in request.rights,
        "register": PERMITS,
    }
    return render(request, "approvals/board.html", context)


@require_safe
@signed_in
def board_file(request: MemberRequest) -> HttpResponse:
    """Hand out the board as a file (`?format=`), narrowed as it is shown; what the reader sees."""
    at, sitter = timezone.now(), sitter_in(request)
    shown, kind = request.GET.get("show", ""), request.GET.get("kind", "")
    shown = shown if shown in SHOWN else SHOWN[0]
    rows = _narrowed(access.permits_of(request.person, sitter), shown, at)
    others = _others(sitter, at) if shown == SHOWN[0] else []
    lines = [*_lines(rows, at).values(), *others]
    lines = [each for each in lines if kind in ("", each.kind)]
    lines.sort(key=lambda each: (abs(each.days_left), each.ends, each.decision))
    reader = Reader(request.person, request.rights, timezone.localdate(at))
    return file_response(of_lines(PERMITS, lines), reader, request.GET.get("format", ""))


@require_safe
@signed_in
def permit(request: MemberRequest, pk: int) -> HttpResponse:
    """Show one permit: what it allows, until when, and what is still owed."""
    return _page(request, _permit(request, pk), EndPermitForm())


@require_POST
@signed_in
def take_back(request: MemberRequest, pk: int) -> HttpResponse:
    """Record that the thing came back to me."""
    return _close(request, pk, actions.take_back, _("返却を記録しました。"))


@require_POST
@signed_in
def confirm_wipe(request: MemberRequest, pk: int) -> HttpResponse:
    """Record that I saw the data wiped."""
    return _close(request, pk, actions.confirm_wipe, _("消去の確認を記録しました。"))


@require_POST
@signed_in
def end(request: MemberRequest, pk: int) -> HttpResponse:
    """End a permit before its last day."""
    row = _permit(request, pk)
    if not access.may_end(row, request.person, sitter_in(request)):
        raise PermissionDenied(_("この許可を終えることができるのは、本人と管理する人だけです。"))
    form = EndPermitForm(request.POST)
    if not form.is_valid():
        return _page(request, row, form)
    try:
        actions.end_permit(permit=row, by=request.person, at=timezone.now(), **form.cleaned_data)
    except Refused as refusal:
        return _page(request, row, form, str(refusal))
    messages.success(request, _("許可を終えました。"))
    return redirect("approvals:permit", pk)


def _close(
    request: MemberRequest, pk: int, action: Callable[..., Permit], done: str
) -> HttpResponse:
    row = _permit(request, pk)
    if not access.may_close(row, request.person, sitter_in(request)):
        raise PermissionDenied(_("記録できるのは、本人ではない、所属の長か管理する人だけです。"))
    try:
        action(permit=row, by=request.person, at=timezone.now())
    except Refused as refusal:
        return _page(request, row, EndPermitForm(), str(refusal))
    messages.success(request, done)
    return redirect("approvals:permit", pk)


def _permit(request: MemberRequest, pk: int) -> Permit:
    rows = access.permits_of(request.person, sitter_in(request)).with_people()
    return get_object_or_404(rows, pk=pk)


def _page(
    request: MemberRequest, row: Permit, form: EndPermitForm, refusal: str = ""
) -> HttpResponse:
    at, sitter = timezone.now(), sitter_in(request)
    kind = permit_kinds.known(row.kind)
    context = {
        "permit": row,
        "kind": kind_label(row.kind),
        "about": about_words([row])[row.pk],
        "answers": answers_of(kind, row.scope),
        "in_force": row.is_in_force(at),
        "over": row.is_over(at),
        "days_left": row.days_left(timezone.localdate(at)),
        "may_close": access.may_close(row, request.person, sitter),
        "may_end": access.may_end(row, request.person, sitter) and not row.is_over(at),
        "own": row.holder_id == request.person.pk,
        "sees_application": access.visible_to(request.person, sitter)
        .filter(pk=row.application_id)
        .exists(),
        "form": form,
        "refusal": refusal,
    }
    status = 422 if refusal or form.errors else 200
    return render(request, "approvals/permit.html", context, status=status)


def _board_page(
    request: MemberRequest, rows: PermitQuerySet, others: list[Line], kind: str, at: datetime
) -> Page[Line]:
    """Return one page of the board; only its own permits are read whole.

    What is in force stands by the day it ends, what is over by the day it ended, newest first.
    """
    if kind:
        rows = rows.filter(kind=kind)
    keys = [(ends, pk, -1) for ends, pk in rows.order_by().values_list("ends", "pk")]
    keys += [(line.ends, 0, place) for place, line in enumerate(others) if kind in ("", line.kind)]
    today = timezone.localdate(at)
    keys.sort(key=lambda key: (abs((key[0] - today).days), key))
    page = Paginator(keys, _SIZE).get_page(request.GET.get("page"))
    wanted = list(page.object_list)
    lines = _lines(rows.filter(pk__in=[pk for _ends, pk, place in wanted if place < 0]), at)
    shown = [lines[pk] if place < 0 else others[place] for _ends, pk, place in wanted]
    return Page(shown, page.number, Paginator(range(len(keys)), _SIZE))  # type: ignore[arg-type]  # counts only


def _kinds(rows: PermitQuerySet, others: list[Line]) -> list[tuple[str, str]]:
    """Return the kinds there are to narrow by, with their words."""
    found = {
        (kind, kind_label(kind))
        for kind in rows.order_by().values_list("kind", flat=True).distinct()
    }
    return sorted(found | {(line.kind, line.label) for line in others})


def _narrowed(rows: PermitQuerySet, shown: str, at: datetime) -> PermitQuerySet:
    if shown == "owed":
        return rows.over(at).owing()
    return rows.over(at) if shown == "over" else rows.in_force(at)


def _lines(rows: PermitQuerySet, at: datetime) -> dict[int, Line]:
    """Return the permits as lines by their row."""
    today, found = timezone.localdate(at), list(rows.with_people())
    about = about_words(found)
    return {
        row.pk: Line(
            kind=row.kind,
            label=kind_label(row.kind),
            about=_named(row, about[row.pk]),
            holder=row.holder.name,
            unit=row.unit.name,
            starts=row.starts,
            ends=row.ends,
            days_left=row.days_left(today),
            decision=row.decision,
            url=reverse("approvals:permit", args=[row.pk]),
            owed=row.owes_return or row.owes_wipe,
        )
        for row in found
    }


def _named(row: Permit, about: str) -> str:
    """Return what tells a permit apart from the others of its kind."""
    chosen = chosen_words(permit_kinds.known(row.kind), row.scope)
    return _("、").join([*chosen, about] if about else chosen)


def _others(sitter: Sitter, at: datetime) -> list[Line]:
    """Return the exemptions of other rooms, for who may see every one."""
    if access.READ_PERMITS not in sitter.rights:
        return []
    today = timezone.localdate(at)
    return [
        Line(
            kind=each.kind,
            label=str(each.label),
            about=each.about,
            holder=each.holder.name,
            unit=each.unit,
            starts=each.starts,
            ends=each.ends,
            days_left=each.days_left(today),
            decision=each.decision,
            url=each.url,
            owed=False,
        )
        for each in exemptions.in_force(at)
    ]


def about_words(rows: list[Permit]) -> dict[int, str]:
    """Return what each permit is about in words; the registers are asked once each."""
    names = subjects.labels_of(each.subject for row in rows for each in row.subjects.all())
    return {
        row.pk: _("、")
        .join([*(names[each.subject] for each in row.subjects.all()), row.subject_words])
        .strip(_("、"))
        for row in rows
    }
