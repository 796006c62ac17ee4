"""What the checks of permits prove, and what they find when a row was altered."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.web.approvals.asking import submitted
from tests.web.approvals.permitting import asked, office, permit, tokyo
from tests.web.factories import AT, DAY

from sekisho.verdicts import Verdict
from sekisho.web.approvals import actions, deciding
from sekisho.web.approvals.checks import (
    applications_standing,
    decisions_by_others,
    permits_bounded,
    permits_closed,
)
from sekisho.web.approvals.models import Permit, PermitSubject, Seat, Step

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return office()


class TestBounded:
    def test_permits_as_they_were_decided_hold(self, people):
        permit(people, subjects=("medium:3", "medium:1"))
        permit(people, "area-entry")
        result = permits_bounded(AT)
        assert (result.verdict, result.figures["permits"]) == (Verdict.HOLDS, 2)

    def test_no_permits_hold_too(self):
        assert permits_bounded(AT).verdict is Verdict.HOLDS

    @pytest.mark.parametrize(
        "values",
        [
            {"ends": DAY + timedelta(days=300)},
            {"starts": DAY - timedelta(days=1)},
            {"kind": "area-entry"},
            {"scope": {"grade": "mynumber"}},
            {"subject_words": "USBメモリ 9番"},
            {"salt": "0"},
        ],
    )
    def test_a_row_altered_in_the_database_is_named(self, people, values):
        row = permit(people)
        permit(people)
        Permit.objects.filter(pk=row.pk).update(**values)
        result = permits_bounded(AT)
        assert result.verdict is Verdict.FAILS
        assert result.rows == ({"permit": row.pk},)
        assert "1件は" in result.message.format(**result.figures)

    def test_another_holder_or_subject_is_found(self, people):
        one, two = permit(people), permit(people)
        Permit.objects.filter(pk=one.pk).update(holder=people.system)
        PermitSubject.objects.create(permit=two, subject="medium:9")
        assert {row["permit"] for row in permits_bounded(AT).rows} == {one.pk, two.pk}

    def test_a_permit_nobody_decided_is_found(self, people):
        row = permit(people)
        row.pk, row.application = None, asked(people)
        row.save(force_insert=True)
        assert permits_bounded(AT).rows == ({"permit": row.pk},)


class TestClosed:
    def test_in_force_nothing_is_overdue(self, people):
        row = permit(people)
        assert permits_closed(tokyo(row.ends, 23)).verdict is Verdict.HOLDS

    def test_the_day_after_it_fails_naming_permit_and_holder_by_opaque_id(self, people):
        row = permit(people)
        result = permits_closed(tokyo(row.ends + timedelta(days=1), 0))
        assert result.verdict is Verdict.FAILS
        assert result.rows == (
            {
                "permit": row.pk,
                "person": str(people.member.opaque_id),
                "until": row.ends.isoformat(),
                "owed": "return",
            },
        )
        assert result.figures == {"over": 1, "out": 1, "unwiped": 0}

    def test_back_but_not_wiped_still_fails_then_holds(self, people):
        row = permit(people)
        actions.take_back(permit=row, by=people.head, at=AT)
        at = AT + timedelta(minutes=1)
        result = permits_closed(at)
        assert (result.verdict, result.rows[0]["owed"]) == (Verdict.FAILS, "wipe")
        actions.confirm_wipe(permit=row, by=people.head, at=at)
        assert permits_closed(at).verdict is Verdict.HOLDS

    def test_ended_early_it_is_owed_at_once(self, people):
        row = permit(people)
        actions.end_permit(permit=row, reason="済んだ", by=people.head, at=AT)
        assert permits_closed(AT).verdict is Verdict.FAILS

    def test_what_owes_nothing_is_never_overdue(self, people):
        permit(people, "area-entry")
        result = permits_closed(AT + timedelta(days=400))
        assert (result.verdict, result.figures["over"]) == (Verdict.HOLDS, 1)


class TestStanding:
    def test_a_turn_that_is_nobodys_is_weak_at_once_and_named(self):
        row = submitted()
        result = applications_standing(AT)
        assert (result.verdict, result.figures["nobody"]) == (Verdict.WEAK, 1)
        assert result.rows == ({"application": row.pk, "days": 0},)

    def test_where_only_the_applicant_could_it_is_nobodys(self, people):
        row = submitted(people.ciso)
        assert applications_standing(AT).figures["nobody"] == 0, "the deputy can"
        Seat.objects.filter(application=row).update(permission="", role="ciso")
        assert applications_standing(AT).figures["nobody"] == 1

    def test_queries_do_not_grow_with_applications(self, people):
        def count():
            with CaptureQueriesContext(connection) as queries:
                applications_standing(AT)
            return len(queries)

        asked(people)
        before = count()
        for _ in range(5):
            asked(people)
        assert count() == before


def test_a_step_by_the_applicant_is_found_whatever_the_last_decider(people):
    row = asked(people, "area-entry")
    row = deciding.approve(application=row, by=people.head, comment="", at=AT)
    deciding.approve(application=row, by=people.chief, comment="", at=AT)
    assert decisions_by_others(AT).verdict is Verdict.HOLDS
    Step.objects.filter(application=row, what="agreed").update(person=people.member)
    result = decisions_by_others(AT)
    assert (result.verdict, result.rows) == (Verdict.FAILS, ({"application": row.pk},))
