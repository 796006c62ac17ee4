"""What self-inspections prove: everybody answered within the year, and heads looked at it."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_noop

from sekisho.catalogue import load_inspection
from sekisho.verdicts import Result, Value, Verdict
from sekisho.web.audits.models import Inspection, SheetQuerySet

ROWS = 200
YEAR = timedelta(days=365)
_NONE = gettext_noop("この一年の間に始めた自己点検がありません。")


def _newest(at: datetime) -> tuple[Inspection | None, SheetQuerySet | None]:
    row = Inspection.objects.filter(started_at__gt=at - YEAR, started_at__lte=at).first()
    return row, row.sheets.counting(timezone.localdate(at)) if row else None


def inspection_answered(at: datetime) -> Result:
    """Everybody asked answered the newest inspection of the year; weak until its day has come."""
    row, sheets = _newest(at)
    if row is None or sheets is None:
        return Result(Verdict.FAILS, _NONE, {"people": 0, "answered": 0, "left": 0})
    left = list(sheets.filter(answered_at=None))
    figures: dict[str, int | str] = {
        "inspection": row.pk,
        "people": sheets.count(),
        "left": len(left),
    }
    figures["answered"] = int(figures["people"]) - len(left)
    rows: tuple[dict[str, Value], ...] = tuple(
        {"sheet": each.pk, "unit": each.unit_id} for each in left[:ROWS]
    )
    if not left:
        message = gettext_noop("自己点検の対象{people}件の全てに回答があります。")
        return Result(Verdict.HOLDS, message, figures)
    if row.due_on < timezone.localdate(at):
        message = gettext_noop(
            "期限を過ぎた自己点検で、{people}件のうち{left}件に回答がありません。"
        )
        return Result(Verdict.FAILS, message, figures, rows)
    message = gettext_noop("自己点検の期限前で、{people}件のうち{answered}件に回答があります。")
    return Result(Verdict.WEAK, message, figures, rows)


def inspection_confirmed(at: datetime) -> Result:
    """Heads confirmed what was answered; fails for answers that wait longer than they may."""
    row, sheets = _newest(at)
    if row is None or sheets is None:
        return Result(Verdict.FAILS, _NONE, {"answered": 0, "waiting": 0, "overdue": 0})
    answered = sheets.exclude(answered_at=None)
    waiting = list(answered.filter(confirmed_at=None))
    days = timedelta(days=load_inspection().confirm_days)
    late = [each for each in waiting if each.answered_at and each.answered_at + days < at]
    figures: dict[str, int | str] = {
        "inspection": row.pk,
        "answered": answered.count(),
        "waiting": len(waiting),
        "overdue": len(late),
    }
    rows: tuple[dict[str, Value], ...] = tuple(
        {"sheet": each.pk, "unit": each.unit_id} for each in (late or waiting)[:ROWS]
    )
    if late:
        message = gettext_noop("所属長の確認を待ちすぎている自己点検の回答が{overdue}件あります。")
        return Result(Verdict.FAILS, message, figures, rows)
    if waiting or not figures["answered"]:
        message = gettext_noop(
            "自己点検の回答{answered}件のうち{waiting}件が所属長の確認を待っています。"
        )
        return Result(Verdict.WEAK, message, figures, rows)
    message = gettext_noop("自己点検の回答{answered}件の全てを所属長が確かめています。")
    return Result(Verdict.HOLDS, message, figures)
