"""Reads of systems with what is wrong, as frozen values in a flat number of queries."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from sekisho.catalogue import load_system_rules, load_terminal_rules
from sekisho.web.systems.models import (
    BackupRun,
    InformationSystem,
    RestoreDrill,
    SystemAccount,
    Weakness,
)
from sekisho.web.systems.reconciling import GRAVE, Problem, Reconciled, problems_of
from sekisho.web.systems.selecting import counted

GRACE = timedelta(hours=12)  # a nightly run need not end at the same minute


@dataclass(frozen=True, slots=True)
class Standing:
    """How a system stands on a day."""

    system: InformationSystem
    accounts: int  # that can be used
    problems: Counter[Problem]
    list_late: bool
    open_weaknesses: int
    late_weaknesses: int
    grave_late: bool  # one of the gravest among the late ones
    patch_late: bool
    unsupported: bool
    last_backup: datetime | None  # the last that succeeded
    backup_late: bool
    last_drill: date | None
    drill_late: bool

    @property
    def wrong(self) -> int:
        """How many problems accounts have (a template asks a Counter for keys, not methods)."""
        return self.problems.total()

    @property
    def verdict(self) -> str:
        """How the system stands as a whole: `fails`, `weak` or `holds`."""
        grave = any(self.problems[problem] for problem in GRAVE)
        if grave or self.grave_late or self.backup_late or self.unsupported:
            return "fails"
        late = self.list_late or self.late_weaknesses or self.patch_late or self.drill_late
        return "weak" if late or self.wrong else "holds"


@dataclass
class _Found:
    """What the queries tell of one system."""

    accounts: int = 0
    problems: Counter[Problem] = field(default_factory=Counter)
    weaknesses: list[tuple[str, date]] = field(default_factory=list)
    backup: datetime | None = None
    drill: date | None = None


def standings(systems: Iterable[InformationSystem], at: datetime) -> tuple[Standing, ...]:
    """Judge systems read with their zone; four queries however many there are."""
    rows = list(systems)
    found = {row.pk: _Found() for row in rows}
    for system, (usable, problems) in counted(rows, at).items():
        found[system].accounts, found[system].problems = usable, problems
    open_ = Weakness.objects.filter(system__in=rows, closed_on=None).order_by()
    for system, grade, due in open_.values_list("system_id", "grade", "due_on"):
        found[system].weaknesses.append((grade, due))
    for system, moment in _last_backups(rows):
        found[system].backup = moment
    for system, day in _last_drills(rows):
        found[system].drill = day
    return tuple(_standing(row, found[row.pk], at) for row in rows)


def all_standings(at: datetime) -> tuple[Standing, ...]:
    """Judge every system in use, for the checks."""
    return standings(InformationSystem.objects.in_use().select_related("zone"), at)


def accounts_of(systems: Iterable[InformationSystem]) -> QuerySet[SystemAccount]:
    """Return the accounts listed now, with the people behind them."""
    rows = SystemAccount.objects.filter(system__in=list(systems), gone_at=None)
    return rows.select_related("person", "keeper")


def reconciled(accounts: Iterable[SystemAccount], at: datetime) -> tuple[Reconciled, ...]:
    """Return accounts read with their people, each with what is wrong."""
    rules = load_system_rules()
    return tuple(Reconciled(each, problems_of(each, rules, at)) for each in accounts)


def _standing(row: InformationSystem, found: _Found, at: datetime) -> Standing:
    rules, today = load_system_rules(), timezone.localdate(at)
    late = [grade for grade, due in found.weaknesses if due < today]
    gravest = next(iter(rules.weaknesses))
    needs = row.backup_days > 0
    every = timedelta(days=row.backup_days) + GRACE
    return Standing(
        system=row,
        accounts=found.accounts,
        problems=found.problems,
        list_late=row.listed_at is None or at - row.listed_at > timedelta(days=rules.list_days),
        open_weaknesses=len(found.weaknesses),
        late_weaknesses=len(late),
        grave_late=gravest in late,
        patch_late=row.patched_on is None
        or (today - row.patched_on).days > _patch_days(row.zone.key),
        unsupported=row.support_until is not None and row.support_until < today,
        last_backup=found.backup,
        backup_late=needs and (found.backup is None or at - found.backup > every),
        last_drill=found.drill,
        drill_late=needs and (found.drill is None or (today - found.drill).days > rules.drill_days),
    )


def _patch_days(zone_key: str) -> int:
    """Return how old the newest update may be in a zone; the strictest for an unknown one."""
    zones = load_terminal_rules().zones
    known = zones.get(zone_key)
    return known.patch_days if known else min(zone.patch_days for zone in zones.values())


def _last_backups(rows: list[InformationSystem]) -> Iterable[tuple[int, datetime]]:
    good = BackupRun.objects.filter(Q(system__in=rows) & Q(succeeded=True)).order_by()
    return good.values_list("system_id").annotate(last=Max("finished_at"))


def _last_drills(rows: list[InformationSystem]) -> Iterable[tuple[int, date]]:
    good = RestoreDrill.objects.filter(system__in=rows, succeeded=True).order_by()
    return good.values_list("system_id").annotate(last=Max("held_on"))
