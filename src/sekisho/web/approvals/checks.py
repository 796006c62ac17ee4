"""What this room can prove: nobody decides for themselves, and nothing waits too long."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from sekisho.verdicts import Check, Result, Verdict
from sekisho.web.approvals import giving
from sekisho.web.approvals.models import Application

STANDING_DAYS = 14  # longer than this is weak
OVERDUE_DAYS = 30  # longer than this fails
ROWS = 200  # rows named in a result


def decisions_by_others(_at: datetime) -> Result:
    """Compare applicant and decider of every decided application.

    Fails where they are one person, as the rows stand. Weak where, by the ledger, the applicant or
    who prepared the draft gave the decider the role, the account or a way to sign in, 90 days
    before the decision or less: one hand may have held both pens. Weak, too, without any decision.
    """
    decided = Application.objects.filter(state__in=["approved", "returned"])
    wrong = decided.filter(Q(decider=F("applicant")) | Q(decider=None)).order_by("pk")
    own = [{"application": pk} for pk in wrong.values_list("pk", flat=True)]
    given = [
        {"application": each.application, "index": each.index} for each in giving.decisions_given()
    ]
    figures = {"decided": decided.count(), "own": len(own), "given": len(given)}
    verdict, message = _judged(figures)
    return Result(verdict, message, figures, tuple([*own, *given][:ROWS]))


def _judged(figures: Mapping[str, int]) -> tuple[Verdict, str]:
    if figures["own"]:
        message = gettext_noop(
            "決裁{decided}件のうち{own}件は、起案した本人以外が決裁したことを確かめられません。"
        )
        return Verdict.FAILS, message
    if figures["given"]:
        message = gettext_noop(
            "決裁{decided}件のうち{given}件は、起案した側の人から90日以内に役割・アカウント等を"
            "受けた人が決裁しています。ほかの人が経緯を確かめてください。"
        )
        return Verdict.WEAK, message
    if not figures["decided"]:
        message = gettext_noop("決裁がまだ一件もないため、確かめられません。")
        return Verdict.WEAK, message
    message = gettext_noop("決裁{decided}件は、すべて起案した本人以外が決裁しています。")
    return Verdict.HOLDS, message


def applications_standing(at: datetime) -> Result:
    """Look for applications that wait longer than 14 days (weak) or 30 days (fails)."""
    today = timezone.localdate(at)
    waiting = [(row.pk, row.days_waited(today)) for row in Application.objects.waiting()]
    late = [(pk, days) for pk, days in waiting if days > STANDING_DAYS]
    oldest = max((days for _pk, days in waiting), default=0)
    figures = {"waiting": len(waiting), "late": len(late), "oldest_days": oldest}
    if not late:
        message = gettext_noop("決裁待ちは{waiting}件で、最も長いものは{oldest_days}日です。")
        return Result(Verdict.HOLDS, message, figures)
    verdict = Verdict.FAILS if oldest > OVERDUE_DAYS else Verdict.WEAK
    message = gettext_noop(
        "14日を超えて決裁を待つものが{late}件あります。最も長いものは{oldest_days}日です。"
    )
    rows = tuple({"application": pk, "days": days} for pk, days in late[:ROWS])
    return Result(verdict, message, figures, rows)


CHECKS = (
    Check("decisions-by-others", decisions_by_others),
    Check("applications-standing", applications_standing),
)
