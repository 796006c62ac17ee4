"""Whose applications and permits somebody may see, and which they may act on."""

from django.db.models import Exists, OuterRef, Q

from sekisho.catalogue import load
from sekisho.web.approvals import kinds
from sekisho.web.approvals.models import (
    Application,
    ApplicationQuerySet,
    Permit,
    PermitQuerySet,
    Seat,
    Step,
)
from sekisho.web.approvals.seating import Sitter
from sekisho.web.organization.models import Person

READ_PERMITS = "permits.read"  # the whole board
MANAGE_PERMITS = "permits.manage"  # return, wipe and early end of any permit
RECORD_ABSENCES = "people.manage"  # of others
CHANGE_ROUTES = "roles.assign"  # ask for another route
SEE_ROUTES = (READ_PERMITS, CHANGE_ROUTES)


def visible_to(person: Person, sitter: Sitter) -> ApplicationQuerySet:
    """Return the person's own applications, those they sit or sat on, and those they may decide.

    All others do not exist for the person: answer 404, not 403.
    """
    own = Q(applicant=person) | Q(prepared_by=person)
    decidable = Q(kind__in=kinds.decidable_with(sitter.rights))
    sits = Exists(Seat.objects.filter(sitter.seats(), application=OuterRef("pk")))
    acted = Exists(
        Step.objects.filter(Q(person=person) | Q(instead_of=person), application=OuterRef("pk"))
    )
    return Application.objects.filter(own | decidable | Q(sits) | Q(acted))


def to_decide(person: Person, sitter: Sitter) -> ApplicationQuerySet:
    """Return the waiting applications whose turn is the person's; none they stand behind."""
    seats = Seat.objects.open().filter(sitter.seats())
    rows = Application.objects.waiting().filter(pk__in=seats.values("application"))
    return rows.exclude(behind=person)


def may_withdraw(application: Application, person: Person) -> bool:
    """Whether the person may take this application back as it stands."""
    own = {application.applicant_id, application.prepared_by_id}
    return application.is_waiting and person.pk in own


def permits_of(person: Person, sitter: Sitter) -> PermitQuerySet:
    """Return the permits the person may see: their own, their units', or all by right."""
    if READ_PERMITS in sitter.rights or MANAGE_PERMITS in sitter.rights:
        return Permit.objects.all()
    return Permit.objects.filter(
        Q(holder=person) | Q(decided_by=person) | Q(unit__in=headed_by(sitter))
    )


def headed_by(sitter: Sitter) -> frozenset[int]:
    """Return the units the person is the head of by a role of theirs."""
    return frozenset(
        sitter.unit if unit is None else unit
        for role, unit in sitter.roles
        if role in load().routing.heads
    )


def may_close(permit: Permit, person: Person, sitter: Sitter) -> bool:
    """Whether the person may record return and wiping: not the holder, but head or manager."""
    if permit.holder_id == person.pk:
        return False
    return MANAGE_PERMITS in sitter.rights or permit.unit_id in headed_by(sitter)


def may_end(permit: Permit, person: Person, sitter: Sitter) -> bool:
    """Whether the person may end it early: the holder may, and who may close it."""
    return permit.holder_id == person.pk or may_close(permit, person, sitter)
