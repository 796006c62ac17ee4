"""Every change to an application: submit, approve, give back, withdraw.

These record the decision and seal it; what a decision does to the thing decided is done by the
calling room, or by its handler when the decision is taken on this room's pages (`deciding`).
"""

from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from sekisho.web.approvals import kinds
from sekisho.web.approvals.errors import (
    AlreadyClosedError,
    AlreadyWaitingError,
    CommentMissingError,
    NotYourApplicationError,
    NotYoursToDecideError,
    OwnApplicationError,
)
from sekisho.web.approvals.models import Application
from sekisho.web.evidence import actions as evidence
from sekisho.web.notices import actions as notices
from sekisho.web.organization.access import holders_of, rights_of
from sekisho.web.organization.models import Person

State = Application.State


@transaction.atomic
def submit(  # noqa: PLR0913  # the columns of an application
    *, kind: str, subject: str, title: str, url: str, applicant: Person, reason: str, at: datetime
) -> Application:
    """Ask for a decision about `subject` (an id such as `edition:12`); `url` is its page.

    Raises AlreadyWaitingError, and kinds.UnknownKindError for a kind nobody handed in.
    """
    found = kinds.find(kind)
    try:
        with transaction.atomic():
            application = Application.objects.create(
                kind=found.id,
                subject=subject,
                title=title,
                url=url,
                applicant=applicant,
                reason=reason.strip(),
                submitted_at=at,
            )
    except IntegrityError:
        if not Application.objects.waiting().filter(kind=kind, subject=subject).exists():
            raise
        raise AlreadyWaitingError(
            _("この件はすでに決裁待ちです。決裁を待つか、取り下げてから起案し直してください。")
        ) from None
    _seal(application, "submitted", by=applicant, at=at, words=application.reason)
    _tell_deciders(application, at)
    return application


@transaction.atomic
def approve(
    *, application: Application, by: Person, comment: str = "", at: datetime
) -> Application:
    """Decide in favour. Raises OwnApplicationError, AlreadyClosedError, NotYoursToDecideError."""
    return _decide(application, State.APPROVED, by=by, comment=comment.strip(), at=at)


@transaction.atomic
def give_back(*, application: Application, by: Person, comment: str, at: datetime) -> Application:
    """Send back to the applicant, saying why. Raises as `approve`, and CommentMissingError."""
    if not comment.strip():
        raise CommentMissingError(
            _("差し戻す理由を意見の欄に書いてください。起案者はそれを読んで直します。")
        )
    return _decide(application, State.RETURNED, by=by, comment=comment.strip(), at=at)


@transaction.atomic
def withdraw(*, application: Application, by: Person, at: datetime) -> Application:
    """Take one's own application back. Raises NotYourApplicationError, AlreadyClosedError."""
    row = _locked(application)
    if row.applicant_id != by.pk:
        raise NotYourApplicationError(_("取り下げることができるのは、起案した本人だけです。"))
    _still_waiting(row)
    row.state = State.WITHDRAWN
    row.withdrawn_at = at
    row.save(update_fields=["state", "withdrawn_at"])
    _seal(row, "withdrawn", by=by, at=at)
    notices.done_for_all(key=notice_key(row), at=at)
    return row


def _decide(
    application: Application, state: Application.State, *, by: Person, comment: str, at: datetime
) -> Application:
    row = _locked(application)
    if row.applicant_id == by.pk:
        raise OwnApplicationError(
            _("自分が起案したものは決裁できません。ほかの決裁権者に決裁を依頼してください。")
        )
    if not kinds.find(row.kind).decidable_with(rights_of(by, timezone.localdate(at))):
        raise NotYoursToDecideError(
            _("この種類の決裁をする権限がありません。権限のある役割の人に依頼してください。")
        )
    _still_waiting(row)
    row.state = state
    row.decider = by
    row.decided_at = at
    row.comment = comment
    row.save(update_fields=["state", "decider", "decided_at", "comment"])
    _seal(row, state.value, by=by, at=at, words=comment)
    notices.done_for_all(key=notice_key(row), at=at)
    return row


def notice_key(application: Application) -> str:
    """Return what the notices room knows an application by."""
    return f"application:{application.pk}"


def _tell_deciders(application: Application, at: datetime) -> None:
    """Tell everybody who may decide it; the title says no more than the kind."""
    kind = kinds.find(application.kind)
    on = timezone.localdate(at)
    deciders = holders_of(kind.permission_to_decide, on).exclude(pk=application.applicant_id)
    if kind.permission_to_read:
        deciders &= holders_of(kind.permission_to_read, on)
    with translation.override(settings.LANGUAGE_CODE):  # stored, and read by others
        title = _("決裁をお願いします（%(kind)s）") % {"kind": kind.label}
    for person in deciders:
        notices.tell(
            person=person,
            key=notice_key(application),
            title=title,
            url=reverse("approvals:detail", args=[application.pk]),
            due_on=None,
            at=at,
        )


def _locked(application: Application) -> Application:
    """Return the row as it stands now; a second decider waits here, then sees the decision.

    PostgreSQL locks the row; SQLite transactions take the write lock when they begin.
    """
    return Application.objects.select_for_update().get(pk=application.pk)


def _still_waiting(row: Application) -> None:
    if not row.is_waiting:
        raise AlreadyClosedError(
            _("この件はすでに「%(state)s」になっています。画面を開き直して確かめてください。")
            % {"state": row.get_state_display()}
        )


def _seal(row: Application, event: str, *, by: Person, at: datetime, words: str = "") -> None:
    """Seal the event; the person's own words stay outside the tree, where they can be erased.

    Whoever reads evidence can open them, so those of a confidential kind are not handed over.
    """
    sealable = words and not kinds.find(row.kind).permission_to_read
    evidence.seal(
        kind=f"application.{event}",
        subject=f"application:{row.pk}",
        at=at,
        by=str(by.opaque_id),
        body={
            "kind": row.kind,
            "subject": row.subject,
            "applicant": str(row.applicant.opaque_id),
            "submitted_at": row.submitted_at.isoformat(),
        },
        files=(evidence.File("words.txt", "text/plain", words.encode()),) if sealable else (),
    )
