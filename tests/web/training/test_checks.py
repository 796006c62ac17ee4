"""What training proves, and when it does not: this year, joiners, overdue, rows not as sealed."""

from datetime import date, timedelta

import pytest
from tests.web.factories import AT, make_person, make_unit
from tests.web.training.giving import EVERYONE, asked, finished, keeper, started

from sekisho.verdicts import Verdict
from sekisho.web.organization.models import Person
from sekisho.web.training import actions
from sekisho.web.training.checks import joiners_done, overdue_none, yearly_done
from sekisho.web.training.models import Assignment

pytestmark = pytest.mark.django_db
OLD = date(2023, 4, 1)
AFTER = AT + timedelta(days=40)  # 2026-07-11: the day of the campaigns has passed
NEXT = AT + timedelta(days=305)  # 2027-04-02: the next fiscal year


def test_nobody_in_scope_is_no_proof():
    assert yearly_done(AT).verdict is Verdict.FAILS


class TestYear:
    def test_all_completed_holds_until_the_fiscal_year_ends(self):
        by = keeper(joined_on=OLD)
        finished(asked(started(by), by))
        found = yearly_done(AT)
        assert found.verdict is Verdict.HOLDS
        assert found.figures["completed"] == found.figures["people"] == 1
        assert yearly_done(AT.replace(year=2027, month=3, day=31)).verdict is Verdict.HOLDS
        later = yearly_done(NEXT)
        assert (later.verdict, later.figures["recent"]) == (Verdict.WEAK, 1)
        assert yearly_done(AT + timedelta(days=370)).verdict is Verdict.FAILS

    def test_asked_and_in_time_is_weak_and_overdue_fails(self):
        by, other = keeper(joined_on=OLD), make_person(joined_on=OLD)
        campaign = started(by)
        finished(asked(campaign, by))
        found = yearly_done(AT)
        assert (found.verdict, found.figures["asked"]) == (Verdict.WEAK, 1)
        late = yearly_done(AFTER)
        assert (late.verdict, late.figures["overdue"]) == (Verdict.FAILS, 1)
        finished(asked(campaign, other), at=AFTER)
        assert yearly_done(AFTER).verdict is Verdict.HOLDS

    def test_who_is_asked_nothing_and_completed_nothing_is_named_by_unit(self):
        unit = make_unit("年金課")
        by, _left = keeper(joined_on=OLD), make_person(joined_on=OLD, unit=unit)
        finished(asked(started(by, actions.Audience(roles=("secretariat",))), by))
        found = yearly_done(AT)
        assert (found.verdict, found.figures["left_out"]) == (Verdict.FAILS, 1)
        assert found.rows == ({"unit": unit.pk, "left_out": 1},)

    def test_ending_the_campaign_does_not_make_its_people_trained(self):
        by = keeper(joined_on=OLD)
        campaign = started(by)
        actions.end_campaign(campaign=campaign, reason="やめる", by=by, at=AT)
        assert yearly_done(AT).verdict is Verdict.FAILS

    def test_a_joiner_not_asked_yet_is_weak_for_thirty_days(self):
        make_person(joined_on=date(2026, 6, 1))
        assert yearly_done(AT).verdict is Verdict.WEAK
        assert yearly_done(AT + timedelta(days=30)).verdict is Verdict.WEAK
        assert yearly_done(AT + timedelta(days=31)).verdict is Verdict.FAILS

    def test_who_has_left_is_not_counted(self):
        by, gone = keeper(joined_on=OLD), make_person(joined_on=OLD)
        finished(asked(started(by), by))
        Person.objects.filter(pk=gone.pk).update(left_on=date(2026, 7, 1))
        assert yearly_done(AFTER).verdict is Verdict.HOLDS


class TestJoiners:
    def test_without_a_standing_campaign_it_fails(self):
        make_person(joined_on=OLD)
        assert joiners_done(AT).verdict is Verdict.FAILS

    def test_in_time_holds_waiting_and_later_are_weak_missed_fails(self):
        by, joiner = keeper(joined_on=OLD), make_person(joined_on=date(2026, 5, 20))
        campaign = started(by, EVERYONE, None)
        waiting = joiners_done(AT)
        assert (waiting.verdict, waiting.figures["waiting"]) == (Verdict.WEAK, 1)
        missed = joiners_done(AFTER)
        assert (missed.verdict, missed.figures["missed"]) == (Verdict.FAILS, 1)
        assert missed.rows == ({"unit": joiner.unit_id, "missed": 1},)
        finished(asked(campaign, joiner), at=AFTER)
        later = joiners_done(AFTER)
        assert (later.verdict, later.figures["later"]) == (Verdict.WEAK, 1)

    @pytest.mark.parametrize(("day", "verdict"), [(30, Verdict.HOLDS), (31, Verdict.WEAK)])
    def test_the_thirtieth_day_is_in_time(self, day, verdict):
        by, joiner = keeper(joined_on=OLD), make_person(joined_on=date(2026, 6, 1))
        campaign = started(by, EVERYONE, None)
        finished(asked(campaign, joiner), at=AT + timedelta(days=day))
        assert joiners_done(AT + timedelta(days=day)).verdict is verdict

    def test_nobody_joined_holds(self):
        started(keeper(joined_on=OLD), EVERYONE, None)
        assert joiners_done(AT).verdict is Verdict.HOLDS


class TestOverdue:
    def test_no_campaign_this_year_is_weak(self):
        assert overdue_none(AT).verdict is Verdict.WEAK

    def test_units_are_named_and_people_are_not(self):
        unit = make_unit("給付課")
        by = keeper(joined_on=OLD)
        campaign = started(by)
        finished(asked(campaign, by))
        people = [make_person(joined_on=OLD, unit=unit) for _number in range(2)]
        actions.assign_reached(at=AT)
        assert overdue_none(AT).verdict is Verdict.HOLDS
        found = overdue_none(AFTER)
        assert found.verdict is Verdict.FAILS
        assert found.rows == ({"unit": unit.pk, "overdue": 2},)
        assert not any(each.name in str(found) for each in people)


@pytest.mark.parametrize("check", [yearly_done, joiners_done, overdue_none])
def test_rows_that_are_not_what_was_sealed_prove_nothing(check):
    by = keeper(joined_on=OLD)
    started(by, EVERYONE, None)
    row = asked(started(by), by)
    finished(row)
    assert check(AT).verdict is Verdict.HOLDS
    Assignment.objects.filter(pk=row.pk).update(completed_at=AT + timedelta(days=1))
    found = check(AT)
    assert (found.verdict, found.figures["altered"]) == (Verdict.FAILS, 1)


@pytest.mark.parametrize("check", [yearly_done, joiners_done, overdue_none])
def test_the_queries_of_a_check_do_not_grow_with_people(
    check, django_assert_num_queries, django_assert_max_num_queries
):
    by = keeper(joined_on=OLD)
    started(by)
    with django_assert_max_num_queries(12) as few:
        check(AT)
    for _number in range(10):
        make_person(joined_on=date(2026, 5, 25))
    actions.assign_reached(at=AT)
    with django_assert_num_queries(len(few)):
        check(AT)
