"""Reads of corrections for this room and those above, as frozen values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from sekisho.catalogue import CheckSpec, load, load_correction_rules
from sekisho.verdicts import Verdict
from sekisho.web.corrections.models import Correction
from sekisho.web.evidence import queries as evidence
from sekisho.web.organization.models import Person, RoleHolding, Unit

HEADS = ("manager", "officer", "chief-officer", "ciso", "audit-head")  # who answers for a unit


@dataclass(frozen=True, slots=True)
class Standing:
    """How the mending stands on a day, in figures."""

    open: int
    overdue: int
    unplanned: int  # no plan though its time has passed
    waiting: int  # reported, and nobody looked in time
    ownerless: int
    done: int
    total: int


def standing(at: datetime) -> Standing:
    """Count corrections as they stand; one query."""
    today, rules = timezone.localdate(at), load_correction_rules()
    rows = list(Correction.objects.filter(withdrawn_at=None).select_related("owner"))
    open_ = [row for row in rows if row.is_open]
    planned = at - timedelta(days=rules.plan_days)
    looked = at - timedelta(days=rules.confirm_days)
    return Standing(
        open=len(open_),
        overdue=sum(row.due_on < today for row in open_),
        unplanned=sum(row.planned_at is None and row.opened_at < planned for row in open_),
        waiting=sum(row.reported_at is not None and row.reported_at < looked for row in open_),
        ownerless=sum(row.owner is None or not row.owner.is_present(today) for row in open_),
        done=len(rows) - len(open_),
        total=len(rows),
    )


def of_refs(refs: Iterable[str]) -> Mapping[str, Correction]:
    """Return the newest correction, not withdrawn, of each thing that was found; one query."""
    rows = Correction.objects.filter(ref__in=set(refs), withdrawn_at=None).order_by("pk")
    return {row.ref: row for row in rows.with_names()}


def failing_checks(at: datetime) -> tuple[CheckSpec, ...]:
    """Return the checks that fail now and that nobody has been asked to mend; three queries."""
    checks = load().checks
    newest = evidence.newest(checks)
    failing = [
        checks[name]
        for name, seen in newest.items()
        if seen.verdict is Verdict.FAILS and seen.fresh(at)
    ]
    refs = Correction.objects.open().filter(source=Correction.Source.CHECK)
    asked = set(refs.values_list("ref", flat=True))
    order = list(checks)
    found = (spec for spec in failing if check_ref(spec.id) not in asked)
    return tuple(sorted(found, key=lambda spec: order.index(spec.id)))


def check_ref(check: str) -> str:
    """Return how a correction names the check that failed."""
    return f"check:{check}"


def heads_of(units: Iterable[Unit], on: date) -> dict[int, Person]:
    """Return who answers for each unit on a day, by unit: its manager or one above.

    A holding limited to a unit counts there, any other where its holder works. A unit without
    anybody up to the top is left out. Two queries.
    """
    parents = dict(Unit.objects.order_by().values_list("pk", "parent_id"))
    rows = RoleHolding.objects.on(on).filter(role__in=HEADS).select_related("person")
    by_unit: dict[int, list[RoleHolding]] = {}
    for row in rows.order_by("from_date", "pk"):
        by_unit.setdefault(row.unit_id or row.person.unit_id, []).append(row)
    found = {}
    for unit in units:
        at: int | None = unit.pk
        while at is not None and at not in by_unit:
            at = parents.get(at)
        if at is not None:
            found[unit.pk] = min(by_unit[at], key=lambda row: HEADS.index(row.role)).person
    return found


def heads_over(person: Person, on: date) -> frozenset[int]:
    """Return the units the person answers for on the day; three queries."""
    units = list(Unit.objects.all())
    heads = heads_of(units, on)
    return frozenset(unit for unit, head in heads.items() if head.pk == person.pk)


def between(first: date, last: date) -> Q:
    """Return the condition of being opened from one day to another, in the body's time zone."""
    return Q(opened_at__date__gte=first, opened_at__date__lte=last)
