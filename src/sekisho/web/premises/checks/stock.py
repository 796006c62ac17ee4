"""What stock-taking and disposal prove: counted in time, differences settled, two people."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_noop

from sekisho.catalogue import load_premises
from sekisho.verdicts import Result, Value, Verdict
from sekisho.web.evidence import queries as evidence
from sekisho.web.organization.models import Unit
from sekisho.web.premises.actions.stocktaking import DIFFERENCES, result_digest
from sekisho.web.premises.models import Disposal, StockLine, StockTaking
from sekisho.web.premises.stock import stock

ROWS = 200
CONFIRMED_WITHIN = timedelta(days=14)
Row = dict[str, Value]


def stock_taken(at: datetime) -> Result:
    """Every unit with things in the register was counted within the year; differences settled."""
    since = at - timedelta(days=load_premises().stocktaking_days)
    units = {item.unit for item in stock().of_units(Unit.objects.values_list("pk", flat=True))}
    takings = list(StockTaking.objects.filter(closed_at__gt=since, closed_at__lte=at))
    counted = set(
        StockTaking.units.through.objects.filter(stocktaking__in=takings).values_list(
            "unit", flat=True
        )
    )
    left = sorted(units - counted)
    unsettled, late = _unsettled(at)
    altered = _altered(takings)
    figures: dict[str, int | str] = {
        "units": len(units),
        "uncounted": len(left),
        "open_differences": len(unsettled),
        "overdue": len(late),
        "altered": len(altered),
    }
    rows: list[Row] = [{"stocktaking": each} for each in altered]
    rows += [{"unit": each} for each in left[:ROWS]]
    rows += [{"line": each.pk, "stocktaking": each.taking_id} for each in unsettled[:ROWS]]
    return Result(*_judged(figures), figures, tuple(rows))


def _judged(figures: dict[str, int | str]) -> tuple[Verdict, str]:
    if figures["altered"]:
        return Verdict.FAILS, gettext_noop(
            "終えた時と違う棚卸の結果が{altered}件あります。控えと照合してください。"
        )
    if not figures["units"]:
        return Verdict.FAILS, gettext_noop("数える対象の情報資産が登録されていません。")
    if figures["uncounted"]:
        return Verdict.FAILS, gettext_noop("1年以内に棚卸をしていない所属が{uncounted}あります。")
    if figures["overdue"]:
        return Verdict.FAILS, gettext_noop(
            "棚卸の差異のうち、30日を過ぎても始末していないものが{overdue}件あります。"
        )
    if figures["open_differences"]:
        return Verdict.WEAK, gettext_noop(
            "棚卸の差異のうち、始末していないものが{open_differences}件あります。"
        )
    return Verdict.HOLDS, gettext_noop(
        "{units}の所属は、全て1年以内に棚卸を終え、差異は始末されています。"
    )


def _unsettled(at: datetime) -> tuple[list[StockLine], list[StockLine]]:
    """Return the differences nobody settled, and those of them left too long."""
    rows = StockLine.objects.filter(
        taking__closed_at__lte=at, state__in=DIFFERENCES, settled_at=None
    ).select_related("taking")
    found = list(rows.order_by("pk"))
    before = at - timedelta(days=load_premises().difference_days)
    late = [each for each in found if each.taking.closed_at and each.taking.closed_at < before]
    return found, late


def _altered(takings: list[StockTaking]) -> list[int]:
    """Return the counts whose result is no more what was sealed when they were closed."""
    subjects = {f"stocktaking:{each.pk}": each for each in takings}
    sealed = {
        entry.subject: entry.facts.get("lines_sha256")
        for entry in evidence.sealed(["stocktaking.closed"], list(subjects))
    }
    return [
        each.pk for subject, each in subjects.items() if sealed.get(subject) != result_digest(each)
    ]


def disposals_certified(at: datetime) -> Result:
    """Every permitted disposal is done in time with its certificate and confirmed by another."""
    today = timezone.localdate(at)
    rows = list(Disposal.objects.filter(planned_at__lte=at).order_by("pk"))
    late = [each for each in rows if each.is_overdue(today)]
    alone = [each for each in rows if each.done_on and each.confirmed_at is None]
    forgotten = [each for each in alone if each.done_on and each.done_on + CONFIRMED_WITHIN < today]
    figures: dict[str, int | str] = {
        "disposals": len(rows),
        "late": len(late),
        "unconfirmed": len(alone),
        "overdue": len(forgotten),
    }
    wrong: tuple[Row, ...] = tuple({"disposal": each.pk} for each in [*late, *alone][:ROWS])
    if late or forgotten:
        message = gettext_noop(
            "期限までに廃棄されていないものが{late}件、14日以内に確認されていない廃棄が{overdue}件あります。"
        )
        return Result(Verdict.FAILS, message, figures, wrong)
    if alone:
        message = gettext_noop("ほかの人の確認を待つ廃棄が{unconfirmed}件あります。")
        return Result(Verdict.WEAK, message, figures, wrong)
    if not rows:
        message = gettext_noop("廃棄の記録が一件もありません。")
        return Result(Verdict.WEAK, message, figures)
    message = gettext_noop("廃棄{disposals}件は、全て証明書と別の人の確認があるか、期限の前です。")
    return Result(Verdict.HOLDS, message, figures)
