"""What binds the reader; bulletins, who they reach, and their posters."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sekisho.web.awareness import actions, papers, queries
from sekisho.web.awareness.access import MANAGE
from sekisho.web.awareness.forms import BulletinForm
from sekisho.web.awareness.models import Bulletin, Opening
from sekisho.web.organization.access import MemberRequest
from sekisho.web.organization.views.form_page import form_page, given
from sekisho.web.ui.access import requires, signed_in
from sekisho.web.ui.errors import Refused
from sekisho.web.ui.paging import page_of
from sekisho.web.ui.papers.answer import paper_answer
from sekisho.web.ui.trying import attempt

_WEEKS = timedelta(days=28)


@require_safe
@signed_in
def mine(request: MemberRequest) -> HttpResponse:
    """Show what the reader must keep, and what they must do now."""
    now = timezone.now()
    today = timezone.localdate(now)
    context = {
        "keeping": queries.keeping_of(request.person, request.rights, now),
        "bulletins": _unopened(request),
        "today": today,
        "manages": MANAGE in request.rights,
    }
    return render(request, "awareness/mine.html", context)


@require_safe
@signed_in
def bulletins(request: MemberRequest) -> HttpResponse:
    """Show bulletins; how far each reaches, to who publishes them."""
    today = timezone.localdate()
    manages = MANAGE in request.rights
    rows = Bulletin.objects.all() if manages else Bulletin.objects.shown(today)
    page = page_of(request, rows)
    reach = queries.reach_of(page.object_list, today) if manages else {}
    context = {
        "page": page,
        "lines": [(each, reach.get(each.pk)) for each in page],
        "manages": manages,
    }
    return render(request, "awareness/bulletins.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def bulletin_add(request: MemberRequest) -> HttpResponse:
    """Publish a bulletin."""
    today = timezone.localdate()
    form = BulletinForm(given(request), initial={"from_date": today, "until_date": today + _WEEKS})
    if attempt(
        form,
        lambda: actions.publish(by=request.person, at=timezone.now(), **form.cleaned_data),
    ):
        messages.success(request, _("掲示しました。"))
        return redirect("awareness:bulletins")
    back = reverse("awareness:bulletins")
    return form_page(request, form, heading=_("注意喚起の作成"), submit=_("掲示する"), back=back)


@require_safe
@signed_in
def bulletin(request: MemberRequest, pk: int) -> HttpResponse:
    """Show a bulletin, and its reach to who publishes them."""
    row = _bulletin(request, pk)
    today = timezone.localdate()
    manages = MANAGE in request.rights
    context = {
        "row": row,
        "opened": Opening.objects.filter(bulletin=row, person=request.person).first(),
        "shown": Bulletin.objects.shown(today).filter(pk=pk).exists(),
        "manages": manages,
        "reach": queries.reach_by_unit(row, today) if manages else (),
        "total": queries.reach_of([row], today)[row.pk] if manages else None,
    }
    return render(request, "awareness/bulletin.html", context)


@require_POST
@signed_in
def bulletin_open(request: MemberRequest, pk: int) -> HttpResponse:
    """Note that the reader has read it."""
    row = get_object_or_404(Bulletin.objects.shown(timezone.localdate()), pk=pk)
    actions.open_bulletin(bulletin=row, by=request.person, at=timezone.now())
    messages.success(request, _("読んだことを記録しました。"))
    return redirect("awareness:mine")


@require_POST
@requires(MANAGE)
def bulletin_end(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a bulletin down."""
    row = get_object_or_404(Bulletin, pk=pk)
    try:
        actions.end(bulletin=row, by=request.person, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("掲示を終えました。"))
    return redirect("awareness:bulletins")


@require_safe
@signed_in
def poster(request: MemberRequest, pk: int, form: str = "pdf") -> HttpResponse:
    """Hand out the poster."""
    row = _bulletin(request, pk)
    address = settings.BASE_URL.rstrip("/") + reverse("awareness:bulletin", args=[pk])
    paper = papers.poster(row, address, settings.BODY_NAME)
    return paper_answer(request, paper, f"poster-{pk}", form)


def _bulletin(request: MemberRequest, pk: int) -> Bulletin:
    shown = Bulletin.objects.shown(timezone.localdate())
    return get_object_or_404(Bulletin if MANAGE in request.rights else shown, pk=pk)


def _unopened(request: MemberRequest) -> list[Bulletin]:
    opened = Opening.objects.filter(person=request.person).values("bulletin")
    return list(Bulletin.objects.shown(timezone.localdate()).exclude(pk__in=opened))
