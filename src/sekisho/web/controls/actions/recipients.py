"""Who holds what on a day, and who is therefore told of something."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sekisho.catalogue import Control, Role, load
from sekisho.web.controls import access
from sekisho.web.organization.models import Person, RoleHolding


@dataclass(frozen=True, slots=True)
class Holders:
    """Everybody who holds a role on one day."""

    roles: Mapping[Person, tuple[Role, ...]]

    def with_rights(self, rights: frozenset[str]) -> list[Person]:
        """Return who has all these rights."""
        return [
            person
            for person, roles in self.roles.items()
            if rights <= {word for role in roles for word in role.permissions}
        ]

    def answering(self, control: Control) -> list[Person]:
        """Return who holds the control's role; nobody doing so, who coordinates the measures."""
        return self._of(frozenset({control.role})) or self.coordinating()

    def coordinating(self) -> list[Person]:
        """Return who coordinates the measures."""
        return self._of(access.COORDINATING)

    def attesting(self, control: Control, last: str) -> list[Person]:
        """Return who is to attest the control: whoever did so `last` (an opaque id), if they may.

        Else those of the control's own role who may; without any, those who coordinate.
        """
        able = [each for each, roles in self.roles.items() if access.may_attest(roles, control)]
        own = self._of(frozenset({control.role}))
        again = [each for each in able if str(each.opaque_id) == last]
        return again or [each for each in able if each in own] or able

    def _of(self, wanted: frozenset[str]) -> list[Person]:
        return [
            person
            for person, roles in self.roles.items()
            if not wanted.isdisjoint(role.id for role in roles)
        ]


def holders(on: date) -> Holders:
    """Return who holds which roles of the catalogue on the day; one query."""
    known = load().roles
    found: dict[Person, tuple[Role, ...]] = {}
    for row in RoleHolding.objects.on(on).select_related("person").order_by("person_id", "role"):
        if row.role in known:
            found[row.person] = (*found.get(row.person, ()), known[row.role])
    return Holders(found)
