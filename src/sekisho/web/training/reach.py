"""Whom a campaign reaches on a day: the people in scope who match one of its lists."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from sekisho.web.organization.models import PersonQuerySet, RoleHolding, Unit
from sekisho.web.training.access import people_in_scope
from sekisho.web.training.models import Campaign


def reached(campaign: Campaign, on: date) -> PersonQuerySet:
    """Return the people the campaign is for on the day.

    A standing one is for those whose days to complete it had not run out when it started.
    """
    people = people_in_scope(on)
    if campaign.standing:
        started = timezone.localdate(campaign.started_at)
        people = people.filter(joined_on__gte=started - timedelta(days=campaign.days))
    return people if campaign.everyone else people.filter(_matching(campaign, on))


def with_below(units: Iterable[int]) -> frozenset[int]:
    """Return the units' ids with those of every unit under them; one query."""
    below: dict[int | None, list[int]] = {}
    for pk, parent in Unit.objects.order_by().values_list("pk", "parent"):
        below.setdefault(parent, []).append(pk)
    waiting, found = list(units), set(units)
    while waiting:
        new = [each for each in below.get(waiting.pop(), ()) if each not in found]
        found.update(new)
        waiting += new
    return frozenset(found)


def _matching(campaign: Campaign, on: date) -> Q:
    """Say who is in a unit, of a category or holds a role listed; empty lists match nobody."""
    found = Q(pk=None)
    if campaign.units:
        found |= Q(unit__in=with_below(campaign.units))
    if campaign.categories:
        found |= Q(category__in=campaign.categories)
    if campaign.roles:
        held = RoleHolding.objects.on(on).filter(role__in=campaign.roles)
        found |= Q(pk__in=held.values("person"))
    return found
