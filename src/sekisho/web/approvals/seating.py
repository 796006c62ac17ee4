"""Who sits in a seat: by a permission word, a post, or a role that a unit may limit.

Laws. A role held without a unit counts in every seat of that role; in a seat limited to a unit it
counts for the holder's own unit only. Where the kind wants a right to read besides, everybody in
the seat needs it. The head of a unit is who holds one of the catalogue's `heads` roles for the
nearest unit that has one who does not stand behind the application; else one of `above`.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from sekisho.catalogue import load
from sekisho.catalogue.routes import UNIT_HEAD
from sekisho.web.approvals.models import Seat
from sekisho.web.organization.access import holders_of, rights_of
from sekisho.web.organization.models import Person, PersonQuerySet, RoleHolding, Unit


@dataclass(frozen=True, slots=True)
class Rule:
    """Who sits in a seat, by exactly one of `permission`, `post` or `role` (limited by `unit`)."""

    permission: str = ""
    post: str = ""
    role: str = ""
    unit: int | None = None

    def __str__(self) -> str:
        """Return the rule in words, as seats keep it: `role:manager@12`."""
        if self.role:
            return f"role:{self.role}" + (f"@{self.unit}" if self.unit is not None else "")
        return f"permission:{self.permission}" if self.permission else f"post:{self.post}"

    @classmethod
    def read(cls, words: str) -> "Rule":
        """Return the rule of words written by `str` or in a route; not `unit-head`."""
        word, _, name = words.partition(":")
        if word == "role":
            role, _, unit = name.partition("@")
            return cls(role=role, unit=int(unit) if unit else None)
        return cls(permission=name) if word == "permission" else cls(post=name)

    @classmethod
    def of(cls, seat: Seat) -> "Rule":
        """Return the rule of a seat's row."""
        return cls(seat.permission, seat.post, seat.role, seat.unit_id)


@dataclass(frozen=True, slots=True)
class Sitter:
    """What a person brings to a seat on one day: rights, roles with their unit, post."""

    person: int
    unit: int
    rights: frozenset[str] = frozenset()
    roles: frozenset[tuple[str, int | None]] = field(default_factory=frozenset)
    post: str = ""

    def sits(self, rule: Rule, reading: str = "") -> bool:
        """Whether the person sits in such a seat."""
        if reading and reading not in self.rights:
            return False
        if rule.permission:
            return rule.permission in self.rights
        if rule.post:
            return rule.post == self.post
        if rule.unit is None:
            return any(role == rule.role for role, _unit in self.roles)
        wanted: set[tuple[str, int | None]] = {(rule.role, rule.unit)}
        if self.unit == rule.unit:
            wanted.add((rule.role, None))
        return not wanted.isdisjoint(self.roles)

    def seats(self) -> Q:
        """Return the condition on seats that `sits` is true for."""
        reading = Q(reading="") | Q(reading__in=self.rights)
        roles = {role for role, _unit in self.roles}
        found = Q(permission__in=self.rights) | Q(role__in=roles, unit=None)
        for role, unit in self.roles:
            found |= Q(role=role, unit=self.unit if unit is None else unit)
        if self.post:
            found |= Q(post=self.post)
        return found & reading


def sitter_of(person: Person, on: date, rights: frozenset[str] | None = None) -> Sitter:
    """Return what the person brings on the day; one query, two without the rights."""
    present = person.is_present(on)
    held = RoleHolding.objects.on(on).filter(person=person).values_list("role", "unit")
    return Sitter(
        person=person.pk,
        unit=person.unit_id,
        rights=rights_of(person, on) if rights is None else rights,
        roles=frozenset(held),
        post=person.post.title if person.post and present else "",
    )


def people_in(rule: Rule, reading: str, on: date) -> PersonQuerySet:
    """Return everybody who sits in such a seat on the day; the same law as `Sitter.sits`."""
    if rule.permission:
        found = holders_of(rule.permission, on)
    elif rule.post:
        found = Person.objects.present(on).filter(post__title=rule.post)
    else:
        held = RoleHolding.objects.on(on).filter(role=rule.role)
        if rule.unit is not None:
            held = held.filter(Q(unit=rule.unit) | Q(unit=None, person__unit=rule.unit))
        found = Person.objects.filter(pk__in=held.values("person"))
    if reading:
        found = found.filter(pk__in=holders_of(reading, on).values("pk"))
    return found


def rule_for(seat: str, unit: Unit, behind: Collection[int], on: date) -> Rule:
    """Return who a seat of a route means for an applicant of that unit."""
    return head_of(unit, behind, on) if seat == UNIT_HEAD else Rule.read(seat)


def stand_ins_for(seat: str, rule: Rule) -> list[str]:
    """Return, as seats keep them, who stands in for the seat: never the seat's own people."""
    known = load().routing.stand_ins
    named = [*known.get(seat, ()), *known.get(str(rule), ())]
    return [each for each in dict.fromkeys(named) if each != str(rule)]


def head_of(unit: Unit, behind: Collection[int], on: date) -> Rule:
    """Return who is the head of the unit for those behind an application; two queries.

    Where nobody is, the rule names the head the unit should have, and nobody sits there.
    """
    routing = load().routing
    held: set[tuple[str, int | None]] = set()
    wanted = [*routing.heads, *routing.above]
    rows = RoleHolding.objects.on(on).filter(role__in=wanted).exclude(person__in=behind)
    columns: Iterable[tuple[str, int | None, int]] = rows.values_list(
        "role", "unit", "person__unit"
    )
    for role, limited_to, own in columns:
        held |= {(role, None), (role, own if limited_to is None else limited_to)}
    for each in _upwards(unit):
        for role in routing.heads:
            if (role, each) in held:
                return Rule(role=role, unit=each)
    above = next((role for role in routing.above if (role, None) in held), None)
    return Rule(role=above) if above else Rule(role=routing.heads[0], unit=unit.pk)


def _upwards(unit: Unit) -> Iterable[int]:
    """Yield the unit and those above it, the nearest first; one query."""
    parents = dict(Unit.objects.order_by().values_list("pk", "parent"))
    here: int | None = unit.pk
    passed: set[int] = set()
    while here is not None and here not in passed:  # a ring would never end
        passed.add(here)
        yield here
        here = parents.get(here)
