"""The public keys whose signed reports are taken."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sekisho.web.organization.models import Person
from sekisho.web.terminals.actions.sealing import seal
from sekisho.web.terminals.errors import TerminalRefusedError
from sekisho.web.terminals.models import Terminal, UploadKey
from sekisho.web.terminals.signing import SignatureError, read_public_key


@transaction.atomic
def add_key(
    *, public: str, label: str, terminal: Terminal | None, by: Person, at: datetime
) -> UploadKey:
    """Take an OpenSSH public key (Ed25519). Raises TerminalRefusedError for no or a known key."""
    try:
        raw = read_public_key(public).hex()
    except SignatureError:
        raise TerminalRefusedError(
            _("「ssh-ed25519 …」で始まる公開鍵の1行を、そのまま貼り付けてください。")
        ) from None
    if UploadKey.objects.filter(public=raw).exists():
        raise TerminalRefusedError(_("この鍵は既に登録されています。新しい鍵を作ってください。"))
    row = UploadKey.objects.create(
        public=raw, label=label.strip(), terminal=terminal, added_at=at, added_by=by
    )
    seal(
        "terminal.key-added",
        f"upload-key:{row.pk}",
        by=by,
        at=at,
        terminal=terminal.pk if terminal else None,
        rows=[row],
    )
    return row


@transaction.atomic
def revoke_key(*, key: UploadKey, by: Person, at: datetime) -> None:
    """Take no more reports of a key."""
    if UploadKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=at):
        seal("terminal.key-revoked", f"upload-key:{key.pk}", by=by, at=at, rows=[key])
