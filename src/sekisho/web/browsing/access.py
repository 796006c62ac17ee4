"""Who sees which sessions: everybody their own, the desk and the auditors all of them."""

from sekisho.web.browsing.models import Happening, HappeningQuerySet
from sekisho.web.organization.models import Person

READ = "transfers.read"  # what crosses between zones is one subject
MANAGE = "transfers.manage"
LOOK = (READ, MANAGE)


def visible_to(person: Person, rights: frozenset[str]) -> HappeningQuerySet:
    """Return what happened as far as the person may see it."""
    rows = Happening.objects.all()
    return rows if rights & frozenset(LOOK) else rows.of(person)
