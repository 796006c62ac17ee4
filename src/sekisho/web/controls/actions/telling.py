"""Telling people what they attested and what else ends, and what fails.

Titles are stored and read by others, so they are in the body's language, whoever's run it is.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from sekisho.catalogue import PERMISSIONS
from sekisho.web.controls import queries
from sekisho.web.controls.actions.recipients import Holders, holders
from sekisho.web.controls.upcoming import coming
from sekisho.web.notices import actions as notices
from sekisho.web.notices.actions import Telling
from sekisho.web.organization.models import Person

_AHEAD = timedelta(days=14)
_ATTESTING, _COMING = "check", "coming"  # topics of notices


def tell_due_checks(*, at: datetime) -> int:
    """Tell who attested a check last that it must be attested again; return how many are new.

    Where that person may no longer attest it, those are told who answer for the control. Checks
    nobody ever attested stand on the page of what to do next, and are told to nobody: a body that
    begins would get hundreds.
    """
    held = holders(timezone.localdate(at))
    with translation.override(settings.LANGUAGE_CODE):
        dues = queries.due_checks(at, _AHEAD, queries.states(at).values())
        found = [_telling(due, each) for due in dues for each in _responsible(due, held)]
        return notices.tell_standing(topic=_ATTESTING, tellings=found, at=at)


def tell_upcoming(*, at: datetime) -> int:
    """Tell who can see to it what else ends within two weeks; return how many notices are new.

    Exemptions, reviews, roles, pledges still open and the register of assets. Of a 実施手順 only
    those hear who may read it. What was seen to, or whose day passed, is taken back.
    """
    held = holders(timezone.localdate(at))
    with translation.override(settings.LANGUAGE_CODE):
        found = [
            Telling(person, f"{_COMING}:{each.key}", each.what, each.url, each.day)
            for each in coming(frozenset(PERMISSIONS), at, _AHEAD)
            for person in held.with_rights(each.acting)
        ]
        return notices.tell_standing(topic=_COMING, tellings=found, at=at)


def notice_key(check_id: str) -> str:
    """Return what the notices room knows a check by that is to be attested again."""
    return f"{_ATTESTING}:{check_id}"


def _responsible(due: queries.Due, held: Holders) -> list[Person]:
    if due.evidence is None:
        return []
    return held.attesting(due.control.control, due.evidence.actor)


def _telling(due: queries.Due, person: Person) -> Telling:
    ends = due.evidence.valid_until if due.evidence else None
    return Telling(
        person=person,
        key=notice_key(due.spec.id),
        title=_("確認の期限です: %(title)s") % {"title": due.spec.title.ja},
        url=reverse("controls:attest", args=[due.control.control.id, due.spec.id]),
        due_on=timezone.localdate(ends) if ends else None,
    )
