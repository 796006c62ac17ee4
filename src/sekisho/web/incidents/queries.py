"""Reads of this room that need thought, as frozen values."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Min, Q

from sekisho.breach import Duty as Owed
from sekisho.breach import SetAside
from sekisho.catalogue import BreachDuty, BreachOption, load_breach_rules
from sekisho.web.incidents.models import Duty, Incident
from sekisho.web.incidents.models.incident import IncidentQuerySet
from sekisho.web.incidents.standing import assessment_of, body_rule


@dataclass(frozen=True, slots=True)
class DutyLine:
    """A duty as a page shows it: the row, the rule, and what the engine says of it now.

    `owed` is None for a row kept from facts that were different.
    """

    row: Duty
    law: BreachDuty
    recipient: BreachOption
    owed: Owed | None

    @property
    def is_open(self) -> bool:
        """Whether it is owed and not done."""
        return self.row.owed and self.row.done_at is None


@dataclass(frozen=True, slots=True)
class Duties:
    """Every duty of an incident, and the cases that do not hold."""

    lines: tuple[DutyLine, ...]
    set_aside: tuple[SetAside, ...]

    @property
    def first_open(self) -> DutyLine | None:
        """The duty that is due first."""
        return next((each for each in self.lines if each.is_open), None)

    @property
    def unsure(self) -> bool:
        """Whether facts are open that could free from a duty or move one."""
        return any(each.owed and each.owed.open_facts for each in self.lines if each.is_open)


def duties_of(incident: Incident) -> Duties:
    """Return the duties of an incident, the nearest due first; two queries."""
    rules, found = load_breach_rules(), assessment_of(incident, body_rule())
    lines = tuple(
        DutyLine(row, row.law, rules.recipients[row.law.recipient], found.duty(row.rule))
        for row in incident.duties.select_related("done_by")
        if row.law is not None and (row.owed or row.done_at)
    )
    return Duties(lines, found.set_aside)


def board_rows() -> IncidentQuerySet:
    """Return incidents with how much is open and when the first of it is due; one query."""
    owed = Q(duties__owed=True, duties__done_at=None)
    rows = Incident.objects.select_related("handler", "unit").annotate(
        owed=Count("duties", filter=owed, distinct=True),
        first_due=Min("duties__due_at", filter=owed),
    )
    return rows.order_by("-reported_at", "-pk")


@dataclass(frozen=True, slots=True)
class Punctuality:
    """How the reports of a body stand: what is owed, late, or was late."""

    open: int
    late: int
    done: int
    done_late: int
    hours_left: int | None  # until the first is due; None with nothing owed


def punctuality(at: datetime) -> Punctuality:
    """Return how what is owed stands; three queries. What was no incident owes nothing."""
    rows = Duty.objects.exclude(incident__severity="none")
    open_ = rows.owed().filter(incident__closed_at=None)
    counted = rows.aggregate(
        done=Count("pk", filter=Q(done_at__isnull=False)),
        late=Count("pk", filter=Q(done_at__gt=F("due_at"))),
    )
    first = open_.aggregate(first=Min("due_at"), count=Count("pk"))
    left = first["first"] - at if first["first"] else None
    return Punctuality(
        open=first["count"],
        late=open_.filter(due_at__lt=at).count(),
        done=counted["done"],
        done_late=counted["late"],
        hours_left=None if left is None else int(left.total_seconds() // 3600),
    )


def untriaged_late(at: datetime) -> list[Incident]:
    """Return the reports nobody looked at in time."""
    return [each for each in Incident.objects.waiting() if each.triage_until() < at]


def triaged_late(rows: Iterable[Incident]) -> list[Incident]:
    """Return the incidents that were looked at, but too late."""
    return [each for each in rows if each.triaged_at and each.triaged_at > each.triage_until()]
