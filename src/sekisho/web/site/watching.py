"""What monitoring needs of other rooms: the zones' policy, and incidents opened with events."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.urls import reverse

from sekisho.web.browsing.models import Happening
from sekisho.web.evidence.actions import File
from sekisho.web.incidents.actions import Report, hand_in, report_incident
from sekisho.web.monitoring.consequences import Case, Opened, Visit, ZonePolicy
from sekisho.web.organization.models import Person
from sekisho.web.terminals.models import Terminal
from sekisho.web.zones.errors import NoPolicyError
from sekisho.web.zones.queries import policy_at

_VISITS = 2_000  # read at once
_KIND = "strange"  # of the catalogue: something behaves in a way nobody understands


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
    """Return what session hosts wrote down of visits after a number, in their order; one query."""
    rows = Happening.objects.filter(kind=Happening.Kind.VISIT, pk__gt=number).order_by("pk")
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
