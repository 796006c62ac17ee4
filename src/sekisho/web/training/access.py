"""Who runs training; whose assignments a reader may open; who training is for."""

from datetime import date

from django.shortcuts import get_object_or_404

from sekisho.web.organization.access import MemberRequest
from sekisho.web.organization.kinds import kinds
from sekisho.web.organization.models import Person, PersonQuerySet
from sekisho.web.training.models import Assignment, AssignmentQuerySet

MANAGE = "training.manage"


def people_in_scope(on: date) -> PersonQuerySet:
    """Return the people present on the day to whom the policy can apply (article 4)."""
    named = [kind.id for kind in kinds().values() if kind.in_scope]
    return Person.objects.present(on).filter(category__in=named)


def own_of(person: Person) -> AssignmentQuerySet:
    """Return what a person is asked to complete, or completed.

    One of a campaign that was ended before it was completed asks nothing: it is gone.
    """
    rows = Assignment.objects.filter(person=person)
    return rows.filter(campaign__ended_at=None) | rows.completed()


def own_or_404(request: MemberRequest, pk: int) -> Assignment:
    """Return the reader's own assignment; anybody else's does not exist for them."""
    rows = own_of(request.person).select_related("campaign", "person__unit")
    return get_object_or_404(rows, pk=pk)
