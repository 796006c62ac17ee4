"""What this room can prove: people are made aware, and bulletins reach them."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_noop

from sekisho.verdicts import Check, Result, Value, Verdict
from sekisho.web.awareness.models import Bulletin
from sekisho.web.awareness.queries import reach_of

Row = Mapping[str, Value]
SEASON, ENOUGH, TIME = timedelta(days=92), 80, timedelta(days=14)


def bulletins_reach(at: datetime) -> Result:
    """In the last three months there was a bulletin, and each reached 80 % within two weeks.

    One taken down before its two weeks is not counted: people had no time to open it.
    """
    today = timezone.localdate(at)
    hung = Bulletin.objects.filter(made_at__gt=at - SEASON, made_at__lte=at, from_date__lte=today)
    rows = [each for each in hung if not _taken_down_early(each)]
    reach = reach_of(rows, today)
    short = [
        each
        for each in rows
        if each.from_date + TIME <= today
        and reach[each.pk].opened * 100 < reach[each.pk].asked * ENOUGH
    ]
    found: tuple[Row, ...] = tuple(
        {
            "bulletin": each.pk,
            "reached": reach[each.pk].opened,
            "asked": reach[each.pk].asked,
        }
        for each in short
    )
    figures = {"bulletins": len(rows), "percent": ENOUGH, "old": len(short)}
    if not rows:
        message = gettext_noop("この3か月に、職員への注意喚起がありません。")
        return Result(Verdict.FAILS, message, figures)
    if short:
        message = gettext_noop(
            "注意喚起{bulletins}件のうち、{old}件を開いた人が{percent}%に届きません。"
        )
        return Result(Verdict.WEAK, message, figures, found)
    message = gettext_noop(
        "この3か月に注意喚起を{bulletins}件掲示し、届いた割合に不足はありません。"
    )
    return Result(Verdict.HOLDS, message, figures)


def _taken_down_early(row: Bulletin) -> bool:
    ended = row.ended_at
    return ended is not None and timezone.localdate(ended) < row.from_date + TIME


CHECKS: tuple[Check, ...] = (Check("bulletins-reach", bulletins_reach),)
