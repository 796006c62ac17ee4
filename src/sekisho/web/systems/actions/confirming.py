"""Saying whose an account is, and that it is still right."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.ledger import JsonValue
from sekisho.web.evidence import actions as evidence
from sekisho.web.organization.models import Person
from sekisho.web.systems.actions.registering import may_place
from sekisho.web.systems.agreement import TABLES
from sekisho.web.systems.errors import SystemRefusedError
from sekisho.web.systems.models import SystemAccount

Kind = SystemAccount.Kind
_BATCH = 100  # rows written by one statement
_TOLD = ("kind", "person", "keeper", "unit", "confirmed_at", "confirmed_by")


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of an account: who alone uses it, or who answers for it."""

    account: SystemAccount
    kind: str
    person: Person | None
    keeper: Person | None


def say_whose(  # noqa: PLR0913  # what is said of an account
    *,
    account: SystemAccount,
    kind: str,
    person: Person | None,
    keeper: Person | None,
    by: Person,
    at: datetime,
) -> SystemAccount:
    """Say who uses an account or answers for it, as `say_whose_all` does of many."""
    return say_whose_all(told=[Told(account, kind, person, keeper)], by=by, at=at)[0]


@transaction.atomic
def say_whose_all(*, told: Sequence[Told], by: Person, at: datetime) -> list[SystemAccount]:
    """Say of each account who uses it or answers for it; who says so has confirmed it.

    Not so for a privileged account that is one's own, or was: it then waits until somebody else
    confirms it. Raises SystemRefusedError for a personal account without a person, a shared one
    without a keeper, and a keeper or person who has left: then nothing is done.
    """
    known = SystemAccount.objects.select_for_update(of=("self",)).select_related("system__zone")
    rows = known.order_by("pk").in_bulk([each.account.pk for each in told])
    for zone in {row.system.zone for row in rows.values()}:
        may_place(zone, by, at)
    written = [_tell(rows[each.account.pk], each, by, at) for each in told]
    SystemAccount.objects.bulk_update(written, _TOLD, batch_size=_BATCH)
    _seal("system.account-told", written, by=by, at=at)
    return written


def _tell(row: SystemAccount, told: Told, by: Person, at: datetime) -> SystemAccount:
    own = _is_own(row, by)
    personal = told.kind == Kind.PERSONAL
    answering = told.person if personal else told.keeper
    if answering is None:
        raise SystemRefusedError(
            _("個人のアカウントには使う人を、それ以外には管理する人を選んでください。")
        )
    if not answering.is_present(timezone.localdate(at)):
        raise SystemRefusedError(_("離任した人は選べません。"))
    row.kind = Kind(told.kind)
    row.person, row.keeper = (told.person, None) if personal else (None, told.keeper)
    _confirm(row, None if own or _is_own(row, by) else by, at)
    return row


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
    _seal("system.account-told", [row], by=by, at=at)
    return row


@transaction.atomic
def confirm(*, account: SystemAccount, by: Person, at: datetime) -> SystemAccount:
    """Say that an account is still right as it stands.

    Raises SystemRefusedError for one's own privileged account, and for one of nobody or of somebody
    who has left: those are mended, not confirmed.
    """
    row = SystemAccount.objects.select_for_update(of=("self",)).get(pk=account.pk)
    may_place(row.system.zone, by, at)
    if _is_own(row, by):
        raise SystemRefusedError(
            _("自分の特権アカウントは、自分では確認できません。ほかの担当者に依頼してください。")
        )
    answering = row.person if row.kind == Kind.PERSONAL else row.keeper
    if answering is None or not answering.is_present(timezone.localdate(at)):
        raise SystemRefusedError(
            _("使う人か管理する人を定めるか、システムでアカウントを止めてください。")
        )
    _confirm(row, by, at)
    row.save()
    _seal("system.account-confirmed", [row], by=by, at=at)
    return row


def _is_own(row: SystemAccount, by: Person) -> bool:
    """Whether it is a privileged account of the person's."""
    return row.privileged and by.pk in {row.person_id, row.keeper_id}


def _confirm(row: SystemAccount, by: Person | None, at: datetime) -> None:
    """Note who confirmed it and in which unit its person was; nobody: it waits for somebody."""
    row.unit_id = row.person.unit_id if row.person else None
    row.confirmed_at, row.confirmed_by = at if by else None, by


def _seal(kind: str, rows: Sequence[SystemAccount], *, by: Person, at: datetime) -> None:
    told = [(evidence.Event(kind, f"system-account:{row.pk}", _facts(row)), [row]) for row in rows]
    evidence.seal_many(events=TABLES.standing_so(told), at=at, by=str(by.opaque_id))


def _facts(row: SystemAccount) -> dict[str, JsonValue]:
    return {
        "system": row.system_id,
        "kind": row.kind,
        "privileged": row.privileged,
        "person": str(row.person.opaque_id) if row.person else None,
        "keeper": str(row.keeper.opaque_id) if row.keeper else None,
    }
