"""An alert is answered: an incident is opened, it is explained, or it is suppressed to an end."""

import json
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.web.approvals.models import Permit, PermitQuerySet
from sekisho.web.monitoring import consequences
from sekisho.web.monitoring.actions.sealing import seal
from sekisho.web.monitoring.actions.telling import tell_alerts
from sekisho.web.monitoring.consequences import Case, Opened
from sekisho.web.monitoring.errors import MonitoringRefusedError
from sekisho.web.monitoring.models import Alert, Suppression
from sekisho.web.monitoring.sentences import told
from sekisho.web.organization.models import Person
from sekisho.web.ui.dates import wareki

# What a permit speaks of that may explain traffic or a use of systems for a time.
SUPPRESSING = ("policy-exception", "special-flow", "screen-destinations", "external-service")


def permits_to_suppress(at: datetime) -> PermitQuerySet:
    """Return the permits a suppression may rest on at a moment."""
    return Permit.objects.in_force(at).filter(kind__in=SUPPRESSING)


def _end_of(permit: Permit) -> datetime:
    after = permit.ends + timedelta(days=1)
    return datetime.combine(after, time(), timezone.get_default_timezone())


def _open(alert: Alert) -> Alert:
    row = Alert.objects.select_for_update(of=("self",)).get(pk=alert.pk)
    if row.state != Alert.State.OPEN:
        raise MonitoringRefusedError(_("この警報は、もう対応が済んでいます。"))
    return row


def _answered(row: Alert, state: Alert.State, words: str, by: Person, at: datetime) -> None:
    row.state, row.answer = state, words.strip()
    row.answered_at, row.answered_by = at, by
    row.save()


@transaction.atomic
def open_case(*, alert: Alert, words: str, by: Person, at: datetime) -> Alert:
    """Open an incident with the alert's words and its events attached.

    Raises MonitoringRefusedError, and what the room of incidents refuses.
    """
    row = _open(alert)
    sentences = told(row)
    lines = [sentences.what, sentences.why, words.strip()]
    case = Case(
        words="\n".join(each for each in lines if each),
        place=str(row.figures.get("source", "")),
        noticed_at=at,
        occurred_at=min(row.first_at, at),
        events=json.dumps(row.events, ensure_ascii=False, indent=1).encode(),
    )
    return _became(row, consequences.open_incident(case, by, at), words, by, at)


@transaction.atomic
def join_case(*, alert: Alert, opened: Opened, by: Person, at: datetime) -> Alert:
    """Answer an alert by an incident that is there; also one that was explained, wrongly then.

    The room of incidents calls this, and has asked whether the person may. Raises
    MonitoringRefusedError for one that is another incident's already, or is suppressed.
    """
    row = Alert.objects.select_for_update(of=("self",)).get(pk=alert.pk)
    if row.state not in {Alert.State.OPEN, Alert.State.EXPLAINED}:
        raise MonitoringRefusedError(
            _("この警報は、ほかのインシデントのものか、抑制中です。結び付けられません。")
        )
    return _became(row, opened, row.answer, by, at)


def _became(row: Alert, opened: Opened, words: str, by: Person, at: datetime) -> Alert:
    row.incident_url, row.incident_title = opened.url, opened.title[:200]
    _answered(row, Alert.State.INCIDENT, words, by, at)
    seal("alert.incident", f"alert:{row.pk}", by=by, at=at, rows=[row])
    tell_alerts(at=at)
    return row


@transaction.atomic
def explain(*, alert: Alert, words: str, by: Person, at: datetime) -> Alert:
    """Say why an alert is nothing to worry about. Raises MonitoringRefusedError."""
    row = _open(alert)
    if not words.strip():
        raise MonitoringRefusedError(_("何を確かめ、なぜ問題がないかを書いてください。"))
    _answered(row, Alert.State.EXPLAINED, words, by, at)
    seal("alert.explained", f"alert:{row.pk}", by=by, at=at, rows=[row])
    tell_alerts(at=at)
    return row


@transaction.atomic
def suppress(  # noqa: PLR0913  # what a suppression says
    *, alert: Alert, reason: str, permit: Permit, ends_at: datetime, by: Person, at: datetime
) -> Suppression:
    """Have the same matter raise no alarm until an end; it is still counted.

    It rests on a permit and ends with it, sooner than `ends_at` when the permit does. Raises
    MonitoringRefusedError without a reason, for a permit that does not count or says nothing of
    such matters, for an end in the past or after the permit's, and for a flow between zones, which
    only a permit for that flow makes lawful.
    """
    row = _open(alert)
    if not reason.strip():
        raise MonitoringRefusedError(_("抑制する理由を書いてください。"))
    if not permits_to_suppress(at).filter(pk=permit.pk).exists():
        raise MonitoringRefusedError(_("この許可は、今は効力がないか、警報の抑制に使えません。"))
    if not at < ends_at <= _end_of(permit):
        raise MonitoringRefusedError(
            _("終わりの日は、今日から許可の終わりの日（%(day)s）までの間で選んでください。")
            % {"day": wareki(permit.ends)}
        )
    if row.between_zones:
        raise MonitoringRefusedError(
            _(
                "領域の間の通信は、抑制できません。業務に要るなら「領域の分離」で許可を申請してください。"
            )
        )
    _answered(row, Alert.State.SUPPRESSED, reason, by, at)
    made = Suppression.objects.create(
        matter=row.matter, alert=row, reason=reason.strip(), permit=permit.decision,
        granted=permit, made_at=at, made_by=by, ends_at=ends_at,
    )  # fmt: skip
    seal("alert.suppressed", f"alert:{row.pk}", by=by, at=at, rows=[row, made],
         until=ends_at.isoformat())  # fmt: skip
    tell_alerts(at=at)
    return made


@transaction.atomic
def lift(*, suppression: Suppression, by: Person, at: datetime) -> Suppression:
    """End a suppression now."""
    row = Suppression.objects.select_for_update(of=("self",)).get(pk=suppression.pk)
    if row.lifted_at is not None or row.ends_at <= at:
        raise MonitoringRefusedError(_("この抑制は、もう終わっています。"))
    row.lifted_at = at
    row.save()
    seal("suppression.lifted", f"suppression:{row.pk}", by=by, at=at, rows=[row])
    return row
