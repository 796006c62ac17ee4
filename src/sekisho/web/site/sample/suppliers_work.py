"""Selections, workers, media and findings of the sample's contracts."""

from datetime import datetime, timedelta

from django.utils import timezone

from sekisho.catalogue import load_suppliers
from sekisho.web.approvals import deciding
from sekisho.web.approvals.models import Application
from sekisho.web.corrections import actions as corrections
from sekisho.web.corrections.models import Correction
from sekisho.web.organization.models import Person, Unit
from sekisho.web.premises.models import Area
from sekisho.web.suppliers import actions, policy
from sekisho.web.suppliers.answering import Answer
from sekisho.web.suppliers.models import Contract, Selection, Worker

People = dict[str, Person]
_FIRMS = (  # firm, answers that are not the best, remark
    ("若葉データ", {"certificate": "part"}, "見積りは中位。前年度の入力誤りは0.02%。"),
    (
        "みなと事務代行",
        {"subcontracting": "part", "reporting": "part"},
        "再委託先1社を示している。",
    ),
    ("格安入力ネット", {"domestic": "none", "erasing": "part"}, "作業場所の一部が国外。"),
)


def select_health(people: People, *, at: datetime) -> Selection:
    """Compare three firms for the entry of health checks, and have the choice decided."""
    row = _compared(people, "健診データの入力", "受診票の画像（氏名・生年月日・健診結果）", at)
    actions.propose(
        selection=row, candidate=row.candidates.get(firm__name="若葉データ"),
        reason="得点が最も高く、必須の基準を全て満たすため。", by=people["kubota"], at=at,
    )  # fmt: skip
    application = Application.objects.get(subject=f"selection:{row.pk}")
    for name in ("tomita", "onishi"):
        deciding.approve(application=application, by=people[name], comment="", at=at)
    row.refresh_from_db()
    return row


def compare_printing(people: People, *, at: datetime) -> None:
    """Leave a comparison that nobody has proposed from yet."""
    _compared(people, "年金通知書の印刷と封入", "宛名と年金額", at)


def _compared(people: People, title: str, information: str, at: datetime) -> Selection:
    by = people["kubota"]
    row = actions.begin_selection(
        title=title, unit=Unit.objects.get(name="保健課"), grade="personal",
        information=information, by=by, at=at,
    )  # fmt: skip
    best = {each.id: "full" for each in load_suppliers().criteria_for("personal")}
    for firm, others, note in _FIRMS:
        actions.compare_firm(
            selection=row, firm=firm, answers=best | others, note=note, by=by, at=at
        )
    return row


def fill_core(contract: Contract, people: People, *, at: datetime) -> None:
    """List two residents who may enter the server room, and confirm their list."""
    today, area = timezone.localdate(at), Area.objects.get(name="情報システム室")
    for name in ("katayama", "watarai"):
        actions.list_worker(
            contract=contract, name="", duty="基幹システムの運用", areas=[f"area:{area.pk}"],
            from_date=today - timedelta(days=90), person=people[name], by=people["onishi"], at=at,
        )  # fmt: skip
    actions.confirm_workers(contract=contract, by=people["onishi"], at=at)


def fill_others(contracts: list[Contract], people: People, *, at: datetime) -> None:
    """List one worker each, from elsewhere, and confirm the lists."""
    names = ("真壁 玲子", "辻本 拓", "乾 正志")
    today, by = timezone.localdate(at), people["nagai"]
    for contract, name in zip(contracts, names, strict=True):
        actions.list_worker(
            contract=contract, name=name, duty="業務責任者", areas=[], from_date=today, by=by, at=at
        )
        actions.confirm_workers(contract=contract, by=by, at=at)


def fill_health(contract: Contract, people: People, *, at: datetime) -> None:
    """Hand media over, one of which came back wiped; note findings, one of them mended."""
    today, by, other = timezone.localdate(at), people["kubota"], people["tomita"]
    for number, back in (("USB-021", True), ("USB-022", False)):
        handed = actions.Handed(
            what="受診票の画像", number=number, asset=None, grade="personal", encrypted=True,
            way="施錠したケースで職員が手渡し", handed_on=today - timedelta(days=6),
            due_on=today + timedelta(days=8),
        )  # fmt: skip
        row = actions.hand_over(contract=contract, handed=handed, by=by, at=at)
        if back:
            actions.take_return(handover=row, on=today, by=by, at=at)
            how = "媒体を初期化し、委託先の消去報告を受け取った。"
            actions.confirm_wiped(handover=row, on=today, how=how, by=other, at=at)
    _findings(contract, people, at)


def _findings(contract: Contract, people: People, at: datetime) -> None:
    today = timezone.localdate(at)
    by, owner, other = (people[each] for each in ("kubota", "tomita", "nagai"))
    for what, measure in (
        ("入力室の扉が、昼休みに施錠されていなかった。", "無人のときの施錠と、その記録。"),
        ("従事者の教育の記録に、4月に入った人の分がなかった。", "教育の実施と、記録の提出。"),
    ):
        row = actions.note_finding(
            contract=contract, source="visit", what=what, measure=measure,
            found_on=today - timedelta(days=10), due_on=today + timedelta(days=20), by=by, at=at,
        )  # fmt: skip
    mended = Correction.objects.get(ref=f"supplier-finding:{row.pk}")
    corrections.report(correction=mended, result="教育を行い、記録を受け取った。", by=owner, at=at)
    corrections.confirm(
        correction=mended, text="教育の記録を受け取り、全員分を確かめた。", by=other, at=at
    )


def confirm(contracts: list[Contract], people: People, *, at: datetime) -> None:
    """Have the first contractors answer all yes and be looked through; the last one still waits."""
    by, due = people["nagai"], timezone.localdate(at) + timedelta(days=14)
    for contract in contracts:
        row = actions.ask_confirmation(contract=contract, due_on=due, by=by, at=at)
        if contract == contracts[-1]:
            continue
        link = actions.open_link(
            link=row.links.get(), untrusted_code=actions.secrets_of(row.links.get())[1], at=at
        )
        questions = load_suppliers().yearly_for(contract.grade)
        answers = {each.id: Answer("yes") for each in questions}
        actions.answer_confirmation(link=link, answers=answers, respondent="営業部 課長", at=at)
        actions.review_confirmation(confirmation=row, by=by, at=at)


def let_residents_promise(people: People, *, at: datetime) -> None:
    """Have the residents promise to keep the policy in force."""
    current = policy.in_force()
    for worker in Worker.objects.exclude(person=None) if current else ():
        link = actions.make_link(subject=worker, by=people["onishi"], at=at)
        opened = actions.open_link(link=link, untrusted_code=actions.secrets_of(link)[1], at=at)
        actions.promise(link=opened, edition=current.reference if current else "", at=at)
