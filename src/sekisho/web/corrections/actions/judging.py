"""What somebody else than who mends does: agrees to the plan, sees it done, or sends it back."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.web.corrections import access, consequences
from sekisho.web.corrections.actions.mending import locked
from sekisho.web.corrections.actions.sealing import step
from sekisho.web.corrections.actions.telling import tell_open
from sekisho.web.corrections.errors import CorrectionRefusedError, NotYoursError
from sekisho.web.corrections.models import Correction, FollowUp, State
from sekisho.web.evidence.actions import File
from sekisho.web.organization.access import rights_of
from sekisho.web.organization.models import Person


def _judged(correction: Correction, by: Person, at: datetime, *states: State) -> Correction:
    row = locked(correction, *states)
    if not access.may_judge(row, by, rights_of(by, timezone.localdate(at))):
        raise NotYoursError(
            _("直す人・報告した人とは別の、確認する権限のある人だけが判断できます。")
        )
    return row


@transaction.atomic
def agree(*, correction: Correction, by: Person, at: datetime) -> Correction:
    """Agree to the plan. Raises NotYoursError, also for whoever wrote it."""
    row = _judged(correction, by, at, State.PLANNED)
    if row.planned_by_id == by.pk:
        raise NotYoursError(_("自分が書いた是正案には合意できません。別の人に依頼してください。"))
    row.agreed_at, row.agreed_by = at, by
    row.save()
    step(row, FollowUp.Kind.AGREED, "", by=by, at=at)
    tell_open(at=at)
    return row


@transaction.atomic
def confirm(
    *, correction: Correction, text: str, by: Person, at: datetime, files: Sequence[File] = ()
) -> Correction:
    """Confirm that it is mended, saying what was looked at. Raises CorrectionRefusedError."""
    row = _judged(correction, by, at, State.REPORTED)
    if not text.strip():
        raise CorrectionRefusedError(_("何を見て、直ったと判断したかを書いてください。"))
    row.confirmed_at, row.confirmed_by = at, by
    row.save()
    step(row, FollowUp.Kind.CONFIRMED, text, by=by, at=at, files=files)
    consequences.mended(row.ref, text.strip(), by, at)
    tell_open(at=at)
    return row


@transaction.atomic
def send_back(*, correction: Correction, text: str, by: Person, at: datetime) -> Correction:
    """Send a plan or a report back to who mends. Raises CorrectionRefusedError without reason."""
    row = _judged(correction, by, at, State.PLANNED, State.REPORTED)
    if not text.strip():
        raise CorrectionRefusedError(_("差し戻す理由を書いてください。"))
    if row.state is State.PLANNED:
        row.planned_at = row.planned_by = None
    row.reported_at = row.reported_by = None
    row.save()
    step(row, FollowUp.Kind.RETURNED, text, by=by, at=at)
    tell_open(at=at)
    return row
