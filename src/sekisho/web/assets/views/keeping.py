"""Keeping the register: record, change, confirm, exclude, include."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sekisho.web.assets import access, actions
from sekisho.web.assets.forms import AssetForm, ExclusionForm
from sekisho.web.assets.grading import ASPECTS, chosen
from sekisho.web.assets.models import Asset
from sekisho.web.assets.views.form_page import attempt, form_page, given
from sekisho.web.assets.views.listing import lines_of
from sekisho.web.organization.access import MemberRequest
from sekisho.web.ui.access import requires


@require_http_methods(["GET", "HEAD", "POST"])
@requires(access.MANAGE)
def record(request: MemberRequest) -> HttpResponse:
    """Enter an asset; grades proposed by the helper stand in the form."""
    form = AssetForm(given(request), rights=request.rights, proposed=_proposed(request))
    if attempt(
        form, lambda: actions.record(entry=form.entry(), by=request.person, at=timezone.now())
    ):
        messages.success(request, _("情報資産を登録しました。"))
        return redirect("assets:list")
    return form_page(request, form, _("情報資産の登録"), _("登録する"), helper=True)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(access.MANAGE)
def change(request: MemberRequest, pk: int) -> HttpResponse:
    """Correct a row."""
    asset = asset_or_404(request, pk)
    proposed = _proposed(request)
    form = AssetForm(given(request), rights=request.rights, asset=asset, proposed=proposed)
    if attempt(
        form,
        lambda: actions.change(
            asset=asset, entry=form.entry(), by=request.person, at=timezone.now()
        ),
    ):
        messages.success(request, _("情報資産の記載を改めました。"))
        return redirect("assets:asset", asset.pk)
    return form_page(
        request,
        form,
        _("情報資産の変更"),
        _("変更する"),
        back=reverse("assets:asset", args=[pk]),
        asset=asset,
        helper=True,
    )


@require_POST
@requires(access.MANAGE)
def confirm(request: MemberRequest, pk: int) -> HttpResponse:
    """Say that a row is still right; htmx gets the row back."""
    row = actions.confirm(asset=asset_or_404(request, pk), by=request.person, at=timezone.now())
    if request.htmx and not request.htmx.boosted:
        context = {"line": lines_of([row], chosen())[0], "may_manage": True}
        return render(request, "assets/_row.html", context)
    messages.success(request, _("記載が正しいことを確認しました。"))
    return redirect("assets:asset", row.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(access.MANAGE)
def exclude(request: MemberRequest, pk: int) -> HttpResponse:
    """Put an asset outside the scope."""
    asset = asset_or_404(request, pk)
    form = ExclusionForm(given(request))
    if attempt(
        form,
        lambda: actions.exclude(
            asset=asset, by=request.person, at=timezone.now(), **form.cleaned_data
        ),
    ):
        messages.success(request, _("適用範囲の外としました。"))
        return redirect("assets:asset", pk)
    back = reverse("assets:asset", args=[pk])
    return form_page(
        request, form, _("適用範囲の外とする"), _("範囲外とする"), back=back, asset=asset
    )


@require_POST
@requires(access.MANAGE)
def include(request: MemberRequest, pk: int) -> HttpResponse:
    """Put an asset back into the scope."""
    actions.include(asset=asset_or_404(request, pk), by=request.person, at=timezone.now())
    messages.success(request, _("適用範囲に戻しました。"))
    return redirect("assets:asset", pk)


def asset_or_404(request: MemberRequest, pk: int) -> Asset:
    """Return the asset; for who may not know of it there is none."""
    return get_object_or_404(access.visible_to(request.rights).with_names(), pk=pk)


def _proposed(request: MemberRequest) -> dict[str, str]:
    """Return the grades the helper hands on, as far as they stand in the chosen schemes."""
    schemes = chosen()
    return {
        aspect: grade
        for aspect in ASPECTS
        if (grade := request.GET.get(aspect, "")) and schemes.level(aspect, grade)
    }
