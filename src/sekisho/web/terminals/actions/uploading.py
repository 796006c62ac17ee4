"""Signed reports of terminals without an agent.

The report is JSON, `{"format": "sekisho-terminal-report/1", "made_at": "2026-06-01T10:00:00+09:00",
"terminals": [{"number": "…", "answers": {"<query of the catalogue>": [rows]}}]}`, signed as
`signing` says. Refused as a whole: a key not ours or of another terminal, made more than 7 days
ago or in the future, or not after the last one taken of that key (a replay).
"""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from sekisho.web.terminals.actions.reporting import take_answers
from sekisho.web.terminals.actions.sealing import seal
from sekisho.web.terminals.errors import UploadRefusedError
from sekisho.web.terminals.messages import Answer, MessageError, read_message, text_of, written
from sekisho.web.terminals.models import Terminal, UploadKey
from sekisho.web.terminals.signing import SignatureError, signer_of

FORMAT = "sekisho-terminal-report/1"
OLDEST = timedelta(days=7)
AHEAD = timedelta(minutes=10)  # how far the sender's clock may run before ours
MOST_TERMINALS = 500


@transaction.atomic
def take_upload(*, report: bytes, signature: str, at: datetime) -> int:
    """Take a signed report; return how many terminals it spoke of. Raises UploadRefusedError."""
    key = _key_of(report, signature)
    message = _message(report)
    made_at = _made_at(message, key, at)
    spoken = _spoken(message, key)
    for terminal, answers in spoken:
        take_answers(terminal=terminal, answers=answers, source="upload", at=min(made_at, at))
    key.last_made_at = made_at
    key.save(update_fields=["last_made_at"])
    seal(
        "terminal.report-uploaded",
        f"upload-key:{key.pk}",
        by=None,
        at=at,
        sha256=hashlib.sha256(report).hexdigest(),
        terminals=len(spoken),
    )
    return len(spoken)


def _key_of(report: bytes, signature: str) -> UploadKey:
    try:
        public = signer_of(report, signature).hex()
    except SignatureError:
        raise UploadRefusedError(
            _("署名が報告と合いません。報告を作り直し、署名し直してください。")
        ) from None
    key = UploadKey.objects.select_for_update().filter(public=public, revoked_at=None).first()
    if key is None:
        raise UploadRefusedError(_("登録されていない鍵の署名です。先に公開鍵を登録してください。"))
    return key


def _message(report: bytes) -> dict[str, object]:
    try:
        message = read_message(report)
    except MessageError:
        message = {}
    if message.get("format") != FORMAT:
        raise UploadRefusedError(
            _("報告の形式が違います。画面から取り出した手順で作ってください。")
        )
    return message


def _made_at(message: Mapping[str, object], key: UploadKey, at: datetime) -> datetime:
    try:
        made_at = datetime.fromisoformat(text_of(message, "made_at", 40)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise UploadRefusedError(_("報告に作成した日時がありません。")) from None
    if not at - OLDEST <= made_at <= at + AHEAD:
        raise UploadRefusedError(
            _("作成から7日を過ぎた報告か、時計の進んだ端末の報告です。作り直してください。")
        )
    if key.last_made_at is not None and made_at <= key.last_made_at:
        raise UploadRefusedError(_("既に受け取った報告か、それより古い報告です。"))
    return made_at


def _spoken(message: Mapping[str, object], key: UploadKey) -> list[tuple[Terminal, list[Answer]]]:
    """Return the terminals spoken of with their answers; an unknown number refuses the whole."""
    listed = message.get("terminals")
    parts = [part for part in listed if isinstance(part, dict)] if isinstance(listed, list) else []
    if not 0 < len(parts) <= MOST_TERMINALS:
        raise UploadRefusedError(_("報告に端末がないか、多すぎます。"))
    numbers = {text_of(part, "number", 40) for part in parts}
    rows = Terminal.objects.in_use().filter(number__in=numbers)
    if key.terminal_id is not None:
        rows = rows.filter(pk=key.terminal_id)
    known = {row.number: row for row in rows}
    if missing := sorted(numbers - set(known)):
        raise UploadRefusedError(
            _("登録のない端末か、この鍵では報告できない端末が含まれています: %(numbers)s")
            % {"numbers": "、".join(missing)[:200]}
        )
    return [
        (known[text_of(part, "number", 40)], list(written({"queries": part.get("answers")})))
        for part in parts
    ]
