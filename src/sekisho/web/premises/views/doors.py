"""Door systems: how their files are read, their doors and cards, the files taken in."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sekisho.web.organization.access import MemberRequest
from sekisho.web.organization.models import Person
from sekisho.web.organization.views.form_page import attempt, form_page, given
from sekisho.web.premises import actions
from sekisho.web.premises.access import MANAGE, RECORD
from sekisho.web.premises.doorlog import REASONS
from sekisho.web.premises.forms.areas import CardForm, DoorForm, ImportForm, LastDayForm, SystemForm
from sekisho.web.premises.models import Card, DoorImport, DoorSystem
from sekisho.web.premises.registered import CARDS
from sekisho.web.ui.access import requires
from sekisho.web.ui.errors import Refused
from sekisho.web.ui.paging import page_of


@require_safe
@requires(MANAGE, RECORD)
def systems(request: MemberRequest) -> HttpResponse:
    """Show the door systems and the files last taken in."""
    context = {
        "systems": DoorSystem.objects.all(),
        "imports": DoorImport.objects.select_related("system", "by")[:20],
        "may_manage": MANAGE in request.rights,
        "register": CARDS,
    }
    return render(request, "premises/systems.html", context)


@require_safe
@requires(MANAGE, RECORD)
def system(request: MemberRequest, pk: int) -> HttpResponse:
    """Show one system: doors, cards, files."""
    row = get_object_or_404(DoorSystem, pk=pk)
    context = {
        "row": row,
        "doors": row.doors.select_related("area"),
        "page": page_of(request, Card.objects.filter(system=row).select_related("person")),
        "may_manage": MANAGE in request.rights,
        "register": CARDS,
    }
    return render(request, "premises/system.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def system_add(request: MemberRequest) -> HttpResponse:
    """Enter a door system."""
    form = SystemForm(given(request))
    if row := _record(request, form, None):
        messages.success(request, _("装置を登録しました。次に、扉と管理区域を結び付けてください。"))
        return redirect("premises:system", row.pk)
    back = reverse("premises:systems")
    return form_page(
        request, form, heading=_("入退室管理装置の登録"), submit=_("登録する"), back=back
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def system_change(request: MemberRequest, pk: int) -> HttpResponse:
    """Correct how a system's file is read."""
    row = get_object_or_404(DoorSystem, pk=pk)
    form = SystemForm(given(request), system=row)
    if _record(request, form, row):
        messages.success(request, _("ファイルの読み方を改めました。"))
        return redirect("premises:system", pk)
    back = reverse("premises:system", args=[pk])
    return form_page(
        request, form, heading=_("ファイルの読み方の変更"), submit=_("変更する"), back=back
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def door_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Say which area lies behind a door."""
    row = get_object_or_404(DoorSystem, pk=pk)
    form = DoorForm(given(request))
    if attempt(request, form, partial(actions.record_door, system=row)):
        messages.success(request, _("扉と管理区域を結び付けました。"))
        return redirect("premises:system", pk)
    back = reverse("premises:system", args=[pk])
    return form_page(request, form, heading=_("扉の登録"), submit=_("登録する"), back=back)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def card_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Note whose a card is."""
    row, today = get_object_or_404(DoorSystem, pk=pk), timezone.localdate()
    people = Person.objects.present(today)
    form = CardForm(given(request), people=people, initial={"from_date": today})
    if attempt(request, form, partial(actions.give_card, system=row)):
        messages.success(request, _("カードの持ち主を登録しました。"))
        return redirect("premises:system", pk)
    back = reverse("premises:system", args=[pk])
    return form_page(request, form, heading=_("カードの交付"), submit=_("登録する"), back=back)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def card_return(request: MemberRequest, pk: int) -> HttpResponse:
    """Note that a card came back."""
    row = get_object_or_404(Card.objects.select_related("person"), pk=pk)
    form = LastDayForm(given(request), initial={"on": timezone.localdate()})
    if attempt(request, form, partial(actions.take_card_back, card=row)):
        messages.success(request, _("カードの返却を記録しました。"))
        return redirect("premises:system", row.system_id)
    heading = _("カードの返却（%(number)s）") % {"number": row.number}
    back = reverse("premises:system", args=[row.system_id])
    return form_page(request, form, heading=heading, submit=_("返却を記録する"), back=back)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(RECORD)
def import_file(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a file of the system into the log."""
    row = get_object_or_404(DoorSystem, pk=pk)
    form = ImportForm(given(request), request.FILES or None)
    if found := _import(request, form, row):
        messages.success(
            request,
            _("%(added)d件を取り込みました（既にあった%(known)d件、読み取れない%(unread)d行）。")
            % {"added": found.added, "known": found.known, "unread": found.unread},
        )
        return redirect("premises:import", found.pk)
    heading = _("入退室記録の取込み（%(name)s）") % {"name": row.name}
    back = reverse("premises:systems")
    return form_page(request, form, heading=heading, submit=_("取り込む"), back=back)


@require_safe
@requires(MANAGE, RECORD)
def imported(request: MemberRequest, pk: int) -> HttpResponse:
    """Show what became of a file, with each line that was not understood."""
    row = get_object_or_404(DoorImport.objects.select_related("system", "by"), pk=pk)
    page = page_of(request, row.lines.all(), size=100)
    lines = [(each, REASONS.get(each.reason, each.reason)) for each in page]
    context = {"row": row, "page": page, "lines": lines, "open": row.lines.open().exists()}
    return render(request, "premises/imported.html", context)


@require_POST
@requires(MANAGE, RECORD)
def import_settle(request: MemberRequest, pk: int) -> HttpResponse:
    """Say that the lines not understood were looked at."""
    row = get_object_or_404(DoorImport, pk=pk)
    actions.settle_unread(source=row, by=request.person, at=timezone.now())
    messages.success(request, _("読み取れない行を確かめたことを記録しました。"))
    return redirect("premises:import", pk)


def _record(
    request: MemberRequest, form: SystemForm, system: DoorSystem | None
) -> DoorSystem | None:
    if not form.is_valid():
        return None
    try:
        return actions.record_system(
            system=system, by=request.person, at=timezone.now(), **form.values()
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None


def _import(request: MemberRequest, form: ImportForm, system: DoorSystem) -> DoorImport | None:
    if not form.is_valid():
        return None
    try:
        return actions.import_log(
            system=system, file=form.door_file(), by=request.person, at=timezone.now()
        )
    except Refused as refusal:
        form.add_error("file", str(refusal))
        return None
