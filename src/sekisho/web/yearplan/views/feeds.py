"""The feed a calendar program reads: whoever knows the address, and nothing confidential in it."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sekisho.web.organization.access import MemberRequest
from sekisho.web.ui.access import public, signed_in
from sekisho.web.yearplan import actions, calendar, queries


@require_POST
@signed_in
def feed_make(request: MemberRequest) -> HttpResponse:
    """Give out a new address, shown this once."""
    token = actions.make_feed(by=request.person, at=timezone.now())
    address = request.build_absolute_uri(reverse("yearplan:feed", args=[token]))
    return render(request, "yearplan/feed.html", {"address": address})


@require_POST
@signed_in
def feed_withdraw(request: MemberRequest) -> HttpResponse:
    """End one's own address."""
    if actions.withdraw_feed(by=request.person, at=timezone.now()):
        messages.success(request, _("カレンダーのアドレスを取り消しました。"))
    return redirect("yearplan:plan")


@require_safe
@public
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Hand the person's duties to a calendar program; an address nobody has is not found."""
    now = timezone.now()
    person = queries.person_of_feed(token, timezone.localdate(now))
    if person is None:
        raise Http404
    site = request.build_absolute_uri("/").rstrip("/")
    with translation.override(settings.LANGUAGE_CODE):  # a program asks, not a reader
        duties = queries.own_duties(person, now)
        name = _("情報セキュリティの予定")
        data = calendar.written(duties, name=name, site=site, at=now)
    answer = HttpResponse(data, content_type="text/calendar; charset=utf-8")
    add_never_cache_headers(answer)
    return answer
