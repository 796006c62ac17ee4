"""Confirming a pledge: on one's own page, at a shared terminal, or on a signed sheet."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.web.evidence import actions as evidence
from sekisho.web.evidence.actions import File
from sekisho.web.notices import actions as notices
from sekisho.web.organization.access import rights_of
from sekisho.web.organization.models import Person, PersonQuerySet
from sekisho.web.policies.access import RECORD, recordable
from sekisho.web.policies.actions.asking import notice_key
from sekisho.web.policies.errors import NotAllowedError, PolicyRefusedError, WrongStateError
from sekisho.web.policies.models import Edition, Pledge, Terminal

TERMINAL_MINUTES = 15
CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # no I, O, 0, 1: they are misread
CODE_LENGTH = 8  # 40 bits, for a quarter of an hour


@transaction.atomic
def confirm_pledge(*, pledge: Pledge, by: Person, at: datetime) -> Pledge:
    """Confirm one's own pledge. Raises NotAllowedError, WrongStateError."""
    row = _locked(pledge)
    if row.person_id != by.pk:
        raise NotAllowedError(_("遵守を確認できるのは本人だけです。"))
    return _confirm(row, Pledge.Way.SELF, recorded_by=None, at=at)


@transaction.atomic
def open_terminal(*, by: Person, at: datetime) -> tuple[Terminal, str]:
    """Open a shared terminal for a quarter of an hour; return it and the code to type in there.

    The code is shown once and kept nowhere. Raises NotAllowedError.
    """
    if RECORD not in rights_of(by, timezone.localdate(at)):
        raise NotAllowedError(_("共用端末を開く権限がありません。所属の長に依頼してください。"))
    Terminal.objects.open(at).filter(opened_by=by).update(closed_at=at)
    code = "".join(secrets.choice(CODE_LETTERS) for _letter in range(CODE_LENGTH))
    row = Terminal.objects.create(
        code_sha256=_digest(code),
        opened_by=by,
        opened_at=at,
        closes_at=at + timedelta(minutes=TERMINAL_MINUTES),
    )
    evidence.seal(
        kind="shared-terminal.opened", subject=f"shared-terminal:{row.pk}", at=at,
        by=str(by.opaque_id),
        body={"minutes": TERMINAL_MINUTES},
    )  # fmt: skip
    return row, code


@transaction.atomic
def close_terminal(*, terminal: Terminal, at: datetime) -> None:
    """Close a terminal before its time; closing a closed one changes nothing."""
    closed = Terminal.objects.filter(pk=terminal.pk, closed_at=None).update(closed_at=at)
    if closed:
        evidence.seal(
            kind="shared-terminal.closed", subject=f"shared-terminal:{terminal.pk}", at=at,
            by=str(terminal.opened_by.opaque_id),
        )  # fmt: skip


def terminal_for_code(untrusted_code: str, at: datetime) -> Terminal | None:
    """Return the terminal that is open under the code somebody typed, if any."""
    code = untrusted_code.strip().upper().replace("-", "")
    return Terminal.objects.open(at).filter(code_sha256=_digest(code)).first()


@transaction.atomic
def confirm_at_terminal(*, terminal: Terminal, pledge: Pledge, at: datetime) -> Pledge:
    """Confirm the pledge of somebody without an account, who stands at the terminal.

    Raises WrongStateError when the terminal has closed, NotAllowedError for anybody else.
    """
    opened = Terminal.objects.open(at).select_related("opened_by").filter(pk=terminal.pk).first()
    if opened is None:
        raise WrongStateError(
            _("共用端末の時間が過ぎました。所属の長に、もう一度開いてもらってください。")
        )
    row = _locked(pledge)
    if not at_terminal(opened, at).filter(pk=row.person_id).exists():
        raise NotAllowedError(
            _("この共用端末では、この方の確認はできません。所属の長に確かめてください。")
        )
    return _confirm(row, Pledge.Way.SHARED, recorded_by=opened.opened_by, at=at)


def at_terminal(terminal: Terminal, at: datetime) -> PersonQuerySet:
    """Return who may confirm at it: people of the opener's units who have no account."""
    return recordable(terminal.opened_by, timezone.localdate(at)).filter(account=None)


@transaction.atomic
def record_signed_sheet(
    *, pledges: Sequence[Pledge], by: Person, at: datetime, file: File | None, words: str = ""
) -> list[Pledge]:
    """Record that the people signed on paper, with the scanned sheet or words saying where it is.

    Only for people of the own unit, never for oneself. Raises PolicyRefusedError,
    NotAllowedError, WrongStateError; then none is recorded.
    """
    proof = _proof(file, words)
    today = timezone.localdate(at)
    if RECORD not in rights_of(by, today):
        raise NotAllowedError(
            _("署名した書面を記録する権限がありません。所属の長に依頼してください。")
        )
    allowed = set(recordable(by, today).values_list("pk", flat=True))
    if not pledges or not {each.person_id for each in pledges} <= allowed:
        raise NotAllowedError(
            _(
                "記録できるのは、自分の所属の方の書面だけです。自分の分は自分の画面で確認してください。"
            )
        )
    return [
        _confirm(_locked(each), Pledge.Way.PAPER, recorded_by=by, at=at, files=(proof,))
        for each in pledges
    ]


def _proof(file: File | None, words: str) -> File:
    if file is not None:
        return file
    if not words.strip():
        raise PolicyRefusedError(
            _("署名した書面のファイルを付けるか、書面の保管場所を書いてください。")
        )
    return File("words.txt", "text/plain", words.strip().encode())


def _locked(pledge: Pledge) -> Pledge:
    rows = Pledge.objects.select_for_update(of=("self",))
    rows = rows.select_related("edition__document", "person")
    row = rows.defer("edition__source", "edition__tree").filter(pk=pledge.pk).first()
    if row is None:  # withdrawn since the page was opened
        raise WrongStateError(_("この文書は、遵守の確認を求める文書ではありません。"))
    return row


def _confirm(
    row: Pledge,
    way: Pledge.Way,
    *,
    recorded_by: Person | None,
    at: datetime,
    files: Sequence[File] = (),
) -> Pledge:
    if row.confirmed_at is not None:
        raise WrongStateError(_("この遵守の確認は、すでに済んでいます。"))
    if row.edition.state != Edition.State.PUBLISHED:
        raise WrongStateError(_("この版は施行中ではありません。画面を開き直してください。"))
    if not row.edition.document.asks_pledges:
        raise WrongStateError(_("この文書は、遵守の確認を求める文書ではありません。"))
    row.confirmed_at, row.way, row.recorded_by = at, way, recorded_by
    row.save(update_fields=["confirmed_at", "way", "recorded_by"])
    notices.done(person=row.person, key=notice_key(row), at=at)
    evidence.seal(
        kind="pledge.confirmed",
        subject=row.edition.subject,
        at=at,
        by=str((recorded_by or row.person).opaque_id),
        body={"person": str(row.person.opaque_id), "way": way.value, "pledge": row.pk,
              "changed": list(row.changed)},
        files=files,
    )  # fmt: skip
    return row


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
