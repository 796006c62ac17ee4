"""Who runs training; whose assignments a reader may open; who training is for."""

from datetime import date

from django.shortcuts import get_object_or_404

from sekisho.web.organization.access import MemberRequest
from sekisho.web.organization.kinds import kinds
from sekisho.web.organization.models import Person, PersonQuerySet
from sekisho.web.training.models import Assignment

MANAGE = "training.manage"


def people_in_scope(on: date) -> PersonQuerySet:
    """Return the people present on the day to whom the policy can apply (article 4)."""
    named = [kind.id for kind in kinds().values() if kind.in_scope]
    return Person.objects.present(on).filter(category__in=named)


def own_or_404(request: MemberRequest, pk: int) -> Assignment:
    """Return the reader's own assignment; anybody else's does not exist for them.

    One of a campaign that was ended before it was completed asks nothing: it is gone as well.
    """
    rows = Assignment.objects.select_related("campaign", "person__unit").filter(
        person=request.person
    )
    live = rows.filter(campaign__ended_at=None) | rows.completed()
    return get_object_or_404(live, pk=pk)
