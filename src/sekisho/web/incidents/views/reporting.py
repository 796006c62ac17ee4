"""Reporting: a page for a telephone, for anybody; then the receipt and what to do at once."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sekisho.web.incidents import actions
from sekisho.web.incidents.access import LOOK, may_report_unknown
from sekisho.web.incidents.forms import ReportForm
from sekisho.web.incidents.models import Incident
from sekisho.web.incidents.words import state_of
from sekisho.web.organization.models import Person
from sekisho.web.ui.access import public
from sekisho.web.ui.clients import address_of
from sekisho.web.ui.rates import within
from sekisho.web.ui.trying import attempt, given

_HOUR = 3600
_UNKNOWN, _KNOWN, _ALL_UNKNOWN = 5, 30, 60  # reports an hour: an address, a person, everybody


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@public
def report(request: HttpRequest) -> HttpResponse:
    """Take a report, of somebody signed in or of anybody inside the networks of the setting."""
    person = _person(request)
    if person is None and not may_report_unknown(request):
        return redirect_to_login(request.get_full_path())
    form = ReportForm(given(request), person=person)
    if form.is_bound and not _within(request, person):
        messages.error(request, _("報告が続いています。急ぐときは、情報担当に電話してください。"))
        return render(request, "incidents/report.html", {"form": form}, status=429)
    made: list[Incident] = []
    if attempt(
        form,
        lambda: made.append(
            actions.report_incident(report=form.report(), by=person, at=timezone.now())
        ),
    ):
        return redirect("incidents:received", made[0].receipt)
    context = {"form": form, "person": person}
    return render(request, "incidents/report.html", context, status=422 if form.is_bound else 200)


@never_cache
@require_safe
@public
def received(request: HttpRequest, receipt: str) -> HttpResponse:
    """Say that the report is in, its number, and what to do now; nothing of what was written.

    The number is the key: who has it made the report, or was told it.
    """
    person = _person(request)
    if person is None and not may_report_unknown(request):
        return redirect_to_login(request.get_full_path())
    row = get_object_or_404(Incident, receipt=receipt)
    rights: frozenset[str] = getattr(request, "rights", frozenset())
    mine = person is not None and row.reporter_id == person.pk
    handles = bool(rights & frozenset(LOOK))
    context = {
        "row": row,
        "state": state_of(row),
        "again": reverse("incidents:report"),
        "mine": mine,
        "page": reverse("incidents:incident", args=[row.pk]) if handles else "",
    }
    return render(request, "incidents/received.html", context)


def _person(request: HttpRequest) -> Person | None:
    """Return who is signed in and through; somebody on the way to it counts as unknown."""
    return getattr(request, "person", None)


def _within(request: HttpRequest, person: Person | None) -> bool:
    at = timezone.now()
    if person is not None:
        return within("incident", f"p{person.pk}", limit=_KNOWN, seconds=_HOUR, at=at)
    address = address_of(request)
    return within("incident", address, limit=_UNKNOWN, seconds=_HOUR, at=at) and within(
        "incident-all", "unknown", limit=_ALL_UNKNOWN, seconds=_HOUR, at=at
    )
