"""What selections, lists of workers, media handed over and findings prove."""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_noop

from sekisho.catalogue import load_suppliers
from sekisho.verdicts import Result, Verdict
from sekisho.web.suppliers import entering
from sekisho.web.suppliers.checks.contracts import NO_CONTRACT
from sekisho.web.suppliers.checks.judging import Figures, Row, named
from sekisho.web.suppliers.models import Contract, Finding, Handover, Worker

_LOOKED_BACK = timedelta(days=90)
_ROWS = 200


def contractors_selected(at: datetime) -> Result:
    """Every contract goes back to a comparison decided by another, or to its paper of before."""
    rows = list(
        Contract.objects.running(timezone.localdate(at)).select_related("selection__chosen")
    )
    without = [row.pk for row in rows if not _is_selected(row) and not row.selected_paper]
    paper = [row.pk for row in rows if not _is_selected(row) and row.selected_paper]
    figures: Figures = {"contracts": len(rows), "unselected": len(without), "paper": len(paper)}
    if not rows:
        return Result(Verdict.WEAK, NO_CONTRACT, figures)
    if without:
        message = gettext_noop(
            "委託{contracts}件のうち{unselected}件に、基準で比べて選んだ記録がありません。"
        )
        return Result(Verdict.FAILS, message, figures, named("contract", without))
    if paper:
        message = gettext_noop(
            "委託{contracts}件のうち{paper}件は、選定の記録がこの仕組みの外の書類にあります。"
        )
        return Result(Verdict.WEAK, message, figures, named("contract", paper))
    message = gettext_noop("委託{contracts}件は、全て基準で比べて選び、別の人が決裁しています。")
    return Result(Verdict.HOLDS, message, figures)


def _is_selected(row: Contract) -> bool:
    chosen = row.selection
    return (
        chosen is not None
        and chosen.decided_at is not None
        and chosen.chosen is not None
        and chosen.chosen.firm_id == row.firm_id
    )


def workers_known(at: datetime) -> Result:
    """The list of workers is new for every contract, and nobody of a contractor came in off it."""
    today = timezone.localdate(at)
    rows = [row for row in Contract.objects.running(today).select_related("firm") if _lists(row)]
    lines = list(Worker.objects.filter(contract__in=rows).select_related("contract__firm"))
    empty = {row.pk for row in rows} - {line.contract_id for line in lines if _counts(line, today)}
    last = at - timedelta(days=load_suppliers().worker_list_days)
    old = {row.pk for row in rows if row.workers_seen_at is None or row.workers_seen_at < last}
    found = _strangers(rows, lines, today)
    figures: Figures = {
        "contracts": len(rows),
        "unlisted": len(empty),
        "old": len(old - empty),
        "strangers": len(found),
        "entries": "read" if entering.known() else "unread",
    }
    if empty or old or found:
        message = gettext_noop(
            "委託{contracts}件のうち、従事者の名簿がないものが{unlisted}件、古いものが{old}件、"
            "名簿にない入室が{strangers}件あります。"
        )
        entries: tuple[Row, ...] = tuple({"entry": each.reference} for each in found[:_ROWS])
        return Result(
            Verdict.FAILS, message, figures, named("contract", sorted(empty | old)) + entries
        )
    if not Contract.objects.exists():
        return Result(Verdict.WEAK, NO_CONTRACT, figures)
    message = gettext_noop("委託{contracts}件の従事者の名簿は新しく、名簿にない入室はありません。")
    return Result(Verdict.HOLDS, message, figures)


def _strangers(
    rows: list[Contract], lines: list[Worker], today: date
) -> tuple[entering.Entry, ...]:
    by_firm: dict[str, list[Worker]] = {row.firm.name: [] for row in rows}
    for line in lines:
        by_firm[line.contract.firm.name].append(line)
    entries = entering.entries_between(today - _LOOKED_BACK, today)
    return entering.unlisted(entries, by_firm, by_firm)


def _lists(row: Contract) -> bool:
    """Whether the contract is over information for which workers are listed."""
    return load_suppliers().rank(row.grade) > 0


def _counts(line: Worker, today: date) -> bool:
    return line.from_date <= today and (line.until_date is None or line.until_date >= today)


def media_back(at: datetime) -> Result:
    """What was handed to contractors is back in time, and wiped soon after."""
    today = timezone.localdate(at)
    rows = list(Handover.objects.out())
    late = [row.pk for row in rows if row.is_overdue(today)]
    wipe = timedelta(days=load_suppliers().wipe_days)
    unwiped = [row.pk for row in rows if row.returned_on and row.returned_on + wipe < today]
    figures: Figures = {
        "handed": Handover.objects.count(),
        "out": len(rows),
        "late": len(late),
        "unwiped": len(unwiped),
    }
    if late or unwiped:
        message = gettext_noop(
            "委託先に渡したもののうち、期限までに返っていないものが{late}件、"
            "返ったのに消去を確かめていないものが{unwiped}件あります。"
        )
        return Result(Verdict.FAILS, message, figures, named("handover", [*late, *unwiped]))
    if not Contract.objects.exists():
        return Result(Verdict.WEAK, NO_CONTRACT, figures)
    message = gettext_noop("委託先に渡したもの{handed}件に、期限を過ぎたものはありません。")
    return Result(Verdict.HOLDS, message, figures)


def findings_mended(at: datetime) -> Result:
    """What fell short at contractors is mended by its day."""
    today = timezone.localdate(at)
    rows = list(Finding.objects.open())
    late = [row.pk for row in rows if row.is_overdue(today)]
    figures: Figures = {"open": len(rows), "late": len(late)}
    if late:
        message = gettext_noop("委託先への指摘のうち{late}件が、期限までに改善されていません。")
        return Result(Verdict.FAILS, message, figures, named("supplier_finding", late))
    if not Contract.objects.exists():
        return Result(Verdict.WEAK, NO_CONTRACT, figures)
    message = gettext_noop("委託先への指摘に、期限を過ぎたものはありません（改善中{open}件）。")
    return Result(Verdict.HOLDS, message, figures)
