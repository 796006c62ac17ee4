"""What binds one person, with what they must do now; how far bulletins reach."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from sekisho.catalogue import load
from sekisho.web.assets.models import Zone
from sekisho.web.awareness.binding import Bound, Why, binding
from sekisho.web.awareness.models import Bulletin, Opening
from sekisho.web.organization.access import roles_of
from sekisho.web.organization.kinds import kinds
from sekisho.web.organization.models import Person, PersonQuerySet, Unit
from sekisho.web.organization.queries import UnitRow, unit_tree
from sekisho.web.policies.models import Clause, ClauseTopic, Edition
from sekisho.web.systems.models import SystemAccount
from sekisho.web.terminals.models import Terminal
from sekisho.web.ui.words import worded
from sekisho.web.yearplan.duties import Duty
from sekisho.web.yearplan.queries import own_duties

NOW = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Rule:
    """A clause to keep, and by which roles or zones."""

    clause: Clause
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Clauses of one document, for one reason."""

    edition: Edition
    why: Why
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Keeping:
    """Everything one person is to keep, and to do now."""

    sections: tuple[Section, ...]
    now: tuple[Duty, ...]
    zones: tuple[str, ...]


def keeping_of(person: Person, rights: frozenset[str], at: datetime) -> Keeping:
    """Return what binds the person on the day, of the editions in force they may read.

    Queries grow with neither clauses nor duties.
    """
    today = timezone.localdate(at)
    roles = {role.id: role for role in roles_of(person, today)}
    zones = zones_of(person)
    editions = list(Edition.objects.readable(rights).in_force().light())
    found = _bound(editions, list(roles), [zone.key for zone in zones])
    titles = {role.id: worded(role.title) for role in roles.values()}
    titles |= {zone.key: zone.label for zone in zones}
    sections = tuple(_sections(editions, found, titles))
    duties = tuple(each for each in own_duties(person, at) if _is_now(each, today))
    return Keeping(sections, duties, tuple(zone.label for zone in zones))


def zones_of(person: Person) -> list[Zone]:
    """Return the zones a person works in: of their terminals and their accounts; two queries."""
    terminals = Terminal.objects.in_use().filter(users=person).values("zone")
    accounts = SystemAccount.objects.filter(person=person, enabled=True, gone_at=None)
    found = Zone.objects.filter(pk__in=terminals) | Zone.objects.filter(
        pk__in=accounts.values("system__zone")
    )
    return list(found.distinct())


def asked(on: date) -> PersonQuerySet:
    """Return whom bulletins are for: people in scope who can sign in."""
    named = [kind.id for kind in kinds().values() if kind.in_scope]
    return Person.objects.present(on).filter(category__in=named, account__is_active=True)


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a bulletin reached, in all or in one unit with the units below it."""

    unit: Unit | None
    asked: int
    opened: int
    steps: range = range(0)  # one per level above the unit, to be drawn before its name


def reach_by_unit(bulletin: Bulletin, on: date) -> tuple[Reach, ...]:
    """Return the reach of each unit with somebody asked in it or below: figures, no names.

    Each unit stands after the one above it and counts everybody below. Five queries.
    """
    everybody = asked(on)
    wanted = Counter(everybody.order_by().values_list("unit_id", flat=True))
    opened = Opening.objects.filter(bulletin=bulletin, person__in=everybody).order_by()
    there = Counter(opened.values_list("person__unit_id", flat=True))
    rows = unit_tree(on)
    all_wanted, all_there = counted_below(rows, wanted), counted_below(rows, there)
    return tuple(
        Reach(row.unit, all_wanted[row.unit.pk], all_there[row.unit.pk], row.steps)
        for row in rows
        if all_wanted[row.unit.pk]
    )


def counted_below(rows: Iterable[UnitRow], own: Mapping[int, int]) -> Counter[int]:
    """Return what each unit counts with all units below it; `rows` as `unit_tree` gives them."""
    counted: Counter[int] = Counter()
    above: list[UnitRow] = []
    for row in rows:
        while above and above[-1].depth >= row.depth:
            above.pop()
        above.append(row)
        for each in above:
            counted[each.unit.pk] += own.get(row.unit.pk, 0)
    return counted


def reach_of(bulletins: Iterable[Bulletin], on: date) -> dict[int, Reach]:
    """Return the reach of each bulletin among who is asked on the day; two queries."""
    everybody = asked(on)
    total = everybody.count()
    rows = Opening.objects.filter(bulletin__in=list(bulletins), person__in=everybody).order_by()
    counts = Counter(rows.values_list("bulletin", flat=True))
    return {each.pk: Reach(None, total, counts[each.pk]) for each in bulletins}


def _is_now(duty: Duty, today: date) -> bool:
    return not duty.done and duty.day <= today + NOW


def _bound(
    editions: list[Edition], roles: list[str], zones: list[str]
) -> dict[int, tuple[Clause, Bound]]:
    clauses = Clause.objects.filter(edition__in=editions, demands=True)
    rows = {each.pk: each for each in clauses.order_by("edition", "position")}
    topics: dict[int, list[str]] = defaultdict(list)
    for clause, topic in ClauseTopic.objects.filter(clause__in=clauses).values_list(
        "clause_id", "topic"
    ):
        topics[clause].append(topic)
    answered = {
        role: {t for c in load().controls.values() if c.role == role for t in c.topics}
        for role in roles
    }
    found = binding(((pk, topics[pk]) for pk in rows), roles=answered, zones=zones)
    return {each.clause: (rows[each.clause], each) for each in found}


def _sections(
    editions: list[Edition], found: dict[int, tuple[Clause, Bound]], titles: dict[str, str]
) -> Iterable[Section]:
    for why in Why:
        for edition in editions:
            rules = tuple(
                Rule(clause, tuple(titles.get(each, each) for each in bound.by))
                for clause, bound in found.values()
                if clause.edition_id == edition.pk and bound.why == why
            )
            if rules:
                yield Section(edition, why, rules)
