"""The register as a list, and its labels to print."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sekisho.catalogue import load
from sekisho.web.assets import access
from sekisho.web.assets.filtering import narrowed
from sekisho.web.assets.forms import FilterForm
from sekisho.web.assets.grading import Schemes, chosen
from sekisho.web.assets.labelling import MOST_LABELS, label_sheet
from sekisho.web.assets.models import Asset, AssetQuerySet
from sekisho.web.assets.relation_table import RELATIONS
from sekisho.web.assets.table import ASSETS
from sekisho.web.organization.access import MemberRequest
from sekisho.web.ui.access import requires
from sekisho.web.ui.paging import page_of
from sekisho.web.ui.papers.answer import pdf_answer
from sekisho.web.ui.words import worded


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the register."""

    asset: Asset
    kind: str
    sort: str
    grade: str
    overdue: bool


@require_safe
@requires(access.LOOK, access.MANAGE)
def register(request: MemberRequest) -> HttpResponse:
    """Show the register, narrowed; only the table for htmx."""
    schemes = chosen()
    page = page_of(request, rows_of(request).with_names(), size=50)
    context = {
        "page": page,
        "lines": lines_of(page, schemes),
        "form": FilterForm(request.GET, rights=request.rights, schemes=schemes),
        "register": ASSETS,
        "relations": RELATIONS,
        "may_manage": access.MANAGE in request.rights,
    }
    partial = request.htmx and not request.htmx.boosted
    response = render(request, "assets/_table.html" if partial else "assets/list.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
@requires(access.LOOK, access.MANAGE)
def labels(request: MemberRequest) -> HttpResponse:
    """Print labels with QR codes of what the list shows, ten sheets at most."""
    rows = rows_of(request).select_related("unit")[:MOST_LABELS]
    return pdf_answer(request, label_sheet(rows, chosen()), "labels.pdf")


def rows_of(request: MemberRequest) -> AssetQuerySet:
    """Return the rows the list shows."""
    asked = {name: str(value) for name, value in request.GET.items()}
    return narrowed(access.visible_to(request.rights), asked, request.rights)


def lines_of(rows: Iterable[Asset], schemes: Schemes) -> list[Line]:
    """Return the lines in words."""
    today = timezone.localdate()
    kinds = {kind.id: worded(kind.title) for kind in load().asset_kinds.values()}
    sorts = {sort.id: worded(sort.title) for sort in load().asset_sorts.values()}
    return [
        Line(
            row,
            kinds.get(row.kind, row.kind),
            sorts.get(row.sort, row.sort),
            grade_words(schemes, row),
            row.is_overdue(today),
        )
        for row in rows
    ]


def grade_words(schemes: Schemes, asset: Asset) -> str:
    """Return the grade of confidentiality in words."""
    level = schemes.level("confidentiality", asset.confidentiality)
    return worded(level.title) if level else _("分類なし")
