"""Contracts of the sample, with chains below them, one that waits for its end to be confirmed."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from sekisho.catalogue import load_suppliers
from sekisho.web.approvals import deciding
from sekisho.web.approvals.models import Application
from sekisho.web.evidence.actions import File
from sekisho.web.organization.models import Person, Unit
from sekisho.web.site.sample import suppliers_work
from sekisho.web.suppliers import actions
from sekisho.web.suppliers.models import Contract, Selection, Subcontract
from sekisho.web.ui.dates import fiscal_year_end, fiscal_year_start

People = dict[str, Person]
Rest = tuple[str, str, str, date, date]  # unit, manager, gravity, first and last day
_CALL = "総務課情報係 内線210（夜間は当直）"
_AGO, _LATER = timedelta(days=10), timedelta(days=45)


def make_suppliers(people: People, *, at: datetime) -> None:
    """Enter contracts that go on, consent to their subcontractors, and one that ended."""
    today = timezone.localdate(at)
    year, end = fiscal_year_start(today), fiscal_year_end(today)
    core = _contract(people, ("委08-01", "基幹業務システムの運用保守", "朝霧情報サービス"),
                     ("総務課", "onishi", "mynumber", year, end), at)  # fmt: skip
    chosen = suppliers_work.select_health(people, at=at)
    health = _contract(people, ("委08-02", "健診データの入力", "若葉データ"),
                       ("保健課", "tomita", "personal", year, end), at, chosen)  # fmt: skip
    site = _contract(people, ("委08-03", "ホームページの保守", "ひがし広報デザイン"),
                     ("総務課", "hiraoka", "internal", year, end), at)  # fmt: skip
    papers = _contract(people, ("委08-04", "機密文書の溶解処理", "朝霧リサイクル"),
                       ("総務課", "hiraoka", "personal", year, today + _LATER), at)  # fmt: skip
    below = _consented(core, _work("北沢システム開発", "プログラムの改修と試験", "personal", year),
                       people, ("shinohara", "morishita", "onishi"), at)  # fmt: skip
    actions.see_copy(subcontract=below, by=people["onishi"], at=at)
    _consented(health, _work("港町入力センター", "繁忙期の入力の応援", "personal", today - _AGO),
               people, ("kubota", "tomita", "onishi"), at)  # fmt: skip
    suppliers_work.fill_core(core, people, at=at)
    suppliers_work.fill_others([health, site, papers], people, at=at)
    suppliers_work.fill_health(health, people, at=at)
    suppliers_work.compare_printing(people, at=at)
    suppliers_work.confirm([core, health, papers], people, at=at)
    suppliers_work.let_residents_promise(people, at=at)
    _ended(people, at)


def _contract(
    people: People, names: tuple[str, str, str], rest: Rest, at: datetime,
    chosen: Selection | None = None,
) -> Contract:  # fmt: skip
    number, title, firm = names
    unit, manager, grade, starts, ends = rest
    entry = actions.Entry(
        number=number, title=title, firm=firm, unit=Unit.objects.get(name=unit),
        manager=people[manager], grade=grade, starts=starts, ends=ends, report_hours=1,
        report_to=_CALL, selection=chosen,
        selected_paper="" if chosen else "契約時の選定調書（総務課 書庫）",
    )  # fmt: skip
    by = people["nagai"]
    row = actions.record_contract(entry=entry, by=by, at=at)
    asked = load_suppliers().clauses_for(grade)
    places = {each.id: f"特記仕様書 第{place}条" for place, each in enumerate(asked, 2)}
    return actions.tick_clauses(contract=row, clauses=places, by=by, at=at)


def _work(firm: str, task: str, grade: str, starts: date) -> actions.Work:
    measures = "ISMS認証あり。作業は入退室を管理する室内に限り、媒体を持ち出さない。"
    return actions.Work(firm, task, "県内の同社作業室", grade, measures, starts)


def _consented(
    contract: Contract, work: actions.Work, people: People, acting: tuple[str, ...], at: datetime
) -> Subcontract:
    """Ask for consent as the first of `acting`, and have the others take the steps."""
    row = actions.ask_consent(contract=contract, work=work, by=people[acting[0]], at=at)
    application = Application.objects.get(subject=f"subcontract:{row.pk}")
    for name in acting[1:]:
        deciding.approve(application=application, by=people[name], comment="", at=at)
    row.refresh_from_db()
    return row


def _ended(people: People, at: datetime) -> None:
    """End a contract six days ago; its papers are there, the second person has not looked yet."""
    today = timezone.localdate(at)
    times = (today - timedelta(days=200), today - timedelta(days=6))
    row = _contract(people, ("委07-09", "年金記録システムの更新", "朝霧情報サービス"),
                    ("年金課", "tsuchiya", "mynumber", *times), at)  # fmt: skip
    certificate = File("消去証明書.txt", "text/plain", "見本の消去証明書です。".encode())
    actions.record_ending(
        contract=row, ended_on=times[1], returned="移行用の外付けディスク1台、設計書、入館証2枚",
        accounts_closed=True, certificate=certificate, by=people["onishi"], at=at,
    )  # fmt: skip
