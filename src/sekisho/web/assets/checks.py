"""What this room can prove: the scope register names assets of every kind, confirmed in time."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_noop

from sekisho.catalogue import load
from sekisho.verdicts import Check, Result, Value, Verdict
from sekisho.web.assets.models import CoveredAsset

ROWS = 200  # rows named in a result


def assets_scope_recorded(at: datetime) -> Result:
    """Look for kinds without a covered asset (fails) and rows not confirmed for a year (weak)."""
    today = timezone.localdate(at)
    assets = list(CoveredAsset.objects.only("kind", "covered", "confirmed_at").order_by("pk"))
    covered = [asset for asset in assets if asset.covered]
    missing = [kind for kind in load().asset_kinds if kind not in {row.kind for row in covered}]
    overdue = [asset for asset in assets if asset.is_overdue(today)]
    figures = {
        "covered": len(covered),
        "excluded": len(assets) - len(covered),
        "missing": len(missing),
        "overdue": len(overdue),
    }
    rows: list[dict[str, Value]] = [{"missing_kind": kind} for kind in missing]
    rows += [{"asset": row.pk, "kind": row.kind} for row in overdue[:ROWS]]
    return Result(*_judge(figures), figures, tuple(rows))


def _judge(figures: dict[str, int]) -> tuple[Verdict, str]:
    if figures["missing"]:
        return Verdict.FAILS, gettext_noop(
            "適用範囲の情報資産が一つも登録されていない種別が{missing}種あります。"
        )
    if figures["overdue"]:
        return Verdict.WEAK, gettext_noop(
            "1年以内に確認されていない情報資産が{overdue}件あります。"
        )
    return Verdict.HOLDS, gettext_noop(
        "適用範囲の情報資産{covered}件は、すべて1年以内に確認されています（範囲外{excluded}件）。"
    )


CHECKS = (Check("assets-scope-recorded", assets_scope_recorded),)
