"""What is done with a permit after it was given: its thing comes back, is wiped, it ends."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from sekisho.web.approvals.actions.sealing import seal
from sekisho.web.approvals.errors import PermitRefusedError
from sekisho.web.approvals.models import DeviceRemoval, Permit
from sekisho.web.approvals.things import OWN_DEVICE
from sekisho.web.notices import actions as notices
from sekisho.web.organization.models import Person


@transaction.atomic
def take_back(*, permit: Permit, by: Person, at: datetime) -> Permit:
    """Record that the thing came back to `by`, who is not the holder; ends a running permit.

    Raises PermitRefusedError.
    """
    row = _locked(permit)
    _refuse(row, by, owed=row.owes_return, done=_("返却は、既に記録されています。"))
    row.returned_at, row.returned_to = at, by
    if row.is_in_force(at):
        row.ended_at, row.ended_by = at, by
        row.end_reason = _("返却")
    row.save()
    _seal(row, "permit.returned", by, at)
    return row


@transaction.atomic
def confirm_wipe(*, permit: Permit, by: Person, at: datetime) -> Permit:
    """Record that `by`, who is not the holder, saw the data wiped. Raises PermitRefusedError.

    What is still out cannot be wiped before it is back.
    """
    row = _locked(permit)
    _refuse(row, by, owed=row.owes_wipe, done=_("消去の確認は、既に記録されています。"))
    if row.owes_return:
        raise PermitRefusedError(_("先に返却を記録してください。"))
    row.wiped_at, row.wiped_by = at, by
    row.save()
    _seal(row, "permit.wiped", by, at)
    return row


@transaction.atomic
def confirm_removal(*, permit: Permit, by: Person, at: datetime) -> Permit:
    """Record that `by`, who is not the holder, saw an own device taken out of use.

    A running permit ends then. Raises PermitRefusedError.
    """
    row = _locked(permit)
    known = DeviceRemoval.objects.filter(permit=row).exists()
    owed = row.kind == OWN_DEVICE and not known
    _refuse(row, by, owed=owed, done=_("業務から外したことは、既に記録されています。"))
    DeviceRemoval.objects.create(permit=row, at=at, by=by)
    _seal(row, "permit.device-removed", by, at)
    if row.is_in_force(at):
        reason = _("業務から外した")
        return end_permit(permit=row, reason=reason, by=by, at=at)
    return row


@transaction.atomic
def end_permit(*, permit: Permit, reason: str, by: Person, at: datetime) -> Permit:
    """End a permit before its last day, from this moment on. Raises PermitRefusedError."""
    row = _locked(permit)
    if not reason.strip():
        raise PermitRefusedError(_("終える理由を入力してください。"))
    if row.is_over(at):
        raise PermitRefusedError(_("この許可は既に終わっています。"))
    row.ended_at, row.ended_by, row.end_reason = at, by, reason.strip()[:300]
    row.save()
    _seal(row, "permit.ended", by, at)
    if by.pk != row.holder_id:
        _tell_holder(row, at)
    return row


def _refuse(row: Permit, by: Person, *, owed: bool, done: str) -> None:
    if by.pk == row.holder_id:
        raise PermitRefusedError(
            _("許可を受けた本人は記録できません。受け取った人・確かめた人が記録してください。")
        )
    if not owed:
        raise PermitRefusedError(done)


def _tell_holder(row: Permit, at: datetime) -> None:
    with translation.override(settings.LANGUAGE_CODE):  # stored, and read by others
        words = _("許可が期限の前に終わりました（%(decision)s）。")
    notices.tell(
        person=row.holder,
        key=f"permit-ended:{row.pk}",
        title=words % {"decision": row.decision},
        url="",
        due_on=None,
        at=at,
    )


def _locked(permit: Permit) -> Permit:
    return Permit.objects.select_for_update().get(pk=permit.pk)


def _seal(row: Permit, event: str, by: Person, at: datetime) -> None:
    body = {"kind": row.kind, "holder": str(row.holder.opaque_id), "until": row.ends.isoformat()}
    seal(event, f"permit:{row.pk}", by=by, at=at, body=body)
