"""The page of one asset: what it is, how it is handled, what hangs on it, its history."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sekisho.catalogue import load
from sekisho.web.assets import access, actions, labelling, places
from sekisho.web.assets.errors import NotRelatedError
from sekisho.web.assets.forms import RelationForm
from sekisho.web.assets.grading import ASPECTS, Schemes, chosen
from sekisho.web.assets.models import Asset, Relation
from sekisho.web.assets.picture import draw
from sekisho.web.assets.queries import history_of, neighbourhood
from sekisho.web.assets.templatetags.assets import aspect_words
from sekisho.web.assets.views.form_page import attempt, form_page, given
from sekisho.web.assets.views.keeping import asset_or_404
from sekisho.web.assets.views.listing import lines_of
from sekisho.web.evidence.changes import Told, Wording, changes_page, plain_words
from sekisho.web.organization.access import MemberRequest
from sekisho.web.ui.access import requires
from sekisho.web.ui.papers.answer import pdf_answer
from sekisho.web.ui.words import worded

CHANGED = ("asset.recorded", "asset.changed", "asset.own", "asset.excluded", "asset.included")


@require_safe
@requires(access.LOOK, access.MANAGE)
def asset(request: MemberRequest, pk: int) -> HttpResponse:
    """Show an asset."""
    row = asset_or_404(request, pk)
    schemes = chosen()
    around = neighbourhood(row, request.rights)
    context = {
        "asset": row,
        "line": lines_of([row], schemes)[0],
        "area": places.label_of(row.area) if row.area else "",
        "grades": _grades(row, schemes),
        "handling": schemes.handling(row.confidentiality),
        "mark": labelling.mark_of(row, schemes),
        "relations": around.relations,
        "picture": draw(row.pk, around.nodes, around.edges) if around.edges else None,
        "history": history_of(row),
        "may_manage": access.MANAGE in request.rights,
    }
    return render(request, "assets/asset.html", context)


@require_safe
@requires(access.LOOK, access.MANAGE)
def changes(request: MemberRequest, pk: int) -> HttpResponse:
    """Show from what to what the row of an asset was changed."""
    row = asset_or_404(request, pk)
    told = Told(f"asset:{pk}", row.name, row.get_absolute_url(), CHANGED, Asset, _words())
    return changes_page(request, told, request.rights)


@require_safe
@requires(access.LOOK, access.MANAGE)
def numbered(request: MemberRequest, number: str) -> HttpResponse:
    """Lead from a label's code to the asset of that number."""
    rows = access.visible_to(request.rights)
    return redirect(get_object_or_404(rows, number=number))


@require_safe
@requires(access.LOOK, access.MANAGE)
def label(request: MemberRequest, pk: int) -> HttpResponse:
    """Print the label of one asset."""
    row = asset_or_404(request, pk)
    return pdf_answer(request, labelling.label_sheet([row], chosen()), f"label-{pk}.pdf")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(access.MANAGE)
def relate(request: MemberRequest, pk: int) -> HttpResponse:
    """Say how another asset stands to this one."""
    row = asset_or_404(request, pk)
    form = RelationForm(given(request))
    if attempt(form, lambda: _relate(request, row, form)):
        messages.success(request, _("結び付けました。"))
        return redirect("assets:asset", pk)
    back = row.get_absolute_url()
    return form_page(request, form, _("ほかの資産との関係"), _("結び付ける"), back=back, asset=row)


@require_POST
@requires(access.MANAGE)
def unrelate(request: MemberRequest, pk: int, relation: int) -> HttpResponse:
    """Take a relation away."""
    known = access.visible_relations(request.rights)
    row = get_object_or_404(known.select_related("upper__zone", "lower__zone"), pk=relation)
    if pk in {row.upper_id, row.lower_id}:
        actions.unrelate(relation=row, by=request.person, at=timezone.now())
        messages.success(request, _("結び付きを外しました。"))
    return redirect("assets:asset", pk)


def _relate(request: MemberRequest, row: Asset, form: RelationForm) -> Relation:
    """Relate to the asset of that number; one the reader may not know of does not exist."""
    said = form.cleaned_data
    other = access.visible_to(request.rights).with_names().filter(number=said["number"]).first()
    if other is None:
        raise NotRelatedError(_("その管理番号の情報資産は登録されていません。"))
    upper, lower = (row, other) if said["way"] == "lower" else (other, row)
    return actions.relate(
        upper=upper, lower=lower, kind=said["kind"], by=request.person, at=timezone.now()
    )


def _words() -> Wording:
    """Return how the columns of an asset are said: grades, kinds and areas by their names."""
    schemes, catalogue, plain = chosen(), load(), plain_words(Asset)

    def word(name: str, text: str) -> str:
        if name == "area":
            return places.label_of(text)
        found = {
            "kind": catalogue.asset_kinds.get(text),
            "sort": catalogue.asset_sorts.get(text),
        }.get(name) or next((schemes.level(each, text) for each in ASPECTS if each == name), None)
        return worded(found.title) if found else plain(name, text)

    return word


def _grades(row: Asset, schemes: Schemes) -> list[tuple[str, str, str]]:
    """Return for each aspect its name, the grade in words, and what the grade means."""
    found = []
    for aspect in ASPECTS:
        level = schemes.level(aspect, getattr(row, aspect))
        words = (worded(level.title), worded(level.meaning)) if level else (_("分類なし"), "")
        found.append((aspect_words(aspect), *words))
    return found
