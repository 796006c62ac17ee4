"""Telling people that what they attested ends soon or has ended."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.web.controls import queries
from sekisho.web.notices import actions as notices
from sekisho.web.organization.access import holders_of
from sekisho.web.organization.models import Person

_AHEAD = timedelta(days=14)
_PERMISSION = "controls.attest"


def tell_due_checks(*, at: datetime) -> int:
    """Tell who attested a check last that it must be attested again; return how many were told.

    Where that person may no longer attest, the holders of the control's role are told. Checks
    nobody ever attested stand on the page of what to do next, and are told to nobody: a body that
    begins would get hundreds.
    """
    on = timezone.localdate(at)
    able = {str(each.opaque_id): each for each in holders_of(_PERMISSION, on)}
    told = 0
    for due in queries.due_checks(at, _AHEAD, queries.states(at).values()):
        if due.evidence is None:
            continue
        for person in _responsible(due, able, at):
            _tell(due, person, at)
            told += 1
    return told


def notice_key(check_id: str) -> str:
    """Return what the notices room knows a check by."""
    return f"check:{check_id}"


def _responsible(due: queries.Due, able: dict[str, Person], at: datetime) -> list[Person]:
    if due.evidence and due.evidence.actor in able:
        return [able[due.evidence.actor]]
    on = timezone.localdate(at)
    return [
        each
        for each in able.values()
        if each.roleholding_set.on(on).filter(role=due.control.control.role).exists()
    ]


def _tell(due: queries.Due, person: Person, at: datetime) -> None:
    notices.tell(
        person=person,
        key=notice_key(due.spec.id),
        title=_("確認の期限です: %(title)s") % {"title": due.spec.title.ja},
        url=reverse("controls:attest", args=[due.control.control.id, due.spec.id]),
        due_on=timezone.localdate(due.until or at),
        at=at,
    )
