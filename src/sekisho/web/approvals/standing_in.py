"""Who may stand in (代決) for a seat at a moment, and for whom.

Laws. Somebody stands in only for a seat whose people (those behind the application left out) are
all away at that moment, or that has none. An absence counts for a stand-in only when somebody else
than the stand-in, and nobody behind the application, recorded it. A stand-in sits by one of the
seat's `stand_ins`, has the right to read the kind wants, is not behind the application, and does
not sit in the seat anyway.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from sekisho.web.approvals.models import Absence, Application, Seat
from sekisho.web.approvals.seating import Rule, Sitter, people_in
from sekisho.web.organization.models import Person


@dataclass(frozen=True, slots=True)
class Stead:
    """A seat somebody may fill as a stand-in, and who is away (None: the seat has nobody)."""

    seat: Seat
    instead_of: Person | None


def steads_of(seats: Iterable[Seat], sitter: Sitter, at: datetime) -> list[Stead]:
    """Return what the person may do as a stand-in in these seats, in their order.

    Three queries and one a different rule of the seats the person is named for, however many
    seats there are.
    """
    named = [seat for seat in seats if _named(seat, sitter)]
    if not named:
        return []
    away = _away(at)
    behind = _behind(named)
    sitting: dict[tuple[Rule, str], list[Person]] = {}
    found = []
    for seat in named:
        key = (Rule.of(seat), seat.reading)
        if key not in sitting:
            sitting[key] = list(people_in(*key, timezone.localdate(at)).order_by("pk"))
        ours = behind[seat.application_id]
        people = [each for each in sitting[key] if each.pk not in ours]
        partial = {sitter.person, *ours}
        if sitter.person not in ours and all(away[each.pk] - partial for each in people):
            found.append(Stead(seat, people[0] if people else None))
    return found


def in_stead(sitter: Sitter, at: datetime, application: int | None = None) -> list[Application]:
    """Return what waits for people who are away and the person may stand in for, oldest first.

    Of one application only when given. As many queries as `steads_of`, and one.
    """
    rows = Seat.objects.open().exclude(stand_ins=[])
    if application is not None:
        rows = rows.filter(application=application)
    rows = rows.select_related("application__applicant__unit", "application__unit")
    seats = rows.order_by("application__submitted_at", "pk")
    found = {each.seat.application_id: each.seat for each in steads_of(seats, sitter, at)}
    return [seat.application for seat in found.values()]


def _named(seat: Seat, sitter: Sitter) -> bool:
    """Whether the person is named as a stand-in for the seat, and does not sit in it anyway."""
    rules = (Rule.read(each) for each in seat.stand_ins)
    own = sitter.sits(Rule.of(seat), seat.reading)
    return not own and any(sitter.sits(rule, seat.reading) for rule in rules)


def _away(at: datetime) -> dict[int, set[int]]:
    """Return who is away at the moment, and by whom that was recorded; one query."""
    found: dict[int, set[int]] = defaultdict(set)
    for person, recorder in Absence.objects.at(at).values_list("person", "recorded_by"):
        found[person].add(recorder)
    return found


def _behind(seats: Iterable[Seat]) -> dict[int, set[int]]:
    """Return who stands behind each application of the seats; one query."""
    found: dict[int, set[int]] = defaultdict(set)
    wanted = {seat.application_id for seat in seats}
    rows = Application.behind.through.objects.filter(application__in=wanted)
    for application, person in rows.values_list("application", "person"):
        found[application].add(person)
    return found
