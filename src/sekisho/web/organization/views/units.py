"""Units and posts."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.web.organization import actions, queries
from sekisho.web.organization.access import MemberRequest
from sekisho.web.organization.forms import PostForm, UnitForm
from sekisho.web.organization.models import Post, Unit
from sekisho.web.organization.views.form_page import attempt, form_page, given
from sekisho.web.organization.views.people import LISTS
from sekisho.web.ui.access import requires


@requires(*LISTS)
def units(request: MemberRequest) -> HttpResponse:
    """Show the units, their posts and how many people belong to each."""
    rows = queries.unit_tree(timezone.localdate())
    return render(request, "organization/units.html", {"rows": rows})


@requires("people.manage")
def unit_add(request: MemberRequest) -> HttpResponse:
    """Add a unit."""
    form = UnitForm(given(request))
    if attempt(request, form, actions.add_unit):
        return _saved(request)
    return _page(request, form, _("所属の追加"), _("追加する"))


@requires("people.manage")
def unit_change(request: MemberRequest, pk: int) -> HttpResponse:
    """Change a unit."""
    unit = get_object_or_404(Unit, pk=pk)
    initial = {"name": unit.name, "parent": unit.parent_id, "position": unit.position}
    form = UnitForm(given(request), initial=initial)
    if attempt(request, form, actions.change_unit, unit=unit):
        return _saved(request)
    return _page(request, form, _("所属の変更"), _("変更する"))


@requires("people.manage")
def post_add(request: MemberRequest) -> HttpResponse:
    """Add a post to a unit."""
    form = PostForm(given(request), initial={"unit": request.GET.get("unit")})
    if attempt(request, form, actions.add_post):
        return _saved(request)
    return _page(request, form, _("職の追加"), _("追加する"))


@requires("people.manage")
def post_change(request: MemberRequest, pk: int) -> HttpResponse:
    """Rename a post or give it to another unit."""
    post = get_object_or_404(Post, pk=pk)
    form = PostForm(given(request), initial={"title": post.title, "unit": post.unit_id})
    if attempt(request, form, actions.change_post, post=post):
        return _saved(request)
    return _page(request, form, _("職の変更"), _("変更する"))


def _saved(request: MemberRequest) -> HttpResponse:
    messages.success(request, _("保存しました。"))
    return redirect("organization:units")


def _page(
    request: MemberRequest, form: UnitForm | PostForm, heading: str, submit: str
) -> HttpResponse:
    back = reverse("organization:units")
    return form_page(request, form, heading=heading, submit=submit, back=back)
