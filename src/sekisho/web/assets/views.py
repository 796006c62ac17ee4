"""Pages of the register of assets and of the zones."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sekisho.catalogue import load
from sekisho.web.assets import access, actions
from sekisho.web.assets.forms import AssetForm, ExclusionForm, FilterForm, ZoneForm
from sekisho.web.assets.models import CoveredAsset, CoveredAssetQuerySet, Zone
from sekisho.web.organization.access import MemberRequest
from sekisho.web.registers.writing import ENCODINGS, csv_bytes
from sekisho.web.ui.access import requires
from sekisho.web.ui.errors import Refused
from sekisho.web.ui.paging import page_of
from sekisho.web.ui.words import worded


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the register."""

    asset: CoveredAsset
    kind: str
    overdue: bool


@require_safe
@requires(access.LOOK, access.MANAGE)
def register(request: MemberRequest) -> HttpResponse:
    """Show the register, narrowed by kind and zone; only the table for htmx."""
    form = FilterForm(request.GET, rights=request.rights)
    page = page_of(request, _rows(request, form), size=50)
    context = {
        "page": page,
        "lines": _lines(page),
        "form": form,
        "may_manage": access.MANAGE in request.rights,
    }
    partial = request.htmx and not request.htmx.boosted
    response = render(request, "assets/_table.html" if partial else "assets/list.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
@requires(access.LOOK, access.MANAGE)
def export(request: MemberRequest) -> HttpResponse:
    """Hand out the register as narrowed, as CSV in UTF-8 or CP932 (`?encoding=`)."""
    asked = request.GET.get("encoding", "")
    encoding = asked if asked in ENCODINGS else ENCODINGS[0]
    rows = _rows(request, FilterForm(request.GET, rights=request.rights))
    content = csv_bytes([_titles(), *(_cells(line) for line in _lines(rows))], encoding)
    charset = "Shift_JIS" if encoding == "cp932" else "utf-8"
    response = HttpResponse(content, content_type=f"text/csv; charset={charset}")
    name = f"assets-{timezone.localdate():%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@requires(access.MANAGE)
def record(request: MemberRequest) -> HttpResponse:
    """Enter an asset."""
    form = AssetForm(_given(request), rights=request.rights)
    if _attempt(
        form, lambda: actions.record(entry=form.entry(), by=request.person, at=timezone.now())
    ):
        messages.success(request, _("情報資産を登録しました。"))
        return redirect("assets:list")
    return _form_page(request, form, _("情報資産の登録"), _("登録する"))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(access.MANAGE)
def change(request: MemberRequest, pk: int) -> HttpResponse:
    """Correct a row."""
    asset = _asset(request, pk)
    form = AssetForm(_given(request), rights=request.rights, asset=asset)
    if _attempt(
        form,
        lambda: actions.change(
            asset=asset, entry=form.entry(), by=request.person, at=timezone.now()
        ),
    ):
        messages.success(request, _("情報資産の記載を改めました。"))
        return redirect("assets:list")
    return _form_page(request, form, _("情報資産の変更"), _("変更する"), asset)


@require_POST
@requires(access.MANAGE)
def confirm(request: MemberRequest, pk: int) -> HttpResponse:
    """Say that a row is still right; htmx gets the row back."""
    row = actions.confirm(asset=_asset(request, pk), by=request.person, at=timezone.now())
    if request.htmx and not request.htmx.boosted:
        context = {"line": _lines([row])[0], "may_manage": True}
        return render(request, "assets/_row.html", context)
    messages.success(request, _("記載が正しいことを確認しました。"))
    return redirect("assets:list")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(access.MANAGE)
def exclude(request: MemberRequest, pk: int) -> HttpResponse:
    """Put an asset outside the scope."""
    asset = _asset(request, pk)
    form = ExclusionForm(_given(request))
    if _attempt(
        form,
        lambda: actions.exclude(
            asset=asset, by=request.person, at=timezone.now(), **form.cleaned_data
        ),
    ):
        messages.success(request, _("適用範囲の外としました。"))
        return redirect("assets:list")
    return _form_page(request, form, _("適用範囲の外とする"), _("範囲外とする"), asset)


@require_POST
@requires(access.MANAGE)
def include(request: MemberRequest, pk: int) -> HttpResponse:
    """Put an asset back into the scope."""
    actions.include(asset=_asset(request, pk), by=request.person, at=timezone.now())
    messages.success(request, _("適用範囲に戻しました。"))
    return redirect("assets:list")


@require_safe
@requires(access.LOOK, access.MANAGE)
def zones(request: MemberRequest) -> HttpResponse:
    """Show the zones."""
    context = {"zones": Zone.objects.all(), "may_manage": access.MANAGE in request.rights}
    return render(request, "assets/zones.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(access.MANAGE)
def rename_zone(request: MemberRequest, pk: int) -> HttpResponse:
    """Call a zone by the body's own name."""
    zone = get_object_or_404(Zone, pk=pk)
    form = ZoneForm(_given(request), initial={"label": zone.label})
    if _attempt(
        form,
        lambda: actions.rename_zone(
            zone=zone, by=request.person, at=timezone.now(), **form.cleaned_data
        ),
    ):
        messages.success(request, _("領域の名称を改めました。"))
        return redirect("assets:zones")
    return _form_page(request, form, _("領域の名称の変更"), _("変更する"))


def _given(request: MemberRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _attempt(form: Form, action: Callable[[], object]) -> bool:
    """Run the action when the form is good; a refusal becomes the form's error."""
    if not form.is_bound or not form.is_valid():
        return False
    try:
        action()
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _form_page(
    request: MemberRequest,
    form: Form,
    heading: str,
    submit: str,
    asset: CoveredAsset | None = None,
) -> HttpResponse:
    back = reverse("assets:zones" if isinstance(form, ZoneForm) else "assets:list")
    context = {"form": form, "heading": heading, "submit": submit, "asset": asset, "back": back}
    return render(request, "assets/form.html", context, status=422 if form.errors else 200)


def _asset(request: MemberRequest, pk: int) -> CoveredAsset:
    return get_object_or_404(access.visible_to(request.rights).with_names(), pk=pk)


def _rows(request: MemberRequest, form: FilterForm) -> CoveredAssetQuerySet:
    return form.narrow(access.visible_to(request.rights).with_names())


def _lines(rows: Iterable[CoveredAsset]) -> list[Line]:
    today = timezone.localdate()
    titles = {kind.id: worded(kind.title) for kind in load().asset_kinds.values()}
    return [Line(row, titles.get(row.kind, row.kind), row.is_overdue(today)) for row in rows]


def _titles() -> list[str]:
    return [
        _("種別"),
        _("名称"),
        _("領域"),
        _("管理する所属"),
        _("適用範囲"),
        _("範囲外とする理由"),
        _("確認日"),
        _("確認者"),
    ]


def _cells(line: Line) -> list[str]:
    asset = line.asset
    return [
        line.kind,
        asset.name,
        asset.zone.label if asset.zone else "",
        asset.unit.name,
        _("範囲内") if asset.covered else _("範囲外"),
        asset.reason,
        timezone.localdate(asset.confirmed_at).isoformat(),
        asset.confirmed_by.name,
    ]
