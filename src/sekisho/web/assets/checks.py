"""What this room can prove of the register: complete, owned, graded, in the right zone, in time."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_noop

from sekisho.catalogue import load
from sekisho.verdicts import Check, Result, Value, Verdict
from sekisho.web.assets.access import MYNUMBER_ZONE
from sekisho.web.assets.grading import ASPECTS, chosen
from sekisho.web.assets.models import Asset, Relation

ROWS = 200  # rows named in a result


def assets_scope_recorded(at: datetime) -> Result:
    """Look for kinds without a covered asset (fails) and rows not confirmed for a year (weak)."""
    today = timezone.localdate(at)
    assets = list(Asset.objects.only("kind", "covered", "confirmed_at").order_by("pk"))
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
    return Result(*_judge_scope(figures), figures, tuple(rows))


def assets_owned(at: datetime) -> Result:
    """Every covered asset has a post that answers for it; its unit is never empty."""
    return _none_may(
        at,
        lambda row: row.post_id is None,
        gettext_noop("情報資産{assets}件のうち{wanting}件に、管理者の職がありません。"),
        gettext_noop("情報資産{assets}件のすべてに、管理者の職があります。"),
    )


def assets_classified(at: datetime) -> Result:
    """Every covered asset has a grade of each chosen scheme."""
    schemes = chosen()
    return _none_may(
        at,
        lambda row: any(schemes.level(each, getattr(row, each)) is None for each in ASPECTS),
        gettext_noop("情報資産{assets}件のうち{wanting}件に、決められた分類がありません。"),
        gettext_noop("情報資産{assets}件のすべてが、決められた体系で分類されています。"),
    )


def assets_zoned(at: datetime) -> Result:
    """Every covered asset whose sort lies in a network zone names one."""
    sorts = {sort.id for sort in load().asset_sorts.values() if sort.zone}
    return _none_may(
        at,
        lambda row: row.zone_id is None and row.sort in sorts,
        gettext_noop("情報資産{assets}件のうち{wanting}件に、あるべき領域がありません。"),
        gettext_noop("情報資産{assets}件のうち、領域が要るもののすべてに領域があります。"),
    )


def assets_mynumber_placed(at: datetime) -> Result:
    """What serves work with individual numbers lies in the My Number zone, or in none (paper)."""
    return _none_may(
        at,
        lambda row: (
            row.personal_number != Asset.PersonalNumber.NONE
            and row.zone is not None
            and row.zone.key != MYNUMBER_ZONE
        ),
        gettext_noop("個人番号の事務の情報資産のうち{wanting}件が、別の領域に置かれています。"),
        gettext_noop("個人番号の事務の情報資産は、すべて専用の領域か紙にあります。"),
    )


def assets_retention_kept(at: datetime) -> Result:
    """Nothing is kept past the last day of its retention."""
    today = timezone.localdate(at)
    return _none_may(
        at,
        lambda row: row.retained_until is not None and row.retained_until < today,
        gettext_noop("保存期間の満了日を過ぎた情報資産が{wanting}件あります。"),
        gettext_noop("情報資産{assets}件に、保存期間の満了日を過ぎたものはありません。"),
        Verdict.WEAK,
    )


def assets_carriers_graded(_at: datetime) -> Result:
    """What uses or holds an asset is graded at least as confidential as it."""
    schemes = chosen()
    pairs = Relation.objects.filter(
        kind__in=(Relation.Kind.USES, Relation.Kind.HOLDS, Relation.Kind.COPIES),
        upper__covered=True,
        lower__covered=True,
    ).order_by("upper_id", "lower_id")
    grades = list(
        pairs.values_list("upper", "lower", "upper__confidentiality", "lower__confidentiality")
    )
    rows: list[dict[str, Value]] = [
        {"asset": upper, "lower": lower}
        for upper, lower, above, below in grades
        if schemes.rank("confidentiality", above) < schemes.rank("confidentiality", below)
    ]
    figures = {"relations": len(grades), "wanting": len(rows)}
    if rows:
        message = gettext_noop(
            "中の情報より軽い機密性で登録されたシステム・端末・媒体が{wanting}組あります。"
        )
        return Result(Verdict.FAILS, message, figures, tuple(rows[:ROWS]))
    message = gettext_noop("関係のある情報資産{relations}組で、機密性の重さが釣り合っています。")
    return Result(Verdict.HOLDS, message, figures)


def _none_may(
    _at: datetime,
    wanting: Callable[[Asset], bool],
    faulty: str,
    good: str,
    verdict: Verdict = Verdict.FAILS,
) -> Result:
    """Judge every covered asset by one fault; an empty register proves nothing."""
    assets = list(Asset.objects.filter(covered=True).select_related("zone").order_by("pk"))
    found = [asset for asset in assets if wanting(asset)]
    figures = {"assets": len(assets), "wanting": len(found)}
    if not assets:
        return Result(Verdict.FAILS, gettext_noop("情報資産が登録されていません。"), figures)
    if found:
        return Result(verdict, faulty, figures, tuple(_named(found[:ROWS])))
    return Result(Verdict.HOLDS, good, figures)


def _named(assets: Iterable[Asset]) -> Iterable[dict[str, Value]]:
    return ({"asset": row.pk, "kind": row.kind} for row in assets)


def _judge_scope(figures: dict[str, int]) -> tuple[Verdict, str]:
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


CHECKS = (
    Check("assets-scope-recorded", assets_scope_recorded),
    Check("assets-owned", assets_owned),
    Check("assets-classified", assets_classified),
    Check("assets-zoned", assets_zoned),
    Check("assets-mynumber-placed", assets_mynumber_placed),
    Check("assets-retention-kept", assets_retention_kept),
    Check("assets-carriers-graded", assets_carriers_graded),
)
