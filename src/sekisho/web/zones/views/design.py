"""The declared network: its model, where the zones lie, the gateways."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sekisho.web.assets.models import Zone
from sekisho.web.organization.access import MemberRequest
from sekisho.web.ui.access import requires
from sekisho.web.ui.errors import Refused
from sekisho.web.ui.trying import attempt, given
from sekisho.web.zones import access, actions
from sekisho.web.zones.forms import GatewayForm, ModelForm, ZoneForm
from sekisho.web.zones.models import ChosenModel, Gateway, ZoneNetwork
from sekisho.web.zones.views.form_page import form_page


@require_http_methods(["GET", "HEAD", "POST"])
@requires(access.MANAGE)
def model(request: MemberRequest) -> HttpResponse:
    """Say which model is followed."""
    chosen = ChosenModel.objects.first()
    form = ModelForm(given(request), initial={"model": chosen.model if chosen else ""})
    if attempt(
        form,
        lambda: actions.choose_model(by=request.person, at=timezone.now(), **form.cleaned_data),
    ):
        messages.success(request, _("モデルを選びました。"))
        return redirect("zones:map")
    return form_page(
        request,
        form=form,
        heading=_("分離のモデル"),
        submit=_("選ぶ"),
        back=reverse("zones:map"),
        note=_("モデルにより、直接の通信を認める領域の組が変わります。"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(access.MANAGE)
def zone(request: MemberRequest, pk: int) -> HttpResponse:
    """Say where a zone lies."""
    row = get_object_or_404(Zone, pk=pk)
    form = ZoneForm(given(request), network=ZoneNetwork.objects.filter(zone=row).first())
    if attempt(
        form,
        lambda: actions.place_zone(
            zone=row, by=request.person, at=timezone.now(), **form.cleaned_data
        ),
    ):
        messages.success(request, _("領域の範囲を登録しました。"))
        return redirect("zones:map")
    heading = _("%(zone)sの範囲") % {"zone": row.label}
    return form_page(
        request,
        form=form,
        heading=heading,
        submit=_("登録する"),
        back=reverse("zones:map"),
        note=_("範囲が変わると、全ての機器の設定を新しい範囲で証明し直します。"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(access.MANAGE)
def record_gateway(request: MemberRequest) -> HttpResponse:
    """Enter a gateway."""
    form = GatewayForm(given(request))
    if attempt(
        form,
        lambda: actions.record_gateway(entry=form.entry(), by=request.person, at=timezone.now()),
    ):
        messages.success(request, _("ゲートウェイを登録しました。"))
        return redirect("zones:map")
    heading, back = _("ゲートウェイの登録"), reverse("zones:map")
    return form_page(request, form=form, heading=heading, submit=_("登録する"), back=back)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(access.MANAGE)
def change_gateway(request: MemberRequest, pk: int) -> HttpResponse:
    """Correct a gateway."""
    row = get_object_or_404(Gateway.objects.in_use(), pk=pk)
    form = GatewayForm(given(request), gateway=row)
    if attempt(
        form,
        lambda: actions.change_gateway(
            gateway=row, entry=form.entry(), by=request.person, at=timezone.now()
        ),
    ):
        messages.success(request, _("ゲートウェイの登録を改めました。"))
        return redirect("zones:map")
    heading, back = _("ゲートウェイの変更"), reverse("zones:map")
    return form_page(request, form=form, heading=heading, submit=_("変更する"), back=back)


@require_POST
@requires(access.MANAGE)
def close_gateway(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a gateway out of use."""
    row = get_object_or_404(Gateway.objects.in_use(), pk=pk)
    try:
        actions.close_gateway(gateway=row, by=request.person, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("ゲートウェイを廃止しました。"))
    return redirect("zones:map")
