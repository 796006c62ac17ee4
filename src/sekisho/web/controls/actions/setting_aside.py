"""Exemptions: asked by one, decided by another, ending by themselves."""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from sekisho.catalogue import load
from sekisho.web.approvals import actions as approvals
from sekisho.web.approvals.models import Application
from sekisho.web.controls.errors import SetAsideRefusedError
from sekisho.web.controls.models import SetAside
from sekisho.web.evidence import actions as evidence
from sekisho.web.organization.models import Person

KIND = "set-aside"
_LONGEST_DAYS = 366


@transaction.atomic
def ask_set_aside(*, control: str, reason: str, until: date, by: Person, at: datetime) -> SetAside:
    """Ask that a control be set aside until a day (inclusive, at most a year away).

    Raises SetAsideRefusedError for an unknown control, no reason, a day in the past or too far, or
    while another exemption of the control is open.
    """
    _refuse_unusable(control, reason, until, at)
    row = SetAside.objects.create(
        control=control, reason=reason.strip(), until_date=until, asked_by=by, asked_at=at
    )
    approvals.submit(
        kind=KIND,
        subject=f"set-aside:{row.pk}",
        title=_title(control),
        url=reverse("controls:control", args=[control]),
        applicant=by,
        reason=reason.strip(),
        at=at,
    )
    return row


def _title(control: str) -> str:
    """Name the application in the body's language: it is stored, and read by others."""
    with translation.override(settings.LANGUAGE_CODE):
        return _("対策の適用除外: {title}").format(title=load().controls[control].title.ja)


def _refuse_unusable(control: str, reason: str, until: date, at: datetime) -> None:
    today = timezone.localdate(at)
    if control not in load().controls:
        raise SetAsideRefusedError(_("この対策はありません。"))
    if not reason.strip():
        raise SetAsideRefusedError(_("適用しない理由を入力してください。"))
    if not today <= until or (until - today).days > _LONGEST_DAYS:
        raise SetAsideRefusedError(_("期限は今日から1年以内の日にしてください。"))
    SetAside.objects.filter(control=control, ended_at=None, until_date__lt=today).update(
        ended_at=at
    )
    if SetAside.objects.filter(control=control, ended_at=None).exists():
        raise SetAsideRefusedError(_("この対策には、申請中又は期限内の適用除外が既にあります。"))


def decide_set_aside(application: Application) -> None:
    """Carry out a decision taken in the approvals room; runs in its transaction."""
    row = SetAside.objects.get(pk=application.subject.removeprefix("set-aside:"))
    if application.state == Application.State.APPROVED:
        _refuse_late(row, application)
        row.decided_by, row.decided_at = application.decider, application.decided_at
    else:
        row.ended_at = application.closed_at
    row.save()
    if row.decided_at and row.decided_by:
        _seal("control.set-aside", row, by=row.decided_by, at=row.decided_at)


def _refuse_late(row: SetAside, application: Application) -> None:
    """Refuse to decide an exemption whose last day has passed: it would never count."""
    if application.decided_at and timezone.localdate(application.decided_at) > row.until_date:
        raise SetAsideRefusedError(
            _("期限を過ぎた適用除外は決裁できません。差し戻して、起案し直してもらってください。")
        )


@transaction.atomic
def end_set_aside(*, row: SetAside, by: Person, at: datetime) -> None:
    """End an exemption before its day. Raises SetAsideRefusedError when it has ended."""
    if row.ended_at is not None:
        raise SetAsideRefusedError(_("この適用除外は既に終わっています。"))
    row.ended_at = at
    row.save()
    _seal("control.applied-again", row, by=by, at=at)


def _seal(kind: str, row: SetAside, *, by: Person, at: datetime) -> None:
    evidence.seal(
        kind=kind,
        subject=f"control:{row.control}",
        at=at,
        by=str(by.opaque_id),
        body={"set_aside": row.pk, "until": row.until_date.isoformat()},
    )
