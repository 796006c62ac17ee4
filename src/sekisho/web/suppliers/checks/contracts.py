"""What contracts and the chains below them prove."""

from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from sekisho.catalogue import load_suppliers
from sekisho.verdicts import Result, Verdict
from sekisho.web.suppliers.chain import unconsented
from sekisho.web.suppliers.checks.judging import ROWS, Figures, Row, named
from sekisho.web.suppliers.models import Contract, Ending, Subcontract
from sekisho.web.suppliers.terms import missing_clauses

NO_CONTRACT = gettext_noop(
    "委託の契約が登録されていません。情報を扱わせる委託を全て登録してください。"
)


def outsourcing_registered(at: datetime) -> Result:
    """Every contract has somebody in charge who is there, and none went past its end unnoticed."""
    today = timezone.localdate(at)
    rows = list(Contract.objects.running(today).select_related("manager"))
    nobody = [row.pk for row in rows if not row.manager.is_present(today)]
    expired = [row.pk for row in rows if row.ends < today]
    figures: Figures = {"contracts": len(rows), "nobody": len(nobody), "expired": len(expired)}
    if not Contract.objects.exists():
        return Result(Verdict.WEAK, NO_CONTRACT, figures)
    if nobody or expired:
        message = gettext_noop(
            "委託{contracts}件のうち、責任者が在任していないものが{nobody}件、"
            "終了日を過ぎて終了の記録がないものが{expired}件あります。"
        )
        found = named("contract", dict.fromkeys([*nobody, *expired]))
        return Result(Verdict.FAILS, message, figures, found)
    message = gettext_noop("委託{contracts}件は、全て責任者が在任し、期間の内にあります。")
    return Result(Verdict.HOLDS, message, figures)


def clauses_complete(at: datetime) -> Result:
    """Every contract says what its gravity of information asks for."""
    today = timezone.localdate(at)
    rows = list(Contract.objects.running(today))
    wanting = {row.pk: len(missing_clauses(row)) for row in rows}
    wanting = {pk: count for pk, count in wanting.items() if count}
    figures: Figures = {
        "contracts": len(rows),
        "incomplete": len(wanting),
        "missing": sum(wanting.values()),
    }
    if not rows:
        return Result(Verdict.WEAK, NO_CONTRACT, figures)
    if wanting:
        message = gettext_noop(
            "委託{contracts}件のうち{incomplete}件の契約に、求める条項が合わせて{missing}か所欠けています。"
        )
        found: tuple[Row, ...] = tuple(
            {"contract": pk, "missing": count} for pk, count in list(wanting.items())[:ROWS]
        )
        return Result(Verdict.FAILS, message, figures, found)
    message = gettext_noop("委託{contracts}件の契約に、求める条項が全てあります。")
    return Result(Verdict.HOLDS, message, figures)


def reports_agreed(at: datetime) -> Result:
    """Every contract says within how many hours, and to whom, an incident is told."""
    rows = Contract.objects.running(timezone.localdate(at))
    open_ = list(rows.filter(Q(report_hours=None) | Q(report_to="")).values_list("pk", flat=True))
    figures: Figures = {"contracts": rows.count(), "unset": len(open_)}
    if not figures["contracts"]:
        return Result(Verdict.WEAK, NO_CONTRACT, figures)
    if open_:
        message = gettext_noop(
            "委託{contracts}件のうち{unset}件に、事故を知らせる時間か連絡先が決められていません。"
        )
        return Result(Verdict.FAILS, message, figures, named("contract", open_))
    message = gettext_noop("委託{contracts}件の全てに、事故を知らせる時間と連絡先があります。")
    return Result(Verdict.HOLDS, message, figures)


def subcontracts_consented(at: datetime) -> Result:
    """Nobody works below a contractor without consent to them and to everybody above them."""
    today = timezone.localdate(at)
    working = set(Subcontract.objects.working(today).values_list("pk", flat=True))
    rows = Subcontract.objects.filter(contract__ending=None).order_by("pk")
    wrong = [step for step in unconsented(rows) if step.row.pk in working]
    figures: Figures = {
        "subcontracts": len(working),
        "unconsented": len(wrong),
        "deepest": max((step.level + 1 for step in wrong), default=0),
    }
    if wrong:
        message = gettext_noop(
            "作業中の再委託{subcontracts}件のうち{unconsented}件が、承諾のないまま行われています"
            "（最も深いもので第{deepest}階層）。"
        )
        found: tuple[Row, ...] = tuple(
            {"contract": step.row.contract_id, "subcontract": step.row.pk, "level": step.level + 1}
            for step in wrong[:ROWS]
        )
        return Result(Verdict.FAILS, message, figures, found)
    if not Contract.objects.exists():
        return Result(Verdict.WEAK, NO_CONTRACT, figures)
    message = gettext_noop("作業中の再委託{subcontracts}件は、全て各段階の承諾があります。")
    return Result(Verdict.HOLDS, message, figures)


def subcontractors_bound(at: datetime) -> Result:
    """A copy showed of every subcontractor that it bears the duties of the contract."""
    today = timezone.localdate(at)
    rows = list(Subcontract.objects.working(today))
    unseen = [row for row in rows if row.copy_seen_at is None]
    late = [row for row in unseen if row.starts + _days("copy_days") < today]
    figures: Figures = {"subcontracts": len(rows), "unseen": len(unseen), "late": len(late)}
    if late:
        message = gettext_noop(
            "再委託{subcontracts}件のうち{late}件で、同じ義務を負わせた契約の写しを確かめていません。"
        )
        return Result(Verdict.FAILS, message, figures, named("subcontract", _keys(late)))
    if unseen:
        message = gettext_noop(
            "再委託{subcontracts}件のうち{unseen}件が、契約の写しの確認を待っています。"
        )
        return Result(Verdict.WEAK, message, figures, named("subcontract", _keys(unseen)))
    if not Contract.objects.exists():
        return Result(Verdict.WEAK, NO_CONTRACT, figures)
    message = gettext_noop("再委託{subcontracts}件は、全て契約の写しを確かめてあります。")
    return Result(Verdict.HOLDS, message, figures)


def endings_confirmed(at: datetime) -> Result:
    """Every contract that ended gave everything back, erased the rest, and somebody else looked."""
    today = timezone.localdate(at)
    endings = list(Ending.objects.filter(confirmed_at=None))
    late = [row.contract_id for row in endings if _is_late(row.ended_on, today)]
    silent = Contract.objects.filter(ending=None, ends__lt=today - _days("ending_days"))
    late += silent.order_by("pk").values_list("pk", flat=True)
    figures: Figures = {
        "ended": Ending.objects.count(),
        "waiting": len(endings),
        "late": len(late),
    }
    if late:
        message = gettext_noop(
            "終わった委託のうち{late}件で、返却と消去の確認が期限を過ぎています。"
        )
        return Result(Verdict.FAILS, message, figures, named("contract", late))
    if endings:
        message = gettext_noop("終わった委託のうち{waiting}件が、返却と消去の確認を待っています。")
        waiting = named("contract", [row.contract_id for row in endings])
        return Result(Verdict.WEAK, message, figures, waiting)
    if not Contract.objects.exists():
        return Result(Verdict.WEAK, NO_CONTRACT, figures)
    message = gettext_noop("終わった委託{ended}件は、全て返却と消去を別の人が確かめてあります。")
    return Result(Verdict.HOLDS, message, figures)


def _is_late(ended_on: date, today: date) -> bool:
    return ended_on + _days("ending_days") < today


def _days(name: str) -> timedelta:
    return timedelta(days=getattr(load_suppliers(), name))


def _keys(rows: list[Subcontract]) -> list[int]:
    return [row.pk for row in rows]
