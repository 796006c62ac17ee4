"""What the check of corrections says of a day, who is told, and who answers for a unit."""

from datetime import timedelta

import pytest
from tests.web.corrections.parts import agreed, auditor, confirmed, keeper, mender, opened, reported
from tests.web.factories import AT, DAY, make_person, make_unit

from sekisho.catalogue import load, load_correction_rules
from sekisho.verdicts import Verdict
from sekisho.web.controls import actions as controls
from sekisho.web.corrections import actions, queries
from sekisho.web.corrections.checks import corrections_in_time
from sekisho.web.notices.models import Notice
from sekisho.web.organization import actions as people
from sekisho.web.organization.models import RoleHolding

pytestmark = pytest.mark.django_db
RULES = load_correction_rules()


def _told(person):
    return [each.title for each in Notice.objects.open().filter(person=person)]


class TestTheCheck:
    def test_nothing_entered_yet_proves_nothing(self):
        assert corrections_in_time(AT).verdict is Verdict.WEAK

    def test_holds_until_the_day_and_fails_after_it(self):
        row = agreed()
        last = AT + (row.due_on - DAY)
        assert corrections_in_time(last).verdict is Verdict.HOLDS
        result = corrections_in_time(last + timedelta(days=1))
        assert result.verdict is Verdict.FAILS
        assert [each["correction"] for each in result.rows] == [row.pk]

    def test_what_is_reported_and_not_looked_at_is_late_all_the_same(self):
        row = reported()
        late = AT + (row.due_on - DAY) + timedelta(days=1)
        assert corrections_in_time(late).verdict is Verdict.FAILS
        actions.confirm(correction=row, text="見た", by=keeper(), at=late)
        assert corrections_in_time(late).verdict is Verdict.HOLDS

    def test_a_plan_that_does_not_come_is_weak(self):
        opened(mender())
        assert corrections_in_time(AT + timedelta(days=RULES.plan_days)).verdict is Verdict.HOLDS
        late = corrections_in_time(AT + timedelta(days=RULES.plan_days, minutes=1))
        assert (late.verdict, late.figures["unplanned"]) == (Verdict.WEAK, 1)

    def test_a_report_nobody_looks_at_is_weak(self):
        reported(grade="light")
        late = corrections_in_time(AT + timedelta(days=RULES.confirm_days, minutes=1))
        assert (late.verdict, late.figures["waiting"]) == (Verdict.WEAK, 1)

    def test_nobody_who_mends_is_weak_also_after_they_left(self):
        row = agreed()
        people.leave_person(person=row.owner, on=DAY + timedelta(days=1), by=keeper(), at=AT)
        result = corrections_in_time(AT + timedelta(days=2))
        assert (result.verdict, result.figures["ownerless"]) == (Verdict.WEAK, 1)

    def test_what_was_withdrawn_counts_nowhere(self):
        row = opened()
        actions.withdraw(correction=row, reason="見間違い", by=keeper(), at=AT)
        assert corrections_in_time(AT + timedelta(days=400)).figures["corrections"] == 0

    def test_it_is_what_the_control_asks(self):
        specs = [spec.id for spec in load().controls["corrections-closed"].checks]
        assert specs == ["corrections-in-time"]


class TestTelling:
    def test_each_step_tells_whoever_is_next_and_no_other(self):
        owner, by, stranger = mender(), keeper(), make_person(roles=("manager",))
        row = opened(owner, by=by)
        assert (len(_told(owner)), _told(by), _told(stranger)) == (1, [], [])
        actions.plan(correction=row, action="案", owner=owner, due_on=row.due_on, by=owner, at=AT)
        assert _told(owner) == []
        assert "合意できるか" in _told(by)[0]
        actions.agree(correction=row, by=by, at=AT)
        assert "報告してください" in _told(owner)[0]
        actions.report(correction=row, result="直した", by=owner, at=AT)
        assert "確かめてください" in _told(by)[0]
        actions.confirm(correction=row, text="見た", by=by, at=AT)
        assert not _told(owner) + _told(by)

    def test_past_the_day_those_who_judge_hear_of_it_too(self):
        by, watching = auditor(), keeper()
        row = agreed(source="audit", by=by)
        actions.tell_open(at=AT + (row.due_on - DAY) + timedelta(days=1))
        assert any("期限を過ぎ" in title for title in _told(by))
        assert not _told(watching)

    def test_without_anybody_who_mends_those_who_judge_hear_it(self):
        by = keeper()
        opened(by=by)
        assert "直す人が決まっていません" in _told(by)[0]


class TestFailingChecks:
    def test_a_failing_check_is_listed_until_somebody_is_asked(self):
        spec = next(spec for spec in load().checks.values() if spec.mode == "attested")
        control = next(c for c in load().controls.values() if spec in c.checks)
        controls.attest(
            check_id=spec.id, verdict=Verdict.FAILS, statement="できていない",
            by=make_person(roles=(control.role, "chief-officer")), at=AT,
        )  # fmt: skip
        assert [each.id for each in queries.failing_checks(AT)] == [spec.id]
        late = AT + timedelta(days=spec.period_days + 1)
        assert not queries.failing_checks(late)  # old evidence says nothing
        opened(source="check", ref=queries.check_ref(spec.id))
        assert not queries.failing_checks(AT)


class TestWhoAnswers:
    def test_for_a_unit_its_manager_else_the_one_above(self):
        office = make_unit("事務局")
        section = make_unit("総務課")
        section.parent = office
        section.save()
        chief = make_person(roles=("chief-officer",), unit=office)
        assert queries.heads_of([section, office], DAY) == {section.pk: chief, office.pk: chief}
        head = make_person(roles=("manager",), unit=section)
        make_person(roles=("officer",), unit=section)
        assert queries.heads_of([section, office], DAY)[section.pk] == head
        assert queries.heads_over(chief, DAY) == {office.pk}

    def test_a_role_held_for_a_unit_counts_there_and_not_where_its_holder_works(self):
        here, there = make_unit("年金課"), make_unit("保健課")
        person = make_person(unit=here)
        RoleHolding.objects.create(role="manager", person=person, unit=there, from_date=DAY)
        assert queries.heads_of([here, there], DAY) == {there.pk: person}

    def test_of_refs_tells_the_newest_that_was_not_withdrawn(self):
        first = confirmed(ref="finding:1")
        second = opened(ref="finding:1")
        gone = opened(ref="finding:2")
        actions.withdraw(correction=gone, reason="なし", by=keeper(), at=AT)
        assert first.ref == second.ref
        assert queries.of_refs(["finding:1", "finding:2", "finding:3"]) == {"finding:1": second}
