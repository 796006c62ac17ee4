"""Audits by their actions: plans another decides, independent auditors, findings, the report."""

import io
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from docx import Document
from tests.web.audits.parts import (
    approved,
    audit_entry,
    auditor,
    chief_auditor,
    ciso,
    found,
    head,
    judged,
    member,
    ordered,
    planned,
    reported,
    runner,
)
from tests.web.factories import AT, DAY, client_for, make_person, make_unit
from tests.web.ui.test_papers_pdf import has_font, letters, pages

from sekisho.catalogue import load
from sekisho.verdicts import Verdict
from sekisho.web.audits import actions, agreement
from sekisho.web.audits.checks import audit_by_plan, audit_findings_answered, audit_planned
from sekisho.web.audits.errors import AuditRefusedError, NotIndependentError
from sekisho.web.audits.models import Audit, AuditPlan, Finding, Item, Member
from sekisho.web.audits.papers import report_paper
from sekisho.web.audits.reading import reported as read
from sekisho.web.audits.sampling import draw
from sekisho.web.corrections import actions as corrections
from sekisho.web.corrections.models import Correction, State
from sekisho.web.evidence import queries as evidence
from sekisho.web.evidence.actions import File
from sekisho.web.organization.models import Person, RoleHolding
from sekisho.web.ui.papers import Heading, Table, to_docx

pytestmark = pytest.mark.django_db
CHAPTERS = [
    "監査の目的", "監査の対象", "監査の実施時期", "監査の実施体制", "監査の基準と方法",
    "監査の結果", "指摘と是正", "前回までの指摘の是正状況",
]  # fmt: skip


class TestPlans:
    def test_another_person_who_decides_approves(self):
        row = planned()
        for who in (row.made_by, head(), runner()):
            with pytest.raises(AuditRefusedError):
                actions.approve_plan(plan=row, by=who, at=AT)
        decider = ciso()
        assert actions.approve_plan(plan=row, by=decider, at=AT).approved_by == decider
        with pytest.raises(AuditRefusedError):
            actions.approve_plan(plan=row, by=decider, at=AT)
        assert not list(agreement.differences())

    def test_who_made_it_never_approves_whatever_roles_they_hold(self):
        both = chief_auditor()
        RoleHolding.objects.create(role="ciso", person=both, from_date=DAY)
        with pytest.raises(NotIndependentError):
            actions.approve_plan(plan=planned(both), by=both, at=AT)
        row = planned(both)
        with pytest.raises(IntegrityError), transaction.atomic():
            AuditPlan.objects.filter(pk=row.pk).update(approved_at=AT, approved_by=both)

    @pytest.mark.parametrize(
        "wrong",
        [
            {"kind": "yearly", "until": 2027},
            {"kind": "mid-term", "until": 2029},
            {"kind": "special", "until": 2025},
            {"units": ()},
        ],
    )
    def test_what_reaches_too_far_or_nowhere_is_refused(self, wrong):
        with pytest.raises(AuditRefusedError):
            planned(**wrong)

    def test_only_the_head_of_audit_plans(self):
        with pytest.raises(AuditRefusedError):
            planned(auditor())


class TestOrdering:
    def test_the_programme_is_made_of_the_controls_of_the_chapters(self):
        row = ordered(chief_auditor(), chapters=["review", "assets"])
        controls = [c for c in load().controls.values() if c.chapter in {"review", "assets"}]
        items = list(row.items.all())
        assert [each.control for each in items] == [each.id for each in controls]
        assert [each.required for each in items] == [c.level == "required" for c in controls]
        first = items[0]
        assert first.text == controls[0].statement.ja
        assert all(spec.guidance.ja in first.documents for spec in controls[0].checks)
        assert first.how
        assert not list(agreement.differences())

    def test_only_within_an_approved_plan_its_units_and_its_year(self):
        lead = chief_auditor()
        plan = approved(lead)
        for where, entry in (
            (planned(lead), audit_entry(lead)),
            (approved(lead, kind="mid-term", until=2028), audit_entry(lead)),
            (plan, audit_entry(lead, unit="保健課")),
            (plan, audit_entry(lead, from_date=DAY.replace(year=2027))),
            (plan, audit_entry(lead, until_date=DAY - timedelta(days=1))),
            (plan, audit_entry(lead, chapters=[])),
            (plan, audit_entry(lead, title=" ")),
        ):
            with pytest.raises(AuditRefusedError):
                actions.order_audit(plan=where, entry=entry, by=lead, at=AT)
        assert not Audit.objects.exists()

    def test_nobody_audits_the_unit_they_work_in(self):
        lead, inside = chief_auditor(), auditor("給付課")
        with pytest.raises(NotIndependentError):
            ordered(lead, inside)
        assert not Audit.objects.exists()

    def test_nobody_audits_a_unit_they_hold_a_role_for(self):
        lead, other = chief_auditor(), auditor()
        RoleHolding.objects.create(
            role="data-custodian", person=other, unit=make_unit("給付課"), from_date=DAY
        )
        with pytest.raises(NotIndependentError):
            ordered(lead, other)

    def test_who_is_no_auditor_audits_nothing(self):
        with pytest.raises(AuditRefusedError):
            ordered(chief_auditor(), member("年金課"))

    def test_the_database_refuses_an_auditor_of_the_unit(self):
        row, inside = ordered(chief_auditor()), auditor("給付課")
        with pytest.raises(IntegrityError), transaction.atomic():
            Member.objects.create(
                audit=row, person=inside, own_unit=inside.unit, audited_unit=row.unit
            )
        with pytest.raises(IntegrityError), transaction.atomic():
            row.members.update(own_unit=row.unit)

    def test_auditors_come_and_go_but_the_lead(self):
        lead, other = chief_auditor(), auditor()
        row = ordered(lead)
        made = actions.add_member(audit=row, person=other, by=lead, at=AT)
        with pytest.raises(AuditRefusedError):
            actions.add_member(audit=row, person=other, by=lead, at=AT)
        actions.remove_member(member=made, by=lead, at=AT)
        with pytest.raises(AuditRefusedError):
            actions.remove_member(member=row.members.get(), by=lead, at=AT)
        assert not list(agreement.differences())


class TestInTheField:
    def test_an_item_is_judged_with_what_was_seen_and_a_file(self):
        lead = chief_auditor()
        item = ordered(lead).items.first()
        photo = File("鍵.jpg", "image/jpeg", b"x")
        row = actions.judge_item(
            item=item, result="partly", seen="鍵が一つ不明", by=lead, at=AT, files=[photo]
        )
        assert evidence.attachments_of(row.entries[0])
        again = actions.judge_item(item=row, result="conforms", seen="見付かった", by=lead, at=AT)
        assert (again.result, len(again.entries)) == ("conforms", 1)
        assert not list(agreement.differences())

    @pytest.mark.parametrize(("result", "seen"), [("", "見た"), ("great", "見た"), ("fails", " ")])
    def test_a_judgement_without_words_is_none(self, result, seen):
        lead = chief_auditor()
        item = ordered(lead).items.first()
        with pytest.raises(AuditRefusedError):
            actions.judge_item(item=item, result=result, seen=seen, by=lead, at=AT)

    def test_only_its_auditors_judge_sample_find_and_report(self):
        lead = chief_auditor()
        row = ordered(lead)
        item = row.items.first()
        for who in (auditor(), head(), ciso(), runner()):
            for act in (
                lambda who=who: actions.judge_item(
                    item=item, result="fails", seen="x", by=who, at=AT
                ),
                lambda who=who: actions.draw_sample(
                    item=item, wanted=actions.Wanted("x", ["a"], 1, "1"), by=who, at=AT
                ),
                lambda who=who: actions.note_finding(
                    audit=row, item=None, found=found(), by=who, at=AT
                ),
                lambda who=who: actions.report_audit(audit=row, opinion="x", by=who, at=AT),
            ):
                with pytest.raises(AuditRefusedError):
                    act()
        assert not Finding.objects.exists()

    def test_who_moves_into_the_unit_audits_it_no_more(self):
        lead, other = chief_auditor(), auditor()
        row = ordered(lead, other)
        Person.objects.filter(pk=other.pk).update(unit=make_unit("給付課"))
        other.refresh_from_db()
        with pytest.raises(NotIndependentError):
            actions.judge_item(item=row.items.first(), result="fails", seen="x", by=other, at=AT)
        assert audit_by_plan(AT).verdict is Verdict.FAILS
        assert audit_by_plan(AT).figures["inside"] == 1

    def test_a_sample_keeps_what_is_needed_to_draw_it_again(self):
        lead = chief_auditor()
        item = ordered(lead).items.first()
        lines = [f"貸出し {number}" for number in range(30)]
        row = actions.draw_sample(
            item=item, wanted=actions.Wanted("貸出簿", lines, 4, "42"), by=lead, at=AT
        )
        again = draw(lines, row.seed, row.size)
        assert (row.population_sha256, tuple(row.picks)) == (again.fingerprint, again.places)
        body = str(evidence.body_of(evidence.history(f"audit-sample:{row.pk}", 1)[0].index))
        assert row.population_sha256 in body
        assert "貸出し" not in body

    @pytest.mark.parametrize(
        "wanted",
        [("", ["a"], 1, "1"), ("x", [" "], 1, "1"), ("x", ["a"], 0, "1"), ("x", ["a"], 1, " ")],
    )
    def test_nothing_to_draw_from_is_refused(self, wanted):
        lead = chief_auditor()
        with pytest.raises(AuditRefusedError):
            actions.draw_sample(
                item=ordered(lead).items.first(), wanted=actions.Wanted(*wanted), by=lead, at=AT
            )


class TestFindings:
    def test_a_finding_says_what_how_grave_and_may_be_agreed_already(self):
        lead, owner = chief_auditor(), head()
        row = judged(ordered(lead), lead)
        actions.note_finding(
            audit=row, item=row.items.first(), by=lead, at=AT,
            found=found(action="鍵を付ける", owner=owner, due_on=DAY + timedelta(days=20)),
        )  # fmt: skip
        actions.note_finding(audit=row, item=None, found=found(title="二つ目"), by=lead, at=AT)
        assert not Correction.objects.exists()  # until the report
        actions.report_audit(audit=row, opinion="良い", by=lead, at=AT)
        first, second = Correction.objects.order_by("pk")
        assert (first.state, first.owner, first.due_on) == (
            State.AGREED, owner, DAY + timedelta(days=20),
        )  # fmt: skip
        assert (second.state, second.owner, second.unit) == (State.OPEN, owner, row.unit)
        assert {first.source, second.source} == {"audit"}
        assert not list(agreement.differences())

    @pytest.mark.parametrize(
        "wrong", [{"title": " "}, {"detail": ""}, {"grade": "awful"}, {"action": "x"}]
    )
    def test_a_finding_without_facts_is_refused(self, wrong):
        lead = chief_auditor()
        with pytest.raises(AuditRefusedError):
            actions.note_finding(
                audit=ordered(lead), item=None, found=found(**wrong), by=lead, at=AT
            )

    def test_no_auditor_mends_what_they_found(self):
        lead = chief_auditor()
        row = ordered(lead)
        with pytest.raises(AuditRefusedError):
            actions.note_finding(audit=row, item=None, found=found(owner=lead), by=lead, at=AT)
        made = actions.note_finding(audit=row, item=None, found=found(), by=lead, at=AT)
        with pytest.raises(IntegrityError), transaction.atomic():
            Finding.objects.filter(pk=made.pk).update(owner=lead)


class TestTheReport:
    def test_needs_every_item_judged_every_failure_found_and_an_opinion(self):
        lead = chief_auditor()
        row = ordered(lead)
        with pytest.raises(AuditRefusedError):
            actions.report_audit(audit=row, opinion="良い", by=lead, at=AT)
        judged(row, lead, _2="fails")
        with pytest.raises(AuditRefusedError):
            actions.report_audit(audit=row, opinion="良い", by=lead, at=AT)
        actions.note_finding(
            audit=row, item=row.items.get(position=2), found=found(), by=lead, at=AT
        )
        with pytest.raises(AuditRefusedError):
            actions.report_audit(audit=row, opinion=" ", by=lead, at=AT)
        assert actions.report_audit(audit=row, opinion="良い", by=lead, at=AT).reported_by == lead

    def test_only_the_lead_reports_and_nothing_changes_afterwards(self):
        lead, other = chief_auditor(), auditor()
        row = judged(ordered(lead, other), lead)
        with pytest.raises(AuditRefusedError):
            actions.report_audit(audit=row, opinion="良い", by=other, at=AT)
        actions.report_audit(audit=row, opinion="良い", by=lead, at=AT)
        row.refresh_from_db()
        item = row.items.first()
        for act in (
            lambda: actions.judge_item(item=item, result="fails", seen="x", by=lead, at=AT),
            lambda: actions.note_finding(audit=row, item=None, found=found(), by=lead, at=AT),
            lambda: actions.report_audit(audit=row, opinion="x", by=lead, at=AT),
            lambda: actions.add_member(audit=row, person=auditor(), by=lead, at=AT),
        ):
            with pytest.raises(AuditRefusedError):
                act()

    def test_the_paper_has_the_customary_chapters_in_both_forms(self):
        lead = chief_auditor()
        before = reported(lead, at=AT)
        row = judged(ordered(lead), lead, _1="partly")
        actions.draw_sample(
            item=row.items.first(), wanted=actions.Wanted("貸出簿", ["a", "b"], 1, "7"),
            by=lead, at=AT,
        )  # fmt: skip
        actions.note_finding(audit=row, item=None, found=found(), by=lead, at=AT)
        paper = report_paper(read(row), "朝霧市職員共済組合")
        heads = [
            each.text for each in paper.blocks if isinstance(each, Heading) and each.level == 1
        ]
        assert [text[2:] for text in heads] == CHAPTERS
        assert any("（案）" in line for line in paper.subtitle)
        tables = [each for each in paper.blocks if isinstance(each, Table)]
        assert any(len(each.rows) == row.items.count() for each in tables)
        old = Correction.objects.get(ref=f"finding:{before.findings.get().pk}")
        assert any(old.number in line for each in tables for line in each.rows)
        document = Document(io.BytesIO(to_docx(paper)))
        headed = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
        assert headed == heads

    @pytest.mark.skipif(not has_font(), reason="この機械に日本語フォントがない")
    def test_the_pdf_says_every_chapter_in_order_with_what_was_judged_and_found(self):
        lead = chief_auditor()
        row = judged(ordered(lead), lead, _1="partly")
        actions.note_finding(audit=row, item=None, found=found(), by=lead, at=AT)
        answer = client_for(lead).get(f"/audits/{row.pk}/report.pdf")
        shown = [letters(each) for each in pages(answer.content)]
        whole = "".join(shown)
        places = [whole.index(f"{n}{title}") for n, title in enumerate(CHAPTERS, 1)]
        assert places == sorted(places)
        assert letters(row.findings.get().title) in whole[places[6] : places[7]]
        assert letters(lead.name) in whole[places[3] : places[4]]
        results = whole[places[5] : places[6]]
        assert all(letters(each.seen) in results for each in row.items.all())
        for number, page in enumerate(shown, 1):
            assert page.endswith(f"監査に関わる者以外に渡さないこと{number}/{len(shown)}")

    def test_the_paper_of_a_large_audit_costs_the_same_queries(self, django_assert_num_queries):
        lead = chief_auditor()
        small = judged(ordered(lead, chapters=["review"]), lead)
        large = judged(ordered(lead, chapters=["review", "assets", "people"]), lead)
        for _ in range(4):
            actions.note_finding(audit=large, item=None, found=found(), by=lead, at=AT)
        audits = Audit.objects.select_related("unit", "plan")
        first, second = audits.get(pk=small.pk), audits.get(pk=large.pk)
        actions.note_finding(audit=small, item=None, found=found(), by=lead, at=AT)
        with CaptureQueriesContext(connection) as one:
            report_paper(read(first), "x")
        with django_assert_num_queries(len(one)):
            report_paper(read(second), "x")


class TestTheChecks:
    def test_planned_fails_without_this_years_plan_and_is_weak_without_a_term(self):
        assert audit_planned(AT).verdict is Verdict.FAILS
        planned()
        assert audit_planned(AT).verdict is Verdict.FAILS  # nobody approved it
        approved()
        assert audit_planned(AT).verdict is Verdict.WEAK
        approved(kind="mid-term", until=2028, units=("給付課",))
        weak = audit_planned(AT)
        assert weak.verdict is Verdict.WEAK
        assert weak.figures["left"] >= 1
        names = list({each.unit.name for each in Person.objects.select_related("unit")})
        approved(kind="mid-term", until=2028, units=(*names, "監査室", "役員"))
        assert audit_planned(AT).verdict is Verdict.HOLDS
        assert audit_planned(AT + timedelta(days=365)).verdict is Verdict.FAILS

    def test_by_plan_fails_for_a_late_one_and_without_any_report(self):
        assert audit_by_plan(AT).verdict is Verdict.FAILS
        lead = chief_auditor()
        row = ordered(lead)
        assert audit_by_plan(AT).verdict is Verdict.WEAK
        late = AT + timedelta(days=15)
        assert audit_by_plan(late).verdict is Verdict.FAILS
        judged(row, lead, at=late)
        actions.report_audit(audit=row, opinion="良い", by=lead, at=late)
        assert audit_by_plan(late).verdict is Verdict.HOLDS
        assert audit_by_plan(late + timedelta(days=366)).verdict is Verdict.FAILS

    def test_findings_must_be_answered_and_mended_in_time(self):
        assert audit_findings_answered(AT).verdict is Verdict.WEAK
        owner = head()
        reported(chief_auditor())
        assert audit_findings_answered(AT + timedelta(days=14)).verdict is Verdict.HOLDS
        late = AT + timedelta(days=15)
        assert audit_findings_answered(late).figures["silent"] == 1
        assert audit_findings_answered(late).verdict is Verdict.FAILS
        row = Correction.objects.get()
        corrections.plan(
            correction=row, action="直す", owner=owner, due_on=row.due_on, by=owner, at=late
        )
        assert audit_findings_answered(late).verdict is Verdict.HOLDS
        over = AT + (row.due_on - DAY) + timedelta(days=1)
        assert audit_findings_answered(over).figures["overdue"] == 1

    def test_they_are_what_the_controls_ask(self):
        controls = load().controls
        assert [each.id for each in controls["audit-plan"].checks] == ["audit-planned"]
        names = {each.id for each in controls["audit-done"].checks}
        assert {"audit-by-plan", "audit-findings-answered"} <= names


def test_a_judged_item_without_judge_is_refused_by_the_database():
    item = ordered(chief_auditor()).items.first()
    for wrong in ({"result": "fails"}, {"judged_at": AT}, {"seen": "x", "result": "fails"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Item.objects.filter(pk=item.pk).update(**wrong)


def test_an_outsider_without_a_last_day_is_refused_by_the_database():
    row, person = ordered(chief_auditor()), make_person()
    with pytest.raises(IntegrityError), transaction.atomic():
        Member.objects.create(
            audit=row, person=person, own_unit=person.unit, audited_unit=row.unit, external=True
        )
