"""What this room can prove: grave assets are judged, and no risk over the line goes undecided."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_noop

from sekisho.catalogue import load_risk_rules
from sekisho.verdicts import Check, Result, Verdict
from sekisho.web.assets.models import Asset
from sekisho.web.controls import queries as controls
from sekisho.web.risks import queries
from sekisho.web.risks.agreement import differences
from sekisho.web.risks.models import Risk

ROWS = 200  # rows named in a result
_ALTERED = gettext_noop(
    "リスクの記録{altered}件が、台帳に封印したものと違います。控えと照合し、元に戻してください。"
)


def judged(at: datetime) -> Result:
    """Every threat to every asset of the gravest classes was judged within the days."""
    today = timezone.localdate(at)
    covered = Asset.objects.filter(covered=True)
    must = [each for each in queries.standings(covered) if each.must]
    left = [each for each in must if not each.is_current(today)]
    figures: dict[str, int | str] = {
        "must": len(must),
        "judged": len(must) - len(left),
        "unjudged": len(left),
        "days": load_risk_rules().judged_days,
    }
    if broken := _altered(figures):
        return broken
    rows = tuple({"asset": each.asset.pk} for each in left[:ROWS])
    if left:
        message = gettext_noop(
            "評価すべき情報資産{must}件のうち{unjudged}件で、{days}日以内のリスクの評価が欠けています。"
        )
        return Result(Verdict.FAILS, message, figures, rows)
    message = gettext_noop(
        "評価すべき情報資産{must}件の全てで、{days}日以内にリスクを評価しています。"
    )
    return Result(Verdict.HOLDS, message, figures)


def treated(at: datetime) -> Result:
    """What controls leave of every risk lies under the line, or a decided treatment answers it."""
    today = timezone.localdate(at)
    risks = Risk.objects.filter(asset__covered=True).with_assets()
    found = queries.assessed(risks, controls.states(at), today)
    over = [each for each in found if each.over]
    bare = [each for each in over if not each.covered]
    figures: dict[str, int | str] = {
        "risks": len(found),
        "line": load_risk_rules().line,
        "over": len(over),
        "unanswered": len(bare),
    }
    if broken := _altered(figures):
        return broken
    rows = tuple({"risk": each.risk.pk} for each in bare[:ROWS])
    return Result(*_treated(figures), figures, rows)


def _treated(figures: dict[str, int | str]) -> tuple[Verdict, str]:
    if figures["unanswered"]:
        return Verdict.FAILS, gettext_noop(
            "{line}点以上のリスク{over}件のうち{unanswered}件に、決裁された期限内の対応がありません。"
        )
    if not figures["risks"]:
        return Verdict.WEAK, gettext_noop("評価したリスクがまだありません。")
    return Verdict.HOLDS, gettext_noop(
        "評価したリスク{risks}件のうち{line}点以上の{over}件の全てに、決裁された対応があります。"
    )


def _altered(figures: dict[str, int | str]) -> Result | None:
    """Return what to say when rows are not what was sealed: then no figure proves anything."""
    altered = len(list(differences()))
    figures["altered"] = altered
    return Result(Verdict.FAILS, _ALTERED, figures) if altered else None


CHECKS = (Check("risks-judged", judged), Check("risks-treated", treated))
