"""What this room can prove: reports in time, events looked at, incidents ended with a cause."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_noop

from sekisho.catalogue import load_plan_template, load_response_rules
from sekisho.verdicts import Check, Result, Value, Verdict
from sekisho.web.incidents import queries
from sekisho.web.incidents.agreement import differences
from sekisho.web.incidents.models import Drill, Duty, Incident, PlanEdition

Row = dict[str, Value]
_SOON_HOURS = 24
_REMEMBERED = timedelta(days=365)
_STANDING_STILL = timedelta(days=30)

_ALTERED = gettext_noop(
    "インシデントの記録{altered}件が、台帳に封印したものと違います。控えと照合し、元に戻してください。"
)


def reported_in_time(at: datetime) -> Result:
    """Whatever an incident asks to be reported was reported in time, or there is time left."""
    found = queries.punctuality(at)
    recent = Duty.objects.done_late().filter(done_at__gt=at - _REMEMBERED)
    figures: dict[str, int | str] = {
        "open": found.open,
        "late": found.late,
        "done": found.done,
        "done_late": recent.count(),
    }
    if broken := _altered(figures):
        return broken
    return Result(*_timely(figures, found.hours_left), figures, _late_rows(at))


def _timely(figures: dict[str, int | str], left: int | None) -> tuple[Verdict, str]:
    if figures["late"]:
        return Verdict.FAILS, gettext_noop(
            "期限を過ぎた報告・通知が{late}件あります。すぐに行い、遅れた理由を記録してください。"
        )
    if left is not None and left < _SOON_HOURS:
        return Verdict.WEAK, gettext_noop(
            "24時間以内に期限の来る報告・通知があります。残りは{open}件です。"
        )
    if figures["done_late"]:
        return Verdict.WEAK, gettext_noop(
            "一年以内に、期限の後に行った報告・通知が{done_late}件あります。"
        )
    return Verdict.HOLDS, gettext_noop(
        "期限を過ぎた報告・通知はありません。行うものは{open}件、済んだものは{done}件です。"
    )


def _late_rows(at: datetime) -> tuple[Row, ...]:
    rows = Duty.objects.late(at).filter(incident__closed_at=None).exclude(incident__severity="none")
    return tuple({"incident": f"incident:{each.incident_id}", "rule": each.rule} for each in rows)


def triaged(at: datetime) -> Result:
    """Every report was looked at within the hours of the catalogue."""
    late = queries.untriaged_late(at)
    year = Incident.objects.filter(reported_at__gt=at - _REMEMBERED)
    slow = queries.triaged_late(year)
    figures: dict[str, int | str] = {
        "reports": year.count(),
        "waiting": Incident.objects.waiting().count(),
        "late": len(late),
        "slow": len(slow),
        "hours": load_response_rules().triage_hours,
    }
    if broken := _altered(figures):
        return broken
    rows = tuple({"incident": f"incident:{each.pk}"} for each in late)
    return Result(*_triaged(figures), figures, rows)


def _triaged(figures: dict[str, int | str]) -> tuple[Verdict, str]:
    if figures["late"]:
        return Verdict.FAILS, gettext_noop(
            "{hours}時間を過ぎても確かめていない報告が{late}件あります。"
        )
    if figures["slow"]:
        return Verdict.WEAK, gettext_noop(
            "一年以内の報告{reports}件のうち{slow}件は、確かめるまでに{hours}時間を超えました。"
        )
    return Verdict.HOLDS, gettext_noop(
        "一年以内の報告{reports}件は、{hours}時間以内に確かめているか、その途中です。"
    )


def ended(at: datetime) -> Result:
    """Incidents of a year ended with cause and prevention, or somebody is at work on them."""
    year = Incident.objects.filter(reported_at__gt=at - _REMEMBERED).exclude(triaged_at=None)
    open_ = Incident.objects.open().exclude(triaged_at=None)
    still = open_.exclude(entries__noted_at__gt=at - _STANDING_STILL).count()
    figures: dict[str, int | str] = {
        "incidents": year.count(),
        "open": open_.count(),
        "still": still,
    }
    if broken := _altered(figures):
        return broken
    return Result(*_ended(figures), figures)


def _ended(figures: dict[str, int | str]) -> tuple[Verdict, str]:
    if figures["still"]:
        return Verdict.FAILS, gettext_noop(
            "30日のあいだ何も記録されていない対応中のインシデントが{still}件あります。"
        )
    if figures["open"]:
        return Verdict.HOLDS, gettext_noop(
            "対応中のインシデントは{open}件で、30日以内に記録があります。終結したものには原因と再発防止があります。"
        )
    return Verdict.HOLDS, gettext_noop(
        "対応中のインシデントはありません。一年以内の{incidents}件は、原因と再発防止を書いて終結しています。"
    )


def plan_in_force(at: datetime) -> Result:
    """There is a decided plan, and somebody looked through it within a year."""
    row = PlanEdition.objects.in_force().first()
    last = (row.reviewed_at or row.decided_at) if row else None
    allowed = load_plan_template().review_days
    days = (at - last).days if last else 0
    figures: dict[str, int | str] = {"days_since": days, "allowed": allowed}
    if broken := _altered(figures):
        return broken
    if last is None:
        message = gettext_noop("決裁された緊急時対応計画がありません。")
        return Result(Verdict.FAILS, message, figures)
    if days > allowed:
        message = gettext_noop(
            "緊急時対応計画を{days_since}日見直していません（{allowed}日以内）。"
        )
        return Result(Verdict.FAILS, message, figures)
    message = gettext_noop(
        "決裁された緊急時対応計画があり、{days_since}日前に決裁又は見直しをしています。"
    )
    return Result(Verdict.HOLDS, message, figures)


def drilled(at: datetime) -> Result:
    """The plan was drilled within a year, and no drill that was planned lies unheld."""
    today = timezone.localdate(at)
    last = Drill.objects.exclude(held_on=None).order_by("held_on").last()
    allowed = load_plan_template().drill_days
    missed = Drill.objects.filter(held_on=None, planned_on__lt=today).count()
    days = (today - last.held_on).days if last and last.held_on else 0
    figures: dict[str, int | str] = {
        "days_since": days,
        "allowed": allowed,
        "missed_drills": missed,
    }
    if broken := _altered(figures):
        return broken
    if last is None or days > allowed:
        message = gettext_noop("{allowed}日以内に緊急時対応計画の訓練をしていません。")
        return Result(Verdict.FAILS, message, figures)
    if missed:
        message = gettext_noop("予定日を過ぎて行っていない訓練が{missed_drills}件あります。")
        return Result(Verdict.WEAK, message, figures)
    message = gettext_noop("{days_since}日前に緊急時対応計画の訓練をしています。")
    return Result(Verdict.HOLDS, message, figures)


def _altered(figures: dict[str, int | str]) -> Result | None:
    """Return what to say when rows are not what was sealed: then no figure proves anything."""
    altered = len(list(differences()))
    figures["altered"] = altered
    return Result(Verdict.FAILS, _ALTERED, figures) if altered else None


CHECKS = (
    Check("incident-reports-timely", reported_in_time),
    Check("incidents-triaged", triaged),
    Check("incidents-ended", ended),
    Check("response-plan-in-force", plan_in_force),
    Check("response-drilled", drilled),
)
