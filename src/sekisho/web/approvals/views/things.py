"""Own devices brought in and external services in use: lists drawn from the permits themselves."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from sekisho.web.approvals import access, actions, things
from sekisho.web.approvals.models import Permit, PermitQuerySet
from sekisho.web.approvals.table import OWN_DEVICES, SERVICES, of_things
from sekisho.web.approvals.things import Thing
from sekisho.web.approvals.views.lines import sitter_in
from sekisho.web.approvals.views.permits import about_words
from sekisho.web.organization.access import MemberRequest
from sekisho.web.registers import Reader, Register
from sekisho.web.registers.views import file_response
from sekisho.web.ui.access import signed_in
from sekisho.web.ui.errors import Refused
from sekisho.web.ui.paging import page_of
from sekisho.web.ui.words import Sign

SHOWN = ("in-force", "lapsed", "removed", "all")
SIGNS = {
    "in-force": Sign("○", gettext_lazy("効力あり"), "good"),
    "to-come": Sign("□", gettext_lazy("開始前"), "open"),
    "lapsed": Sign("×", gettext_lazy("終了・未確認"), "bad"),
    "removed": Sign("○", gettext_lazy("業務から外した"), "good"),
}
_SIZE = 50


@require_safe
@signed_in
def own_devices(request: MemberRequest) -> HttpResponse:
    """Show the own devices brought in and how their permits stand (`?show=`, `?words=`)."""
    at, sitter = timezone.now(), sitter_in(request)
    visible = access.permits_of(request.person, sitter)
    page = page_of(request, _devices(request, at).with_people(), size=_SIZE)
    found = _things(page, at)
    context = {
        "page": page,
        "lines": [
            (each, SIGNS[each.state], access.may_close(each.permit, request.person, sitter))
            for each in found
        ],
        "shown": _shown(request),
        "words": request.GET.get("words", ""),
        "lapsed": things.devices(visible, "lapsed", "", at).count(),
        "register": OWN_DEVICES,
    }
    return render(request, "approvals/own_devices.html", context)


@require_safe
@signed_in
def own_devices_file(request: MemberRequest) -> HttpResponse:
    """Hand out the devices as a file (`?format=`), narrowed as they are shown."""
    at = timezone.now()
    found = _things(_devices(request, at).with_people(), at)
    return _file(request, of_things(OWN_DEVICES, found))


@require_POST
@signed_in
def confirm_removal(request: MemberRequest, pk: int) -> HttpResponse:
    """Record that I saw an own device taken out of use."""
    sitter = sitter_in(request)
    mine = access.permits_of(request.person, sitter).filter(kind=things.OWN_DEVICE)
    row = get_object_or_404(mine, pk=pk)
    if not access.may_close(row, request.person, sitter):
        raise PermissionDenied(_("記録できるのは、本人ではない、所属の長か管理する人だけです。"))
    try:
        actions.confirm_removal(permit=row, by=request.person, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("業務から外したことを記録しました。"))
    return redirect("approvals:own-devices")


@require_safe
@signed_in
def services(request: MemberRequest) -> HttpResponse:
    """Show the external services that may be used today, by the permits in force."""
    at = timezone.now()
    page = page_of(request, _services(request, at).with_people(), size=_SIZE)
    context = {
        "page": page,
        "things": _things(page, at),
        "words": request.GET.get("words", ""),
        "register": SERVICES,
    }
    return render(request, "approvals/external.html", context)


@require_safe
@signed_in
def services_file(request: MemberRequest) -> HttpResponse:
    """Hand out the services as a file (`?format=`), narrowed as they are shown."""
    at = timezone.now()
    found = _things(_services(request, at).with_people(), at)
    return _file(request, of_things(SERVICES, found))


def _shown(request: MemberRequest) -> str:
    asked = request.GET.get("show", "")
    return asked if asked in SHOWN else SHOWN[0]


def _devices(request: MemberRequest, at: datetime) -> PermitQuerySet:
    visible = access.permits_of(request.person, sitter_in(request)).select_related("removal")
    shown = _shown(request)
    state = "" if shown == "all" else shown
    return things.devices(visible, state, request.GET.get("words", ""), at)


def _services(request: MemberRequest, at: datetime) -> PermitQuerySet:
    visible = access.permits_of(request.person, sitter_in(request)).select_related("removal")
    return things.services(visible, request.GET.get("words", ""), at)


def _things(rows: Iterable[Permit], at: datetime) -> list[Thing]:
    found = list(rows)
    about = about_words(found)
    return [things.thing_of(row, about[row.pk], at) for row in found]


def _file(request: MemberRequest, register: Register) -> HttpResponse:
    reader = Reader(request.person, request.rights, timezone.localdate())
    return file_response(register, reader, request.GET.get("format", ""))
