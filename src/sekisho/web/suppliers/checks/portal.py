"""What the yearly confirmations of contractors and the promises of their residents prove."""

from datetime import date, datetime, timedelta

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_noop

from sekisho.catalogue import load_suppliers
from sekisho.verdicts import Result, Verdict
from sekisho.web.suppliers import policy
from sekisho.web.suppliers.checks.contracts import NO_CONTRACT
from sekisho.web.suppliers.checks.judging import Figures, named
from sekisho.web.suppliers.models import Confirmation, Contract, Promise, Worker


def contractors_confirmed(at: datetime) -> Result:
    """Every contractor over grave information was confirmed within a year, nobody lets it pass."""
    today, rules = timezone.localdate(at), load_suppliers()
    rows = [
        row
        for row in Contract.objects.running(today).annotate(
            newest=Max("confirmations__reviewed_at")
        )
        if rules.rank(row.grade) >= rules.rank(rules.yearly_from)
    ]
    year = timedelta(days=rules.yearly_days)
    late = [row.pk for row in rows if _since(row) + year < today]
    never = [row.pk for row in rows if _newest(row) is None and row.pk not in late]
    waiting = Confirmation.objects.waiting().filter(due_on__lt=today)
    silent = list(waiting.values_list("contract_id", flat=True))
    figures: Figures = {
        "contracts": len(rows),
        "late": len(late),
        "silent": len(silent),
        "first": len(never),
    }
    if late or silent:
        message = gettext_noop(
            "重要な情報を扱う委託{contracts}件のうち、一年以内に確認していないものが{late}件、"
            "期限を過ぎて回答のないものが{silent}件あります。"
        )
        found = named("contract", dict.fromkeys([*late, *silent]))
        return Result(Verdict.FAILS, message, figures, found)
    if never or not Contract.objects.exists():
        message = gettext_noop(
            "重要な情報を扱う委託{contracts}件のうち{first}件は、まだ最初の年次の確認を終えていません。"
        )
        chosen = message if never else NO_CONTRACT
        return Result(Verdict.WEAK, chosen, figures, named("contract", never))
    message = gettext_noop("重要な情報を扱う委託{contracts}件は、全て一年以内に確認しています。")
    return Result(Verdict.HOLDS, message, figures)


def _since(row: Contract) -> date:
    """Return since when a contract counts as confirmed: its last confirmation, or its start."""
    newest = _newest(row)
    return timezone.localdate(newest) if newest else row.starts


def _newest(row: Contract) -> datetime | None:
    found: datetime | None = row.newest  # type: ignore[attr-defined]  # annotated above
    return found


def residents_promised(at: datetime) -> Result:
    """All residents of contractors promised to keep the policy in force, or have days left."""
    today, current = timezone.localdate(at), policy.in_force()
    rows = list(Worker.objects.on(today).exclude(person=None))
    given = set(
        Promise.objects.filter(edition=current.reference).values_list("worker_id", flat=True)
        if current
        else ()
    )
    left = [row for row in rows if row.pk not in given]
    days = timedelta(days=load_suppliers().pledge_days)
    since = current.since if current and current.since else date.min
    late = [row.pk for row in left if max(row.from_date, since) + days < today]
    figures: Figures = {"residents": len(rows), "left": len(left), "late": len(late)}
    if current is None:
        message = gettext_noop("施行中の基本方針がないため、常駐要員の遵守の確認を求められません。")
        return Result(Verdict.FAILS, message, figures)
    if late:
        message = gettext_noop(
            "委託先の常駐要員{residents}人のうち{late}人が、期限までに基本方針の遵守を確認していません。"
        )
        return Result(Verdict.FAILS, message, figures, named("contract_worker", late))
    if left:
        message = gettext_noop(
            "委託先の常駐要員{residents}人のうち{left}人が、期限の内で遵守の確認を待っています。"
        )
        waiting = named("contract_worker", [row.pk for row in left])
        return Result(Verdict.WEAK, message, figures, waiting)
    message = gettext_noop(
        "委託先の常駐要員{residents}人は、全員が基本方針の遵守を確認しています。"
    )
    return Result(Verdict.HOLDS, message, figures)
