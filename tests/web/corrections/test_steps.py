"""From finding to closed: each step by whom it may be taken, sealed, and refused to all others."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st
from tests.web.corrections.parts import (
    SOON,
    agreed,
    auditor,
    confirmed,
    keeper,
    mender,
    opened,
    planned,
    reported,
)
from tests.web.factories import AT, DAY, make_person, make_unit

from sekisho.catalogue import load_correction_rules
from sekisho.web.corrections import actions, agreement
from sekisho.web.corrections.errors import CorrectionRefusedError, NotYoursError
from sekisho.web.corrections.models import Correction, State
from sekisho.web.evidence import queries as evidence
from sekisho.web.evidence.actions import File
from sekisho.web.organization import actions as people

pytestmark = pytest.mark.django_db


def _kinds(row):
    return [each.kind for each in reversed(evidence.history(f"correction:{row.pk}"))]


class TestOpening:
    def test_the_day_follows_from_the_grade_and_the_number_from_the_year(self):
        first, second = opened(), opened(grade="grave")
        assert first.due_on == DAY + timedelta(days=load_correction_rules().grades["middle"].days)
        assert second.due_on == DAY + timedelta(days=30)
        assert (first.number, second.number) == ("2026-001", "2026-002")

    def test_numbers_go_on_after_one_that_a_file_gave(self):
        opened(number="2026-041")
        opened(number="監-7")
        assert opened().number == "2026-042"

    def test_a_plan_agreed_beforehand_begins_with_the_mending(self):
        owner, by = mender(), auditor()
        row = opened(owner, source="audit", by=by, action="鍵を付ける")
        assert row.state is State.AGREED
        assert (row.planned_by, row.agreed_by) == (owner, by)

    def test_nobody_agrees_to_their_own_plan_by_opening_it(self):
        owner = keeper()
        with pytest.raises(CorrectionRefusedError):
            opened(owner, by=owner, action="鍵を付ける")

    @pytest.mark.parametrize(
        "wrong",
        [{"title": " "}, {"grade": "dreadful"}, {"due_on": DAY - timedelta(days=1)}],
    )
    def test_what_says_nothing_or_comes_too_late_is_refused(self, wrong):
        with pytest.raises(CorrectionRefusedError):
            opened(**wrong)
        assert not Correction.objects.exists()

    def test_somebody_who_left_mends_nothing(self):
        gone = mender()
        people.leave_person(person=gone, on=DAY - timedelta(days=2), by=keeper(), at=AT)
        with pytest.raises(CorrectionRefusedError):
            opened(gone)

    def test_a_finding_is_mended_once_at_a_time_and_again_when_it_comes_back(self):
        row = opened(ref="check:backups-run", source="check")
        with pytest.raises(CorrectionRefusedError):
            opened(ref="check:backups-run", source="check")
        actions.withdraw(correction=row, reason="見間違い", by=keeper(), at=AT)
        assert opened(ref="check:backups-run", source="check").number == "2026-002"

    def test_a_number_stands_once(self):
        opened(number="監-7")
        with pytest.raises(CorrectionRefusedError):
            opened(number="監-7")

    def test_the_machine_opens_as_nobody(self):
        row = actions.open_correction(
            source="check",
            finding=actions.Finding("直す", "light", make_unit()),
            by=None,
            at=AT,
        )
        assert row.opened_by is None
        assert evidence.history(f"correction:{row.pk}")[0].actor == ""


class TestTheWholeWay:
    def test_each_step_is_sealed_and_told(self):
        row = confirmed()
        assert row.state is State.CONFIRMED
        assert _kinds(row) == [
            "correction.opened", "correction.planned", "correction.agreed",
            "correction.reported", "correction.confirmed",
        ]  # fmt: skip
        assert [each.kind for each in row.steps.all()] == [
            "planned", "agreed", "reported", "confirmed",
        ]  # fmt: skip
        assert not list(agreement.differences())

    def test_a_file_of_the_mender_stands_beside_its_entry(self):
        row = agreed()
        photo = File("鍵.jpg", "image/jpeg", b"x")
        actions.report(correction=row, result="付けた", by=row.owner, at=AT, files=[photo])
        step = row.steps.get(kind="reported")
        assert evidence.attachments_of(step.entry)

    def test_what_is_sent_back_is_mended_again(self):
        row = reported()
        actions.send_back(correction=row, text="まだ開いている", by=keeper(), at=AT)
        row.refresh_from_db()
        assert (row.state, row.reported_by) == (State.AGREED, None)
        assert row.steps.get(kind="returned").text == "まだ開いている"

    def test_a_plan_sent_back_is_written_again(self):
        row = planned()
        actions.send_back(correction=row, text="原因がない", by=keeper(), at=AT)
        row.refresh_from_db()
        assert row.state is State.OPEN
        actions.plan(
            correction=row, action="別案", owner=row.owner, due_on=row.due_on, by=row.owner, at=AT
        )

    def test_a_plan_may_come_earlier_and_never_later(self):
        row = opened(mender())
        with pytest.raises(CorrectionRefusedError):
            actions.plan(
                correction=row, action="案", owner=row.owner, by=row.owner, at=AT,
                due_on=row.due_on + timedelta(days=1),
            )  # fmt: skip
        actions.plan(correction=row, action="案", owner=row.owner, by=row.owner, at=AT, due_on=SOON)
        row.refresh_from_db()
        assert row.due_on == SOON

    def test_putting_off_keeps_the_reason_and_both_days(self):
        row = agreed()
        later = row.due_on + timedelta(days=40)
        actions.put_off(correction=row, due_on=later, reason="部品の入荷待ち", by=keeper(), at=AT)
        row.refresh_from_db()
        assert row.due_on == later
        assert row.steps.get(kind="put-off").text == "部品の入荷待ち"

    def test_another_person_takes_over(self):
        row, other = agreed(), mender()
        actions.hand_over(correction=row, owner=other, by=keeper(), at=AT)
        row.refresh_from_db()
        assert (row.owner, row.state) == (other, State.AGREED)

    @pytest.mark.parametrize("name", ["note", "confirm", "send_back", "put_off", "withdraw"])
    def test_a_step_without_words_is_refused(self, name):
        row = reported()
        said = {"reason": " "} if name in {"put_off", "withdraw"} else {"text": " "}
        more = {"due_on": SOON} if name == "put_off" else {}
        with pytest.raises(CorrectionRefusedError):
            getattr(actions, name)(correction=row, by=keeper(), at=AT, **said, **more)

    def test_nothing_is_done_to_what_is_closed(self):
        row = confirmed()
        for name, said in (
            ("note", {"text": "後から"}),
            ("withdraw", {"reason": "後から"}),
            ("put_off", {"reason": "後から", "due_on": SOON}),
            ("hand_over", {"owner": mender()}),
            ("send_back", {"text": "後から"}),
        ):
            with pytest.raises(CorrectionRefusedError):
                getattr(actions, name)(correction=row, by=keeper(), at=AT, **said)


class TestWhoMay:
    def test_the_owner_sees_nothing_of_theirs_done(self):
        both = make_person(roles=("secretariat",), unit=make_unit("給付課"))
        row = reported(both)
        with pytest.raises(NotYoursError):
            actions.confirm(correction=row, text="見た", by=both, at=AT)

    def test_who_reported_for_the_owner_sees_nothing_done_either(self):
        row, both = agreed(), make_person(roles=("secretariat",), unit=make_unit("給付課"))
        actions.report(correction=row, result="直した", by=both, at=AT)
        with pytest.raises(NotYoursError):
            actions.confirm(correction=row, text="見た", by=both, at=AT)

    def test_who_wrote_the_plan_does_not_agree_to_it(self):
        row, by = opened(mender()), keeper()
        actions.plan(correction=row, action="案", owner=row.owner, due_on=row.due_on, by=by, at=AT)
        with pytest.raises(NotYoursError):
            actions.agree(correction=row, by=by, at=AT)

    def test_only_auditors_judge_what_an_audit_found(self):
        row = reported(source="audit", by=auditor())
        with pytest.raises(NotYoursError):
            actions.confirm(correction=row, text="見た", by=keeper(), at=AT)
        actions.confirm(correction=row, text="見た", by=auditor(), at=AT)

    def test_an_auditor_of_the_very_unit_does_not_judge(self):
        row = reported(source="audit", by=auditor())
        inside = make_person(roles=("auditor",), unit=make_unit("給付課"))
        with pytest.raises(NotYoursError):
            actions.confirm(correction=row, text="見た", by=inside, at=AT)

    def test_auditors_judge_nothing_an_audit_did_not_find(self):
        with pytest.raises(NotYoursError):
            actions.confirm(correction=reported(), text="見た", by=auditor(), at=AT)

    def test_another_unit_reports_nothing(self):
        stranger = make_person(roles=("manager",), unit=make_unit("年金課"))
        with pytest.raises(NotYoursError):
            actions.report(correction=agreed(), result="直した", by=stranger, at=AT)

    def test_the_owner_neither_puts_off_nor_withdraws(self):
        both = make_person(roles=("secretariat",), unit=make_unit("給付課"))
        row = agreed(both)
        with pytest.raises(NotYoursError):
            actions.put_off(correction=row, due_on=SOON, reason="忙しい", by=both, at=AT)
        with pytest.raises(NotYoursError):
            actions.withdraw(correction=row, reason="忙しい", by=both, at=AT)


class TestTheDatabase:
    @pytest.mark.parametrize("column", ["owner", "reported_by"])
    def test_refuses_a_confirmation_by_who_mended(self, column):
        row = reported()
        with pytest.raises(IntegrityError), transaction.atomic():
            Correction.objects.filter(pk=row.pk).update(
                confirmed_at=AT, confirmed_by=getattr(row, column)
            )

    def test_refuses_a_withdrawal_by_the_owner(self):
        row = agreed()
        with pytest.raises(IntegrityError), transaction.atomic():
            Correction.objects.filter(pk=row.pk).update(withdrawn_at=AT, withdrawn_by=row.owner)

    def test_refuses_a_step_out_of_order(self):
        row, by = opened(mender()), keeper()
        for steps in (
            {"reported_at": AT, "reported_by": by},
            {"agreed_at": AT, "agreed_by": by},
            {"confirmed_at": AT, "confirmed_by": by},
            {"planned_at": AT},
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                Correction.objects.filter(pk=row.pk).update(**steps)


SAID = {
    "plan": lambda row: {"action": "案", "owner": row.owner, "due_on": row.due_on},
    "agree": lambda _row: {},
    "report": lambda _row: {"result": "直した"},
    "confirm": lambda _row: {"text": "見た"},
    "send_back": lambda _row: {"text": "まだ"},
    "note": lambda _row: {"text": "経過"},
}
NEXT = {
    State.OPEN: {State.OPEN, State.PLANNED},
    State.PLANNED: {State.PLANNED, State.OPEN, State.AGREED},
    State.AGREED: {State.AGREED, State.REPORTED},
    State.REPORTED: {State.REPORTED, State.AGREED, State.CONFIRMED},
    State.CONFIRMED: {State.CONFIRMED},
}


@given(steps=st.lists(st.tuples(st.sampled_from(sorted(SAID)), st.integers(0, 4)), max_size=16))
def test_in_any_order_by_anybody_only_another_person_closes_it(steps):
    with transaction.atomic():
        owner = mender()
        actors = (owner, keeper(), keeper(), auditor(), make_person())
        row = opened(owner)
        for name, who in steps:
            before = row.state
            try:
                getattr(actions, name)(correction=row, by=actors[who], at=AT, **SAID[name](row))
            except CorrectionRefusedError:
                changed = Correction.objects.get(pk=row.pk).state
                assert changed is before
            row.refresh_from_db()
            assert row.state in NEXT[before]
        if row.state is State.CONFIRMED:
            assert row.confirmed_by in actors[1:3]
            assert row.confirmed_by not in {row.owner, row.reported_by}
            assert row.agreed_by != row.planned_by
        assert len(_kinds(row)) == row.steps.count() + 1
        assert not list(agreement.differences())
        transaction.set_rollback(True)
