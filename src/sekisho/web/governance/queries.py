"""Reads of this room: the chart's figures, the tree of contacts, vacancies and doubles."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from sekisho.catalogue import Role, load
from sekisho.web.governance.access import sees_number
from sekisho.web.governance.actions.contacts import number_of
from sekisho.web.governance.chart import Figure
from sekisho.web.governance.models import Contact
from sekisho.web.organization.models import Person, RoleHolding, Unit
from sekisho.web.organization.queries import unit_tree
from sekisho.web.ui.words import worded

# Roles of which the body has one holder at a time, and those of which each unit has one.
SINGLE = frozenset({"ciso", "chief-officer", "committee-chair", "csirt-head", "audit-head"})
SINGLE_IN_UNIT = frozenset({"manager", "officer"})
_TOP = ("ciso", "deputy-ciso", "chief-officer")  # each under the one before
_BESIDE = ("committee-chair", "committee-member", "csirt-head", "csirt-member", "contact-point",
           "secretariat", "system-manager", "audit-head", "auditor")  # fmt: skip


def doubles(on: date) -> list[tuple[str, Unit | None, list[Person]]]:
    """Return roles that two or more hold where one should, with who; one query."""
    rows = RoleHolding.objects.on(on).filter(role__in=SINGLE | SINGLE_IN_UNIT)
    held: dict[tuple[str, Unit | None], dict[int, Person]] = defaultdict(dict)
    for row in rows.select_related("person", "unit").order_by("role", "person"):
        unit = row.unit if row.role in SINGLE_IN_UNIT else None
        if row.role in SINGLE or unit is not None:
            held[row.role, unit][row.person_id] = row.person
    return [(role, unit, list(who.values())) for (role, unit), who in held.items() if len(who) > 1]


def units_without_manager(on: date) -> list[Unit]:
    """Return units with people for which nobody is manager, neither of it nor of one above."""
    managed = set(
        RoleHolding.objects.on(on)
        .filter(role__in=("manager", "chief-officer"), unit__isnull=False)
        .values_list("unit", flat=True)
    )
    units = {unit.pk: unit for unit in Unit.objects.all()}
    people = Counter(Person.objects.present(on).order_by().values_list("unit_id", flat=True))
    return [
        unit for unit in units.values() if people[unit.pk] and not _managed(unit, units, managed)
    ]


def _managed(unit: Unit, units: Mapping[int, Unit], managed: set[int]) -> bool:
    above: Unit | None = unit
    while above is not None:
        if above.pk in managed:
            return True
        above = units.get(above.parent_id) if above.parent_id else None
    return False


def chart_figures(on: date) -> list[Figure]:
    """Return the security roles of the whole body, then every unit with who answers for it."""
    rows = RoleHolding.objects.on(on).select_related("person", "unit")
    held: dict[str, list[RoleHolding]] = defaultdict(list)
    for row in rows:
        held[row.role].append(row)
    roles = load().roles
    figures = [
        _role(roles[name], depth, held) for depth, name in enumerate(_TOP) if _shown(name, held)
    ]
    depth = len(figures)
    figures += [_role(roles[name], depth, held) for name in _BESIDE if _shown(name, held)]
    return [*figures, *_units(on, held, depth)]


def _shown(name: str, held: Mapping[str, list[RoleHolding]]) -> bool:
    role = load().roles.get(name)
    return role is not None and (role.mandatory or bool(held.get(name)))


def _role(role: Role, depth: int, held: Mapping[str, list[RoleHolding]]) -> Figure:
    names = "、".join(dict.fromkeys(each.person.name for each in held.get(role.id, ())))
    return Figure(depth, worded(role.title), names or _("空席"), not names and role.mandatory)


def _units(on: date, held: Mapping[str, list[RoleHolding]], depth: int) -> Iterator[Figure]:
    without = {unit.pk for unit in units_without_manager(on)}
    for row in unit_tree(on):
        people = [
            f"{worded(load().roles[name].title)} {each.person.name}"
            for name in ("officer", "manager")
            for each in held.get(name, ())
            if each.unit_id == row.unit.pk
        ]
        words = "、".join(people) or (
            _("情報セキュリティ管理者がいません") if row.unit.pk in without else ""
        )
        name = _("%(unit)s（%(count)d人）") % {"unit": row.unit.name, "count": row.headcount}
        yield Figure(depth + row.depth, name, words, row.unit.pk in without)


@dataclass(frozen=True, slots=True)
class Called:
    """Somebody in the tree as one reader sees them; `number` is empty when it is not for them."""

    contact: Contact
    depth: int
    number: str
    hidden: bool

    @property
    def steps(self) -> range:
        """One per level above."""
        return range(self.depth)


def tree(reader: Person, roles: frozenset[str]) -> tuple[Called, ...]:
    """Return everybody in the tree, each after who calls them; two queries."""
    rows = list(
        Contact.objects.select_related("person__unit", "person__post", "above").prefetch_related(
            "below"
        )
    )
    below: dict[int | None, list[Contact]] = defaultdict(list)
    for row in rows:
        below[row.above_id].append(row)
    return tuple(_walk(below, None, 0, reader, roles))


def _walk(
    below: Mapping[int | None, list[Contact]],
    above: int | None,
    depth: int,
    reader: Person,
    roles: frozenset[str],
) -> Iterable[Called]:
    for row in below.get(above, ()):
        sees = sees_number(reader, roles, row)
        yield Called(row, depth, number_of(row) if sees else "", not sees)
        yield from _walk(below, row.pk, depth + 1, reader, roles)


def to_reach(on: date) -> set[int]:
    """Return who must be in the tree: holders of mandatory roles on the day."""
    mandatory = [role.id for role in load().roles.values() if role.mandatory]
    held = RoleHolding.objects.on(on).filter(role__in=mandatory)
    return set(held.values_list("person", flat=True))
