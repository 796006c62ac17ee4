"""Whose applications somebody may see, and which they may decide."""

from django.db.models import Q

from sekisho.web.approvals import kinds
from sekisho.web.approvals.models import Application, ApplicationQuerySet
from sekisho.web.organization.models import Person


def visible_to(person: Person, rights: frozenset[str]) -> ApplicationQuerySet:
    """Return the person's own applications and those of the kinds their rights let them decide.

    All others do not exist for the person: answer 404, not 403.
    """
    decidable = Q(kind__in=kinds.decidable_with(rights))
    return Application.objects.filter(Q(applicant=person) | decidable)


def to_decide(person: Person, rights: frozenset[str]) -> ApplicationQuerySet:
    """Return the waiting applications the person may decide; never their own."""
    decidable = Application.objects.waiting().filter(kind__in=kinds.decidable_with(rights))
    return decidable.exclude(applicant=person)


def may_decide(application: Application, person: Person, rights: frozenset[str]) -> bool:
    """Whether the person may decide this application as it stands."""
    return (
        application.is_waiting
        and application.applicant_id != person.pk
        and application.kind in kinds.decidable_with(rights)
    )


def may_withdraw(application: Application, person: Person) -> bool:
    """Whether the person may take this application back as it stands."""
    return application.is_waiting and application.applicant_id == person.pk
