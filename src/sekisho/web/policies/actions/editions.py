"""The way of an edition: submitted, decided, published, superseded, reviewed."""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from sekisho.ledger import JsonValue
from sekisho.web.approvals import actions as approvals
from sekisho.web.approvals.models import Application
from sekisho.web.evidence import actions as evidence
from sekisho.web.evidence import queries
from sekisho.web.organization.models import Person
from sekisho.web.policies.actions.asking import ask_pledges
from sekisho.web.policies.actions.linking import carry_links
from sekisho.web.policies.content_digest import NAME as DIGEST
from sekisho.web.policies.content_digest import altered, content_digest
from sekisho.web.policies.errors import NotAllowedError, WrongStateError
from sekisho.web.policies.models import Document, Edition

State = Edition.State
KIND, RESTRICTED_KIND = "edition", "procedure-edition"  # application kinds of the approvals room
PLEDGE_DAYS = 30


@transaction.atomic
def submit_edition(*, edition: Edition, reason: str, by: Person, at: datetime) -> Application:
    """Ask for the decision on a draft whose topics are confirmed. Raises WrongStateError."""
    row = _locked(edition)
    if row.state != State.DRAFT:
        raise WrongStateError(_("起案できるのは案だけです。画面を開き直して確かめてください。"))
    if row.topics_confirmed_at is None:
        raise WrongStateError(_("条文の主題がまだ確認されていません。先に主題を確認してください。"))
    _move(row, State.SUBMITTED)
    _seal("edition.submitted", row, by=by, at=at)
    return approvals.submit(
        kind=application_kind(row),
        subject=row.subject,
        title=application_title(row),
        url=reverse("policies:edition", args=[row.pk]),
        applicant=by,
        reason=reason,
        at=at,
    )


@transaction.atomic
def decide_edition(
    *, edition: Edition, approve: bool, comment: str, by: Person, at: datetime
) -> Edition:
    """Decide on a submitted edition: approved, or back to draft.

    Raises WrongStateError, NotAllowedError for the one who drafted it, and what the approvals room
    refuses (own application, no permission, no comment when giving back).
    """
    application = waiting_application(edition)
    if application is None:
        raise WrongStateError(
            _("この版は決裁待ちではありません。画面を開き直して確かめてください。")
        )
    if approve:
        decided = approvals.approve(application=application, by=by, comment=comment, at=at)
    else:
        decided = approvals.give_back(application=application, by=by, comment=comment, at=at)
    if not decided.is_waiting:  # on a longer route others are still to act
        edition_decided(decided)
    return Edition.objects.light().get(pk=edition.pk)


def edition_decided(application: Application) -> None:
    """Do to the edition what its application says; handed to the approvals room by site.

    Runs inside the transaction of the decision. Raises NotAllowedError, WrongStateError.
    """
    row = Edition.objects.select_for_update().light().get(pk=_edition_pk(application))
    if row.state != State.SUBMITTED:
        raise WrongStateError(
            _("この版は決裁待ちではありません。画面を開き直して確かめてください。")
        )
    if application.state == Application.State.WITHDRAWN:
        _move(row, State.DRAFT)
        return
    decider, at = application.decider, application.decided_at
    if decider is None or at is None:
        raise WrongStateError(_("この件はまだ決裁されていません。"))
    if application.state == Application.State.RETURNED:
        _seal("edition.returned", row, by=decider, at=at)
        _move(row, State.DRAFT)
        return
    if str(decider.opaque_id) in prepared_by(row):
        raise NotAllowedError(
            _(
                "自分が取り込み、又は主題を定めた版は決裁できません。ほかの決裁権者に決裁を依頼してください。"
            )
        )
    _seal("edition.approved", row, by=decider, at=at, digest=content_digest(row))
    _move(row, State.APPROVED)


@transaction.atomic
def publish_edition(
    *,
    edition: Edition,
    effective_on: date | None = None,
    by: Person,
    at: datetime,
    pledge_days: int = PLEDGE_DAYS,
) -> Edition:
    """Put an approved edition in force; the earlier one is superseded.

    `effective_on` is wanted where the document names no day of its own. For the basic policy, and
    for a standard chosen for it, people are asked to confirm within `pledge_days`.
    Raises WrongStateError.
    """
    row = _locked(edition)
    document = Document.objects.select_for_update().get(pk=row.document_id)
    if row.state != State.APPROVED:
        raise WrongStateError(_("公開できるのは決裁済みの版だけです。先に決裁を受けてください。"))
    if altered([row]):
        raise WrongStateError(
            _(
                "条文又は主題が、決裁を受けた時のものと違います。控えと照合し、元に戻してから施行してください。"
            )
        )
    row.effective_on = _effective(row, effective_on, timezone.localdate(at))
    earlier = document.editions.in_force().select_for_update().first()
    if earlier is not None:
        _supersede(earlier, row, by=by, at=at)
        carry_links(earlier=earlier, later=row)
    row.published_at = at
    row.state = State.PUBLISHED
    row.save(update_fields=["state", "published_at", "effective_on"])
    document.title = row.title
    document.save(update_fields=["title"])
    body = {
        **_facts(row),
        "effective_on": row.effective_on.isoformat(),
        DIGEST: content_digest(row),
    }
    evidence.seal(
        kind="edition.published", subject=row.subject, at=at, by=str(by.opaque_id), body=body
    )
    if document.asks_pledges:
        ask_pledges(edition=row, days=pledge_days, by=by, at=at)
    return row


@transaction.atomic
def record_review(*, edition: Edition, by: Person, at: datetime) -> Edition:
    """Record that the edition in force was looked at and found still right."""
    row = _locked(edition)
    if row.state != State.PUBLISHED:
        raise WrongStateError(_("見直しを記録できるのは、施行中の版だけです。"))
    row.reviewed_at = at
    row.save(update_fields=["reviewed_at"])
    _seal("edition.reviewed", row, by=by, at=at)
    return row


def prepared_by(edition: Edition) -> frozenset[str]:
    """Return who wrote it, took it in, set or confirmed topics: opaque ids, rows and ledger."""
    rows = Person.objects.filter(pk__in=[edition.created_by_id, edition.topics_confirmed_by_id])
    entries = queries.sealed(
        ["edition.imported", "edition.drafted", "edition.topics"], [edition.subject]
    )
    found = {str(each) for each in rows.values_list("opaque_id", flat=True)}
    return frozenset(found | {entry.actor for entry in entries})


def waiting_application(edition: Edition) -> Application | None:
    """Return the application that waits for a decision on the edition, if any."""
    return (
        Application.objects.filter(
            kind__in=[KIND, RESTRICTED_KIND], subject=edition.subject, state="waiting"
        )
        .select_related("applicant")
        .first()
    )


def application_kind(edition: Edition) -> str:
    """Return the kind: that of a 実施手順 is decided, and seen, only by who may read them."""
    return RESTRICTED_KIND if edition.document.restricted else KIND


def application_title(edition: Edition) -> str:
    """Return what the approvals room shows; of a 実施手順 only its register number."""
    with translation.override(settings.LANGUAGE_CODE):  # stored, and read by others
        if not edition.document.restricted:
            return edition.name[-200:]
        words = {"document": edition.document_id, "number": edition.number}
        return _("実施手順（文書番号 %(document)s）第%(number)s版") % words


def _edition_pk(application: Application) -> int:
    return int(application.subject.removeprefix("edition:"))


def _locked(edition: Edition) -> Edition:
    return Edition.objects.select_for_update().light().get(pk=edition.pk)


def _move(row: Edition, state: State) -> Edition:
    row.state = state
    row.save(update_fields=["state"])
    return row


def _effective(row: Edition, given: date | None, today: date) -> date:
    """Return the day it takes effect: the document's own, else the one given; never to come."""
    if row.effective_on and given and given != row.effective_on:
        raise WrongStateError(
            _(
                "文書に書かれた施行日と違います。文書の施行日で公開するか、文書を直して取り込み直してください。"
            )
        )
    day = row.effective_on or given
    if day is None:
        raise WrongStateError(_("文書に施行日がありません。施行日を入力してください。"))
    if day > today:
        raise WrongStateError(_("施行日がまだ来ていません。施行日になってから公開してください。"))
    return day


def note_export(*, edition: Edition, form: str, by: Person, at: datetime) -> None:
    """Seal that somebody took a copy of a 実施手順; anybody here may read the others."""
    if not edition.document.restricted:
        return
    evidence.seal(
        kind="edition.exported",
        subject=edition.subject,
        at=at,
        by=str(by.opaque_id),
        body={**_facts(edition), "form": form},
    )


def _supersede(earlier: Edition, later: Edition, *, by: Person, at: datetime) -> None:
    if later.number < earlier.number:
        raise WrongStateError(_("これより新しい版が施行中です。古い版を公開することはできません。"))
    _move(earlier, State.SUPERSEDED)
    evidence.seal(
        kind="edition.superseded",
        subject=earlier.subject,
        at=at,
        by=str(by.opaque_id),
        body={"by": later.pk},
    )


def _facts(row: Edition) -> dict[str, JsonValue]:
    """Return what is sealed of an edition: ids and the digest of its file, never a title."""
    return {"document": row.document_id, "number": row.number, "sha256": row.source_sha256}


def _seal(kind: str, row: Edition, *, by: Person, at: datetime, digest: str = "") -> None:
    body = {**_facts(row), DIGEST: digest} if digest else _facts(row)
    evidence.seal(kind=kind, subject=row.subject, at=at, by=str(by.opaque_id), body=body)
