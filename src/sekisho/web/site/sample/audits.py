"""Audits of the sample: a plan for three years, last autumn's audit reported, one in the field."""

from datetime import datetime, timedelta

from django.utils import timezone

from sekisho.web.audits import actions
from sekisho.web.audits.models import Audit, AuditPlan, Item
from sekisho.web.organization.models import Person, Unit
from sekisho.web.ui.dates import fiscal_year

People = dict[str, Person]
_AGO, _LONG = timedelta(days=75), timedelta(days=14)
_TITLES = {"mid-term": "情報セキュリティ監査 中期計画", "yearly": "情報セキュリティ監査 年度計画"}


def make_audits(people: People, *, at: datetime) -> None:
    """Plan, approve, carry out one audit of 保健課, and begin one of 給付課."""
    head, ciso = people["hayakawa"], people["okabe"]
    then = at - _AGO
    first, now = (fiscal_year(timezone.localdate(each)) for each in (then, at))
    units = list(Unit.objects.exclude(pk=head.unit_id))
    term = _plan("mid-term", first, first + 2, units, head, then)
    actions.approve_plan(plan=term, by=ciso, at=then)
    yearly = {
        year: actions.approve_plan(
            plan=_plan("yearly", year, year, units, head, then), by=ciso, at=then
        )
        for year in sorted({first, now})
    }
    _plan("mid-term", first + 3, first + 5, units, head, at)  # not approved yet
    _report(_order(yearly[first], "保健課", ["assets", "review"], people, then), people, then)
    _begin(_order(yearly[now], "給付課", ["people", "resilience"], people, at), people, at)


def _plan(  # noqa: PLR0913, PLR0917  # what a plan says
    kind: str, first: int, last: int, units: list[Unit], by: Person, at: datetime
) -> AuditPlan:
    entry = actions.PlanEntry(
        kind=kind, title=f"{_TITLES[kind]}（{first}年度）", year=first, until_year=last,
        purpose="情報セキュリティポリシーの遵守と対策の実効を、所属ごとに確かめる。"
        "重点は、個人番号の取扱いと、媒体の持出し。",
        units=units,
    )  # fmt: skip
    return actions.make_plan(entry=entry, by=by, at=at)


def _order(plan: AuditPlan, unit: str, chapters: list[str], people: People, at: datetime) -> Audit:
    day = timezone.localdate(at)
    entry = actions.AuditEntry(
        unit=Unit.objects.get(name=unit), title=f"{unit} 情報セキュリティ監査",
        purpose="対策基準の遵守の状況を確かめ、改善につなげる。", from_date=day,
        until_date=day + _LONG,
        lead=people["hayakawa"], others=[people["yoshioka"]], chapters=chapters,
    )  # fmt: skip
    return actions.order_audit(plan=plan, entry=entry, by=people["hayakawa"], at=at)


def _report(row: Audit, people: People, at: datetime) -> None:
    lead, other = people["hayakawa"], people["yoshioka"]
    for number, item in enumerate(row.items.all()):
        result = {3: "fails", 7: "partly"}.get(number, "conforms")
        actions.judge_item(item=item, result=result, seen="台帳と現物を照合した。", by=other, at=at)
    item = row.items.get(result="fails")
    found = actions.Found(
        title="情報資産台帳に、廃止した機器が三件残っている",
        detail="台帳から抜き取った二十件のうち三件の現物がなかった。廃棄の記録は保管されていた。",
        grade="middle", advice="廃棄の記録と台帳の更新を、同じ日に行う手順にすること。",
    )  # fmt: skip
    actions.note_finding(audit=row, item=item, found=found, by=lead, at=at)
    actions.report_audit(
        audit=row, opinion="台帳の更新に遅れがあるほかは、おおむね対策基準のとおりに行われている。",
        by=lead, at=at,
    )  # fmt: skip


def _begin(row: Audit, people: People, at: datetime) -> None:
    lead = people["hayakawa"]
    items = list(row.items.all())
    for item in items[:5]:
        actions.judge_item(
            item=item, result=Item.Result.CONFORMS, seen="記録を閲覧し、係長に質問した。",
            by=lead, at=at,
        )  # fmt: skip
    lines = [f"{number:03}番の貸出し" for number in range(1, 61)]
    wanted = actions.Wanted("媒体の貸出簿（半年分）", lines, 5, "604215")
    actions.draw_sample(item=items[0], wanted=wanted, by=lead, at=at)
