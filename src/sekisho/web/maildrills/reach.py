"""Whom a drill reaches on a day."""

from datetime import date

from sekisho.web.maildrills.models import Drill
from sekisho.web.organization.models import PersonQuerySet
from sekisho.web.training.access import people_in_scope
from sekisho.web.training.reach import with_below


def reached(drill: Drill, on: date) -> PersonQuerySet:
    """Return the people in scope on the day, of the drill's units, who have an address."""
    people = people_in_scope(on).exclude(email="")
    return people if drill.everyone else people.filter(unit__in=with_below(drill.units))
