"""A whole fiscal year with a moved clock: what is done moves the articles it serves, and no other.

April: documents in force, pledges, committee, plans; training, a mail drill, the self-inspection,
an audit with a finding, its correction, the review; then a new edition next April. At each step
the status of the articles 5 to 10 is computed from what the rooms really hold.
"""

from datetime import date, timedelta

import pytest
import time_machine
from tests.web.site.year import BELOW, DEMANDS, POLICY, Body, at, faults, standing

from sekisho.catalogue import load_courses, load_inspection
from sekisho.web.audits import actions as audits
from sekisho.web.audits import agreement as audit_rows
from sekisho.web.audits.access import confirmers
from sekisho.web.audits.models import AuditPlan, Sheet
from sekisho.web.awareness import actions as awareness
from sekisho.web.awareness import agreement as awareness_rows
from sekisho.web.corrections import actions as corrections
from sekisho.web.corrections import agreement as correction_rows
from sekisho.web.corrections.models import Correction
from sekisho.web.evidence.verification import verify
from sekisho.web.governance import actions as governance
from sekisho.web.governance import agreement as governance_rows
from sekisho.web.maildrills import actions as drills
from sekisho.web.maildrills import agreement as drill_rows
from sekisho.web.maildrills.tokens import word_for
from sekisho.web.organization.models import Unit
from sekisho.web.policies.models import Edition
from sekisho.web.reviews import actions as reviews
from sekisho.web.reviews import agreement as review_rows
from sekisho.web.training import actions as training
from sekisho.web.training import agreement as training_rows
from sekisho.web.training.models import Assignment
from sekisho.web.ui.dates import fiscal_year

pytestmark = pytest.mark.django_db
HOLDS, WEAK, FAILS = "in force", "weak", "failing"
ROOMS = (
    audit_rows, awareness_rows, correction_rows, drill_rows, governance_rows, review_rows,
    training_rows,
)  # fmt: skip


class Year:
    """What is asserted of each step: the articles named moved, and every other stands as it did."""

    def __init__(self, body, clock):
        self.body, self.clock, self.last = body, clock, {}

    def go(self, *day):
        when = at(*day)
        self.clock.move_to(when)
        return when

    def begins(self, when, **all_of_them):
        self.last = standing(when)
        assert self.last == named(all_of_them), self._why(when, named(all_of_them))

    def moved(self, when, **articles):
        before, self.last = self.last, standing(when)
        wanted = before | named(articles)
        assert self.last == wanted, self._why(when, wanted)
        assert all(before[each] != self.last[each] for each in named(articles)), "nothing moved"

    def _why(self, when, wanted):
        return {each: (found, faults(when, each)) for each, found in self.last.items()
                if found != wanted[each]}  # fmt: skip


def named(statuses):
    """Names of articles as keywords: `a5`, `a6_1` for 6(1)."""
    found = {}
    for word, status in statuses.items():
        head, _, item = word[1:].partition("_")
        found[f"{head}({item})" if item else head] = status
    return found


def hang_bulletin(body, when, until):
    row = awareness.publish(
        title="注意",
        text="本文",
        from_date=when.date(),
        until_date=until,
        by=body.secretary,
        at=when,
    )
    for person in everybody(body):
        awareness.open_bulletin(bulletin=row, by=person, at=when)


def everybody(body):
    return [
        body.secretary, body.chief, body.ciso, body.head, body.other_head, body.office_head,
        body.over, body.audit_head, body.auditor, *body.members, *body.committee,
    ]  # fmt: skip


def train(when):
    course = load_courses()["targeted-mail"]
    right = {each.id: each.answer for each in course.questions}
    for row in Assignment.objects.filter(completed_at=None):
        for page in range(1, len(course.pages) + 1):
            training.read_page(assignment=row, page=page, by=row.person, at=when)
        training.try_quiz(
            assignment=row, answers=right, edition=course.digest, by=row.person, at=when
        )


def answer_all(when):
    for row in Sheet.objects.filter(answered_at=None):
        said = {each.control: ("yes", "") for each in load_inspection().asked(row.audience)}
        audits.answer_sheet(sheet=row, answers=said, by=row.person, at=when)


def confirm_all(body, when):
    heads = confirmers(when.date())
    for row in Sheet.objects.filter(confirmed_at=None).with_names():
        by = heads.of(row)
        audits.confirm_sheets(sheets=[row], by=by or body.ciso, at=when)


def run_drill(body, when):
    """Plan, begin, have nine in ten report, and close."""
    row = drills.plan(
        title="訓練", letter="invoice", audience=drills.Audience(everyone=True),
        send_on=when.date(), closes_on=date(when.year, when.month, when.day + 5), goal=60,
        by=body.secretary, at=when,
    )  # fmt: skip
    drills.start_due(at=when)
    row.refresh_from_db()
    row.letters.update(sent=True)
    people = [each.person for each in row.waiting.select_related("person")]
    row.waiting.all().delete()
    for person in people[: len(people) * 9 // 10]:
        text = f"/mail-drill/{row.pk}/{word_for(row.salt, person.opaque_id)}/"
        drills.note_reported(untrusted_text=text, subject="", by=None, at=when)
    return row


def review(body, document, when):
    """The desk takes up what calls for a review; answers change the policy; the CISO decides."""
    row = reviews.prepare_review(
        title="見直し", meets_on=when.date(), place="会議室", by=body.secretary, at=when
    )
    points = list(row.points.all())
    assert "台帳の漏れ" in {each.title for each in points}
    amend = reviews.Answer("amend", "教育の頻度を明らかにする", document)
    reviews.answer_points(
        review=row, answers=dict.fromkeys((each.pk for each in points), amend), by=body.secretary,
        at=when,
    )  # fmt: skip
    reviews.conclude_review(review=row, opinion="基本方針を改める。", by=body.ciso, at=when)


def start_training(body, when):
    everyone = training.Audience(everyone=True)
    for due in (date(2026, 7, 31), None):
        training.start_campaign(
            title="研修", course="targeted-mail", audience=everyone, due_on=due, by=body.secretary,
            at=when,
        )  # fmt: skip


def hold_committee(body, when):
    meeting = governance.call_meeting(
        title="委員会", when=when, place="会議室", agenda="計画", by=body.secretary,
        at=when - timedelta(days=7),
    )  # fmt: skip
    governance.close_meeting(
        meeting=meeting, minutes="審議した。", present=body.committee, deputies={}, decided=[],
        by=body.secretary, at=when,
    )  # fmt: skip


def mend(body, row, when):
    """The head plans, another auditor's judgement agrees, it is done, and seen by the auditor."""
    row = corrections.plan(
        correction=row, action="鍵を付ける", owner=body.head, due_on=row.due_on, by=body.head,
        at=when,
    )  # fmt: skip
    row = corrections.agree(correction=row, by=body.auditor, at=when)
    row = corrections.report(correction=row, result="付けた", by=body.head, at=when)
    corrections.confirm(correction=row, text="見た", by=body.auditor, at=when)


def plan_audits(body, when, *, mid_term=None):
    """A plan of the year, and of several years; somebody else approves."""
    year = fiscal_year(when.date())
    for kind, until in (("mid-term", mid_term), ("yearly", year)):
        if until is not None:
            entry = audits.PlanEntry(
                kind=kind, title="計画", year=year, until_year=until, purpose="確かめる",
                units=list(Unit.objects.all()),
            )  # fmt: skip
            plan = audits.make_plan(entry=entry, by=body.audit_head, at=when)
            audits.approve_plan(plan=plan, by=body.ciso, at=when)


def audit(body, when):
    plan = AuditPlan.objects.get(kind="yearly")
    entry = audits.AuditEntry(
        unit=body.head.unit, title="給付課の監査", purpose="確かめる", from_date=when.date(),
        until_date=date(2026, 11, 30), lead=body.auditor, others=[], chapters=["review"],
    )  # fmt: skip
    return audits.order_audit(plan=plan, entry=entry, by=body.audit_head, at=when)


def report(body, row, when):
    for item in row.items.all():
        audits.judge_item(item=item, result="conforms", seen="見た", by=body.auditor, at=when)
    found = audits.Found(title="台帳の漏れ", detail="三件", grade="middle")
    audits.note_finding(audit=row, item=None, found=found, by=body.auditor, at=when)
    audits.report_audit(audit=row, opinion="おおむね良い", by=body.auditor, at=when)
    return Correction.objects.get(source="audit")


def test_a_fiscal_year_moves_the_articles_by_what_is_done():
    with time_machine.travel(at(2026, 4, 1), tick=False) as clock:
        year = Year(Body(), clock)
        spring(year)
        summer(year)
        autumn(year)
        next_april(year)
        assert [each for room in ROOMS for each in room.differences()] == []
        # The people are the factory's, who seals nobody; all else is in the ledger as it stands.
        assert {each.code for each in verify().problems} == {"row-unsealed"}


def spring(year):
    """April: documents in force, everybody confirms, the committee meets, audits are planned."""
    body, when = year.body, year.go(2026, 4, 1)
    body.put_in_force("basic", POLICY.format(words="十分な"), when, demands=DEMANDS)
    body.attest(when)
    year.begins(when, a5=WEAK, a6_1=FAILS, a6_5=FAILS, a6_9=FAILS, a7=FAILS, a8=FAILS, a9=FAILS,
                a10=FAILS)  # fmt: skip
    when = year.go(2026, 4, 2)
    body.put_in_force("standard", BELOW["standard"], when, demands={"1": ("people.training",)})
    year.moved(when, a9=HOLDS)
    when = year.go(2026, 4, 3)
    body.put_in_force("procedure", BELOW["procedure"], when, demands={"1": ("physical.areas",)})
    year.moved(when, a10=HOLDS)
    when = year.go(2026, 4, 20)
    body.confirm_pledges(when)
    year.moved(when, a5=HOLDS)
    when = year.go(2026, 4, 22)
    hold_committee(body, when)
    year.moved(when, a6_1=HOLDS, a6_9=WEAK)
    when = year.go(2026, 5, 11)
    body.attest(when)
    plan_audits(body, when, mid_term=2028)
    year.moved(when)  # planned is not done: article 7 still fails


def summer(year):
    """Training and a notice, then the drill: article 6(5) holds when its result is known."""
    body, when = year.body, year.go(2026, 6, 1)
    start_training(body, when)
    hang_bulletin(body, when, date(2026, 8, 31))
    year.moved(when, a6_5=WEAK)
    when = year.go(2026, 6, 15)
    train(when)
    year.moved(when)  # everybody is trained; no drill yet
    when = year.go(2026, 7, 1)
    run_drill(body, when)
    year.moved(when)  # the letters lie in mailboxes: nobody knows who reports
    when = year.go(2026, 7, 7)
    drills.close_due(at=when)
    year.moved(when, a6_5=HOLDS)


def autumn(year):
    """Self-inspection, audit, a finding nobody answers in time, and its correction."""
    body, when = year.body, year.go(2026, 9, 1)
    body.attest(when)
    hang_bulletin(body, when, date(2026, 11, 30))
    audits.start_inspection(title="自己点検", due_on=date(2026, 9, 30), by=body.secretary, at=when)
    answer_all(when)
    confirm_all(body, when)
    year.moved(when)  # inspected, but not audited
    when = year.go(2026, 11, 2)
    row = audit(body, when)
    year.moved(when, a7=WEAK)
    when = year.go(2026, 11, 20)
    hang_bulletin(body, when, date(2027, 2, 10))
    found = report(body, row, when)
    year.moved(when, a7=HOLDS, a6_9=HOLDS)
    when = year.go(2026, 12, 7)  # for two weeks nobody has said how it is mended
    body.attest(when)
    year.moved(when, a7=FAILS, a6_9=WEAK)
    mend(body, found, when)
    when = year.go(2026, 12, 8)
    year.moved(when, a7=HOLDS, a6_9=HOLDS)


def next_april(year):
    """The review decides on a change; the policy grows old; its new edition asks everybody."""
    body, when = year.body, year.go(2027, 1, 15)
    old = Edition.objects.in_force().get(document__kind="basic")
    review(body, old.document, when)
    year.moved(when, a8=HOLDS)
    when = year.go(2027, 2, 15)
    body.attest(when)
    hang_bulletin(body, when, date(2027, 4, 30))
    year.moved(when)
    when = year.go(2027, 3, 10)  # within a month it will be a year since anybody looked
    year.moved(when, a8=WEAK)
    when = year.go(2027, 4, 2)
    year.moved(when, a8=FAILS, a7=FAILS, a6_5=WEAK)  # last year's training is still recent
    body.put_in_force(
        "basic", POLICY.format(words="毎年度、十分な"), when, demands=DEMANDS, document=old.document
    )
    year.moved(when, a8=HOLDS, a5=WEAK)  # asked again for what changed
    when = year.go(2027, 4, 5)
    body.confirm_pledges(when)
    plan_audits(body, when)
    year.moved(when, a5=HOLDS, a7=HOLDS)
    old.refresh_from_db()
    assert old.state == "superseded"
