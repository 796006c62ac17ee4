"""Handing a checkpoint to somebody outside, so that a rewritten history is caught."""

import urllib.error
import urllib.request
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.translation import gettext as _

from sekisho.ledger import TimestampError, ask_timestamp, verify_timestamp
from sekisho.web.evidence import keys
from sekisho.web.evidence.actions.sealing import seal
from sekisho.web.evidence.errors import WitnessRefusedError
from sekisho.web.evidence.models import Checkpoint, Witnessing

_ANSWER_LIMIT = 64 * 1024
_TIMEOUT_SECONDS = 20


def mail_checkpoint(*, checkpoint: Checkpoint, by: str, at: datetime) -> Witnessing:
    """Mail the signed note to the auditor. Raises WitnessRefusedError when it cannot be sent."""
    to = settings.LEDGER_WITNESS_MAIL
    if not to or not settings.MAIL_CONFIGURED:
        raise WitnessRefusedError(
            _("監査人のメールアドレスかメールサーバが設定されていません。印刷して渡してください。")
        )
    message = EmailMessage(
        subject=_("関所 台帳のチェックポイント（{size}件）").format(size=checkpoint.size),
        body=_mail_body(checkpoint),
        to=[to],
    )
    message.attach(f"checkpoint-{checkpoint.size}.txt", checkpoint.text.encode(), "text/plain")
    try:
        message.send()
    except OSError as error:  # smtplib's errors are OSErrors
        raise WitnessRefusedError(
            _("メールを送れませんでした。メールサーバの設定を確かめるか、印刷して渡してください。")
        ) from error
    return _record(checkpoint, Witnessing.Way.MAIL, to, by=by, at=at)


def record_printing(*, checkpoint: Checkpoint, to: str, by: str, at: datetime) -> Witnessing:
    """Note that the printed checkpoint was handed to `to` (an office, not a person's name)."""
    if not to.strip():
        raise WitnessRefusedError(_("渡した先（部署や監査法人の名称）を入力してください。"))
    return _record(checkpoint, Witnessing.Way.PRINT, to.strip()[:200], by=by, at=at)


def timestamp_checkpoint(*, checkpoint: Checkpoint, by: str, at: datetime) -> Witnessing:
    """Have the configured RFC 3161 authority date the signed note, and keep its verified answer.

    Raises WitnessRefusedError when none is configured, it does not answer, or the answer is not
    about these bytes.
    """
    url, roots = settings.LEDGER_TIMESTAMP_URL, settings.LEDGER_TIMESTAMP_CA
    if not url or not roots:
        raise WitnessRefusedError(_("時刻認証局が設定されていません。"))
    stamped = checkpoint.text.encode()
    question = ask_timestamp(stamped)
    untrusted_answer = _post(url, question.data)
    try:
        verify_timestamp(
            untrusted_answer, stamped, roots=Path(roots).read_bytes(), nonce=question.nonce
        )
    except (TimestampError, OSError) as error:
        raise WitnessRefusedError(str(error)) from error
    return _record(
        checkpoint, Witnessing.Way.TIMESTAMP, url[:200], by=by, at=at, token=untrusted_answer
    )


def _post(url: str, question: bytes) -> bytes:
    """Send a time-stamp query (RFC 3161 §3.4) and return the answer's first 64 KiB."""
    if not url.startswith(("https://", "http://")):
        raise WitnessRefusedError(_("時刻認証局のURLは http:// か https:// で始めてください。"))
    request = urllib.request.Request(  # noqa: S310  # the scheme is checked above
        url, data=question, headers={"Content-Type": "application/timestamp-query"}
    )
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT_SECONDS) as answer:  # noqa: S310
            return bytes(answer.read(_ANSWER_LIMIT))
    except (urllib.error.URLError, OSError) as error:
        raise WitnessRefusedError(
            _("時刻認証局に接続できませんでした。後で再度お試しください。")
        ) from error


@transaction.atomic
def _record(  # noqa: PLR0913  # the columns of a handing-over
    checkpoint: Checkpoint,
    way: Witnessing.Way,
    to: str,
    *,
    by: str,
    at: datetime,
    token: bytes | None = None,
) -> Witnessing:
    row = Witnessing.objects.create(checkpoint=checkpoint, way=way, to=to, at=at, token=token)
    seal(
        kind="checkpoint.handed",
        subject=f"checkpoint:{checkpoint.size}",
        at=at,
        by=by,
        body={"way": way.value, "size": checkpoint.size},
    )
    return row


def _mail_body(checkpoint: Checkpoint) -> str:
    intro = _(
        "関所の台帳のチェックポイントです。監査の時まで保管してください。"
        "sekisho ledger verify --checkpoint で、これ以前の記録が書き換えられていないことを"
        "確かめられます。"
    )
    return f"{intro}\n\n{checkpoint.text}\n{keys.verifier_key().text}\n"
