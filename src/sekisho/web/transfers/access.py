"""Who may see what crossed: everybody their own, the desk and the auditors all of it.

Whoever sees all sees who wrote to whom and what became of it, never a body. The subject of other
people's mail is shown to the keepers alone, who have to find a mail somebody asks about.
"""

from django.db.models import QuerySet

from sekisho.web.organization.models import Person
from sekisho.web.transfers.models import Crossing, CrossingQuerySet, Sending

READ = "transfers.read"
MANAGE = "transfers.manage"
LOOK = (READ, MANAGE)


def visible_to(person: Person, rights: frozenset[str]) -> CrossingQuerySet:
    """Return the crossings the person may see; all others do not exist for them (404)."""
    rows = Crossing.objects.all()
    return rows if rights & frozenset(LOOK) else rows.of(person)


def sendings_of(person: Person, rights: frozenset[str]) -> QuerySet[Sending]:
    """Return the sendings the person may see beside those they decide: their own, the desk all."""
    rows = Sending.objects.all()
    return rows if rights & frozenset(LOOK) else rows.filter(parcel__by=person)


def may_read_subject(crossing: Crossing, person: Person, rights: frozenset[str]) -> bool:
    """Whether the person may read what a mail is about, its recipients read before."""
    own = {crossing.sender_person_id, *(each.person_id for each in crossing.recipients.all())}
    return MANAGE in rights or person.pk in own
