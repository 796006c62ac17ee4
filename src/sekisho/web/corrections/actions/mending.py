"""What who mends does: says how, notes how it goes, reports it done."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.web.corrections import access
from sekisho.web.corrections.actions.opening import refuse_day, refuse_leaver
from sekisho.web.corrections.actions.sealing import said, step
from sekisho.web.corrections.actions.telling import tell_open
from sekisho.web.corrections.errors import CorrectionRefusedError, NotYoursError
from sekisho.web.corrections.models import Correction, FollowUp, State
from sekisho.web.evidence.actions import File
from sekisho.web.evidence.changes import changes_file
from sekisho.web.organization.access import rights_of
from sekisho.web.organization.models import Person


def locked(correction: Correction, *states: State) -> Correction:
    """Return the row, locked, in one of the states. Raises CorrectionRefusedError."""
    row = Correction.objects.select_for_update(of=("self",)).with_names().get(pk=correction.pk)
    if row.state not in states:
        raise CorrectionRefusedError(
            _("この是正措置は「%(state)s」のため、この操作はできません。")
            % {"state": row.state.label}
        )
    return row


def _mending(correction: Correction, by: Person, at: datetime, *states: State) -> Correction:
    row = locked(correction, *states)
    if not access.may_mend(row, by, rights_of(by, timezone.localdate(at))):
        raise NotYoursError(_("直す所属の人か、是正措置の担当者だけができます。"))
    return row


@transaction.atomic
def plan(  # noqa: PLR0913  # the plan's columns
    *,
    correction: Correction,
    action: str,
    owner: Person,
    due_on: date,
    by: Person,
    at: datetime,
) -> Correction:
    """Say how, by whom and until when it is mended; somebody else then agrees.

    The day may come earlier, never later: for that it is put off. Raises CorrectionRefusedError.
    """
    row = _mending(correction, by, at, State.OPEN, State.PLANNED)
    today = timezone.localdate(at)
    if not action.strip():
        raise CorrectionRefusedError(_("どう直すかを書いてください。"))
    if due_on > row.due_on:
        raise CorrectionRefusedError(
            _("期限を後に延ばすには、是正措置の担当者に「期限の変更」を依頼してください。")
        )
    if due_on != row.due_on:
        refuse_day(due_on, today)
    refuse_leaver(owner, today)
    before = said(row)
    row.action, row.owner, row.due_on = action.strip(), owner, due_on
    row.planned_at, row.planned_by = at, by
    row.save()
    changed = changes_file(before, said(row))
    step(row, FollowUp.Kind.PLANNED, row.action, by=by, at=at, changed=changed,
         due_on=due_on.isoformat())  # fmt: skip
    tell_open(at=at)
    return row


@transaction.atomic
def note(
    *, correction: Correction, text: str, by: Person, at: datetime, files: Sequence[File] = ()
) -> FollowUp:
    """Write down how it goes. Who mends may, and who judges. Raises CorrectionRefusedError."""
    row = locked(correction, State.OPEN, State.PLANNED, State.AGREED, State.REPORTED)
    rights = rights_of(by, timezone.localdate(at))
    if not (access.may_mend(row, by, rights) or access.may_judge(row, by, rights)):
        raise NotYoursError(_("直す所属の人か、確認する人だけが記録できます。"))
    if not text.strip():
        raise CorrectionRefusedError(_("経過を書いてください。"))
    return step(row, FollowUp.Kind.NOTE, text, by=by, at=at, files=files)


@transaction.atomic
def report(
    *, correction: Correction, result: str, by: Person, at: datetime, files: Sequence[File] = ()
) -> Correction:
    """Report that it is mended; somebody else then looks. Raises CorrectionRefusedError."""
    row = _mending(correction, by, at, State.AGREED)
    if not result.strip():
        raise CorrectionRefusedError(_("行ったことを書いてください。"))
    before = said(row)
    row.result, row.reported_at, row.reported_by = result.strip(), at, by
    row.save()
    changed = changes_file(before, said(row))
    step(row, FollowUp.Kind.REPORTED, row.result, by=by, at=at, files=files, changed=changed)
    tell_open(at=at)
    return row
