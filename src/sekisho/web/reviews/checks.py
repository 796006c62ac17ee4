"""What this room can prove: a review was held and concluded, and what calls for one is answered."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils.translation import gettext_noop

from sekisho.verdicts import Check, Result, Value, Verdict
from sekisho.web.reviews.models import Review
from sekisho.web.reviews.queries import last_concluded, unfinished
from sekisho.web.reviews.triggers import unanswered
from sekisho.web.ui.dates import local_day

Row = Mapping[str, Value]
YEAR_DAYS, SOON_DAYS = 365, 30
ANSWER_DAYS = 90  # a trigger waits no longer for a review
AMEND_DAYS = 180  # from the conclusion to the new edition in force


def review_held(at: datetime) -> Result:
    """A review was concluded within a year."""
    last = last_concluded(at)
    days = (local_day(at) - local_day(last.concluded_at)).days if last and last.concluded_at else 0
    figures = {"reviews": Review.objects.concluded().filter(concluded_at__lte=at).count(),
               "days": days}  # fmt: skip
    rows: tuple[Row, ...] = ({"review": last.pk, "days": days},) if last else ()
    if last is None:
        message = gettext_noop(
            "見直しがまだ一度も決定されていません。きっかけを集めて見直しの会議を準備してください。"
        )
        return Result(Verdict.FAILS, message, figures)
    if days > YEAR_DAYS:
        message = gettext_noop("最後の見直しの決定から{days}日が過ぎ、一年を超えています。")
        return Result(Verdict.FAILS, message, figures, rows)
    if days > YEAR_DAYS - SOON_DAYS:
        message = gettext_noop("最後の見直しの決定から{days}日です。30日以内に一年を迎えます。")
        return Result(Verdict.WEAK, message, figures, rows)
    message = gettext_noop("最後の見直しは{days}日前に決定されています。")
    return Result(Verdict.HOLDS, message, figures, rows)


def review_triggers_answered(at: datetime) -> Result:
    """Nothing that calls for a review waits longer than 90 days, no amendment longer than 180."""
    today, found = local_day(at), unanswered(at)
    old = [each for each in found if (today - each.arose_on).days > ANSWER_DAYS]
    changes = unfinished(at)
    late = [
        each
        for each in changes
        if each.review.concluded_at and each.review.concluded_at <= at - timedelta(days=AMEND_DAYS)
    ]
    figures = {"unanswered": len(found), "old_triggers": len(old), "unfinished": len(changes)}
    rows: tuple[Row, ...] = (
        *({"trigger": each.ref} for each in old[:200]),
        *({"document": each.document_id, "review": each.review_id} for each in late),
    )
    if old:
        message = gettext_noop(
            "見直しのきっかけ{unanswered}件のうち{old_triggers}件に、90日を過ぎても答えていません。"
        )
        return Result(Verdict.FAILS, message, figures, rows)
    if late:
        message = gettext_noop(
            "見直しで改めると決めた文書{unfinished}件のうち、180日を過ぎても施行されていないものがあります。"
        )
        return Result(Verdict.WEAK, message, figures, rows)
    message = gettext_noop(
        "見直しのきっかけ{unanswered}件は、いずれも90日以内のものです。改正の途中の文書は{unfinished}件です。"
    )
    return Result(Verdict.HOLDS, message, figures)


CHECKS: tuple[Check, ...] = (
    Check("review-held", review_held),
    Check("review-triggers-answered", review_triggers_answered),
)
