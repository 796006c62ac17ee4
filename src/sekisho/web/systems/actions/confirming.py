"""Saying whose an account is, and that it is still right."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.web.organization.models import Person
from sekisho.web.systems.actions.registering import may_place
from sekisho.web.systems.actions.sealing import seal
from sekisho.web.systems.errors import SystemRefusedError
from sekisho.web.systems.models import SystemAccount

Kind = SystemAccount.Kind


@transaction.atomic
def say_whose(  # noqa: PLR0913  # what is said of an account
    *,
    account: SystemAccount,
    kind: str,
    person: Person | None,
    keeper: Person | None,
    by: Person,
    at: datetime,
) -> SystemAccount:
    """Say who uses an account or answers for it; who says so has confirmed it.

    Raises SystemRefusedError for a personal account without a person, a shared one without a
    keeper, and a keeper or person who has left.
    """
    row = _locked(account, by, at)
    personal = kind == Kind.PERSONAL
    answering = person if personal else keeper
    if answering is None:
        raise SystemRefusedError(
            _("個人のアカウントには使う人を、それ以外には管理する人を選んでください。")
        )
    if not answering.is_present(timezone.localdate(at)):
        raise SystemRefusedError(_("離任した人は選べません。"))
    row.kind = Kind(kind)
    row.person, row.keeper = (person, None) if personal else (None, keeper)
    return _confirmed("system.account-told", row, by=by, at=at)


@transaction.atomic
def hand_over(*, account: SystemAccount, keeper: Person, by: Person, at: datetime) -> SystemAccount:
    """Let somebody else answer for an account nobody alone uses; it is not confirmed by that.

    Whoever moves people need not be one who may look at its zone. Raises SystemRefusedError.
    """
    row = SystemAccount.objects.select_for_update(of=("self",)).get(pk=account.pk)
    if row.kind == Kind.PERSONAL:
        raise SystemRefusedError(_("個人のアカウントは引き継げません。"))
    row.keeper = keeper
    row.save(update_fields=["keeper"])
    seal("system.account-told", f"system-account:{row.pk}", by=by, at=at, system=row.system_id,
         kind=row.kind, privileged=row.privileged, person=None, keeper=str(keeper.opaque_id),
         rows=[row])  # fmt: skip
    return row


@transaction.atomic
def confirm(*, account: SystemAccount, by: Person, at: datetime) -> SystemAccount:
    """Say that an account is still right as it stands.

    Raises SystemRefusedError for one's own privileged account, and for one of nobody or of somebody
    who has left: those are mended, not confirmed.
    """
    row = _locked(account, by, at)
    if row.privileged and by.pk in {row.person_id, row.keeper_id}:
        raise SystemRefusedError(
            _("自分の特権アカウントは、自分では確認できません。ほかの担当者に依頼してください。")
        )
    answering = row.person if row.kind == Kind.PERSONAL else row.keeper
    if answering is None or not answering.is_present(timezone.localdate(at)):
        raise SystemRefusedError(
            _("使う人か管理する人を定めるか、システムでアカウントを止めてください。")
        )
    return _confirmed("system.account-confirmed", row, by=by, at=at)


def _locked(account: SystemAccount, by: Person, at: datetime) -> SystemAccount:
    row = SystemAccount.objects.select_for_update(of=("self",)).get(pk=account.pk)
    may_place(row.system.zone, by, at)
    return row


def _confirmed(kind: str, row: SystemAccount, *, by: Person, at: datetime) -> SystemAccount:
    row.unit_id = row.person.unit_id if row.person else None
    row.confirmed_at, row.confirmed_by = at, by
    row.save()
    seal(
        kind,
        f"system-account:{row.pk}",
        by=by,
        at=at,
        system=row.system_id,
        kind=row.kind,
        privileged=row.privileged,
        person=str(row.person.opaque_id) if row.person else None,
        keeper=str(row.keeper.opaque_id) if row.keeper else None,
        rows=[row],
    )
    return row
