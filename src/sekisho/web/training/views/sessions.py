"""Group sessions: the teacher's page with the code that changes, the hand list, attending."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sekisho.web.organization.access import MemberRequest
from sekisho.web.organization.models import PersonQuerySet
from sekisho.web.organization.views.form_page import form_page, given
from sekisho.web.training import actions, queries
from sekisho.web.training.access import MANAGE
from sekisho.web.training.codes import code_at, plain
from sekisho.web.training.forms import AttendForm, HandForm, SessionForm
from sekisho.web.training.models import Campaign, Session
from sekisho.web.ui.access import requires, signed_in
from sekisho.web.ui.errors import Refused
from sekisho.web.ui.papers.qr import svg


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def session_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Plan a session of a campaign."""
    campaign = get_object_or_404(Campaign.objects.running(), pk=pk)
    form = SessionForm(given(request), initial={"held_on": timezone.localdate()})
    if form.is_valid():
        try:
            row = actions.plan_session(
                campaign=campaign, by=request.person, at=timezone.now(), **form.cleaned_data
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("集合研修を予定しました。"))
            return redirect("training:session", row.pk)
    heading = _("集合研修（%(title)s）") % {"title": campaign.title}
    back = reverse("training:campaign", args=[pk])
    return form_page(request, form, heading=heading, submit=_("予定する"), back=back)


@require_safe
@never_cache
@requires(MANAGE)
def session(request: MemberRequest, pk: int) -> HttpResponse:
    """Show a session: the code while attendance is taken, the hand list, and who was there."""
    return _session_page(request, _session_or_404(pk), form=None)


@require_POST
@requires(MANAGE)
def session_open(request: MemberRequest, pk: int) -> HttpResponse:
    """Begin to take attendance."""
    try:
        actions.open_session(session=_session_or_404(pk), by=request.person, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("training:session", pk)


@require_POST
@requires(MANAGE)
def session_close(request: MemberRequest, pk: int) -> HttpResponse:
    """Take no more attendance."""
    try:
        actions.close_session(session=_session_or_404(pk), by=request.person, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("出席の受付を終えました。"))
    return redirect("training:session", pk)


@require_POST
@requires(MANAGE)
def session_reopen(request: MemberRequest, pk: int) -> HttpResponse:
    """Take attendance again at a session closed too early."""
    try:
        actions.reopen_session(
            session=_session_or_404(pk),
            reason=request.POST.get("reason", ""),
            by=request.person,
            at=timezone.now(),
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("出席の受付を再開しました。"))
    return redirect("training:session", pk)


@require_POST
@requires(MANAGE)
def session_hand(request: MemberRequest, pk: int) -> HttpResponse:
    """Record who signed the list."""
    row = _session_or_404(pk)
    form = HandForm(request.POST, people=_left(request, row))
    if not form.is_valid():
        return _session_page(request, row, form=form)
    try:
        found = actions.attend_by_hand(
            session=row, people=form.cleaned_data["people"], by=request.person, at=timezone.now()
        )
    except Refused as refusal:
        form.add_error("people", str(refusal))
        return _session_page(request, row, form=form)
    messages.success(request, _("%(count)s人の出席を記録しました。") % {"count": len(found)})
    return redirect("training:session", pk)


@require_safe
@never_cache
@requires(MANAGE)
def session_code(_request: MemberRequest, pk: int) -> HttpResponse:
    """Give the QR code of this minute: it opens the page to attend, with the code filled in."""
    row = _session_or_404(pk)
    if not Session.objects.taking().filter(pk=row.pk).exists():
        raise Http404
    query = urlencode({"code": code_at(row, timezone.now())})
    address = f"{settings.BASE_URL.rstrip('/')}{reverse('training:attend')}?{query}"
    return HttpResponse(svg(address), content_type="image/svg+xml")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@signed_in
def attend(request: MemberRequest) -> HttpResponse:
    """Attend with the code shown at the session; a scanned code is only filled in, then sent."""
    form = AttendForm(given(request), initial={"code": plain(request.GET.get("code", ""))})
    if form.is_valid():
        try:
            row = actions.attend(
                untrusted_code=form.cleaned_data["code"], by=request.person, at=timezone.now()
            )
        except Refused as refusal:
            form.add_error("code", str(refusal))
        else:
            messages.success(request, _("出席を記録しました。この研修は修了です。"))
            return redirect("training:course", row.pk)
    back = reverse("training:mine")
    return form_page(request, form, heading=_("集合研修に出席"), submit=_("出席する"), back=back)


def _session_page(request: MemberRequest, row: Session, *, form: HandForm | None) -> HttpResponse:
    taking = Session.objects.taking().filter(pk=row.pk).exists()
    code = code_at(row, timezone.now()) if taking else ""
    left = _left(request, row)
    context = {
        "row": row,
        "taking": taking,
        "code": code,
        "form": (form or HandForm(people=left)) if taking and left.exists() else None,
        "attended": row.attended.select_related("person__unit", "recorded_by"),
    }
    status = 422 if form is not None else 200
    return render(request, "training/session.html", context, status=status)


def _left(request: MemberRequest, row: Session) -> PersonQuerySet:
    return queries.not_there(row, request.person, timezone.localdate())


def _session_or_404(pk: int) -> Session:
    return get_object_or_404(Session.objects.select_related("campaign"), pk=pk)
