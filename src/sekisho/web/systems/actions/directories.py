"""Where accounts are read from, and the reading itself."""

import logging
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sekisho.web.organization.models import Person
from sekisho.web.systems.actions.listing import Taken, take_list
from sekisho.web.systems.actions.registering import may_place
from sekisho.web.systems.actions.sealing import seal
from sekisho.web.systems.ciphering import UndecipherableError, decrypt, encrypt
from sekisho.web.systems.directories import check_address, read_accounts
from sekisho.web.systems.errors import DirectoryError
from sekisho.web.systems.models import Directory, InformationSystem

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DirectoryEntry:
    """What is typed of a directory; an empty password keeps the one before."""

    kind: str
    url: str
    base: str
    condition: str
    user: str
    password: str = ""
    authority: str = ""
    privileged_groups: str = ""


@transaction.atomic
def set_directory(
    *, system: InformationSystem, entry: DirectoryEntry, by: Person, at: datetime
) -> Directory:
    """Say where a system's accounts are read from. Raises DirectoryError for an open address.

    A password goes with its address: changing the address wants the password again, so that it is
    sent nowhere its keeper did not mean.
    """
    may_place(system.zone, by, at)
    check_address(entry.url.strip())
    row = Directory.objects.select_for_update().filter(system=system).first()
    kept = row is not None and row.url == entry.url.strip()
    if not entry.password and not kept:
        raise DirectoryError(_("パスワードを入力してください。"))
    row = row or Directory(system=system)
    row.kind, row.url = entry.kind, entry.url.strip()
    row.base, row.condition, row.user = entry.base.strip(), entry.condition.strip(), entry.user
    row.authority, row.privileged_groups = entry.authority.strip(), entry.privileged_groups
    if entry.password:
        row.secret = encrypt(entry.password)
    row.failed_at, row.failure = None, ""
    row.save()
    seal("system.directory-set", f"system:{system.pk}", by=by, at=at, rows=[row])
    return row


def read_directory(*, directory: Directory, by: Person | None, at: datetime) -> Taken:
    """Read the accounts of a directory and take them. Raises DirectoryError, which is noted too.

    Read outside any transaction: a slow directory holds up nobody.
    """
    if by is not None:
        may_place(directory.system.zone, by, at)
    try:
        listed = read_accounts(directory, _password(directory))
    except DirectoryError as error:
        note = {"failed_at": at, "failure": str(error)[:300]}
        Directory.objects.filter(pk=directory.pk).update(**note)
        raise
    taken = take_list(system=directory.system, listed=listed, by=by, at=at)
    Directory.objects.filter(pk=directory.pk).update(failed_at=None, failure="")
    return taken


def read_all_directories(*, at: datetime) -> int:
    """Read every directory of a system in use; return how many answered. One failing stops none."""
    answered = 0
    rows = Directory.objects.filter(system__retired_on=None).select_related("system__zone")
    for directory in rows:
        try:
            read_directory(directory=directory, by=None, at=at)
            answered += 1
        except DirectoryError:
            _log.warning("directory %s did not answer", directory.pk)
    return answered


def _password(directory: Directory) -> str:
    try:
        return decrypt(bytes(directory.secret))
    except UndecipherableError:
        raise DirectoryError(
            _("保存したパスワードを読めません。パスワードを入力し直してください。")
        ) from None
