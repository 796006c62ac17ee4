"""Asking for a decision (起案): the application, its seats, and who stands behind it."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.web.approvals import kinds
from sekisho.web.approvals.actions.sealing import seal_application
from sekisho.web.approvals.actions.turning import tell_turn
from sekisho.web.approvals.errors import AlreadyWaitingError
from sekisho.web.approvals.kinds import Kind
from sekisho.web.approvals.models import Application, Seat, Step
from sekisho.web.approvals.routes import route_of
from sekisho.web.approvals.seating import rule_for, stand_ins_for
from sekisho.web.evidence import queries as evidence
from sekisho.web.organization.models import Person

State = Application.State


@transaction.atomic
def submit(  # noqa: PLR0913  # the columns of an application
    *,
    kind: str,
    subject: str,
    title: str,
    url: str,
    applicant: Person,
    reason: str,
    at: datetime,
    answers: Mapping[str, object] | None = None,
    prepared_by: Person | None = None,
    revises: Application | None = None,
) -> Application:
    """Ask for a decision about `subject` (an id such as `edition:12`); `url` is its page.

    The route that counts now is copied: a route changed later changes nothing here. `answers` are
    what its conditions are asked of. `prepared_by` entered it for the applicant. Without `revises`
    it revises the newest returned one about the same. Raises AlreadyWaitingError, and
    kinds.UnknownKindError for a kind nobody handed in.
    """
    found = kinds.find(kind)
    entering = prepared_by or applicant
    try:
        with transaction.atomic():
            application = Application.objects.create(
                kind=found.id,
                subject=subject,
                title=title,
                url=url,
                applicant=applicant,
                prepared_by=entering,
                unit=applicant.unit,
                reason=reason.strip(),
                submitted_at=at,
                revises=revises or _returned(kind, subject),
            )
    except IntegrityError:
        if not Application.objects.waiting().filter(kind=kind, subject=subject).exists():
            raise
        raise AlreadyWaitingError(
            _("この件はすでに決裁待ちです。決裁を待つか、取り下げてから起案し直してください。")
        ) from None
    application.behind.set({applicant, entering, *_preparers(found, subject)})
    _seat(application, found, answers or {}, at)
    Step.objects.create(
        application=application,
        what=Step.What.SUBMITTED,
        stage=0,
        person=entering,
        at=at,
        comment=application.reason,
    )
    seal_application(application, "submitted", by=entering, at=at, words=application.reason)
    tell_turn(application, at)
    return application


def _returned(kind: str, subject: str) -> Application | None:
    """Return the newest application about the same, when it was returned."""
    newest = Application.objects.filter(kind=kind, subject=subject).order_by("-pk").first()
    return newest if newest and newest.is_returned else None


def _preparers(kind: Kind, subject: str) -> list[Person]:
    """Return who prepared the subject, by the ledger."""
    if not kind.prepared_with:
        return []
    actors = {each.actor for each in evidence.sealed(kind.prepared_with, [subject])} - {""}
    return list(Person.objects.filter(opaque_id__in=actors))


def _seat(
    application: Application, kind: Kind, answers: Mapping[str, object], at: datetime
) -> None:
    """Copy the route as seats; the head of the applicant's unit is named now."""
    on = timezone.localdate(at)
    behind = set(application.behind.values_list("pk", flat=True))
    seats = []
    for number, stage in enumerate(route_of(kind).for_answers(answers)):
        for place, words in enumerate(stage.seats):
            rule = rule_for(words, application.unit, behind, on)
            seats.append(
                Seat(
                    application=application,
                    stage=number,
                    place=place,
                    act=stage.act,
                    need=stage.need,
                    head=words == "unit-head",
                    role=rule.role,
                    unit_id=rule.unit,
                    permission=rule.permission,
                    post=rule.post,
                    reading=kind.permission_to_read,
                    stand_ins=stand_ins_for(words, rule),
                )
            )
    Seat.objects.bulk_create(seats)
