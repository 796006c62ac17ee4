"""Exceptions from the policy (例外措置): which controls they let go, where, and until when.

An exception never changes a control's status: the control still counts everywhere else. It is shown
wherever the control is, and after its end what was seen under it proves nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from sekisho.catalogue import load
from sekisho.web.approvals import queries as approvals
from sekisho.web.approvals.queries import PermitInForce
from sekisho.web.evidence import queries as evidence
from sekisho.web.organization.models import Unit

KIND, SUBJECT = "policy-exception", "control:"
LOOKED_BACK = timedelta(days=366)  # how long the end of an exception is asked about


@dataclass(frozen=True, slots=True)
class PolicyException:
    """One exception in force, as a control's page shows it; `days_left` 0: its last day."""

    permit: int
    control: str
    unit: str
    instead: str
    ends: date
    days_left: int
    decision: str


def in_force(at: datetime) -> Mapping[str, list[PolicyException]]:
    """Return the exceptions that count now by their control, the first to end first; 3 queries."""
    rows, today = approvals.permits_in_force(KIND, at=at), timezone.localdate(at)
    units = Unit.objects.in_bulk({each.unit for each in rows})
    found: dict[str, list[PolicyException]] = defaultdict(list)
    for row in rows:
        for control in controls_of(row):
            found[control].append(
                PolicyException(
                    permit=row.id,
                    control=control,
                    unit=units[row.unit].name,
                    instead=str(row.scope.get("instead", "")),
                    ends=row.ends,
                    days_left=row.days_left(today),
                    decision=row.decision,
                )
            )
    return dict(found)


def controls_of(row: PermitInForce) -> list[str]:
    """Return the controls of the catalogue a permit is about; none where it is told in writing."""
    named = [each.removeprefix(SUBJECT) for each in row.subjects if each.startswith(SUBJECT)]
    return [each for each in named if each in load().controls]


def ended(at: datetime) -> list[tuple[PermitInForce, str]]:
    """Return each exception over within a year with its control, unless a later one goes on."""
    since = timezone.localdate(at) - LOOKED_BACK
    going_on = {
        (row.unit, control)
        for row in approvals.permits_in_force(KIND, at=at)
        for control in controls_of(row)
    }
    return [
        (row, control)
        for row in approvals.permits_ended(KIND, since=since, at=at)
        for control in controls_of(row)
        if (row.unit, control) not in going_on
    ]


def not_seen_since(
    rows: Iterable[tuple[PermitInForce, str]],
) -> list[tuple[PermitInForce, str]]:
    """Return those whose control has a check without evidence from after the exception's end."""
    pairs = list(rows)
    checks = {control: load().controls[control].checks for _row, control in pairs}
    newest = evidence.newest(spec.id for specs in checks.values() for spec in specs)
    last = {key: timezone.localdate(each.at) for key, each in newest.items()}
    return [
        (row, control)
        for row, control in pairs
        if any(last.get(spec.id, date.min) <= row.counted_until for spec in checks[control])
    ]
