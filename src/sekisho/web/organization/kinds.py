"""How a person stands to the body: officer, a kind of staff, contractor's staff, outsider."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from sekisho.catalogue import Text, load
from sekisho.web.ui.words import worded


@dataclass(frozen=True, slots=True)
class Kind:
    """A value of `Person.category` and `ScopeEntry.relation`.

    It is the id of a staff category of the catalogue, or of a relation that has no categories.
    `in_scope`: the policy can apply to such a person (article 4). `in_pledge`: the article on
    compliance names it.
    """

    id: str
    title: Text
    in_scope: bool
    in_pledge: bool

    def __str__(self) -> str:
        """Return the title in the reader's language."""
        return worded(self.title)


@cache
def kinds() -> Mapping[str, Kind]:
    """Return every kind by id, in the catalogue's order."""
    catalogue = load()
    found: dict[str, Kind] = {}
    for relation in catalogue.relations.values():
        for name in relation.categories:
            staff = catalogue.staff_categories[name]
            found[name] = Kind(name, staff.title, relation.in_scope, staff.in_pledge)
        if not relation.categories:
            found[relation.id] = Kind(
                relation.id, relation.title, relation.in_scope, in_pledge=False
            )
    return found


def kind_title(kind: str) -> str:
    """Return a kind's title; an id the catalogue no longer knows is shown as it is."""
    known = kinds().get(kind)
    return str(known) if known else kind
