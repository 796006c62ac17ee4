"""The tree of emergency contacts, for the emergency response plan and its drills."""

from collections.abc import Iterable
from datetime import date

from sekisho.catalogue import load
from sekisho.web.governance.queries import tree
from sekisho.web.incidents.planning import Contact, Reader
from sekisho.web.organization.models import RoleHolding
from sekisho.web.ui.words import worded


class GovernanceTree:
    """The tree the room of governance keeps; a number only for who may see it there."""

    def contacts(self, on: date, reader: Reader) -> Iterable[Contact]:
        """Return everybody in the tree, each after who calls them; three queries."""
        roles = load().roles
        held: dict[int, list[str]] = {}
        for person, role in RoleHolding.objects.on(on).values_list("person", "role"):
            if role in roles:
                held.setdefault(person, []).append(worded(roles[role].title))
        return [
            Contact(
                role="、".join(held.get(each.contact.person_id, ())),
                name=each.contact.person.name,
                unit=each.contact.person.unit.name,
                way=each.number,
            )
            for each in tree(reader.person, reader.roles)
        ]
