"""A finding at a contractor, brought to its end through its corrective action."""

from tests.web.factories import AT, make_person
from tests.web.suppliers.contracting import keeper

from sekisho.web.corrections import actions as corrections
from sekisho.web.corrections.models import Correction, State


def judge():
    """Somebody who keeps the list of corrective actions."""
    return make_person(roles=("secretariat",))


def correction_of(finding):
    """The newest corrective action of a finding."""
    return Correction.objects.filter(ref=f"supplier-finding:{finding.pk}").last()


def mended(finding, words="錠を見た", at=AT):
    """Have it planned, agreed, reported and seen done, by two people; return who saw it."""
    row = correction_of(finding)
    first, second = keeper(), judge()
    if row.state is State.OPEN:
        corrections.plan(
            correction=row, action="錠を付ける", owner=first, due_on=row.due_on, by=first, at=at
        )
        corrections.agree(correction=row, by=second, at=at)
    corrections.report(correction=row, result="錠を付けた", by=first, at=at)
    corrections.confirm(correction=row, text=words, by=second, at=at)
    return second
