"""What this room can prove: what was found is mended in time, and another person saw it."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_noop

from sekisho.verdicts import Check, Result, Value, Verdict
from sekisho.web.corrections.models import Correction
from sekisho.web.corrections.queries import Standing, standing

ROWS = 200


def corrections_in_time(at: datetime) -> Result:
    """Fails for one past its day; weak without plan or look in time, and where nobody mends.

    Until a first one was entered nothing is known: weak.
    """
    found = standing(at)
    figures: dict[str, int | str] = {
        "corrections": found.total,
        "open": found.open,
        "overdue": found.overdue,
        "unplanned": found.unplanned,
        "waiting": found.waiting,
        "ownerless": found.ownerless,
    }
    late = Correction.objects.overdue(timezone.localdate(at)).order_by("due_on", "pk")[:ROWS]
    rows: list[dict[str, Value]] = [
        {"correction": row.pk, "unit": row.unit_id, "due_on": row.due_on.isoformat()}
        for row in late
    ]
    verdict, message = _judged(found)
    return Result(verdict, message, figures, tuple(rows))


def _judged(found: Standing) -> tuple[Verdict, str]:
    if found.overdue:
        return Verdict.FAILS, gettext_noop("期限を過ぎた是正措置が{overdue}件あります。")
    if not found.total:
        message = gettext_noop(
            "是正措置が一件も登録されていません。監査や点検の指摘を登録してください。"
        )
        return Verdict.WEAK, message
    if found.unplanned or found.waiting or found.ownerless:
        message = gettext_noop(
            "是正案の遅れているものが{unplanned}件、完了の確認を待ちすぎているものが{waiting}件、"
            "直す人のいないものが{ownerless}件あります。"
        )
        return Verdict.WEAK, message
    message = gettext_noop(
        "是正措置{corrections}件に、期限を過ぎたものはありません（是正中{open}件）。"
    )
    return Verdict.HOLDS, message


CHECKS = (Check("corrections-in-time", corrections_in_time),)
