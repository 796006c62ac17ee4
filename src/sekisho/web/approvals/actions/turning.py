"""Telling people that it is their turn, and the applicant what became of it.

Titles are stored and read by others, so they are in the body's language, and say no more than the
kind: what an application is about can be confidential.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TypedDict

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from sekisho.web.approvals import kinds
from sekisho.web.approvals.models import Application, Seat, Step
from sekisho.web.approvals.numbering import number_text
from sekisho.web.approvals.seating import Rule, head_of, people_in, stand_ins_for
from sekisho.web.notices import actions as notices
from sekisho.web.organization.models import Person, PersonQuerySet

ANSWER_WITHIN = timedelta(days=7)  # reminded of from then on; the check counts from 14 days


_TOPIC = "application"


class _Told(TypedDict):
    """What is told of an application."""

    key: str
    title: str
    url: str


def notice_key(application: Application) -> str:
    """Return what the notices room knows an application by."""
    return f"{_TOPIC}:{application.pk}"


def tell_turn(application: Application, at: datetime, *, before: Iterable[Person] = ()) -> None:
    """Tell whoever's turn it is now; of those whose turn it was `before`, take it back.

    Nobody is told a second time while they are still to act.
    """
    told, now = set(before), set(whose_turn(application, at))
    for person in told - now:
        notices.done(person=person, key=notice_key(application), at=at)
    for person in sorted(now - told, key=lambda each: each.pk):
        notices.tell(**_telling(application), person=person, due_on=_due_on(at), at=at)


def whose_turn(application: Application, at: datetime) -> PersonQuerySet:
    """Return who may act on the application as it stands: seats' people not behind it."""
    on = timezone.localdate(at)
    found: set[int] = set()
    for seat in Seat.objects.open().filter(application=application):
        found |= set(people_in(Rule.of(seat), seat.reading, on).values_list("pk", flat=True))
    behind = application.behind.values_list("pk", flat=True)
    return Person.objects.filter(pk__in=found - set(behind))


def tell_outcome(application: Application, at: datetime) -> None:
    """Tell the applicant, and who entered it for them, that it was decided or returned."""
    notices.done_for_all(key=notice_key(application), at=at)
    with translation.override(settings.LANGUAGE_CODE):
        title = _outcome(application)
    for person in {application.applicant, application.prepared_by}:
        notices.tell(
            person=person,
            key=f"application-result:{application.pk}",
            title=title,
            url="",
            due_on=None,
            at=at,
        )


def _outcome(application: Application) -> str:
    kind = kinds.label_of(application.kind)
    if application.is_returned:
        return _("差し戻されました（%(kind)s）。「自分の申請」で意見を確かめてください。") % {
            "kind": kind
        }
    return _("決裁されました（%(kind)s、%(number)s）。") % {
        "kind": kind,
        "number": number_text(application),
    }


def tell_afterwards(step: Step, at: datetime) -> None:
    """Ask who was away to look at what was decided in their stead (後閲)."""
    if step.instead_of is None:
        return
    with translation.override(settings.LANGUAGE_CODE):
        kind = kinds.label_of(step.application.kind)
        title = _("代決された件の後閲をお願いします（%(kind)s）") % {"kind": kind}
    notices.tell(
        person=step.instead_of,
        key=f"afterwards:{step.pk}",
        title=title,
        url=reverse("approvals:detail", args=[step.application_id]),
        due_on=timezone.localdate(at) + ANSWER_WITHIN,
        at=at,
    )


def tell_turns(*, at: datetime) -> int:
    """Look again at every open seat: a head who left is replaced, who came since is told.

    Run daily. Returns how many applications there are whose turn is nobody's.
    """
    told = notices.days_told(_TOPIC)
    tellings, nobody = [], 0
    for application in Application.objects.waiting().select_related("unit"):
        _replace_heads(application, at)
        people = list(whose_turn(application, at))
        nobody += not people
        due_on = told.get(notice_key(application), _due_on(at))
        values = _telling(application)
        tellings += [notices.Telling(person=each, due_on=due_on, **values) for each in people]
    notices.tell_standing(topic=_TOPIC, tellings=tellings, at=at)
    return nobody


def _telling(application: Application) -> _Told:
    with translation.override(settings.LANGUAGE_CODE):
        title = _("決裁をお願いします（%(kind)s）") % {"kind": kinds.label_of(application.kind)}
    url = reverse("approvals:detail", args=[application.pk])
    return {"key": notice_key(application), "title": title, "url": url}


def _due_on(at: datetime) -> date:
    return timezone.localdate(at) + ANSWER_WITHIN


def _replace_heads(application: Application, at: datetime) -> None:
    """Name the head of the unit anew where nobody sits in the head's seat any more."""
    on = timezone.localdate(at)
    behind = set(application.behind.values_list("pk", flat=True))
    for seat in Seat.objects.filter(application=application, head=True, filled_by=None):
        sitting = people_in(Rule.of(seat), seat.reading, on).exclude(pk__in=behind)
        if sitting.exists():
            continue
        rule = head_of(application.unit, behind, on)
        seat.role, seat.unit_id = rule.role, rule.unit
        seat.stand_ins = stand_ins_for("unit-head", rule)
        seat.save(update_fields=["role", "unit", "stand_ins"])
