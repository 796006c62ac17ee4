"""Reads entries from a directory (LDAP) over TLS; without TLS only on this machine itself."""

import contextlib
import ssl
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from sekisho.web.organization.errors import LdapError

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
class Source:
    """Where entries are read from. `authority` is a certificate as PEM; empty: the system's."""

    url: str
    base: str
    condition: str
    user: str
    authority: str = ""


def read_entries(source: Source, password: str, wanted: Sequence[str]) -> list[Raw]:
    """Return the wanted attributes of every entry found. Raises LdapError.

    Attributes a directory does not have are left out of its entries.
    """
    try:
        return list(_entries(source, password, wanted))
    except (LDAPException, ssl.SSLError, OSError) as error:
        raise LdapError(
            _("ディレクトリから読めません。アドレス、利用者、証明書を確かめてください（%(why)s）。")
            % {"why": type(error).__name__}
        ) from error


def check_address(url: str) -> None:
    """Refuse an address that would send the password in the clear. Raises LdapError."""
    parts = urlsplit(url)
    if parts.scheme not in {"ldap", "ldaps"} or not parts.hostname:
        raise LdapError(_("アドレスは ldaps://名前:636 の形で書いてください。"))
    if parts.scheme == "ldap" and parts.hostname not in _LOOPBACK:
        raise LdapError(
            _("暗号化しない接続ではパスワードが漏れます。ldaps:// のアドレスにしてください。")
        )


def first(entry: Raw, name: str) -> str:
    """Return the first value of an attribute as text; empty without one."""
    values = entry.get(name) or []
    return text(values[0]).strip() if values else ""


def text(value: bytes) -> str:
    """Return a value as text a database can keep."""
    return value.decode("utf-8", "replace").replace("\0", "")


def _entries(source: Source, password: str, wanted: Sequence[str]) -> Iterator[Raw]:
    check_address(source.url)
    tls = ldap3.Tls(
        validate=ssl.CERT_REQUIRED,
        ca_certs_data=source.authority or None,
        version=ssl.PROTOCOL_TLS_CLIENT,
    )
    server = ldap3.Server(source.url, tls=tls, get_info=ldap3.NONE, connect_timeout=SECONDS)
    connection = ldap3.Connection(
        server,
        user=source.user,
        password=password,
        read_only=True,
        receive_timeout=SECONDS,
        raise_exceptions=True,
        check_names=False,
    )
    try:
        connection.bind()
        yield from _found(connection, source, wanted)
    finally:
        _close(connection)


def _found(connection: Any, source: Source, wanted: Sequence[str]) -> Iterator[Raw]:
    results = connection.extend.standard.paged_search(
        source.base, source.condition, attributes=list(wanted), paged_size=PAGE, generator=True
    )
    for number, entry in enumerate(results):
        if number >= MOST_ENTRIES:
            raise LdapError(_("利用者が多すぎます。条件で絞ってください。"))
        if entry.get("type") == "searchResEntry":
            yield entry["raw_attributes"]


def _close(connection: Any) -> None:
    """Say good-bye, and close the socket that ldap3 leaves open when connecting failed."""
    with contextlib.suppress(LDAPException, OSError):
        connection.unbind()
    if connection.socket is not None:
        connection.socket.close()
