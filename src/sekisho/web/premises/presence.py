"""Who holds a right to enter, for the check that everybody met stands inside the policy's scope."""

from collections.abc import Iterable
from datetime import date

from sekisho.web.organization.models import Person
from sekisho.web.organization.presence import Presence, PresenceKind
from sekisho.web.premises.entering import rights_on
from sekisho.web.premises.models import Card


class EntrySource:
    """Everybody on a list, with a permit, or with a card that opens a door."""

    kind: PresenceKind = "entry"

    def present_on(self, day: date) -> Iterable[Presence]:
        """Yield each right of the day once per area, then each card in people's hands."""
        rights = rights_on(day)
        cards = list(Card.objects.on(day).order_by("pk").values_list("pk", "person_id"))
        wanted = {person for _area, person in rights} | {person for _card, person in cards}
        people = Person.objects.filter(pk__in=wanted).order_by()
        names = {pk: str(opaque) for pk, opaque in people.values_list("pk", "opaque_id")}
        for area, person in sorted(rights):
            yield Presence(names[person], f"area:{area}", self.kind)
        for card, person in cards:
            yield Presence(names[person], f"card:{card}", self.kind)
