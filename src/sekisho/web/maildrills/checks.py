"""What this room can prove: a drill is held every year, and people report what they see."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_noop

from sekisho.verdicts import Check, Result, Verdict
from sekisho.web.maildrills.agreement import differences
from sekisho.web.maildrills.models import Drill
from sekisho.web.maildrills.queries import held_in_year, last_held, newest_closed, share

Figures = dict[str, int | str]
YEAR = timedelta(days=365)

_ALTERED = gettext_noop(
    "標的型メール訓練の記録{altered}件が、台帳に封印したものと違います。控えと照合し、元に戻してください。"
)


def drill_held(at: datetime) -> Result:
    """Letters went out in this fiscal year, or within a year; weak: only planned."""
    today = timezone.localdate(at)
    last = last_held(today)
    figures: Figures = {"last": last.isoformat()} if last else {}
    if broken := _altered(figures):
        return broken
    if held_in_year(today):
        message = gettext_noop("今年度に標的型メール訓練を行いました（{last}）。")
        return Result(Verdict.HOLDS, message, figures)
    if last is not None and last + YEAR >= today:
        message = gettext_noop(
            "この一年に標的型メール訓練を行いました（{last}）。今年度はこれからです。"
        )
        return Result(Verdict.HOLDS, message, figures)
    if Drill.objects.planned().filter(send_on__gte=today).exists():
        message = gettext_noop("標的型メール訓練は予定だけで、この一年に行っていません。")
        return Result(Verdict.WEAK, message, figures)
    message = gettext_noop("この一年に標的型メール訓練を行っておらず、予定もありません。")
    return Result(Verdict.FAILS, message, figures)


def drill_reported(at: datetime) -> Result:
    """In the last drill the share that reported reached the goal set when it was planned."""
    row = newest_closed(timezone.localdate(at))
    figures: Figures = {}
    if row is not None:
        rate = share(row.figures.reported, row.figures.sent)
        figures = {"drill": row.pk, "sent": row.figures.sent, "reported": row.figures.reported,
                   "rate": rate, "goal": row.goal}  # fmt: skip
    if broken := _altered(figures):
        return broken
    if row is None:
        message = gettext_noop("終わった標的型メール訓練がありません。")
        return Result(Verdict.FAILS, message, figures)
    if not row.figures.sent:
        message = gettext_noop("直近の標的型メール訓練では、メールが一通も届いていません。")
        return Result(Verdict.FAILS, message, figures)
    if rate < row.goal:
        message = gettext_noop(
            "直近の訓練で報告したのは{sent}人中{reported}人（{rate}%）で、目標の{goal}%に届きません。"
        )
        return Result(Verdict.WEAK, message, figures)
    message = gettext_noop(
        "直近の訓練で{sent}人中{reported}人（{rate}%）が報告し、目標の{goal}%に届きました。"
    )
    return Result(Verdict.HOLDS, message, figures)


def _altered(figures: Figures) -> Result | None:
    altered = sum(1 for _each in differences())
    if not altered:
        return None
    return Result(Verdict.FAILS, _ALTERED, figures | {"altered": altered})


CHECKS: tuple[Check, ...] = (
    Check("mail-drill-held", drill_held),
    Check("mail-drill-reported", drill_reported),
)
