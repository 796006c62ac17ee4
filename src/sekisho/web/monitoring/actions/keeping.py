"""The register of log sources: who must be heard, how often, and what kind of log it is."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sekisho.collect.channels import is_channel
from sekisho.detection.readers import BY_KIND
from sekisho.web.monitoring.actions.sealing import seal
from sekisho.web.monitoring.errors import MonitoringRefusedError
from sekisho.web.monitoring.models import LogClass, LogSource
from sekisho.web.organization.models import Person

_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """What is said of a source."""

    name: str
    channel: str
    kind: str = ""
    log_class: str = LogClass.OTHER
    required: bool = False
    silent_minutes: int = 60


@transaction.atomic
def register_source(*, entry: SourceEntry, by: Person, at: datetime) -> LogSource:
    """Register a source, or say anew what is registered of its channel.

    Raises MonitoringRefusedError.
    """
    _refuse_unusable(entry)
    row = LogSource.objects.filter(channel=entry.channel).first() or LogSource(
        channel=entry.channel
    )
    row.name, row.kind, row.log_class = entry.name.strip(), entry.kind, entry.log_class
    row.required, row.silent_minutes = entry.required, entry.silent_minutes
    row.registered_at, row.registered_by, row.closed_at = row.registered_at or at, by, None
    row.save()
    seal("log-source.registered", f"log-source:{row.pk}", by=by, at=at, rows=[row],
         required=row.required, silent_minutes=row.silent_minutes)  # fmt: skip
    return row


def _refuse_unusable(entry: SourceEntry) -> None:
    if not entry.name.strip() or not is_channel(entry.channel):
        raise MonitoringRefusedError(
            _("名前と、経路（tcp-192.0.2.1、file-squid など）を入力してください。")
        )
    if entry.kind and entry.kind not in BY_KIND:
        raise MonitoringRefusedError(_("種類を選んでください。"))
    if entry.log_class not in LogClass.values:
        raise MonitoringRefusedError(_("区分を選んでください。"))
    if not 1 <= entry.silent_minutes <= 7 * _DAY:
        raise MonitoringRefusedError(_("途絶とみなす分は、1分から7日の間で入力してください。"))


@transaction.atomic
def close_source(*, source: LogSource, by: Person, at: datetime) -> LogSource:
    """Close a source: it need not be heard any more; its records stay for their time."""
    row = LogSource.objects.select_for_update(of=("self",)).get(pk=source.pk)
    row.closed_at, row.required = at, False
    row.save()
    seal("log-source.closed", f"log-source:{row.pk}", by=by, at=at, rows=[row])
    return row
