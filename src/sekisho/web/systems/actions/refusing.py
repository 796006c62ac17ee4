"""Logs in the folder that were refused: kept in sight until somebody has seen to them."""

import hashlib
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from sekisho.web.notices import actions as notices
from sekisho.web.notices.actions import Telling
from sekisho.web.organization.access import holders_of
from sekisho.web.organization.models import Person
from sekisho.web.systems.access import MANAGE
from sekisho.web.systems.actions.sealing import seal
from sekisho.web.systems.models import RefusedLog

_TOPIC = "backup-log"


@transaction.atomic
def note_refused(*, name: str, reason: str, untrusted_data: bytes, at: datetime) -> RefusedLog:
    """Note that a file was refused, and why. Its name stays out of the ledger."""
    row = RefusedLog.objects.create(
        name=name[:200],
        reason=reason[:500],
        sha256=hashlib.sha256(untrusted_data).hexdigest(),
        at=at,
    )
    seal("system.backup-log-refused", f"refused-log:{row.pk}", by=None, at=at, sha256=row.sha256,
         rows=[row])  # fmt: skip
    return row


@transaction.atomic
def settle_refused(*, log: RefusedLog, by: Person, at: datetime) -> None:
    """Say that somebody has seen to a refused file; the notices of it end."""
    row = RefusedLog.objects.select_for_update().get(pk=log.pk)
    if row.settled_at is not None:
        return
    row.settled_at, row.settled_by = at, by
    row.save(update_fields=["settled_at", "settled_by"])
    seal("system.backup-log-settled", f"refused-log:{row.pk}", by=by, at=at, rows=[row])
    tell_refused(at=at)


def tell_refused(*, at: datetime) -> int:
    """Tell everybody who keeps systems of the refused files; return how many notices are new."""
    rows = list(RefusedLog.objects.filter(settled_at=None))
    people = list(holders_of(MANAGE, timezone.localdate(at))) if rows else []
    with translation.override(settings.LANGUAGE_CODE):
        tellings = [
            Telling(person, f"{_TOPIC}:{row.pk}", _title(row), url, timezone.localdate(row.at))
            for row in rows
            for url in (f"{reverse('systems:list')}#refused",)
            for person in people
        ]
        return notices.tell_standing(topic=_TOPIC, tellings=tellings, at=at)


def _title(row: RefusedLog) -> str:
    return _("バックアップの記録のファイルを読み取れませんでした: %(name)s") % {"name": row.name}
