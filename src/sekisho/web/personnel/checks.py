"""What this room can prove: moves are carried out on their day, nothing is left ownerless."""

from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_noop

from sekisho.verdicts import Check, Result, Value, Verdict
from sekisho.web.personnel.holdings import all_holdings
from sekisho.web.personnel.models import Move
from sekisho.web.personnel.queries import ownerless

Row = Mapping[str, Value]


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


CHECKS: tuple[Check, ...] = (
    Check("moves-applied", moves_applied),
    Check("nothing-ownerless", nothing_ownerless),
)
