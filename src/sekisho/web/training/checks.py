"""What this room can prove: everybody trained this year, joiners in time, nobody overdue."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_noop

from sekisho.verdicts import Check, Result, Value, Verdict
from sekisho.web.training import queries
from sekisho.web.training.agreement import differences
from sekisho.web.training.models import Campaign
from sekisho.web.ui.dates import fiscal_year_start

Row = dict[str, Value]

_ALTERED = gettext_noop(
    "研修の記録{altered}件が、台帳に封印したものと違います。控えと照合し、元に戻してください。"
)


def yearly_done(at: datetime) -> Result:
    """Everybody in scope completed a course in this fiscal year, or is asked and in time."""
    found = queries.year_standing(timezone.localdate(at))
    figures = {
        "people": found.people,
        "completed": found.done,
        "overdue": found.overdue,
        "asked": found.asked,
        "recent": found.recent,
        "new": found.new,
        "left_out": found.left_out,
    }
    if broken := _altered(figures):
        return broken
    return Result(*_yearly(found), figures, _by_unit("left_out", found.left_out_units))


def _yearly(found: queries.YearStanding) -> tuple[Verdict, str]:
    if not found.people:
        return Verdict.FAILS, gettext_noop("研修の対象になる人が登録されていません。")
    if found.overdue or found.left_out:
        message = gettext_noop(
            "対象{people}人のうち、今年度に修了したのは{completed}人です。期限を過ぎた人が{overdue}人、"
            "一年以上受けておらず研修を求めてもいない人が{left_out}人います。"
        )
        return Verdict.FAILS, message
    if found.done < found.people:
        message = gettext_noop(
            "対象{people}人のうち、今年度に修了したのは{completed}人です。"
            "残りは、期限内の人が{asked}人、前年度の修了から一年以内の人が{recent}人、着任から30日以内の人が{new}人です。"
        )
        return Verdict.WEAK, message
    return Verdict.HOLDS, gettext_noop("対象{people}人の全員が、今年度に研修を修了しています。")


def joiners_done(at: datetime) -> Result:
    """Everybody who joined within a year completed a course within thirty days of joining."""
    found = queries.joiner_standing(timezone.localdate(at))
    standing = Campaign.objects.running().filter(standing=True).count()
    figures = {
        "campaigns": standing,
        "joined": found.joined,
        "in_time": found.in_time,
        "later": found.later,
        "waiting": found.waiting,
        "missed": found.missed,
    }
    if broken := _altered(figures):
        return broken
    return Result(*_joiners(found, standing), figures, _by_unit("missed", found.missed_units))


def _joiners(found: queries.JoinerStanding, standing: int) -> tuple[Verdict, str]:
    if not standing:
        message = gettext_noop(
            "着任した人に自動で求める研修がありません。常時の研修を始めてください。"
        )
        return Verdict.FAILS, message
    if found.missed:
        message = gettext_noop(
            "一年以内に着任した{joined}人のうち{missed}人が、30日を過ぎても研修を修了していません。"
        )
        return Verdict.FAILS, message
    if found.later or found.waiting:
        message = gettext_noop(
            "一年以内に着任した{joined}人のうち、30日以内に修了したのは{in_time}人です。"
            "遅れて修了した人が{later}人、期限内の人が{waiting}人です。"
        )
        return Verdict.WEAK, message
    message = gettext_noop("一年以内に着任した{joined}人の全員が、30日以内に研修を修了しています。")
    return Verdict.HOLDS, message


def overdue_none(at: datetime) -> Result:
    """Nobody has let the day of a running campaign pass; units that have are named."""
    today = timezone.localdate(at)
    units = queries.overdue_by_unit(today)
    year = fiscal_year_start(today)
    recent = [
        each
        for each in Campaign.objects.only("started_at", "ended_at")
        if each.ended_at is None or timezone.localdate(each.started_at) >= year
    ]
    figures = {"campaigns": len(recent), "overdue": sum(units.values()), "units": len(units)}
    if broken := _altered(figures):
        return broken
    if units:
        message = gettext_noop("期限を過ぎた研修が、{units}の所属に{overdue}件あります。")
        rows = _by_unit("overdue", sorted(units.items()))
        return Result(Verdict.FAILS, message, figures, rows)
    if not recent:
        message = gettext_noop("今年度の研修がまだ始まっていません。")
        return Result(Verdict.WEAK, message, figures)
    message = gettext_noop("今年度の研修{campaigns}件に、期限を過ぎた人はいません。")
    return Result(Verdict.HOLDS, message, figures)


def _altered(figures: dict[str, int]) -> Result | None:
    """Return what to say when rows are not what was sealed: then no figure proves anything."""
    altered = len(list(differences()))
    figures["altered"] = altered
    return Result(Verdict.FAILS, _ALTERED, figures) if altered else None


def _by_unit(word: str, units: Iterable[tuple[int, int]]) -> tuple[Row, ...]:
    return tuple({"unit": unit, word: count} for unit, count in units)


CHECKS = (
    Check("training-yearly-done", yearly_done),
    Check("training-joiners-done", joiners_done),
    Check("training-overdue-none", overdue_none),
)
