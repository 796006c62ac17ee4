"""Who runs self-inspections, who confirms whose answers, who audits."""

from collections.abc import Mapping
from datetime import date

from django.db.models import QuerySet

from sekisho.web.audits.models import Audit, Member, Sheet
from sekisho.web.corrections.queries import HEADS
from sekisho.web.organization.models import Person, RoleHolding, Unit

INSPECT = "inspections.manage"
LOOK = "status.read"


def confirmers(on: date) -> "Confirmers":
    """Return who confirms whose answers on a day; two queries."""
    rows = RoleHolding.objects.on(on).filter(role__in=HEADS).select_related("person")
    by_unit: dict[int, list[RoleHolding]] = {}
    for row in rows.order_by("from_date", "pk"):
        by_unit.setdefault(row.unit_id or row.person.unit_id, []).append(row)
    heads = {
        unit: [row.person for row in sorted(held, key=lambda row: HEADS.index(row.role))]
        for unit, held in by_unit.items()
    }
    return Confirmers(dict(Unit.objects.order_by().values_list("pk", "parent_id")), heads)


class Confirmers:
    """Heads by unit, and who stands above whom."""

    def __init__(
        self, parents: Mapping[int, int | None], heads: Mapping[int, list[Person]]
    ) -> None:
        self._parents, self._heads = parents, heads

    def of(self, sheet: Sheet) -> Person | None:
        """Return who confirms a sheet: the first head of the unit, or above, who may.

        Not the person, nor whoever entered the answers. Past the top it is anybody who answers
        for a unit; None where nobody may.
        """
        own = {sheet.person_id, sheet.entered_by_id}
        unit: int | None = sheet.unit_id
        while unit is not None:
            for head in self._heads.get(unit, ()):
                if head.pk not in own:
                    return head
            unit = self._parents.get(unit)
        others = (head for heads in self._heads.values() for head in heads)
        return next((head for head in others if head.pk not in own), None)


AUDIT, PLAN = "audits.carry", "audits.manage"
APPROVE = "documents.approve"
SEE_AUDITS = (PLAN, AUDIT, APPROVE)
VISIT = "audits.visit"  # an auditor from outside: the audits they were asked to, and nothing else


def independent(person: Person, unit: Unit, on: date) -> bool:
    """Whether the person may audit the unit: neither works there nor holds a role for it."""
    held = RoleHolding.objects.on(on).filter(person=person, unit=unit)
    return person.unit_id != unit.pk and not held.exists()


def audits_visible_to(person: Person, rights: frozenset[str], on: date) -> QuerySet[Audit]:
    """Return the audits the person may know of: all, or those they were asked to from outside."""
    rows = Audit.objects.select_related("unit", "plan", "reported_by")
    if rights & set(SEE_AUDITS):
        return rows
    asked = Member.objects.filter(person=person, external=True, until_date__gte=on)
    return rows.filter(pk__in=asked.values("audit")) if VISIT in rights else rows.none()
