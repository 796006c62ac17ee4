"""Reads accounts from a directory (LDAP) over TLS; without TLS only on this machine itself."""

import contextlib
import ssl
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from sekisho.web.systems.errors import DirectoryError
from sekisho.web.systems.listed import Listed
from sekisho.web.systems.models import Directory

with warnings.catch_warnings():  # ldap3 names things of pyasn1 by their old names
    warnings.simplefilter("ignore", DeprecationWarning)
    import ldap3
    from ldap3.core.exceptions import LDAPException

MOST_ENTRIES = 20_000
PAGE = 500
SECONDS = 15
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}
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
    try:
        for entry in _entries(directory, password, words):
            one = _listed(entry, words, groups)
            if one is not None:
                found[one.login.casefold()] = one
    except (LDAPException, ssl.SSLError, OSError) as error:
        raise DirectoryError(
            _("ディレクトリから読めません。アドレス、利用者、証明書を確かめてください（%(why)s）。")
            % {"why": type(error).__name__}
        ) from error
    if not found:
        raise DirectoryError(
            _("ディレクトリに当てはまる利用者がいません。位置と条件を確かめてください。")
        )
    return list(found.values())


def check_address(url: str) -> None:
    """Refuse an address that would send the password in the clear. Raises DirectoryError."""
    parts = urlsplit(url)
    if parts.scheme not in {"ldap", "ldaps"} or not parts.hostname:
        raise DirectoryError(_("アドレスは ldaps://名前:636 の形で書いてください。"))
    if parts.scheme == "ldap" and parts.hostname not in _LOOPBACK:
        raise DirectoryError(
            _("暗号化しない接続ではパスワードが漏れます。ldaps:// のアドレスにしてください。")
        )


def _entries(directory: Directory, password: str, words: Words) -> Iterator[Raw]:
    check_address(directory.url)
    tls = ldap3.Tls(
        validate=ssl.CERT_REQUIRED,
        ca_certs_data=directory.authority or None,
        version=ssl.PROTOCOL_TLS_CLIENT,
    )
    server = ldap3.Server(directory.url, tls=tls, get_info=ldap3.NONE, connect_timeout=SECONDS)
    connection = ldap3.Connection(
        server,
        user=directory.user,
        password=password,
        read_only=True,
        receive_timeout=SECONDS,
        raise_exceptions=True,
        check_names=False,
    )
    try:
        connection.bind()
        yield from _found(connection, directory, words)
    finally:
        _close(connection)


def _found(connection: Any, directory: Directory, words: Words) -> Iterator[Raw]:
    wanted = [words.login, words.name, words.last_used, words.disabled, "mail", "memberOf"]
    results = connection.extend.standard.paged_search(
        directory.base, directory.condition, attributes=wanted, paged_size=PAGE, generator=True
    )
    for number, entry in enumerate(results):
        if number >= MOST_ENTRIES:
            raise DirectoryError(_("利用者が多すぎます。条件で絞ってください。"))
        if entry.get("type") == "searchResEntry":
            yield entry["raw_attributes"]


def _close(connection: Any) -> None:
    """Say good-bye, and close the socket that ldap3 leaves open when connecting failed."""
    with contextlib.suppress(LDAPException, OSError):
        connection.unbind()
    if connection.socket is not None:
        connection.socket.close()


def _listed(entry: Raw, words: Words, groups: set[str]) -> Listed | None:
    login = _first(entry, words.login)
    if not login:
        return None
    member = {_text(each).casefold() for each in entry.get("memberOf", [])}
    return Listed(
        login=login[:200],
        name=_first(entry, words.name)[:200],
        email=_first(entry, "mail")[:254],
        enabled=not words.is_disabled(_first(entry, words.disabled)),
        privileged=bool(member & groups),
        last_used=_day(_first(entry, words.last_used)),
    )


def _first(entry: Raw, name: str) -> str:
    values = entry.get(name) or []
    return _text(values[0]).strip() if values else ""


def _text(value: bytes) -> str:
    return value.decode("utf-8", "replace").replace("\0", "")


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
