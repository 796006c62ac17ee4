"""What this room can prove: moves are carried out on their day, nothing is left ownerless."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_noop

from sekisho.verdicts import Check, Result, Value, Verdict
from sekisho.web.personnel.holdings import all_holdings
from sekisho.web.personnel.models import Move, Proposal, Reading
from sekisho.web.personnel.queries import ownerless

Row = Mapping[str, Value]
LONG, LATELY = timedelta(days=14), timedelta(days=31)


def moves_applied(at: datetime) -> Result:
    """Every settled move was carried out on its day; none is prepared past its day."""
    today = timezone.localdate(at)
    waiting = Move.objects.filter(state__in=[Move.State.DRAFT, Move.State.SETTLED])
    late = [each for each in waiting.order_by("on", "pk") if each.on <= today]
    rows: tuple[Row, ...] = tuple(
        {"move": each.pk, "state": each.state, "on": each.on.isoformat()} for each in late
    )
    figures = {"waiting": waiting.count(), "overdue": len(late)}
    if late:
        message = gettext_noop("異動日を過ぎても反映されていない人事異動が{overdue}件あります。")
        return Result(Verdict.FAILS, message, figures, rows)
    message = gettext_noop("異動日を過ぎて反映されていない人事異動はありません。")
    return Result(Verdict.HOLDS, message, figures)


def nothing_ownerless(at: datetime) -> Result:
    """Nobody who has left still holds a role, permit, terminal, account or other thing."""
    found = ownerless(timezone.localdate(at))
    rows: tuple[Row, ...] = tuple(
        {"person": str(person.opaque_id), "holder": holdings.id, "label": held.key}
        for person, holdings, held in found
    )
    figures = {"ownerless": len(rows), "rooms": len(all_holdings())}
    if rows:
        message = gettext_noop("離任した人の名義のまま残っているものが{ownerless}件あります。")
        return Result(Verdict.FAILS, message, figures, rows)
    message = gettext_noop(
        "台帳{rooms}種類を読み、離任した人の名義のまま残っているものはありません。"
    )
    return Result(Verdict.HOLDS, message, figures)


def directory_agrees(at: datetime) -> Result:
    """The register of people was compared with a list of staff lately, and nothing is open.

    Lately: within 31 days. What has waited longer than 14 days fails.
    """
    reading = Reading.objects.order_by("-at").first()
    if reading is None:
        message = gettext_noop(
            "人の登録を、職員名簿（ディレクトリ又は人事の表）と照合したことがありません。"
        )
        return Result(Verdict.WEAK, message, {"listed": 0})
    waiting = list(Proposal.objects.open().order_by("pk"))
    old = [each for each in waiting if each.first_at < at - LONG]
    days = (at - reading.at).days
    figures = {"listed": reading.listed, "open": len(waiting), "old": len(old), "days": days}
    rows: tuple[Row, ...] = tuple({"proposal": each.pk, "what": each.what} for each in waiting)
    if old:
        message = gettext_noop("職員名簿との食い違いのうち、{old}件が14日を過ぎても未処理です。")
        return Result(Verdict.FAILS, message, figures, rows)
    if days > LATELY.days:
        message = gettext_noop("職員名簿との照合から{days}日が過ぎました。照合し直してください。")
        return Result(Verdict.FAILS, message, figures, rows)
    if waiting:
        message = gettext_noop("職員名簿{listed}人との食い違いが{open}件、未処理です。")
        return Result(Verdict.WEAK, message, figures, rows)
    message = gettext_noop("人の登録は、職員名簿{listed}人と合っています。")
    return Result(Verdict.HOLDS, message, figures)


CHECKS: tuple[Check, ...] = (
    Check("moves-applied", moves_applied),
    Check("nothing-ownerless", nothing_ownerless),
    Check("directory-agrees", directory_agrees),
)
