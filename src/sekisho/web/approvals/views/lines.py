"""What the lists of this room show, and what somebody signed in brings to them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import Promise

from sekisho.web.approvals import kinds
from sekisho.web.approvals.models import Application
from sekisho.web.approvals.seating import Sitter, sitter_of
from sekisho.web.organization.access import MemberRequest


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list of applications."""

    application: Application
    kind: str | Promise
    days: int


def sitter_in(request: MemberRequest) -> Sitter:
    """Return what somebody signed in brings to seats today; one query."""
    return sitter_of(request.person, timezone.localdate(), request.rights)


def lines_of(rows: Iterable[Application]) -> list[Line]:
    """Return the rows with their kind and age."""
    today = timezone.localdate()
    return [Line(row, kinds.label_of(row.kind), row.days_waited(today)) for row in rows]
