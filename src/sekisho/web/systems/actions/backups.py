"""Backups as they are reported, by a token or by hand, and restore drills."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.web.organization.models import Person
from sekisho.web.systems.actions.registering import may_place
from sekisho.web.systems.actions.sealing import seal
from sekisho.web.systems.errors import BackupRefusedError, SystemRefusedError
from sekisho.web.systems.models import BackupRun, InformationSystem, RestoreDrill

OLDEST = timedelta(days=31)
AHEAD = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Run:
    """One backup: when it ended, whether it succeeded, how large it is."""

    finished_at: datetime
    succeeded: bool
    size: int = 0
    note: str = ""


@transaction.atomic
def make_token(*, system: InformationSystem, by: Person, at: datetime) -> str:
    """Make the token with which the system's backup program reports; the one before ends."""
    may_place(system.zone, by, at)
    token = secrets.token_urlsafe(32)
    InformationSystem.objects.filter(pk=system.pk).update(token_sha256=_digest(token))
    seal("system.token-made", f"system:{system.pk}", by=by, at=at, rows=[system])
    return token


@transaction.atomic
def take_backup(*, token: str, run: Run, at: datetime) -> BackupRun:
    """Take a report made with a token. Raises BackupRefusedError."""
    system = (
        InformationSystem.objects.in_use()
        .exclude(token_sha256="")
        .filter(token_sha256=_digest(token))
        .first()
    )
    if system is None:
        raise BackupRefusedError(_("トークンが違います。システムのページで作り直してください。"))
    return _keep(system, run, source="token", by=None, at=at)


@transaction.atomic
def record_backup(*, system: InformationSystem, run: Run, by: Person, at: datetime) -> BackupRun:
    """Record a backup by hand. Raises BackupRefusedError."""
    may_place(system.zone, by, at)
    return _keep(system, run, source="hand", by=by, at=at)


@transaction.atomic
def record_drill(  # noqa: PLR0913  # the columns of a drill
    *,
    system: InformationSystem,
    held_on: date,
    succeeded: bool,
    note: str,
    by: Person,
    at: datetime,
) -> RestoreDrill:
    """Record a trial of restoring. Raises SystemRefusedError for a day to come or no words."""
    may_place(system.zone, by, at)
    if held_on > timezone.localdate(at):
        raise SystemRefusedError(_("行った日は今日までの日にしてください。"))
    if not note.strip():
        raise SystemRefusedError(_("何を戻し、どう確かめたかを書いてください。"))
    row = RestoreDrill.objects.create(
        system=system, held_on=held_on, succeeded=succeeded, note=note.strip(), by=by
    )
    seal(
        "system.restore-drilled",
        f"system:{system.pk}",
        by=by,
        at=at,
        on=held_on.isoformat(),
        succeeded=succeeded,
        rows=[row],
    )
    return row


def _keep(
    system: InformationSystem, run: Run, *, source: str, by: Person | None, at: datetime
) -> BackupRun:
    if not at - OLDEST <= run.finished_at <= at + AHEAD:
        raise BackupRefusedError(_("終わった日時は、この31日の間にしてください。"))
    try:
        with transaction.atomic():
            row = BackupRun.objects.create(
                system=system,
                finished_at=run.finished_at,
                succeeded=run.succeeded,
                size=run.size,
                note=run.note[:200],
                source=source,
            )
    except IntegrityError:
        raise BackupRefusedError(_("この日時のバックアップは既に報告されています。")) from None
    seal(
        "system.backup-reported",
        f"system:{system.pk}",
        by=by,
        at=at,
        finished_at=run.finished_at.isoformat(),
        succeeded=run.succeeded,
        bytes=run.size,
        rows=[row],
    )
    return row


def _digest(token: str) -> str:
    """Return what is kept of a token; it has 256 random bits, so no salt or stretching."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
