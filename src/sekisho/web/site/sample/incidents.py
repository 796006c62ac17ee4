"""Incidents of the sample: one being handled, one ended, and a report nobody has looked at."""

from datetime import datetime, timedelta

from django.utils import timezone

from sekisho.catalogue import load_breach_rules
from sekisho.web.approvals import deciding
from sekisho.web.approvals.models import Application
from sekisho.web.evidence.actions import File
from sekisho.web.incidents import actions
from sekisho.web.incidents.actions.planning import KIND as RESPONSE_PLAN
from sekisho.web.incidents.models import Duty, Incident, Task
from sekisho.web.organization.models import Person

People = dict[str, Person]
_HARMLESS = {
    "personal": "yes",
    "harm": "yes",
    "local-sensitive": "no",
    "property": "no",
    "unlawful": "no",
    "number": "none",
    "system": "other",
    "misuse": "no",
    "open": "no",
    "attack": "none",
    "network": "no",
    "entrusted": "no",
}


def make_incidents(people: People, *, at: datetime) -> None:
    """Say what kind of body this is, and make the three incidents."""
    by = people["onishi"]
    actions.set_body_rule(
        body="business", chosen=load_breach_rules().default_settings, by=by, at=at
    )
    _plan(people, at=at)
    _end_one(people, at=at)
    _handle_one(people, at=at)
    actions.report_incident(
        report=actions.Report(
            kind="strange",
            words="知らない会社の請求書という添付を開いてしまいました。画面はそのままです。",
            contact="内線 214",
        ),
        by=None,
        at=at - timedelta(hours=2),
    )


def _handle_one(people: People, *, at: datetime) -> None:
    """Handle a stick lost yesterday with members' data on it; whether it was stolen is open."""
    by, then = people["onishi"], at - timedelta(hours=20)
    row = actions.report_incident(
        report=actions.Report(
            kind="lost",
            words="昨日の帰りに、業務用のUSBメモリをなくしました。組合員の名簿が入っています。",
            place="市営バス 12系統",
            occurred_at=then - timedelta(hours=3),
        ),
        by=people["hamada"],
        at=then,
    )
    row = actions.triage(
        incident=row, title="組合員の名簿を入れたUSBメモリの紛失", kind="lost",
        severity="grave",
        handler=by, by=by, at=then + timedelta(hours=1),
    )  # fmt: skip
    answers = {**_HARMLESS, "protected": "no", "sensitive": "yes", "unlawful": "unsure"}
    actions.answer_facts(
        incident=row, answers=answers, least=180, most=180, known_at=row.known_at, by=by,
        at=then + timedelta(hours=2),
    )  # fmt: skip
    actions.add_affected(
        incident=row,
        who="組合員",
        count=180,
        items="氏名、組合員証の番号、健診の結果",
        by=by,
        at=at,
    )
    actions.note(
        incident=row, what="told", when=then + timedelta(hours=3), to="市営バスの営業所",
        words="遺失物を問い合わせた。届いていない。", by=by, at=then + timedelta(hours=3),
    )  # fmt: skip
    actions.add_evidence(
        incident=row,
        file=File("持出し記録.txt", "text/plain", "持出し許可の台帳の写し\n".encode()),
        words="持出しの許可を確かめた台帳の写し", taken_at=then + timedelta(hours=2), by=by, at=at,
    )  # fmt: skip
    task = Task.objects.filter(incident=row, measure="call").get()
    actions.finish_task(
        task=task, result="事務局長とCISOに電話で報告した。", by=by, at=then + timedelta(hours=1)
    )


def _end_one(people: People, *, at: datetime) -> None:
    """End a mail of forty days ago that went to the wrong address and came back unread."""
    by, then = people["onishi"], at - timedelta(days=40)
    row = actions.report_incident(
        report=actions.Report(
            kind="missent",
            words="会議の案内を、別の団体の同じ名字の人に送りました。",
            place="総務課",
        ),
        by=people["ishiguro"],
        at=then,
    )
    row = actions.triage(
        incident=row, title="会議の案内の誤送信", kind="missent", severity="minor",
        handler=by, by=by,
        at=then + timedelta(hours=1),
    )  # fmt: skip
    answers = {**_HARMLESS, "harm": "no", "protected": "no", "sensitive": "no"}
    actions.answer_facts(
        incident=row, answers=answers, least=1, most=1, known_at=row.known_at, by=by,
        at=then + timedelta(hours=2),
    )  # fmt: skip
    _finish(row, by, then + timedelta(hours=5))


def _finish(row: Incident, by: Person, at: datetime) -> None:
    for task in Task.objects.filter(incident=row):
        actions.finish_task(task=task, result="行った。", by=by, at=at)
    for duty in Duty.objects.owed().filter(incident=row):
        actions.finish_duty(
            duty=duty, done_at=at, reference="", words="半期の一覧に載せた。", by=by, at=at
        )
    actions.close_incident(
        incident=row,
        cause="宛先の候補から、同じ名字の別の人を選んだ。",
        prevention="外部への送信の前に宛先を確かめる画面を出す。",
        by=by,
        at=at,
    )


def _plan(people: People, *, at: datetime) -> None:
    """Put the plan of the template in force forty days ago; two drills, one still to be held."""
    by, then = people["onishi"], at - timedelta(days=40)
    row = actions.begin_plan(by=by, at=then)
    actions.ask_plan(edition=row, by=by, at=then)
    waiting = Application.objects.get(kind=RESPONSE_PLAN, subject=f"{RESPONSE_PLAN}:{row.pk}")
    deciding.approve(application=waiting, by=people["okabe"], comment="", at=then)
    day = timezone.localdate(at)
    held = actions.plan_drill(
        kind="call-tree", planned_on=day - timedelta(days=30), by=by, at=then,
        scenario="金曜の夕方、給付課の端末でファイルが次々に読めなくなった。",
    )  # fmt: skip
    actions.record_drill(
        drill=held, held_on=day - timedelta(days=30), called=8, reached=7, by=by, at=at,
        result="13分で7人に連絡が取れた。", mend="総務課の代わりの番号を連絡網に加える。",
    )  # fmt: skip
    actions.plan_drill(
        kind="table-top", planned_on=day + timedelta(days=45), by=by, at=at,
        scenario="委託先から、預けた名簿が外に出たおそれがあると連絡があった。",
    )  # fmt: skip
