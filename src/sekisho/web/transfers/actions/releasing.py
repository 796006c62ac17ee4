"""Release of an original: asked for by one, decided by two others, taken once by who asked."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from sekisho.ledger import JsonValue
from sekisho.quarantine import QuarantineError
from sekisho.web.approvals import actions as approvals
from sekisho.web.approvals.models import Application, Step
from sekisho.web.approvals.numbering import number_text
from sekisho.web.evidence import actions as evidence
from sekisho.web.evidence.actions import utc_text
from sekisho.web.organization.models import Person
from sekisho.web.transfers import originals
from sekisho.web.transfers.errors import TransfersRefusedError
from sekisho.web.transfers.models import Crossing, Release

KIND = "original-release"  # of the application
TAKE_WITHIN = timedelta(days=7)
DECIDERS = 2  # people besides who asks
_AGREED = (Step.What.AGREED, Step.What.APPROVED)


@transaction.atomic
def ask_release(*, crossing: Crossing, reason: str, by: Person, at: datetime) -> Release:
    """Ask for the original of a crossing. Raises TransfersRefusedError."""
    if not reason.strip():
        raise TransfersRefusedError(_("元のファイルが必要な理由を入力してください。"))
    if originals.original(crossing.number) is None:
        raise TransfersRefusedError(
            _("元のファイルは、保存期間を過ぎて廃棄したため残っていません。")
        )
    if Release.objects.open(at).filter(crossing=crossing, asked_by=by).exists():
        raise TransfersRefusedError(_("この元のファイルは、既に申請しています。"))
    row = Release.objects.create(crossing=crossing, asked_by=by, asked_at=at, reason=reason.strip())
    _seal(row, "release.asked", by=by, at=at)
    approvals.submit(
        kind=KIND,
        subject=f"release:{row.pk}",
        title=_title(crossing),
        url=reverse("transfers:crossing", args=[crossing.pk]),
        applicant=by,
        reason=row.reason,
        at=at,
    )
    return row


def decide_release(application: Application) -> None:
    """Carry out a decision taken in the approvals room; runs in its transaction.

    Raises TransfersRefusedError when fewer than two people besides the applicant agreed, whatever
    route the body gave this kind: then the decision is not taken either.
    """
    pk = application.subject.removeprefix("release:")
    row = Release.objects.select_related("crossing", "asked_by").get(pk=pk)
    at = application.closed_at or application.submitted_at
    if application.state != Application.State.APPROVED:
        row.returned_at = at
        row.save(update_fields=["returned_at"])
        _seal(row, "release.returned", by=application.decider or row.asked_by, at=at)
        return
    _refuse_fewer_than_two(application, row)
    row.decided_at, row.decided_by = at, application.decider
    row.decision = number_text(application)
    row.until = timezone.localdate(at) + TAKE_WITHIN
    row.save()
    _seal(row, "release.decided", by=application.decider or row.asked_by, at=at)


def _refuse_fewer_than_two(application: Application, row: Release) -> None:
    agreed = application.steps.filter(what__in=_AGREED).exclude(person=row.asked_by)
    if agreed.values("person").distinct().count() < DECIDERS:
        raise TransfersRefusedError(
            _(
                "元のファイルを渡すには、申請した人のほかに二人の判断が必要です。"
                "もう一人に回るよう、決裁の経路を直してください。"
            )
        )


@transaction.atomic
def take_original(*, release: Release, by: Person, at: datetime) -> bytes:
    """Return the original to who asked for it, once; the evidence is sealed with it.

    Raises TransfersRefusedError, also when the stored bytes are not what crossed the border.
    """
    row = Release.objects.select_for_update().select_related("crossing").get(pk=release.pk)
    if row.asked_by_id != by.pk:
        raise TransfersRefusedError(_("元のファイルを受け取れるのは、申請した本人だけです。"))
    if not row.may_be_taken(at):
        raise TransfersRefusedError(
            _("この決裁では、もう受け取れません。必要なときは、改めて申請してください。")
        )
    data = _bytes_of(row.crossing)
    row.taken_at = at
    row.save(update_fields=["taken_at"])
    _seal(row, "release.taken", by=by, at=at)
    return data


def _bytes_of(crossing: Crossing) -> bytes:
    store = originals.store()
    try:
        kept, data = store.attested(crossing.number), store.get(crossing.number)
    except QuarantineError as error:
        raise TransfersRefusedError(
            _("元のファイルを取り出せません。情報システム管理者に知らせてください。")
        ) from error
    if crossing.sha256_in and kept.sha256 != crossing.sha256_in:
        raise TransfersRefusedError(
            _("保管しているファイルが、受け取った時のものと違います。渡しません。")
        )
    return data


def facts(row: Release) -> dict[str, JsonValue]:
    """Return what is sealed of a release: ids and times, no words."""
    return {
        "crossing": row.crossing_id,
        "applicant": str(row.asked_by.opaque_id),
        "decided_at": utc_text(row.decided_at),
        "decided_by": str(row.decided_by.opaque_id) if row.decided_by else "",
        "decision": row.decision,
        "until": row.until.isoformat() if row.until else None,
        "returned_at": utc_text(row.returned_at),
        "taken_at": utc_text(row.taken_at),
    }


def _seal(row: Release, kind: str, *, by: Person, at: datetime) -> None:
    evidence.seal(
        kind=kind, subject=f"release:{row.pk}", at=at, by=str(by.opaque_id), body=facts(row)
    )


def _title(crossing: Crossing) -> str:
    """Name the application in the body's language, by the receipt number alone."""
    with translation.override(settings.LANGUAGE_CODE):
        return _("元のファイルの取出し: 受付番号 %(number)s") % {"number": crossing.number}
