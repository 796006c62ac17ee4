"""Which clauses bind a person: by topics everybody must keep, by their roles, by their zones. Pure.

The law: a clause binds somebody when it demands something, and one of its topics is everybody's,
is served by a control their role answers for, or belongs to a zone they work in. Each clause
stands once, under the first of these that holds, in the order of its document.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

# What every member of staff does or leaves, whatever their post (the catalogue's topics).
EVERYBODY = frozenset({
    "people.compliance", "people.duties", "people.acceptable-use", "people.training",
    "people.reporting", "people.credentials", "people.takeout", "people.telework",
    "people.leaving", "assets.handling", "assets.transfer", "assets.disposal",
    "assets.personal-information", "physical.terminals", "physical.media", "technical.mail",
    "technical.web", "technical.software", "operation.law", "operation.discipline",
    "documents.confidential",
})  # fmt: skip
# What whoever works in a zone keeps besides (keys of zones).
OF_ZONES: Mapping[str, frozenset[str]] = {
    "mynumber": frozenset({"resilience.mynumber", "resilience.takeout", "resilience.multifactor"}),
    "lgwan": frozenset({"resilience.separation", "resilience.sanitize"}),
    "internet": frozenset({"resilience.internet-gateway", "technical.web"}),
}


class Why(StrEnum):
    """Why a clause binds somebody."""

    EVERYBODY = "everybody"
    ROLE = "role"
    ZONE = "zone"


@dataclass(frozen=True, slots=True)
class Bound:
    """A clause by its row, why it binds, and by which of the person's roles or zones."""

    clause: int
    why: Why
    by: tuple[str, ...] = ()


def binding(
    clauses: Iterable[tuple[int, Collection[str]]],
    *,
    roles: Mapping[str, Collection[str]],
    zones: Sequence[str],
) -> tuple[Bound, ...]:
    """Return the clauses that bind, of (row, topics); `roles`: the topics each role answers for."""
    found = (_bound(clause, frozenset(topics), roles, zones) for clause, topics in clauses)
    return tuple(each for each in found if each is not None)


def _bound(
    clause: int, topics: frozenset[str], roles: Mapping[str, Collection[str]], zones: Sequence[str]
) -> Bound | None:
    if topics & EVERYBODY:
        return Bound(clause, Why.EVERYBODY)
    mine = tuple(role for role, answered in roles.items() if topics.intersection(answered))
    if mine:
        return Bound(clause, Why.ROLE, mine)
    places = tuple(zone for zone in zones if topics & OF_ZONES.get(zone, frozenset()))
    return Bound(clause, Why.ZONE, places) if places else None
