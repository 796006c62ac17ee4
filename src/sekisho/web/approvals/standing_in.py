"""Who may stand in (代決) for a seat at a moment, and for whom.

Laws. Somebody stands in only for a seat whose people (those behind the application left out) are
all away at that moment, or that has none. An absence counts for a stand-in only when somebody else
than the stand-in, and nobody behind the application, recorded it. A stand-in sits by one of the
seat's `stand_ins`, has the right to read the kind wants, is not behind the application, and does
not sit in the seat anyway.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from sekisho.web.approvals.models import Absence, Seat
from sekisho.web.approvals.seating import Rule, Sitter, people_in
from sekisho.web.organization.models import Person


@dataclass(frozen=True, slots=True)
class Stead:
    """A seat somebody may fill as a stand-in, and who is away (None: the seat has nobody)."""

    seat: Seat
    instead_of: Person | None


def stead_of(seat: Seat, sitter: Sitter, behind: Collection[int], at: datetime) -> Stead | None:
    """Return what the person may do in the seat as a stand-in; None: nothing."""
    if sitter.person in behind or sitter.sits(Rule.of(seat), seat.reading):
        return None
    if not any(sitter.sits(Rule.read(each), seat.reading) for each in seat.stand_ins):
        return None
    holders = people_in(Rule.of(seat), seat.reading, timezone.localdate(at)).exclude(pk__in=behind)
    people = list(holders.order_by("pk"))
    recorded = {sitter.person, *behind}
    absences = Absence.objects.at(at).filter(person__in=people).exclude(recorded_by__in=recorded)
    away = set(absences.values_list("person", flat=True))
    if any(each.pk not in away for each in people):
        return None
    return Stead(seat, people[0] if people else None)
