"""Alerts of monitoring on an incident's page, and making one part of it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sekisho.web.incidents import actions
from sekisho.web.incidents.access import MANAGE
from sekisho.web.incidents.models import Incident
from sekisho.web.monitoring import access as monitoring
from sekisho.web.monitoring.models import Alert
from sekisho.web.monitoring.sentences import Told, told
from sekisho.web.organization.access import MemberRequest
from sekisho.web.ui.access import requires
from sekisho.web.ui.errors import Refused
from sekisho.web.ui.paging import page_of

_SHOWN = 50  # on the incident's page


def alerts_of(incident: Incident) -> list[tuple[Alert, Told]]:
    """Return the alerts of an incident with their words; one query."""
    rows = Alert.objects.filter(incident_url=actions.url_of(incident)).order_by("first_at", "pk")
    return [(each, told(each)) for each in rows.defer("events")[:_SHOWN]]


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def alert_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Choose among the alerts nobody answered, or that were explained; for who may read them."""
    if request.rights.isdisjoint(monitoring.LOOK):
        raise PermissionDenied(_("監視の警報を見る権限がありません。"))
    row = get_object_or_404(Incident, pk=pk)
    if request.method == "POST":
        return _add(request, row)
    free = Alert.objects.filter(state__in=(Alert.State.OPEN, Alert.State.EXPLAINED))
    page = page_of(request, free.defer("events").order_by("-found_at", "-pk"))
    context = {"row": row, "page": page, "lines": [(each, told(each)) for each in page]}
    return render(request, "incidents/alerts.html", context)


def _add(request: MemberRequest, row: Incident) -> HttpResponse:
    untrusted_number = request.POST.get("alert", "")
    number = int(untrusted_number) if untrusted_number.isdecimal() else 0
    alert = get_object_or_404(Alert, pk=number)
    try:
        actions.add_alert(incident=row, alert=alert, by=request.person, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("警報を結び付け、記録を証拠に加えました。"))
    return redirect("incidents:incident", row.pk)
