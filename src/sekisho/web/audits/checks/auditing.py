"""What audits prove: planned for every unit, done by plan by independent people, answered."""

from datetime import datetime, timedelta

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_noop

from sekisho.catalogue import load_correction_rules
from sekisho.verdicts import Result, Value, Verdict
from sekisho.web.audits.models import Audit, AuditPlan, Member
from sekisho.web.corrections.models import Correction
from sekisho.web.organization.models import Person, Unit
from sekisho.web.ui.dates import fiscal_year

ROWS = 200
YEAR = timedelta(days=365)
Rows = tuple[dict[str, Value], ...]


def audit_planned(at: datetime) -> Result:
    """This year's plan is approved; a mid-term plan that counts names every unit with people."""
    today = timezone.localdate(at)
    year = fiscal_year(today)
    approved = AuditPlan.objects.filter(
        approved_at__lte=at, year__lte=year, until_year__gte=year
    ).order_by("pk")
    yearly = [each for each in approved if each.kind == AuditPlan.Kind.YEARLY]
    terms = [each for each in approved if each.kind == AuditPlan.Kind.MID_TERM]
    peopled = Person.objects.present(today).order_by().values("unit")
    units = set(Unit.objects.filter(pk__in=peopled).values_list("pk", flat=True))
    covered = {unit for each in terms for unit in each.units}
    figures = {
        "plans": len(yearly),
        "terms": len(terms),
        "units": len(units),
        "left": len(units - covered),
    }
    rows: Rows = tuple({"unit": unit} for unit in sorted(units - covered)[:ROWS])
    if not yearly:
        return Result(
            Verdict.FAILS, gettext_noop("承認された今年度の監査計画がありません。"), figures
        )
    if not terms:
        message = gettext_noop("今年度の監査計画はありますが、承認された中期計画がありません。")
        return Result(Verdict.WEAK, message, figures)
    if figures["left"]:
        message = gettext_noop("中期計画に入っていない所属が{left}あります（所属{units}）。")
        return Result(Verdict.WEAK, message, figures, rows)
    message = gettext_noop(
        "今年度の監査計画が承認され、中期計画に所属{units}の全てが入っています。"
    )
    return Result(Verdict.HOLDS, message, figures)


def audit_by_plan(at: datetime) -> Result:
    """No ordered audit is past its last day without a report; one was reported within a year."""
    today = timezone.localdate(at)
    late = list(Audit.objects.filter(reported_at=None, until_date__lt=today).order_by("pk"))
    running = Audit.objects.filter(reported_at=None, until_date__gte=today).count()
    done = Audit.objects.filter(reported_at__gt=at - YEAR, reported_at__lte=at).count()
    inside = Member.objects.filter(
        audit__reported_at=None, external=False, person__unit=F("audited_unit")
    ).order_by("pk")
    figures = {"done": done, "running": running, "overdue": len(late), "inside": inside.count()}
    rows: Rows = tuple({"audit": each.pk, "unit": each.unit_id} for each in late[:ROWS])
    if figures["inside"]:
        message = gettext_noop("監査を受ける所属に異動した監査人が{inside}人います。")
        own: Rows = tuple({"audit": each.audit_id} for each in inside[:ROWS])
        return Result(Verdict.FAILS, message, figures, own)
    if late:
        message = gettext_noop("終わりの日を過ぎて報告のない監査が{overdue}件あります。")
        return Result(Verdict.FAILS, message, figures, rows)
    if not done:
        message = gettext_noop("この一年の間に報告された監査がありません（実施中{running}件）。")
        verdict = Verdict.WEAK if running else Verdict.FAILS
        return Result(verdict, message, figures)
    message = gettext_noop("この一年に監査が{done}件報告され、遅れているものはありません。")
    return Result(Verdict.HOLDS, message, figures)


def audit_findings_answered(at: datetime) -> Result:
    """Every finding of a reported audit has a plan in time and is not overdue."""
    today = timezone.localdate(at)
    rows = Correction.objects.filter(source=Correction.Source.AUDIT, withdrawn_at=None)
    open_ = rows.open()
    answer_by = at - timedelta(days=load_correction_rules().plan_days)
    silent = open_.filter(planned_at=None, opened_at__lt=answer_by)
    late = open_.filter(due_on__lt=today)
    reported = Audit.objects.exclude(reported_at=None).count()
    figures = {
        "reported": reported,
        "findings": rows.count(),
        "silent": silent.count(),
        "overdue": late.count(),
    }
    named = (silent | late).order_by("pk")[:ROWS]
    told: Rows = tuple({"correction": each.pk, "unit": each.unit_id} for each in named)
    if figures["silent"] or figures["overdue"]:
        message = gettext_noop(
            "監査の指摘{findings}件のうち、是正案の遅れが{silent}件、期限を過ぎたものが{overdue}件あります。"
        )
        return Result(Verdict.FAILS, message, figures, told)
    if not reported:
        return Result(Verdict.WEAK, gettext_noop("報告された監査がまだありません。"), figures)
    message = gettext_noop("監査の指摘{findings}件は、全て期限内に答えられています。")
    return Result(Verdict.HOLDS, message, figures)
