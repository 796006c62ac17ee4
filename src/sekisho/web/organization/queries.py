"""Reads of people, roles and scope for pages of this room and of those above."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from sekisho.catalogue import Role, load
from sekisho.web.organization.access import SECOND_FACTORS
from sekisho.web.organization.models import (
    Person,
    PersonQuerySet,
    RoleHolding,
    RoleHoldingQuerySet,
    ScopeEntry,
    Unit,
)

ENDS_SOON = timedelta(days=14)
SHOWN_HOLDERS = 50  # of one role beside the others
MEANT = 10  # people a word of a search may mean
_KATAKANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}  # hiragana as furigana has it


def names_of(opaque_ids: Iterable[str]) -> dict[str, str]:
    """Return the name of each opaque id that is somebody's and not erased; one query."""
    wanted = {found for each in opaque_ids if (found := _uuid(each)) is not None}
    rows = Person.objects.filter(opaque_id__in=wanted, erased_at=None).order_by()
    return {str(opaque): name for opaque, name in rows.values_list("opaque_id", "name")}


def people_named(words: Iterable[str]) -> tuple[str, ...]:
    """Return the opaque ids of the first people in whose name one of the words stands."""
    named = Q(pk=None)
    for word in words:
        named |= Q(name__icontains=word) | Q(furigana__icontains=as_furigana(word))
    rows = Person.objects.filter(named, erased_at=None).values_list("opaque_id", flat=True)
    return tuple(str(opaque) for opaque in rows[:MEANT])


def find_people(words: str, *, unit: int | None = None) -> PersonQuerySet:
    """Return people in whose name, furigana or unit each of the words stands; nobody erased."""
    found = Person.objects.filter(erased_at=None).select_related("unit", "post")
    for word in words.split():
        found = found.filter(
            Q(name__icontains=word)
            | Q(furigana__icontains=as_furigana(word))
            | Q(unit__name__icontains=word)
        )
    return found.filter(unit=unit) if unit is not None else found


def as_furigana(word: str) -> str:
    """Return a word as furigana has it: in katakana."""
    return word.translate(_KATAKANA)


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A role of the catalogue and who holds it on a day."""

    role: Role
    holdings: tuple[RoleHolding, ...]  # the first ones by the day they began
    count: int  # of all
    ending: bool  # the last holder's time ends within two weeks

    @property
    def vacant(self) -> bool:
        """Whether nobody holds it."""
        return not self.count

    @property
    def more(self) -> bool:
        """Whether some holders are not among the first ones."""
        return self.count > len(self.holdings)


def role_board(on: date, *, first: int = SHOWN_HOLDERS) -> tuple[RoleRow, ...]:
    """Return every role of the catalogue with its first holders on the day; two queries."""
    held: dict[str, list[RoleHolding]] = {}
    place = Window(RowNumber(), partition_by="role", order_by=("from_date", "pk"))
    for holding in holders(on).annotate(place=place).filter(place__lte=first):
        held.setdefault(holding.role, []).append(holding)
    counts = _counts(on)
    return tuple(
        RoleRow(role, tuple(held.get(role.id, ())), *counts.get(role.id, (0, False)))
        for role in load().roles.values()
    )


def holders(on: date) -> RoleHoldingQuerySet:
    """Return the roles held on the day with person, post and unit."""
    return RoleHolding.objects.on(on).select_related("person", "post", "unit")


def last_day(holding: RoleHolding) -> date | None:
    """Return the last day the role is held: its own end or the person's leaving; None: open."""
    ends = [end for end in (holding.until_date, holding.person.left_on) if end is not None]
    return min(ends, default=None)


def account_rows(words: str = "") -> QuerySet[Person, Any]:
    """Return people with an account, each with `enrolled` (has a second factor)."""
    factors = Authenticator.objects.filter(user=OuterRef("account"), type__in=SECOND_FACTORS)
    return (
        find_people(words)
        .exclude(account=None)
        .select_related("account")
        .annotate(enrolled=Exists(factors))
    )


def scope_rows(on: date | None, words: str = "") -> QuerySet[ScopeEntry, Any]:
    """Return the register's entries, of one day when it is given."""
    rows = ScopeEntry.objects.select_related("person", "person__unit")
    if words:
        rows = rows.filter(person__in=find_people(words).order_by())
    if on is not None:
        rows = rows.filter(from_date__lte=on).filter(Q(until_date=None) | Q(until_date__gte=on))
    return rows


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit, how deep it lies, its posts, and how many people belong to it on a day."""

    unit: Unit
    depth: int
    headcount: int

    @property
    def steps(self) -> range:
        """One per level above it, to be drawn before its name."""
        return range(self.depth)


def unit_tree(on: date) -> tuple[UnitRow, ...]:
    """Return all units, each after its parent, with their posts; three queries."""
    below: dict[int | None, list[Unit]] = {}
    for unit in Unit.objects.prefetch_related("post_set"):
        below.setdefault(unit.parent_id, []).append(unit)
    heads = _headcounts(on)
    return tuple(_walk(below, None, 0, heads))


def _walk(
    below: Mapping[int | None, list[Unit]], parent: int | None, depth: int, heads: Mapping[int, int]
) -> Iterable[UnitRow]:
    for unit in below.get(parent, ()):
        yield UnitRow(unit, depth, heads.get(unit.pk, 0))
        yield from _walk(below, unit.pk, depth + 1, heads)


def _headcounts(on: date) -> dict[int, int]:
    counts: dict[int, int] = {}
    for unit in Person.objects.present(on).order_by().values_list("unit_id", flat=True):
        counts[unit] = counts.get(unit, 0) + 1
    return counts


def _counts(on: date) -> dict[str, tuple[int, bool]]:
    """Return for each role held how many hold it, and whether all of them end soon."""
    soon = on + ENDS_SOON
    stays = (Q(until_date=None) | Q(until_date__gte=soon)) & (
        Q(person__left_on=None) | Q(person__left_on__gte=soon)
    )
    rows = RoleHolding.objects.on(on).order_by().values("role")
    found = rows.annotate(held=Count("pk"), staying=Count("pk", filter=stays))
    return {
        role: (held, not staying)
        for role, held, staying in found.values_list("role", "held", "staying")
    }


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
