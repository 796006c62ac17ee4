"""What monitoring needs of other rooms: the zones' policy, and incidents for its alerts."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from sekisho.web.browsing.models import Happening
from sekisho.web.evidence.actions import File
from sekisho.web.incidents.access import MANAGE
from sekisho.web.incidents.actions import Report, add_alert, hand_in, report_incident
from sekisho.web.incidents.models import Incident
from sekisho.web.monitoring.consequences import Case, OpenCase, Opened, Visit, ZonePolicy
from sekisho.web.monitoring.models import Alert
from sekisho.web.organization.access import rights_of
from sekisho.web.organization.models import Person
from sekisho.web.terminals.models import Terminal
from sekisho.web.zones.errors import NoPolicyError
from sekisho.web.zones.queries import policy_at

_VISITS = 2_000  # read at once
_KIND = "watched"  # of the catalogue: found in the logs
_CASES = 50  # open incidents offered


def zone_policy(at: datetime) -> ZonePolicy | None:
    """Return the policy in force, None while zones are not declared."""
    try:
        built = policy_at(at)
    except NoPolicyError:
        return None
    return ZonePolicy(built.policy, built.sha256)


def hosts_known() -> Iterable[str]:
    """Return the names of the terminals in use; one query."""
    rows = Terminal.objects.in_use().exclude(host="")
    return rows.order_by("host").values_list("host", flat=True)


def visits_after(number: int) -> Sequence[Visit]:
    """Return what session hosts wrote down of visits after a number, in their order; one query.

    Visits whose time was over before they were read are left out: they say nothing any more.
    """
    rows = Happening.objects.there().filter(kind=Happening.Kind.VISIT, pk__gt=number).order_by("pk")
    return [Visit(row.pk, row.at, bytes(row.said)) for row in rows[:_VISITS]]


def open_case(case: Case, by: Person, at: datetime) -> Opened:
    """Report an incident, with the events kept as evidence."""
    report = Report(
        kind=_KIND,
        words=case.words[:4_000],
        place=case.place[:200],
        occurred_at=case.occurred_at,
        noticed_at=case.noticed_at,
    )
    row = report_incident(report=report, by=by, at=at)
    file = File("events.json", "application/json", case.events)
    hand_in(incident=row, file=file, words=case.words[:500], by=by, at=at)
    return Opened(reverse("incidents:incident", args=[row.pk]), str(row))


class IncidentCases:
    """Open incidents, to whom may handle them."""

    def open(self, by: Person, at: datetime) -> Sequence[OpenCase]:
        """Return the newest open incidents; one query besides the person's rights."""
        if MANAGE not in rights_of(by, timezone.localdate(at)):
            return ()
        rows = Incident.objects.open().order_by("-reported_at", "-pk")[:_CASES]
        return [OpenCase(row.pk, str(row)) for row in rows]

    def join(self, alert: Alert, number: int, by: Person, at: datetime) -> object:
        """Make the alert part of the incident, its records evidence."""
        incident = get_object_or_404(Incident, pk=number)
        return add_alert(incident=incident, alert=alert, by=by, at=at)
