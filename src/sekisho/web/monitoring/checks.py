"""What this room can prove: logs came without a gap and lie unaltered, alerts were answered."""

import shutil
from collections.abc import Mapping
from datetime import datetime, timedelta

from cryptography import x509
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_noop
from django_tasks_db.models import DBTaskResult

from sekisho.collect import Standing
from sekisho.detection.times import moment
from sekisho.verdicts import Check, Result, Verdict
from sekisho.web.monitoring import consequences, storing
from sekisho.web.monitoring.models import ZONES, Alert, LogClass, LogSource, Partition
from sekisho.web.monitoring.queries import Watched, watched

LOOKED_BACK = timedelta(days=31)
ROWS = 200
_SATURDAY = 5
GRAVE = 3  # high and critical
GRAVE_WITHIN = timedelta(hours=1)
_FRESH = timedelta(minutes=3)
_READ_ANEW = timedelta(days=7)  # each day all of these, and one part in 31 of what is older
_PART = 31
_LEAST_FREE = 10  # percent
_QUEUE_MINUTES = 15
_CERTIFICATE = timedelta(days=30)


def _since(at: datetime) -> datetime:
    """Return from when on the period counts: a month back, or since the first source."""
    first = LogSource.objects.required().order_by("registered_at").first()
    begun = first.registered_at if first and first.registered_at else at
    return max(at - LOOKED_BACK, begun)


def _figures(seen: Watched) -> dict[str, int | str]:
    return {
        "since": f"{timezone.localtime(seen.since):%Y-%m-%d %H:%M}",
        "until": f"{timezone.localtime(seen.until):%Y-%m-%d %H:%M}",
        "sources": seen.required,
        "events": seen.events,
        "not_understood": seen.not_understood,
        "alerts": seen.alerts,
        "waiting": seen.waiting,
        "minutes": seen.answer_minutes or 0,
        "gaps": len(seen.gaps),
    }


def logs_arriving(at: datetime) -> Result:
    """Fails when a required source was silent for too long in the last month: which, and when."""
    seen = watched(_since(at), at)
    figures = _figures(seen)
    if not seen.required:
        message = gettext_noop(
            "なければならない記録元が登録されていません。監視の対象を決めてください。"
        )
        return Result(Verdict.FAILS, message, figures)
    if seen.gaps:
        worst = max(seen.gaps, key=lambda each: each.hours(at))
        figures |= {
            "source": worst.source.name,
            "from": f"{timezone.localtime(worst.begun_at):%m-%d %H:%M}",
            "hours": str(worst.hours(at)),
        }
        message = gettext_noop(
            "記録の途絶えが{gaps}件あります。最も長いものは「{source}」の{from}からの{hours}時間です。"
        )
        rows: tuple[Mapping[str, str | int | bool | None], ...] = tuple(
            {"log_source": each.source.pk, "hours": str(each.hours(at))} for each in seen.gaps
        )
        return Result(Verdict.FAILS, message, figures, rows[:ROWS])
    message = gettext_noop(
        "{since}から{until}まで、{sources}の記録元が途絶えずに届き、{events}件の記録を調べました。"
        "警報は{alerts}件、対応までの時間の中央は{minutes}分です。"
    )
    return Result(Verdict.HOLDS, message, figures)


def flows_lawful(at: datetime) -> Result:
    """Fails while an unlawful flow is unanswered; says nothing good of a time with a gap."""
    seen = watched(_since(at), at)
    found = Alert.objects.filter(rule__startswith=ZONES, found_at__gt=seen.since)
    waiting = list(found.open()[:ROWS])
    figures = _figures(seen) | {"unlawful": found.count(), "waiting": len(waiting)}
    if waiting:
        message = gettext_noop("許可していない通信の警報が{waiting}件、対応を待っています。")
        return Result(Verdict.FAILS, message, figures, tuple({"alert": row.pk} for row in waiting))
    if consequences.policy_at(at) is None:
        message = gettext_noop("領域の範囲が登録されていないため、通信を許可と照らせません。")
        return Result(Verdict.WEAK, message, figures)
    boundary = LogSource.objects.required().filter(log_class=LogClass.BOUNDARY)
    if not seen.whole or not boundary.exists() or not seen.events:
        message = gettext_noop(
            "境界の記録が全ては届いていないため、許可していない通信がなかったとは言えません。"
        )
        return Result(Verdict.WEAK, message, figures)
    message = gettext_noop(
        "{since}から{until}までの{events}件の記録を、許可した通信と照らしました。"
        "許可していない通信は{unlawful}件で、全て対応しました。"
    )
    return Result(Verdict.HOLDS, message, figures)


def alerts_answered(at: datetime) -> Result:
    """Fails when a grave alert waits for more than an hour, or another beyond the next weekday."""
    late = [row for row in Alert.objects.open().ranked() if at > answer_until(row)]
    answered = Alert.objects.filter(answered_at__gt=at - LOOKED_BACK).count()
    figures = {"waiting": Alert.objects.open().count(), "late": len(late), "answered": answered}
    if late:
        message = gettext_noop("期限を過ぎて対応していない警報が{late}件あります。")
        rows = tuple({"alert": row.pk} for row in late[:ROWS])
        return Result(Verdict.FAILS, message, figures, rows)
    if not LogSource.objects.required().exists():
        message = gettext_noop(
            "なければならない記録元が登録されていません。監視の対象を決めてください。"
        )
        return Result(Verdict.WEAK, message, figures)
    message = gettext_noop("期限を過ぎた警報はありません。この1か月に{answered}件に対応しました。")
    return Result(Verdict.HOLDS, message, figures)


def answer_until(alert: Alert) -> datetime:
    """Return until when an alert must be answered: an hour, or the end of the next weekday."""
    if alert.gravity >= GRAVE:
        return alert.found_at + GRAVE_WITHIN
    day = timezone.localtime(alert.found_at).replace(hour=0, minute=0, second=0, microsecond=0)
    day += timedelta(days=1)
    while day.weekday() >= _SATURDAY:
        day += timedelta(days=1)
    return day + timedelta(days=1)


def logs_unaltered(at: datetime) -> Result:
    """Fails when a stored log is gone or no longer what was sealed in the ledger."""
    rows = Partition.objects.filter(destroyed_at=None)
    recent = rows.filter(day__gte=timezone.localdate(at) - _READ_ANEW)
    older = rows.exclude(pk__in=recent.values("pk"))
    part = [row for row in older if row.pk % _PART == timezone.localdate(at).day % _PART]
    looked_at = [*recent, *part]
    changed = list(storing.altered(looked_at))
    figures = {"partitions": rows.count(), "looked_at": len(looked_at), "altered": len(changed)}
    if changed:
        message = gettext_noop(
            "保管した記録のうち{altered}件が、封印した時と違うか、失われています。"
        )
        found = tuple({"log_partition": row.path} for row in changed[:ROWS])
        return Result(Verdict.FAILS, message, figures, found)
    if not looked_at:
        return Result(Verdict.WEAK, gettext_noop("保管した記録がまだありません。"), figures)
    message = gettext_noop("保管した記録{looked_at}件を読み直し、全て封印した時のままです。")
    return Result(Verdict.HOLDS, message, figures)


def product_running(at: datetime) -> Result:
    """Fails when the receiver stopped, a disk is full, the queue stands, a certificate ends."""
    standing = Standing.read(settings.COLLECT_SPOOL)
    disk = shutil.disk_usage(settings.INSTANCE.path)
    figures = {
        "free_percent": round(100 * disk.free / disk.total),
        "queue_minutes": _waited(at),
        "certificates": _ending_certificates(at),
        "dropped": standing.dropped if standing else 0,
        "missing": len(standing.missing) if standing else 0,
    }
    wrong = [message for bad, message in _tests(standing, figures, at) if bad]
    if wrong:
        return Result(Verdict.FAILS, wrong[0], figures)
    if standing is None:
        message = gettext_noop(
            "記録の受信（sekisho collect）が動いたことがありません。"
            "ディスクの空きは{free_percent}%です。"
        )
        return Result(Verdict.WEAK, message, figures)
    message = gettext_noop(
        "受信、処理の待ち、ディスク（空き{free_percent}%）、証明書に異常はありません。"
    )
    return Result(Verdict.HOLDS, message, figures)


def _tests(
    standing: Standing | None, figures: Mapping[str, int], at: datetime
) -> tuple[tuple[bool, str], ...]:
    """Return what may be wrong, the gravest first, and how it is said."""
    stopped = standing is not None and at - moment(standing.at_us) > _FRESH
    return (
        (stopped, gettext_noop("記録の受信（sekisho collect）が止まっています。")),
        (
            standing is not None and standing.full_us > 0,
            gettext_noop("ディスクの空きが足りず、記録の受取りを待たせています。"),
        ),
        (
            figures["free_percent"] < _LEAST_FREE,
            gettext_noop("ディスクの空きが{free_percent}%しかありません。"),
        ),
        (figures["missing"] > 0, gettext_noop("追うはずのファイルが{missing}件ありません。")),
        (
            figures["queue_minutes"] > _QUEUE_MINUTES,
            gettext_noop(
                "処理の待ちが{queue_minutes}分たまっています。worker を確かめてください。"
            ),
        ),
        (
            figures["certificates"] > 0,
            gettext_noop("30日以内に切れる証明書が{certificates}件あります。"),
        ),
    )


def _waited(at: datetime) -> int:
    """Return for how many minutes the oldest work on the queue has waited."""
    oldest = DBTaskResult.objects.ready().order_by("enqueued_at").first()
    return int((at - oldest.enqueued_at).total_seconds() // 60) if oldest else 0


def _ending_certificates(at: datetime) -> int:
    ends = []
    for path in settings.OWN_CERTIFICATES:
        try:
            ends.append(x509.load_pem_x509_certificate(path.read_bytes()).not_valid_after_utc)
        except (OSError, ValueError):
            ends.append(at)  # one that cannot be read is as good as ended
    return sum(each - at < _CERTIFICATE for each in ends)


CHECKS = (
    Check("logs-arriving", logs_arriving),
    Check("flows-lawful", flows_lawful),
    Check("alerts-answered", alerts_answered),
    Check("logs-unaltered", logs_unaltered),
    Check("product-running", product_running),
)
