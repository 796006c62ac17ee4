"""What this room can prove: the ledger is intact, and somebody outside holds a checkpoint."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext_noop

from sekisho.ledger import LedgerError, open_checkpoint
from sekisho.verdicts import Check, Result, Value, Verdict
from sekisho.web.evidence import keys
from sekisho.web.evidence.models import Checkpoint, Witnessing
from sekisho.web.evidence.verification import verify

_WITNESS_DAYS = 31
_WARNING_DAYS = 7
_SIGNED_DAYS = 2


def ledger_intact(at: datetime) -> Result:
    """The whole ledger is read again: every hash, every column, every checkpoint."""
    found = verify()
    figures: dict[str, int | str] = {
        "size": found.size,
        "damages": len(found.problems),
        "at": at.isoformat(),
    }
    if found.intact and (found.sealed or not found.size) and _sealed_lately(at, found.size):
        message = gettext_noop("台帳の記録{size}件は、封印した時のままです。")
        return Result(Verdict.HOLDS, message, figures)
    if found.intact:
        message = gettext_noop("台帳の記録{size}件に対する、この2日以内の署名がありません。")
        return Result(Verdict.FAILS, message, figures)
    rows: tuple[dict[str, Value], ...] = tuple(
        {"index": each.index, "problem": each.code} for each in found.problems[:100]
    )
    message = gettext_noop("台帳の記録{size}件に、改変の跡が{damages}か所あります。")
    return Result(Verdict.FAILS, message, figures, rows)


def _sealed_lately(at: datetime, size: int) -> bool:
    """Whether our own newest checkpoint was signed within two days: it is made every day."""
    newest = Checkpoint.objects.order_by("-size").first()
    if newest is None:
        return size == 0
    return at - signed_at(newest) <= timedelta(days=_SIGNED_DAYS)


def ledger_witnessed(at: datetime) -> Result:
    """The newest checkpoint that somebody outside holds was signed not longer than 31 days ago."""
    handed = Witnessing.objects.filter(at__lte=at).select_related("checkpoint")
    newest = handed.order_by("-checkpoint__size", "-at").first()
    if newest is None:
        message = gettext_noop("チェックポイントが一度も外部に渡されていません。")
        return Result(Verdict.FAILS, message, {})
    age = at - signed_at(newest.checkpoint)
    figures: dict[str, int | str] = {
        "days": age.days,
        "size": newest.checkpoint.size,
        "way": newest.way,
    }
    message = gettext_noop("外部に渡した最も新しいチェックポイントは、{days}日前のものです。")
    return Result(_witness_verdict(age), message, figures)


def signed_at(checkpoint: Checkpoint) -> datetime:
    """Return when a checkpoint was signed, from the signed text; never trust the column alone.

    A note that is not ours, or says no time, counts as infinitely old.
    """
    try:
        head = open_checkpoint(
            checkpoint.text.encode(), [keys.verifier_key()], origin=settings.LEDGER_ORIGIN
        )
        words = (line.partition(" ") for line in head.extensions)
        return next(datetime.fromisoformat(when) for name, _, when in words if name == "time")
    except (LedgerError, StopIteration, ValueError):
        return datetime.min.replace(tzinfo=UTC)


def _witness_verdict(age: timedelta) -> Verdict:
    if age > timedelta(days=_WITNESS_DAYS):
        return Verdict.FAILS
    if age > timedelta(days=_WITNESS_DAYS - _WARNING_DAYS):
        return Verdict.WEAK
    return Verdict.HOLDS


CHECKS = (Check("ledger-intact", ledger_intact), Check("ledger-witnessed", ledger_witnessed))
