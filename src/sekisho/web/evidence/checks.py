"""What this room can prove: the ledger is intact, and somebody outside holds a checkpoint."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_noop

from sekisho.verdicts import Check, Result, Value, Verdict
from sekisho.web.evidence.models import Witnessing
from sekisho.web.evidence.verification import verify

_WITNESS_DAYS = 31
_WARNING_DAYS = 7


def ledger_intact(at: datetime) -> Result:
    """The whole ledger is read again: every hash, every column, every checkpoint."""
    found = verify()
    figures: dict[str, int | str] = {
        "size": found.size,
        "damages": len(found.problems),
        "at": at.isoformat(),
    }
    if found.intact:
        message = gettext_noop("台帳の記録{size}件は、封印した時のままです。")
        return Result(Verdict.HOLDS, message, figures)
    rows: tuple[dict[str, Value], ...] = tuple(
        {"index": each.index, "problem": each.code} for each in found.problems[:100]
    )
    message = gettext_noop("台帳の記録{size}件に、改変の跡が{damages}か所あります。")
    return Result(Verdict.FAILS, message, figures, rows)


def ledger_witnessed(at: datetime) -> Result:
    """The newest checkpoint that somebody outside holds is not older than 31 days."""
    newest = Witnessing.objects.filter(at__lte=at).order_by("-at").first()
    if newest is None:
        message = gettext_noop("チェックポイントが一度も外部に渡されていません。")
        return Result(Verdict.FAILS, message, {})
    days = (at - newest.at).days
    figures: dict[str, int | str] = {
        "days": days,
        "size": newest.checkpoint.size,
        "way": newest.way,
    }
    message = gettext_noop("最後にチェックポイントを外部に渡してから{days}日です。")
    return Result(_witness_verdict(at - newest.at), message, figures)


def _witness_verdict(age: timedelta) -> Verdict:
    if age > timedelta(days=_WITNESS_DAYS):
        return Verdict.FAILS
    if age > timedelta(days=_WITNESS_DAYS - _WARNING_DAYS):
        return Verdict.WEAK
    return Verdict.HOLDS


CHECKS = (Check("ledger-intact", ledger_intact), Check("ledger-witnessed", ledger_witnessed))
