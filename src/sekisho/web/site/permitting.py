"""Permits in force as the rooms above read them, and their things as permits are asked for."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat

from sekisho.catalogue import Control, load
from sekisho.catalogue.handling import Act
from sekisho.web.approvals import queries
from sekisho.web.approvals.restrictions import Restriction
from sekisho.web.approvals.subjects import Choice
from sekisho.web.assets.access import visible_to as assets_visible_to
from sekisho.web.assets.grading import chosen
from sekisho.web.assets.models import Asset, Relation
from sekisho.web.organization.models import Person
from sekisho.web.premises.models import Area
from sekisho.web.premises.permits import EntryPermit
from sekisho.web.suppliers.external import wanting
from sekisho.web.suppliers.models import Service
from sekisho.web.terminals.access import LOOK, visible_to
from sekisho.web.terminals.lifts import Lift
from sekisho.web.terminals.models import Terminal
from sekisho.web.ui.local_days import LocalDay
from sekisho.web.ui.words import worded

LIFT, ENTRY = "takeout-block-lift", "area-entry"  # kinds of permits of the catalogue
_TERMINAL, _AREA, _CONTROL = "terminal:", "area:", "control:"


class TerminalLifts:
    """What the permits in force open on terminals; what lapsed is not among them."""

    def lifts(self, at: datetime) -> Iterable[Lift]:
        """Return one lift a permit and terminal; two queries."""
        return [
            Lift(
                terminal=number,
                write=permit.scope.get("direction") == "write",
                devices=tuple(str(permit.scope.get("device_id", "")).split()),
                until=permit.ends,
                reference=permit.decision,
            )
            for permit in queries.permits_in_force(LIFT, at=at)
            for number in _rows(permit.subjects, _TERMINAL)
        ]


class TerminalSubjects:
    """The register of terminals, for asking to lift a block."""

    def choices(self, person: Person, rights: frozenset[str]) -> Iterable[Choice]:
        """Return the terminals of the person's unit, those they use, and what they may look at."""
        known = Q(unit=person.unit_id) | Q(users=person)
        if LOOK in rights:
            known |= Q(pk__in=visible_to(rights).values("pk"))
        rows = Terminal.objects.in_use().filter(known).distinct()
        return [Choice(f"{_TERMINAL}{each.pk}", each.number) for each in rows]

    def labels(self, subjects: Iterable[str]) -> Mapping[str, str]:
        """Return the body's own numbers of terminals."""
        numbers = Terminal.objects.filter(pk__in=_rows(subjects, _TERMINAL))
        return {f"{_TERMINAL}{each.pk}": each.number for each in numbers}


class AreaSubjects:
    """The register of controlled areas, for asking to enter one."""

    def choices(self, person: Person, rights: frozenset[str]) -> Iterable[Choice]:
        """Return every area in use: whoever works here may have to ask."""
        del person, rights
        return [Choice(f"{_AREA}{each.pk}", each.name) for each in Area.objects.in_use()]

    def labels(self, subjects: Iterable[str]) -> Mapping[str, str]:
        """Return the areas' names."""
        areas = Area.objects.filter(pk__in=_rows(subjects, _AREA))
        return {f"{_AREA}{each.pk}": each.name for each in areas}


class PermitsToEnter:
    """The permits to enter areas, for judging entry logs. One counts on whole days."""

    def between(self, first: date, last: date) -> Iterable[EntryPermit]:
        """Return who may enter which area on one of the days; two queries."""
        return [
            EntryPermit(permit.holder, area, permit.starts, permit.counted_until)
            for permit in queries.permits_between(ENTRY, first, last)
            for area in _rows(permit.subjects, _AREA)
        ]

    def letting_in(self, *, area: OuterRef, person: OuterRef, day: LocalDay) -> Q:
        """Return the condition that a permit lets the person into the area that day."""
        subject = Concat(Value(_AREA), Cast(area, CharField()))
        return Q(Exists(queries.permits_on(ENTRY, subject=subject, holder=person, day=day)))


class ServiceSubjects:
    """The register of external services, for asking to use one."""

    def choices(self, person: Person, rights: frozenset[str]) -> Iterable[Choice]:
        """Return the services in use whose terms are in order."""
        del person, rights
        rows = Service.objects.in_use().exclude(assessed_at=None)
        return [Choice(f"service:{row.pk}", row.name) for row in rows if not wanting(row)]

    def labels(self, subjects: Iterable[str]) -> Mapping[str, str]:
        """Return the services' names."""
        rows = Service.objects.filter(pk__in=_rows(subjects, "service:"))
        return {f"service:{row.pk}": row.name for row in rows}


class ControlSubjects:
    """The controls of the catalogue, for asking for an exception from one."""

    def choices(self, person: Person, rights: frozenset[str]) -> Iterable[Choice]:
        """Return every control: whoever works here may be unable to keep one. No query."""
        del person, rights
        return [Choice(f"{_CONTROL}{each.id}", _titled(each)) for each in load().controls.values()]

    def labels(self, subjects: Iterable[str]) -> Mapping[str, str]:
        """Return the titles of controls the catalogue knows; no query."""
        known = load().controls
        names = {each: known.get(each.removeprefix(_CONTROL)) for each in subjects}
        return {each: worded(control.title) for each, control in names.items() if control}


def _titled(control: Control) -> str:
    return f"{load().chapters[control.chapter].number}　{worded(control.title)}"


class AssetSubjects:
    """Things of the register of assets, for taking them out or taking them along.

    `whole`: of every unit, as media are lent by one unit to all; else of the person's own.
    """

    def __init__(self, word: str, sorts: frozenset[str], *, whole: bool) -> None:
        self.word, self._sorts, self._whole = word, sorts, whole

    def choices(self, person: Person, rights: frozenset[str]) -> Iterable[Choice]:
        """Return those the person may know of, by number."""
        rows = assets_visible_to(rights).filter(sort__in=self._sorts, covered=True)
        if not self._whole:
            rows = rows.filter(unit=person.unit_id)
        return [
            Choice(f"{self.word}:{each.pk}", f"{each.number}　{each.name}")
            for each in rows.order_by("number").only("number", "name")
        ]

    def labels(self, subjects: Iterable[str]) -> Mapping[str, str]:
        """Return numbers and names; of what only some may know of, the number alone."""
        open_to_all = set(assets_visible_to(frozenset()).order_by().values_list("pk", flat=True))
        rows = Asset.objects.filter(pk__in=_rows(subjects, f"{self.word}:")).only("number", "name")
        return {
            f"{self.word}:{each.pk}": f"{each.number}　{each.name}"
            if each.pk in open_to_all
            else each.number
            for each in rows
        }


def restrictions_of_assets(act: Act, subjects: Iterable[str]) -> list[Restriction]:
    """Return what the classes of assets say of an act; three queries.

    Information without a class is handled as the gravest. A medium is judged by its own class when
    it has one, and by that of all it holds.
    """
    about = list(subjects)
    things = [*_rows(about, f"{MEDIUM}:"), *_rows(about, f"{INFORMATION}:")]
    if not things:
        return []
    held = Relation.objects.filter(upper__in=things, kind=Relation.Kind.HOLDS).values("lower")
    known = Q(pk__in=things) & (~Q(sort=MEDIUM) | ~Q(confidentiality=""))
    rows = Asset.objects.filter(known | Q(pk__in=held)).order_by("number")
    schemes = chosen()
    found = []
    for each in rows.only("number", "confidentiality"):
        rule = next(one for one in schemes.handling(each.confidentiality) if one.act == act)
        found.append(
            Restriction(each.number, rule.allowed == "no", rule.longest_days, worded(rule.text))
        )
    return [each for each in found if each.forbidden or each.longest_days]


MEDIUM, INFORMATION = "medium", "information"
_CARRIED = frozenset(
    sort.id for sort in load().asset_sorts.values() if sort.kind in {"information", "documentation"}
)
# One of each, so that handing them in twice is the same.
TERMINALS = TerminalSubjects()
SERVICES = ServiceSubjects()
AREAS = AreaSubjects()
CONTROLS = ControlSubjects()
MEDIA = AssetSubjects(MEDIUM, frozenset({MEDIUM}), whole=True)
CARRIED = AssetSubjects(INFORMATION, _CARRIED, whole=False)


def _rows(subjects: Iterable[str], word: str) -> list[int]:
    """Return the rows among the opaque strings that begin with the word."""
    numbers = [each.removeprefix(word) for each in subjects if each.startswith(word)]
    return [int(each) for each in numbers if each.isdecimal()]
