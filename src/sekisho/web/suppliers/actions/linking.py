"""Links for people without an account: made by who keeps contracts, opened once with a code.

The law: the token is 256 random bits and the code eight digits; the code opens the page once, and
after five wrong ones never. Who made the link reads both until the code is used, and gives the code
by another way than the link. A wrong code is counted outside of what is rolled back.
"""

import hmac
import json
from datetime import date, datetime, timedelta
from hashlib import sha256
from secrets import randbelow, token_urlsafe

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.catalogue import load_suppliers
from sekisho.web.organization.models import Person
from sekisho.web.suppliers.actions.sealing import day, seal
from sekisho.web.suppliers.errors import SuppliersError
from sekisho.web.suppliers.models import Confirmation, Link, Worker
from sekisho.web.ui.ciphering import Cipher, UndecipherableError

ATTEMPTS = 5
_SECRETS = Cipher("sekisho.suppliers.link")
_DIGITS = 8


@transaction.atomic
def make_link(*, subject: Confirmation | Worker, by: Person, at: datetime) -> Link:
    """Make a new link for it; earlier ones of the same are closed. Raises SuppliersError."""
    held = _asking(subject)
    for earlier in Link.objects.filter(**held, closed_at=None):
        close_link(link=earlier, by=by, at=at)
    token = token_urlsafe(32)
    row = Link.objects.create(
        **held, token_sha256=_fingerprint(token), secrets=_hidden(token, _code()),
        until=timezone.localdate(at) + timedelta(days=load_suppliers().link_days),
        made_at=at, made_by=by,
    )  # fmt: skip
    _seal("supplier-link.made", row, by, at)
    return row


@transaction.atomic
def renew_code(*, link: Link, by: Person, at: datetime) -> Link:
    """Make another code for a link whose code was used or lost. Raises SuppliersError."""
    row = _locked(link)
    if not row.is_open(at):
        raise SuppliersError(_("このリンクは終わっています。新しいリンクを作ってください。"))
    token, _old = _shown(row)
    row.secrets, row.attempts, row.opened_at = _hidden(token, _code()), 0, None
    row.save(update_fields=["secrets", "attempts", "opened_at"])
    _seal("supplier-link.code-renewed", row, by, at)
    return row


@transaction.atomic
def close_link(*, link: Link, by: Person | None, at: datetime) -> Link:
    """Close a link; nobody opens it any more, and its secrets are forgotten."""
    row = _locked(link)
    row.closed_at, row.secrets = at, None
    row.save(update_fields=["closed_at", "secrets"])
    _seal("supplier-link.closed", row, by, at)
    return row


def secrets_of(link: Link) -> tuple[str, str]:
    """Return the token and the code of an open link; an empty code once it was used.

    Raises UndecipherableError when the instance's key is another.
    """
    token, code = _shown(link)
    return token, "" if link.opened_at else code


def find_link(token: str, at: datetime) -> Link | None:
    """Return the link a token names, while its page can be used."""
    rows = Link.objects.select_related(
        "confirmation__contract__firm", "worker__contract__firm", "worker__person"
    )
    row = rows.filter(token_sha256=_fingerprint(token)).first()
    return row if row and row.is_open(at) else None


def open_link(*, link: Link, untrusted_code: str, at: datetime) -> Link:
    """Open the page with its code, once. Raises SuppliersError."""
    row = _counted(link, untrusted_code, at)
    if row is None:
        raise SuppliersError(
            _(
                "番号が違うか、既に使われています。担当者に確かめてください。"
                "5回間違えると、開けなくなります。"
            )
        )
    return row


@transaction.atomic
def _counted(link: Link, untrusted_code: str, at: datetime) -> Link | None:
    """Return the link when the code is right, opened; count one that is not."""
    row = _locked(link)
    if not row.is_open(at) or row.attempts >= ATTEMPTS or row.opened_at is not None:
        return None
    try:
        _token, code = _shown(row)
    except UndecipherableError:
        return None
    if not hmac.compare_digest(code.encode(), untrusted_code.strip().encode()):
        row.attempts += 1
        row.save(update_fields=["attempts"])
        return None
    row.opened_at = at
    row.save(update_fields=["opened_at"])
    _seal("supplier-link.opened", row, None, at)
    return row


def _asking(subject: Confirmation | Worker) -> dict[str, Confirmation | Worker]:
    if isinstance(subject, Confirmation):
        if subject.answered_at is not None or subject.withdrawn_at is not None:
            raise SuppliersError(_("この確認は、回答が済んでいるか、取り下げられています。"))
        return {"confirmation": subject}
    if subject.until_date is not None:
        raise SuppliersError(_("この人の登録は終わっています。"))
    return {"worker": subject}


def _locked(link: Link) -> Link:
    row = Link.objects.select_for_update().get(pk=link.pk)
    if row.closed_at is not None:
        raise SuppliersError(_("このリンクは終わっています。新しいリンクを作ってください。"))
    return row


def _code() -> str:
    return f"{randbelow(10**_DIGITS):0{_DIGITS}}"


def _fingerprint(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _hidden(token: str, code: str) -> bytes:
    return _SECRETS.encrypt(json.dumps([token, code]).encode())


def _shown(link: Link) -> tuple[str, str]:
    token, code = json.loads(_SECRETS.decrypt(link.secrets or b""))
    return str(token), str(code)


def _seal(kind: str, row: Link, by: Person | None, at: datetime) -> None:
    until: date = row.until
    seal(
        kind, f"supplier-link:{row.pk}", by=by, at=at, rows=[row], until=day(until),
        confirmation=row.confirmation_id, worker=row.worker_id,
    )  # fmt: skip
