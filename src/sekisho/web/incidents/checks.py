"""What this room can prove: reports in time, events looked at, incidents ended with a cause."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_noop

from sekisho.catalogue import load_response_rules
from sekisho.verdicts import Check, Result, Value, Verdict
from sekisho.web.incidents import queries
from sekisho.web.incidents.agreement import differences
from sekisho.web.incidents.models import Duty, Incident

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


def _altered(figures: dict[str, int | str]) -> Result | None:
    """Return what to say when rows are not what was sealed: then no figure proves anything."""
    altered = len(list(differences()))
    figures["altered"] = altered
    return Result(Verdict.FAILS, _ALTERED, figures) if altered else None


CHECKS = (
    Check("incident-reports-timely", reported_in_time),
    Check("incidents-triaged", triaged),
    Check("incidents-ended", ended),
)
