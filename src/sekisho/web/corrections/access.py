"""Who sees corrections, who mends, and who judges what is said to be mended.

The law: whoever mends never judges. What an audit found only auditors judge; anything else whoever
keeps the list of corrections.
"""

from django.db.models import Q

from sekisho.web.corrections.models import Correction, CorrectionQuerySet
from sekisho.web.organization.models import Person

MANAGE = "corrections.manage"  # open, change, withdraw; judge what no audit found
AUDIT = "audits.carry"  # judge what an audit found
EVIDENCE, STATUS = "evidence.read", "status.read"
SEES_ALL = frozenset({MANAGE, AUDIT, EVIDENCE})


def visible_to(person: Person, rights: frozenset[str]) -> CorrectionQuerySet:
    """Return those the person may know of: all, or their own and, with the right, their unit's."""
    if SEES_ALL & rights:
        return Correction.objects.all()
    mine = Q(owner=person)
    if STATUS in rights:
        mine |= Q(unit=person.unit_id)
    return Correction.objects.filter(mine)


def judging(source: str) -> str:
    """Return the right by which somebody judges what was found by that source."""
    return AUDIT if source == Correction.Source.AUDIT else MANAGE


def may_judge(row: Correction, person: Person, rights: frozenset[str]) -> bool:
    """Whether the person may agree to a plan and see it done: holds the right, and mends nothing.

    Nor may whoever reported it done, nor, after an audit, anybody of the unit that mends.
    """
    own = {row.owner_id, row.reported_by_id}
    audited = row.source == Correction.Source.AUDIT and row.unit_id == person.unit_id
    return judging(row.source) in rights and person.pk not in own and not audited


def may_mend(row: Correction, person: Person, rights: frozenset[str]) -> bool:
    """Whether the person may write the plan and report: the owner, their unit, or who keeps all."""
    of_unit = STATUS in rights and row.unit_id == person.unit_id
    return person.pk == row.owner_id or of_unit or MANAGE in rights


def may_keep(row: Correction, person: Person, rights: frozenset[str]) -> bool:
    """Whether the person may correct the row, put it off or withdraw it: never the owner."""
    return judging(row.source) in rights and person.pk != row.owner_id
