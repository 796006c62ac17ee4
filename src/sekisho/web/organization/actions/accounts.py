"""Accounts opened, closed and put right by the desk."""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.web.organization import telling
from sekisho.web.organization.actions.assigning import somebody_still_assigns
from sekisho.web.organization.actions.sealing import seal_about
from sekisho.web.organization.errors import OrganizationError
from sekisho.web.organization.models import Account, Person

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}")
_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"  # no l, o, 0, 1: it is read from paper
ONE_TIME = timedelta(hours=72)  # a password on paper is not good for ever
_GROUPS, _GROUP = 4, 5  # 20 letters of 5 bits: 100 bits


@dataclass(frozen=True, slots=True)
class OneTimePassword:
    """An account and the password to be handed over on paper; kept nowhere in the clear."""

    account: Account
    password: str

    def __repr__(self) -> str:
        """Keep the password out of logs."""
        return f"OneTimePassword({self.account.username!r})"


@transaction.atomic
def open_account(
    *, person: Person, username: str, by: Person | None, at: datetime
) -> OneTimePassword:
    """Open a first account. Raises OrganizationError for a bad or taken name, or a leaver."""
    if person.account is not None:
        raise OrganizationError(_("この人には既にアカウントがあります。"))
    if not _USERNAME.fullmatch(username):
        raise OrganizationError(
            _("利用者IDは半角の英小文字・数字・「.」「_」「-」で3〜60文字にしてください。")
        )
    if Account.objects.filter(username=username).exists():
        raise OrganizationError(_("この利用者IDは既に使われています。別のIDにしてください。"))
    _check_present(person, at)
    account = Account.objects.create_user(username)
    person.account = account
    person.save(update_fields=["account"])
    return _hand_over(person, account, "account.opened", by, at)


@transaction.atomic
def reopen_account(*, person: Person, by: Person | None, at: datetime) -> OneTimePassword:
    """Open a closed account again. Raises OrganizationError when it is open, or for a leaver."""
    account = _account(person)
    if account.is_active:
        raise OrganizationError(_("このアカウントは閉じられていません。"))
    _check_present(person, at)
    return _hand_over(person, account, "account.reopened", by, at)


@transaction.atomic
def reset_password(*, person: Person, by: Person, at: datetime) -> OneTimePassword:
    """Give a new one-time password; every session of the account ends (its hash changes)."""
    account = _open_account(person)
    _check_not_oneself(person, by)
    return _hand_over(person, account, "account.password-reset", by, at)


@transaction.atomic
def close_account(*, person: Person, by: Person, at: datetime) -> Account:
    """Close an account: nobody signs in with it, its sessions end, its second factors go.

    Of an account that decides, assigns roles or watches, others are told. Raises OrganizationError
    when there is none or it is closed, for one's own, and for that of the last one who can assign
    roles.
    """
    index = end_access(person=person, by=by, at=at)
    watching = telling.watching(*telling.roles_to_come(person, timezone.localdate(at)))
    if watching:
        telling.tell_watchers("account.closed", person, watching, by=by, index=index, at=at)
    return _account(person)


def end_access(*, person: Person, by: Person | None, at: datetime) -> int:
    """Close an account and say so to nobody; return the entry's number. Raises as `close_account`.

    For whoever tells of it as part of something larger, inside that action's transaction; `by` is
    None for the machine.
    """
    account = _open_account(person)
    _check_not_oneself(person, by)
    with somebody_still_assigns(at):
        account.is_active = False
        account.set_unusable_password()
        account.save(update_fields=["is_active", "password"])
    removed = Authenticator.objects.filter(user=account).delete()[0]
    return seal_about(person, "account.closed", by=by, at=at, factors_removed=removed)


def close_accounts_of_leavers(*, at: datetime) -> int:
    """Close the accounts of everybody whose last day has passed; return how many.

    A last day that was still to come when it was recorded (an auditor invited for a period, a move
    in spring) shuts them out by itself; this makes the account's own row say so.
    """
    today, closed = timezone.localdate(at), 0
    rows = Person.objects.filter(left_on__lt=today, account__is_active=True)
    for person in rows.select_related("account").order_by("pk"):
        with transaction.atomic():
            end_access(person=person, by=None, at=at)
        closed += 1
    return closed


@transaction.atomic
def reset_second_factor(*, person: Person, by: Person, at: datetime) -> int:
    """Remove every second factor of somebody who lost theirs; return how many.

    Raises OrganizationError when there is none, and for one's own (that is done by oneself, with
    the second factor).
    """
    account = _open_account(person)
    _check_not_oneself(person, by)
    removed: int = Authenticator.objects.filter(user=account).delete()[0]
    if not removed:
        raise OrganizationError(_("この人は第二の認証をまだ登録していません。"))
    index = seal_about(person, "second-factor.reset", by=by, at=at, factors_removed=removed)
    _tell(person, "second-factor.reset", index, by, at)
    return removed


def _hand_over(
    person: Person, account: Account, kind: str, by: Person | None, at: datetime
) -> OneTimePassword:
    password = "-".join(
        "".join(secrets.choice(_LETTERS) for _letter in range(_GROUP)) for _group in range(_GROUPS)
    )
    account.set_password(password)
    account.is_active = True
    account.must_change_password = True
    account.one_time_until = at + ONE_TIME
    account.save()
    index = seal_about(person, kind, by=by, at=at, account=account.pk)
    _tell(person, kind, index, by, at)
    return OneTimePassword(account, password)


def _tell(person: Person, kind: str, index: int, by: Person | None, at: datetime) -> None:
    """Tell those who watch when the person decides, adopts or assigns roles, or is going to."""
    great = telling.great(*telling.roles_to_come(person, timezone.localdate(at)))
    if great and by is not None:
        telling.tell_watchers(kind, person, great, by=by, index=index, at=at)


def _account(person: Person) -> Account:
    if person.account is None:
        raise OrganizationError(_("この人にはアカウントがありません。"))
    return person.account


def _open_account(person: Person) -> Account:
    account = _account(person)
    if not account.is_active:
        raise OrganizationError(_("このアカウントは閉じられています。"))
    return account


def _check_not_oneself(person: Person, by: Person | None) -> None:
    if person == by:
        raise OrganizationError(
            _("自分のアカウントにはこの操作ができません。ほかの担当者に依頼してください。")
        )


def _check_present(person: Person, at: datetime) -> None:
    if person.left_on is not None and person.left_on < timezone.localdate(at):
        raise OrganizationError(_("離任した人のアカウントは開けません。"))
