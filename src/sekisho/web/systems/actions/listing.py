"""Taking a system's list of accounts: what is new, what changed, what is gone."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sekisho.web.organization.models import Person
from sekisho.web.systems.actions.registering import may_place
from sekisho.web.systems.actions.sealing import seal
from sekisho.web.systems.errors import ListRefusedError
from sekisho.web.systems.listed import Listed, ListError, read_csv
from sekisho.web.systems.matching import People, read_people
from sekisho.web.systems.models import InformationSystem, SystemAccount

_TOLD = ("name", "email", "enabled", "privileged", "last_used")
_WRITTEN = (*_TOLD, "kind", "person", "unit", "gone_at")


@dataclass(frozen=True, slots=True)
class Taken:
    """What a list changed, in accounts."""

    listed: int
    new: int
    gone: int


def take_csv(*, system: InformationSystem, data: bytes, by: Person, at: datetime) -> Taken:
    """Take a CSV file. Raises ListRefusedError, naming the row; nothing is half taken."""
    try:
        listed = read_csv(data)
    except ListError as error:
        raise ListRefusedError(_sentence(error)) from None
    if not listed:
        raise ListRefusedError(_("利用者が1件もない一覧は取り込めません。"))
    return take_list(
        system=system, listed=listed, sha256=hashlib.sha256(data).hexdigest(), by=by, at=at
    )


@transaction.atomic
def take_list(
    *,
    system: InformationSystem,
    listed: Iterable[Listed],
    by: Person | None,
    at: datetime,
    sha256: str = "",
) -> Taken:
    """Make the accounts those of the list; one no longer listed is gone, and its row stays.

    Whose an account is, is told once, when it is first seen or nobody is known: what a person said
    is not overwritten. Without `by` a directory was read. Raises NotYoursToPlaceError.
    """
    row = InformationSystem.objects.select_for_update().get(pk=system.pk)
    if by is not None:
        may_place(row.zone, by, at)
    found = {each.login.casefold(): each for each in listed}
    there = {each.login.casefold(): each for each in row.accounts.select_related("person")}
    people = read_people()
    fresh = [
        _told(SystemAccount(system=row, login=each.login, first_seen_at=at), each, people)
        for login, each in found.items()
        if login not in there
    ]
    SystemAccount.objects.bulk_create(fresh, batch_size=500)
    known = [_told(there[login], each, people) for login, each in found.items() if login in there]
    gone = [each for login, each in there.items() if login not in found and not each.gone_at]
    for each in gone:
        each.gone_at = at
    SystemAccount.objects.bulk_update([*known, *gone], _WRITTEN, batch_size=200)
    row.listed_at = at
    row.save(update_fields=["listed_at"])
    taken = Taken(len(found), len(fresh), len(gone))
    seal(
        "system.accounts-listed",
        f"system:{row.pk}",
        by=by,
        at=at,
        listed=taken.listed,
        new=taken.new,
        gone=taken.gone,
        sha256=sha256,
        rows=[row, *[*fresh, *known, *gone][:1]],
    )
    return taken


def _told(account: SystemAccount, listed: Listed, people: People) -> SystemAccount:
    """Write what the list tells into the row, and whose it is where nobody is known yet."""
    for name in _TOLD:
        setattr(account, name, getattr(listed, name))
    account.gone_at = None
    if listed.kind:
        account.kind = listed.kind
    if account.person is None and (owner := people.owner(listed)):
        account.person, account.unit_id = owner, owner.unit_id
    return account


def _sentence(error: ListError) -> str:
    words = {
        "long": _("一覧が大きすぎます。5万件、10MBまでにしてください。"),
        "empty": _("一覧が空です。"),
        "encoding": _("文字コードを読めません。UTF-8 か Shift_JIS の CSV で保存してください。"),
        "form": _("CSV の形が崩れています。表計算ソフトで保存し直してください。"),
        "heading": _("見出しに「利用者ID」の列がありません。1行目に列の名前を書いてください。"),
        "login": _("利用者IDがありません。"),
        "twice": _("同じ利用者IDが二度あります。"),
        "flag": _("有効・特権の欄は「○」か「×」で書いてください。"),
        "kind": _("種別は「個人」「共用」「業務処理用」のどれかで書いてください。"),
        "day": _("日付は 2026-05-28 の形で書いてください。"),
    }[error.problem]
    return _("%(row)s行目: %(words)s") % {"row": error.row, "words": words} if error.row else words
