"""Incidents as people have them when they move or leave: an open one always has a handler.

Incidents are called by the number of their receipt: what happened is read on their pages alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sekisho.web.incidents.actions import hand_incident, hand_tasks
from sekisho.web.incidents.errors import IncidentRefusedError
from sekisho.web.incidents.models import Incident, Task
from sekisho.web.organization.models import Person
from sekisho.web.personnel.holdings import Going, Held, Passing, Way

_WAYS = frozenset({Way.PASS, Way.KEEP})


class Handling:
    """Open incidents the person handles."""

    id = "incidents"
    title = gettext_lazy("担当しているインシデント")

    def of(self, going: Sequence[Going], on: date) -> Mapping[int, Iterable[Held]]:
        """Return open incidents by handler; one query."""
        del on
        found: dict[int, list[Held]] = defaultdict(list)
        for row in Incident.objects.open().filter(handler__in=[each.person.pk for each in going]):
            if row.handler_id is not None:
                called = _("インシデント（受付番号 %(receipt)s）") % {"receipt": row.receipt}
                found[row.handler_id].append(Held(str(row.pk), called, _WAYS))
        return found

    def hand_over(self, passing: Passing, at: datetime) -> None:
        """Give it to a successor who may handle incidents."""
        row = Incident.objects.get(pk=int(passing.key), handler=passing.giver)
        hand_incident(incident=row, to=_taker(passing), by=passing.by, at=at)


class Tasks:
    """Tasks of open incidents given to the person, an incident at a time."""

    id = "incident-tasks"
    title = gettext_lazy("インシデントの対応作業")

    def of(self, going: Sequence[Going], on: date) -> Mapping[int, Iterable[Held]]:
        """Return tasks not done, counted by incident; one query."""
        del on
        rows = Task.objects.filter(
            assignee__in=[each.person.pk for each in going], done_at=None, incident__closed_at=None
        ).order_by("incident_id")
        counts: dict[tuple[int, int, str], int] = defaultdict(int)
        for key in rows.values_list("assignee", "incident", "incident__receipt"):
            counts[key] += 1
        found: dict[int, list[Held]] = defaultdict(list)
        for (person, incident, receipt), number in counts.items():
            called = _("インシデント（受付番号 %(receipt)s）の作業 %(number)d件") % {
                "receipt": receipt, "number": number,
            }  # fmt: skip
            found[person].append(Held(str(incident), called, _WAYS))
        return found

    def hand_over(self, passing: Passing, at: datetime) -> None:
        """Give them to the successor."""
        row = Incident.objects.get(pk=int(passing.key))
        hand_tasks(
            incident=row, giver=passing.giver, to=_taker(passing), by=passing.by, at=at
        )  # fmt: skip


HOLDINGS = (Handling(), Tasks())


def _taker(passing: Passing) -> Person:
    if passing.taker is None:
        raise IncidentRefusedError(_("インシデントの対応は、終えるか、引き継いでください。"))
    return passing.taker
