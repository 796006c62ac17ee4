"""Devices, the configurations they had, and the proofs made of them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from sekisho.web.evidence import queries as evidence
from sekisho.web.organization.access import MemberRequest
from sekisho.web.ui.access import requires
from sekisho.web.ui.errors import Refused
from sekisho.web.ui.trying import attempt, given
from sekisho.web.zones import access, actions
from sekisho.web.zones.forms import DeviceForm, UploadForm
from sekisho.web.zones.models import Configuration, NetworkDevice, Proof
from sekisho.web.zones.proving import LARGEST_BYTES
from sekisho.web.zones.queries import standings
from sekisho.web.zones.views.form_page import form_page
from sekisho.web.zones.words import vendor_label, verdict_sign

_SHOWN = 30


@require_safe
@requires(*access.LOOK)
def device(request: MemberRequest, pk: int) -> HttpResponse:
    """Show one device: how it stands, its configurations and proofs, the newest first."""
    row = get_object_or_404(NetworkDevice, pk=pk)
    (standing,) = standings(timezone.now(), [row])
    rows = Proof.objects.filter(configuration__device=row).select_related("configuration", "by")
    proofs = rows.defer("detail", "policy", "configuration__kept")[:_SHOWN]
    kept = row.configurations.defer("kept").select_related("taken_by", "confirmed_by")
    context = {
        "device": row,
        "vendor": vendor_label(row.vendor) if row.vendor else "",
        "standing": standing,
        "sign": verdict_sign(standing.verdict),
        "proofs": [(each, verdict_sign(each.verdict)) for each in proofs],
        "configurations": kept[:_SHOWN],
        "history": evidence.history(f"network-device:{row.pk}", 20),
        "may_manage": access.MANAGE in request.rights,
        "may_read_evidence": "evidence.read" in request.rights,
    }
    return render(request, "zones/device.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(access.MANAGE)
def record(request: MemberRequest) -> HttpResponse:
    """Enter a device."""
    form = DeviceForm(given(request))
    made: list[NetworkDevice] = []
    if attempt(
        form,
        lambda: made.append(
            actions.record_device(entry=form.entry(), by=request.person, at=timezone.now())
        ),
    ):
        messages.success(request, _("機器を登録しました。設定を取り込んでください。"))
        return redirect("zones:device", made[0].pk)
    heading, back = _("ネットワーク機器の登録"), reverse("zones:map")
    return form_page(request, form=form, heading=heading, submit=_("登録する"), back=back)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(access.MANAGE)
def change(request: MemberRequest, pk: int) -> HttpResponse:
    """Correct a device."""
    row = get_object_or_404(NetworkDevice.objects.in_use(), pk=pk)
    form = DeviceForm(given(request), device=row)
    if attempt(
        form,
        lambda: actions.change_device(
            device=row, entry=form.entry(), by=request.person, at=timezone.now()
        ),
    ):
        messages.success(request, _("機器の登録を改めました。"))
        return redirect("zones:device", pk)
    heading, back = _("ネットワーク機器の変更"), reverse("zones:device", args=[pk])
    return form_page(request, form=form, heading=heading, submit=_("変更する"), back=back)


@require_POST
@requires(access.MANAGE)
def retire(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a device out of use."""
    row = get_object_or_404(NetworkDevice.objects.in_use(), pk=pk)
    try:
        actions.retire_device(device=row, by=request.person, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("機器を廃止しました。"))
    return redirect("zones:map")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(access.MANAGE)
def upload(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a configuration and show what was proven of it."""
    row = get_object_or_404(NetworkDevice.objects.in_use(), pk=pk)
    posted = request.method == "POST"
    form = UploadForm(request.POST if posted else None, request.FILES if posted else None)
    made: list[Proof] = []
    if attempt(
        form,
        lambda: made.append(
            actions.take_configuration(
                device=row, came=form.came(LARGEST_BYTES), by=request.person, at=timezone.now()
            )
        ),
    ):
        return redirect("zones:proof", made[0].pk)
    heading = _("%(device)sの設定の取込み") % {"device": row.name}
    return form_page(
        request,
        form=form,
        heading=heading,
        submit=_("取り込んで証明する"),
        back=reverse("zones:device", args=[pk]),
        note=_("設定は暗号化して保管します。結果が出るまで、長いと2分ほどかかります。"),
    )


@require_POST
@requires(access.MANAGE)
def prove(request: MemberRequest, pk: int) -> HttpResponse:
    """Prove the newest configuration against the policy in force now."""
    row = get_object_or_404(NetworkDevice.objects.in_use(), pk=pk)
    try:
        found = actions.prove_again(device=row, by=request.person, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("zones:device", pk)
    return redirect("zones:proof", found.pk)


@require_POST
@requires(access.MANAGE)
def confirm(request: MemberRequest, pk: int) -> HttpResponse:
    """Say that a configuration which arrived by itself is meant so."""
    row = get_object_or_404(Configuration.objects.defer("kept"), pk=pk)
    try:
        actions.confirm_configuration(configuration=row, by=request.person, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("この設定で正しいことを記録しました。"))
    return redirect("zones:device", row.device_id)


@require_GET
@requires(access.MANAGE)
def text(request: MemberRequest, pk: int) -> HttpResponse:
    """Hand out a configuration as it came: to its keepers alone, each time sealed."""
    row = get_object_or_404(Configuration.objects.select_related("device"), pk=pk)
    try:
        file = actions.hand_out(configuration=row, by=request.person, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("zones:device", row.device_id)
    answer = HttpResponse(file.data, content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="configuration-{row.pk}.txt"'
    return answer
