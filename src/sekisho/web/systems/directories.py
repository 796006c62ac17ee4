"""Reads the accounts of a system from a directory (LDAP)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.utils.translation import gettext as _

from sekisho.web.organization import ldap
from sekisho.web.organization.errors import LdapError
from sekisho.web.systems.errors import DirectoryError
from sekisho.web.systems.listed import Listed
from sekisho.web.systems.models import Directory

Raw = Mapping[str, list[bytes]]


@dataclass(frozen=True, slots=True)
class Words:
    """What a kind of directory calls things."""

    login: str
    name: str
    last_used: str
    disabled: str

    def is_disabled(self, value: str) -> bool:
        """Whether the value of `disabled` says that nobody can sign in."""
        if self.disabled == "userAccountControl":
            return value.isdecimal() and bool(int(value) & 2)  # ACCOUNTDISABLE
        return bool(value)


WORDS = {
    Directory.Kind.ACTIVE_DIRECTORY: Words(
        "sAMAccountName", "displayName", "lastLogonTimestamp", "userAccountControl"
    ),
    Directory.Kind.OPENLDAP: Words("uid", "cn", "authTimestamp", "pwdAccountLockedTime"),
}


def read_accounts(directory: Directory, password: str) -> list[Listed]:
    """Return the accounts the directory tells, each login once. Raises DirectoryError."""
    words = WORDS[Directory.Kind(directory.kind)]
    groups = {each.strip().casefold() for each in directory.privileged_groups.splitlines()} - {""}
    found: dict[str, Listed] = {}
    for entry in _entries(directory, password, words):
        one = _listed(entry, words, groups)
        if one is not None:
            found[one.login.casefold()] = one
    if not found:
        raise DirectoryError(
            _("ディレクトリに当てはまる利用者がいません。位置と条件を確かめてください。")
        )
    return list(found.values())


def check_address(url: str) -> None:
    """Refuse an address that would send the password in the clear. Raises DirectoryError."""
    try:
        ldap.check_address(url)
    except LdapError as refusal:
        raise DirectoryError(str(refusal)) from refusal


def _entries(directory: Directory, password: str, words: Words) -> list[Raw]:
    source = ldap.Source(
        directory.url, directory.base, directory.condition, directory.user, directory.authority
    )
    wanted = (words.login, words.name, words.last_used, words.disabled, "mail", "memberOf")
    try:
        return ldap.read_entries(source, password, wanted)
    except LdapError as refusal:
        raise DirectoryError(str(refusal)) from refusal


def _listed(entry: Raw, words: Words, groups: set[str]) -> Listed | None:
    login = ldap.first(entry, words.login)
    if not login:
        return None
    member = {ldap.text(each).casefold() for each in entry.get("memberOf", [])}
    return Listed(
        login=login[:200],
        name=ldap.first(entry, words.name)[:200],
        email=ldap.first(entry, "mail")[:254],
        enabled=not words.is_disabled(ldap.first(entry, words.disabled)),
        privileged=bool(member & groups),
        last_used=_day(ldap.first(entry, words.last_used)),
    )


def _day(text: str) -> date | None:
    """Read a generalised time (20260528093000Z) or Windows' count of 100 ns since 1601."""
    try:
        if text.endswith("Z") or "." in text:
            return datetime.strptime(text[:8], "%Y%m%d").date()  # noqa: DTZ007  # a day only
        if text.isdecimal() and int(text):
            return (
                datetime(1601, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(text) // 10)
            ).date()
    except (ValueError, OverflowError):
        pass
    return None
