"""Whose account it is: by mail address, by sign-in name here, by a name only one person has."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sekisho.web.organization.models import Person
from sekisho.web.systems.listed import Listed


@dataclass(frozen=True)
class People:
    """Everybody of the register by what tells them apart; what two people share is left out."""

    by_email: dict[str, Person]
    by_login: dict[str, Person]
    by_name: dict[str, Person]

    def owner(self, listed: Listed) -> Person | None:
        """Return whose account it is, or None when nothing tells it for certain."""
        return (
            self.by_email.get(listed.email.casefold())
            or self.by_login.get(listed.login.casefold())
            or self.by_name.get(_plain(listed.name))
        )


def read_people() -> People:
    """Read the register of people, those who left included; one query."""
    rows = list(Person.objects.filter(erased_at=None).select_related("account").order_by("pk"))
    return People(
        by_email=_once((row.email.casefold(), row) for row in rows),
        by_login=_once((row.account.username.casefold(), row) for row in rows if row.account),
        by_name=_once((_plain(row.name), row) for row in rows),
    )


def _once(pairs: Iterable[tuple[str, Person]]) -> dict[str, Person]:
    listed = [(key, person) for key, person in pairs if key]
    counts = Counter(key for key, _person in listed)
    return {key: person for key, person in listed if counts[key] == 1}


def _plain(name: str) -> str:
    return "".join(name.split()).casefold()
