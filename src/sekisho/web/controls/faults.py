"""A fault somebody found in a check stands until the control's own role says what became of it.

It ends by itself like all evidence: a fault that is no longer fresh binds nobody.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from sekisho.catalogue import Control, Role
from sekisho.verdicts import Verdict
from sekisho.web.controls import access
from sekisho.web.evidence import queries as evidence
from sekisho.web.evidence.queries import EvidenceView
from sekisho.web.organization.access import roles_of
from sekisho.web.organization.models import Person


@dataclass(frozen=True, slots=True)
class Fault:
    """Fresh evidence that a check fails, and the roles its author held when saying so."""

    evidence: EvidenceView
    said_by: tuple[Role, ...]

    def mendable_with(self, roles: Iterable[Role], control: Control) -> bool:
        """Whether somebody with these roles may say what became of it."""
        return access.may_mend(roles, control, self.said_by)


def standing_fault(check_id: str, at: datetime, before: int | None = None) -> Fault | None:
    """Return the fault that stands in an attested check, as it was before evidence `before`."""
    rows = evidence.history(check_id, limit=2)
    newest = next((row for row in rows if before is None or row.index < before), None)
    if newest is None or newest.verdict is not Verdict.FAILS or not newest.fresh(at):
        return None
    author = Person.objects.filter(opaque_id=newest.actor).first() if newest.actor else None
    return Fault(newest, roles_of(author, timezone.localdate(newest.at)) if author else ())
