"""代決: only while everybody in the seat is away, by who was named, and seen afterwards."""

from datetime import timedelta

import pytest
from tests.web.approvals.permitting import asked, decided, office, wanted
from tests.web.factories import AT, DAY, make_person

from sekisho.web.approvals import actions, deciding, errors
from sekisho.web.approvals.checks import stand_ins_seen
from sekisho.web.approvals.models import Absence, Permit, Step
from sekisho.web.evidence import queries as evidence
from sekisho.web.notices.models import Notice
from sekisho.web.organization.models import RoleHolding

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return office()


def away(person, by, *, days=5, at=AT):
    return actions.record_absence(
        person=person, from_date=DAY, until_date=DAY + timedelta(days=days), by=by, at=at
    )


def stand_in(application, by, at=AT):
    return deciding.approve(application=application, by=by, comment="", at=at, standing_in=True)


def test_while_the_head_is_away_the_named_stand_in_decides_and_it_is_recorded_as_such(people):
    away(people.head, people.head)
    row = stand_in(asked(people), people.chief)
    step = row.steps.get(what="approved")
    assert (step.standing_in, step.instead_of, step.person) == (True, people.head, people.chief)
    assert Permit.objects.get().decided_by == people.chief
    (sealed,) = evidence.sealed(["application.approved"])
    assert sealed.facts["standing_in"] is True
    assert sealed.facts["instead_of"] == str(people.head.opaque_id)


def test_nobody_stands_in_while_the_decider_is_there(people):
    with pytest.raises(errors.NobodyAwayError, match="不在として登録"):
        stand_in(asked(people), people.chief)


def test_without_saying_so_nobody_stands_in(people):
    away(people.head, people.head)
    with pytest.raises(errors.NotYoursToDecideError):
        deciding.approve(application=asked(people), by=people.chief, comment="", at=AT)


def test_only_who_is_named_stands_in(people):
    away(people.head, people.head)
    for other in (people.system, people.ciso, people.deputy):
        with pytest.raises(errors.NobodyAwayError):
            stand_in(asked(people), other)


def test_the_stand_in_cannot_make_the_absence_and_neither_can_the_applicant(people):
    row = asked(people)
    away(people.head, people.chief)
    away(people.head, people.member)
    with pytest.raises(errors.NobodyAwayError):
        stand_in(row, people.chief)
    away(people.head, people.system)
    assert stand_in(row, people.chief).state == "approved"


def test_as_long_as_one_of_the_seat_is_there_nobody_stands_in(people):
    make_person(roles=("manager",), unit=people.member.unit)
    away(people.head, people.head)
    with pytest.raises(errors.NobodyAwayError):
        stand_in(asked(people), people.chief)


def test_the_own_application_is_not_decided_as_a_stand_in_either(people):
    away(people.ciso, people.ciso)
    row = actions.ask_permit(
        wanted=wanted("special-flow"), applicant=people.deputy, by=people.deputy, at=AT
    )
    for by in (people.chief, people.system, people.chief):
        row = deciding.approve(application=row, by=by, comment="", at=AT)
    with pytest.raises(errors.OwnApplicationError):
        stand_in(row, people.deputy)


def test_a_seat_nobody_can_fill_is_filled_by_the_stand_in_and_nobody_looks_afterwards(people):
    RoleHolding.objects.filter(person=people.ciso).delete()
    row = asked(people, "special-flow")
    for by in (people.head, people.system, people.chief):
        row = deciding.approve(application=row, by=by, comment="", at=AT)
    row = stand_in(row, people.deputy)
    step = row.steps.get(what="approved")
    assert (step.standing_in, step.instead_of) == (True, None)
    assert not Notice.objects.filter(key=f"afterwards:{step.pk}").exists()


def test_back_again_the_absence_counts_no_more(people):
    absence = away(people.head, people.head)
    actions.end_absence(absence=absence, by=people.head, at=AT)
    with pytest.raises(errors.NobodyAwayError):
        stand_in(asked(people), people.chief, at=AT + timedelta(minutes=1))
    with pytest.raises(errors.AbsenceRefusedError, match="既に終わって"):
        actions.end_absence(absence=absence, by=people.head, at=AT)


def test_an_absence_of_another_day_does_not_count(people):
    actions.record_absence(
        person=people.head,
        from_date=DAY + timedelta(days=1),
        until_date=DAY + timedelta(days=2),
        by=people.head,
        at=AT,
    )
    row = asked(people)
    with pytest.raises(errors.NobodyAwayError):
        stand_in(row, people.chief)
    assert stand_in(row, people.chief, at=AT + timedelta(days=1)).state == "approved"


def test_a_stand_in_may_give_back_too(people):
    away(people.head, people.head)
    row = deciding.give_back(
        application=asked(people), by=people.chief, comment="番号がない", at=AT, standing_in=True
    )
    assert row.steps.get(what="returned").instead_of == people.head


class TestAfterwards:
    @pytest.fixture
    def step(self, people):
        away(people.head, people.head)
        return stand_in(asked(people), people.chief).steps.get(what="approved")

    def test_who_was_away_is_asked_to_look_and_does_so_once(self, people, step):
        key = f"afterwards:{step.pk}"
        assert Notice.objects.filter(person=people.head, key=key, done_at=None).exists()
        actions.see_afterwards(step=step, by=people.head, at=AT)
        assert Step.objects.get(pk=step.pk).seen_at == AT
        assert not Notice.objects.filter(key=key, done_at=None).exists()
        assert [e.actor for e in evidence.sealed(["application.seen"])] == [
            str(people.head.opaque_id)
        ]
        with pytest.raises(errors.ApprovalRefusedError, match="一度だけ"):
            actions.see_afterwards(step=step, by=people.head, at=AT)

    @pytest.mark.parametrize("who", ["chief", "ciso", "member"])
    def test_nobody_else_looks_for_them(self, people, step, who):
        with pytest.raises(errors.ApprovalRefusedError):
            actions.see_afterwards(step=step, by=getattr(people, who), at=AT)

    def test_the_check_is_weak_after_14_days_and_names_by_opaque_id(self, people, step):
        assert stand_ins_seen(AT + timedelta(days=14)).verdict == "holds"
        late = stand_ins_seen(AT + timedelta(days=14, minutes=1))
        assert late.verdict == "weak"
        assert late.rows == (
            {"application": step.application_id, "person": str(people.head.opaque_id)},
        )
        actions.see_afterwards(step=step, by=people.head, at=AT)
        assert stand_ins_seen(AT + timedelta(days=30)).verdict == "holds"


class TestAbsences:
    @pytest.mark.parametrize(
        ("first", "last", "words"),
        [
            (3, 2, "初日以後"),
            (-5, -1, "終わった不在"),
            (0, 92, "92日まで"),
        ],
    )
    def test_what_cannot_be_is_refused(self, people, first, last, words):
        with pytest.raises(errors.AbsenceRefusedError, match=words):
            actions.record_absence(
                person=people.head,
                from_date=DAY + timedelta(days=first),
                until_date=DAY + timedelta(days=last),
                by=people.head,
                at=AT,
            )
        assert not Absence.objects.exists()

    def test_recording_and_ending_are_sealed(self, people):
        absence = away(people.head, people.system)
        actions.end_absence(absence=absence, by=people.head, at=AT)
        kinds = [e.kind for e in evidence.sealed(["absence.recorded", "absence.ended"])]
        assert kinds == ["absence.recorded", "absence.ended"]

    def test_an_old_absence_cannot_be_ended(self, people):
        absence = away(people.head, people.head, days=1)
        with pytest.raises(errors.AbsenceRefusedError):
            actions.end_absence(absence=absence, by=people.head, at=AT + timedelta(days=3))


def test_an_ordinary_decision_stands_in_for_nobody(people):
    permit = decided(people, asked(people))
    step = permit.application.steps.get(what="approved")
    assert (step.standing_in, step.instead_of, step.seen_at) == (False, None, None)
